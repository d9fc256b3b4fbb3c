"""How numbers are made: every indicator with the question it answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.views.web.page import Page
from detente.views.web.parts.facts import fact_view
from detente.views.web.table import Cell, Column
from detente.views.web.view import Content
from detente.views.web.words import mark

if TYPE_CHECKING:
    from detente.core.indicator import Indicator
    from detente.views.web.page import Asked
    from detente.views.web.view import View

PAGE = Page("method", title=mark("Methods"), order=70)
# sections of the methods, in whose order they stand; what names none comes last
SECTIONS = {
    "1": mark("Papers and partners"),
    "2": mark("How close two countries are"),
    "3": mark("Citations"),
    "4": mark("New and disruptive work"),
    "5": mark("Who comes first, and by how long"),
    "6": mark("Rules"),
    "7": mark("Restrictions"),
    "8": mark("People who move"),
    "9": mark("Concentration and networks"),
    "11": mark("What counts as AI"),
    "12": mark("What the data know, and events"),
    "": mark("Published elsewhere"),
}


def section(indicator: Indicator) -> str:
    """The number of its section of the methods; empty if its method is another's."""
    found = re.match(r"methods §(\d+)", indicator.method)
    return found[1] if found and found[1] in SECTIONS else ""


def build(asked: Asked) -> Content:
    """A view for each section that has indicators."""
    words = asked.words
    found = {n: m.INDICATOR for n, m in modules("detente.indicators", "INDICATOR").items()}
    views = [
        _section(asked, number, {n: i for n, i in found.items() if section(i) == number})
        for number in SECTIONS
    ]
    return Content(
        words("How numbers are made"),
        words(
            "Each indicator with the question it answers; its page has formulas, choices, "
            "intervals, references and a worked example."
        ),
        tuple(view for view in views if view is not None),
    )


def _section(asked: Asked, number: str, found: dict[str, Indicator]) -> View | None:
    if not found:
        return None
    words = asked.words
    rows = [
        {
            "indicator": name,
            "title": i.title,
            "question": i.question,
            "metrics": " ".join(metric.name for metric in i.metrics),
            "method": i.method,
        }
        for name, i in found.items()
    ]
    return fact_view(
        asked,
        f"section_{number or 'other'}",
        words(SECTIONS[number]),
        rows=rows,
        columns=(Column("title", words("Indicator")), Column("question", words("Question"))),
        cells={
            "title": [
                Cell(words(row["title"]), row["indicator"], href=asked.href(
                    f"method/{row['indicator']}"))
                for row in rows
            ],
            "question": [Cell(words(row["question"])) for row in rows],
        },
        method=words("the declarations of the indicators"),
        command="detente show",
    )  # fmt: skip
