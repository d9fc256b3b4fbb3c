"""How far the best models of any country come after those of any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.countries import all_codes
from detente.core.errors import UnknownName, UsageError
from detente.core.territory import BLOC
from detente.views.web.page import Page
from detente.views.web.pages.lag import PAIR, lag_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked
    from detente.views.web.view import Content

PAGE = Page("lag/{country}/{leader}")


def instances(desk: Desk) -> Iterable[Mapping[str, str]]:
    """Both ways of the usual pair, and the largest countries behind its leader."""
    follower, leader = PAIR
    behind = dict.fromkeys(
        [follower, *(code for code in desk.largest(desk.copied) if code != leader)]
    )
    yield from ({"country": code, "leader": leader} for code in behind)
    yield {"country": leader, "leader": follower}


def build(asked: Asked) -> Content:
    """The same page for the two that the address names.

    Raises
    ------
    UnknownName
        A code is that of no country.
    UsageError
        Both are the same.
    """
    country, leader = asked.parameters["country"], asked.parameters["leader"]
    for code in (country, leader):
        if code != BLOC and code not in all_codes():
            raise UnknownName("country code", code, (*all_codes(), BLOC))
    if country == leader:
        raise UsageError(f"'{country}' is not behind itself", fix="name two different countries")
    return lag_content(asked, country, leader)
