"""Countries on pages: codes that are none, and those that a territory policy counts as another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.countries import all_codes
from detente.core.errors import UnknownName
from detente.core.territory import BLOC, ERA_STARTS, TERRITORIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.views.web.page import Asked

SEPARATE, TOGETHER = "separate", "eu_bloc"


def need_codes(*codes: str) -> None:
    """Raise unless all are codes of countries, or of the European Union.

    Raises
    ------
    UnknownName
        One is not.
    """
    for code in codes:
        if code not in all_codes() and code != BLOC:
            raise UnknownName("country code", code, (*all_codes(), BLOC))


def counts_as(asked: Asked, code: str) -> str | None:
    """What a country counts as today under the chosen policy; None for the Union where it is none.

    Examples
    --------
    Hong Kong is CN where it is merged, Germany EU where the Union is one country.
    """
    name = asked.state.specification["territory"]
    policy = next(one for one in TERRITORIES if one.name == name)
    if code == BLOC:
        return BLOC if policy.bloc else None
    return policy.code(code, len(ERA_STARTS))


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the numbers, and where it leads.

    Attributes
    ----------
    text : str
    links : tuple of (str, str)
        Text and address.
    """

    text: str
    links: tuple[tuple[str, str], ...] = ()


def notices(asked: Asked, codes: Iterable[str], elsewhere: str) -> tuple[Notice, ...]:
    """Why some of the countries have nothing of their own, which is not 0.

    Parameters
    ----------
    asked : Asked
    codes : iterable of str
        Countries that the page is about.
    elsewhere : str
        The path that answers what can be asked instead; empty for none.
    """
    merged = (code for code in codes if counts_as(asked, code) != code)
    return tuple(_notice(asked, code, elsewhere) for code in merged)


def _notice(asked: Asked, code: str, elsewhere: str) -> Notice:
    words, target = asked.words, counts_as(asked, code)
    usual = TOGETHER if target is None else SEPARATE
    again = asked.links.page(asked.path, asked.state.but(territory=usual))
    if target is None:
        text = words("The European Union is no country under this definition of territory: its "
                     "members stand for themselves.")  # fmt: skip
        return Notice(text, ((words("Count its members as one"), again),))
    country, counted = words.country(code), words.within(target)
    text = words("{country} counts as {other} under this definition of territory. It has no "
                 "numbers of its own here, which is not the same as 0.",
                 country=country, other=counted)  # fmt: skip
    links = [(words("Let {country} stand for itself", country=country), again)]
    if elsewhere:
        links.insert(0, (words("See {country}", country=counted), asked.href(elsewhere)))
    return Notice(text, tuple(links))
