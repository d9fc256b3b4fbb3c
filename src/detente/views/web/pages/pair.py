"""Two countries: how many papers they write together, and what they are to each other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from detente.views.web.page import Page
from detente.views.web.view import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked
    from detente.views.web.view import View

PAGE = Page("pair/{first}/{second}")
COPIED = 6


def instances(desk: Desk) -> Iterable[Mapping[str, str]]:
    """The pairs of the largest countries."""
    for first, second in combinations(desk.largest(COPIED), 2):
        yield {"first": first, "second": second}


def build(asked: Asked) -> Content:
    """Ties, trend, partners of both sides."""
    first, second = asked.parameters["first"], asked.parameters["second"]
    words = asked.words
    one, other = words.country(first), words.country(second)
    return Content(
        words("{one} and {other}", one=one, other=other),
        words("How much AI research two countries do together, and who comes first for each."),
        (_partners(asked, "first", first), _partners(asked, "second", second)),
    )


def _partners(asked: Asked, side: str, code: str) -> View:
    """The partners of one side, ranked."""

    def link(_column: str, partner: str) -> str:
        return asked.href(f"pair/{code}/{partner}")

    words = asked.words
    chart = {"kind": "intervals", "y": "partner", "x": "joint_papers", "zero": True}
    return asked.view(
        f"partners_{side}",
        words("Partners of {country}", country=words.country(code)),
        indicator="collaboration",
        by=("partner",),
        metrics=("joint_papers", "partner_rank", "p_first"),
        filters={"country": code},
        charts=[{**chart, "title": words("Joint papers")}],
        link=link,
        limit=15,
    )
