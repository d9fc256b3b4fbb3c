"""One type of obligation: what each article of each side asks, as each coder put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownName
from detente.views.web.page import Page
from detente.views.web.parts.articles import (
    ADDRESSEES,
    CHOICES,
    INSTRUMENTS,
    coded,
    definition,
    of_type,
    place_of,
    titles,
)
from detente.views.web.parts.facts import fact_view, outside
from detente.views.web.table import Cell, Column
from detente.views.web.view import Content
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked
    from detente.views.web.words import Words

PAGE = Page("rules/{type}")
SHOWN = ("side", "instrument", "article", "paragraph", "addressee", "action", "object", "trigger",
         "strength", "coder")  # fmt: skip
# what coders wrote in their own words
CODED = ("action", "object", "trigger")
HEADS = {
    "side": mark("Side"),
    "instrument": mark("Instrument"),
    "article": mark("Article"),
    "paragraph": mark("Paragraph"),
    "addressee": mark("Who is obliged"),
    "action": mark("What must be done or left"),
    "object": mark("On what"),
    "trigger": mark("When"),
    "strength": mark("Strength"),
    "coder": mark("Coder"),
}


def instances(desk: Desk) -> Iterable[Mapping[str, str]]:
    """Every type that was found."""
    from detente.core.errors import DataMissing
    from detente.views.web.state import State

    try:
        rows = coded(desk.dataset, State("en", desk.release))
    except DataMissing:
        return
    yield from ({"type": name} for name in sorted({row["type"] for row in rows}) if place_of(name))


def build(asked: Asked) -> Content:
    """Rows of both coders, article by article."""
    words, kind = asked.words, asked.parameters["type"]
    found = coded(asked.desk.dataset, asked.state)
    rows = of_type(found, kind)
    called = titles()
    if not rows and kind not in called:
        raise UnknownName("type of obligation", kind, {row["type"] for row in found})
    title = words(called.get(kind, kind))
    kept = [{name: row[name] for name in (*SHOWN, "url")} for row in rows]
    view = fact_view(
        asked,
        "obligations",
        words("What each article asks"),
        rows=kept,
        columns=[
            Column(name, words(HEADS[name]), number=name == "strength",
                   lang="en" if name in CODED else "")
            for name in SHOWN
        ],
        cells={
            "side": [Cell(words.country(row["side"]), row["side"]) for row in kept],
            "instrument": [
                Cell(words(INSTRUMENTS.get(r["instrument"], r["instrument"])), r["instrument"],
                     href=outside(r["url"]))
                for r in kept
            ],
            "addressee": [_addressee(words, row["addressee"]) for row in kept],
        },
        about=words(
            "In the coders' own words, not those of the law. Strength: 1 soft, 2 binding in "
            "general, 3 binding and specified."
        ),
        method=words("coded by hand, twice: docs/rules.md"),
        tables=("instrument", "obligation"),
        command="detente export FOLDER",
        dimensions=CHOICES,
    )  # fmt: skip
    return Content(title, words(definition(kind)), (view,))


def _addressee(words: Words, name: str | None) -> Cell:
    return Cell("–") if name is None else Cell(words(ADDRESSEES.get(name, name)), name)
