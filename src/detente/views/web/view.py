"""One thing that a page shows: a question, its table, its picture, and what it gives away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.core.errors import DetenteError
    from detente.views.web.given import Given
    from detente.views.web.table import Table


@dataclass(frozen=True, slots=True)
class View:
    """A section of a page.

    Attributes
    ----------
    id : str
        Its name in addresses and in the page.
    title, about : str
        In the reader's language: what it shows, and how to read it.
    table : Table or None
    charts : tuple of mapping
        Pictures of the table, as the script that draws them reads it.
    given : Given or None
        The numbers; None where there are none to give.
    problem : DetenteError or None
        Why there is nothing to show, and what to do about it.
    facts : tuple of (str, str) or (str, str, str)
        Sentences beside the table, each with its name, and its language if it is not the page's.
    dimensions : tuple of str
        Choices that move its numbers.
    folded : str
        What stands on the lid of a table that is folded away below its picture; empty if it is not.
    """

    id: str
    title: str
    about: str = ""
    table: Table | None = None
    charts: tuple[Mapping[str, Any], ...] = ()
    given: Given | None = None
    problem: DetenteError | None = None
    facts: tuple[tuple[str, ...], ...] = ()
    dimensions: tuple[str, ...] = ()
    folded: str = ""

    @property
    def mapped(self) -> bool:
        """Whether one of its pictures is a map."""
        return any(chart["kind"] == "map" for chart in self.charts)


@dataclass(frozen=True, slots=True)
class Content:
    """What a page says.

    Attributes
    ----------
    title, lead : str
    views : tuple of View
    options : mapping of str to tuple of str
        By dimension, the options that its controls offer, where these are not all.
    extra : mapping
        What the page's own template needs besides.
    """

    title: str
    lead: str = ""
    views: tuple[View, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def dimensions(self) -> frozenset[str]:
        """Choices that move a number of the page."""
        return frozenset(name for view in self.views for name in view.dimensions)

    @property
    def mapped(self) -> bool:
        """Whether one of its pictures is a map."""
        return any(view.mapped for view in self.views)
