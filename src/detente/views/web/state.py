"""What a page is asked, all of which stands in its address: language, release, choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RELEASE = "release"


@dataclass(frozen=True, slots=True)
class State:
    """A language, a release, and the choices that differ from their defaults.

    Attributes
    ----------
    language, release : str
    choices : tuple of (str, str)
        Dimension and option, in the order of ``DIMENSIONS``; defaults are left out, so that one
        state has one address.
    """

    language: str
    release: str
    choices: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def read(language: str, release: str, query: Iterable[tuple[str, str]]) -> State:
        """The state that a query asks for, in whatever order.

        Raises
        ------
        UnknownName
            A name is not a dimension, or a value is not one of its options.
        UsageError
            A name is there twice.
        """
        given: dict[str, str] = {}
        for name, value in query:
            if name in given:
                raise UsageError("a choice is there twice", fix="make each choice once")
            given[name] = value
        release = given.pop(RELEASE, release)
        return State(language, release).but(**given)

    @property
    def specification(self) -> Specification:
        """One option for every dimension."""
        return Specification.of(dict(self.choices))

    def but(self, **changed: str) -> State:
        """The same state with some choices changed."""
        asked, usual = self.specification.but(**changed), Specification.of()
        kept = tuple((d.name, asked[d.name]) for d in DIMENSIONS if asked[d.name] != usual[d.name])
        return replace(self, choices=kept)

    def only(self, dimensions: Iterable[str]) -> Specification:
        """The specification with every other choice at its default: what one indicator is asked."""
        wanted = set(dimensions)
        return Specification.of({name: value for name, value in self.choices if name in wanted})

    def query(self, extra: Mapping[str, str] | None = None) -> str:
        """The canonical query: release, choices, and whatever else the page is asked."""
        return urlencode([(RELEASE, self.release), *self.choices, *(extra or {}).items()])
