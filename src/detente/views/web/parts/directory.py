"""Every country by name, and the form that finds two of them without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing

if TYPE_CHECKING:
    from detente.views.web.page import Asked


@dataclass(frozen=True, slots=True)
class Finder:
    """A form that leads to the page of two countries.

    Attributes
    ----------
    action : str
        Where it leads.
    hidden : tuple of (str, str)
        The state of the page, in canonical order.
    options : list of (str, str)
        Codes and names of the countries.
    """

    action: str
    hidden: tuple[tuple[str, str], ...]
    options: list[tuple[str, str]]


def countries_of(asked: Asked) -> list[tuple[str, str]]:
    """Codes and names of all countries with papers under the chosen definitions.

    In order of their names; where names have no alphabet, of their codes.
    """
    try:
        rows = asked.measure("output").where(metric="papers").to_dicts()
    except DataMissing:
        return []
    codes = sorted(row["country"] for row in rows)
    named = [(code, asked.words.country(code)) for code in codes]
    return sorted(named, key=lambda one: one[1]) if asked.state.language == "en" else named


def finder(asked: Asked, countries: list[tuple[str, str]]) -> Finder | None:
    """The form with these countries, where there is a server to send it to."""
    action = asked.href("find").partition("?")[0]
    hidden = (("release", asked.state.release), *asked.state.choices)
    return Finder(action, hidden, countries) if action else None
