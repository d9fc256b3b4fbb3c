"""Rankings: countries by papers, reach and work with others, the closest pairs, and a directory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.core.measure import Measure
from detente.views.web.page import Page
from detente.views.web.parts.directory import countries_of, finder
from detente.views.web.parts.reshape import as_one
from detente.views.web.view import Content
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.views.web.page import Asked
    from detente.views.web.table import Cell
    from detente.views.web.view import View

PAGE = Page("rankings", title=mark("Rankings"), order=20, template="rankings.html")
SHOWN = 20


def build(asked: Asked) -> Content:
    """Countries by size, reach and work with others; pairs by joint papers; everyone by name."""
    words = asked.words
    countries = [] if asked.only else countries_of(asked)
    return Content(
        words("Countries in AI research"),
        words("Every rank depends on its definition: choose another and see what stays. Countries "
              "whose intervals overlap are not apart."),
        (_papers(asked), _pairs(asked), _impact(asked), _abroad(asked), _world(asked)),
        {
            "finder": finder(asked, countries),
            "countries": [(name, asked.href(f"country/{code}")) for code, name in countries],
        },
    )  # fmt: skip


def _page_of(asked: Asked) -> Callable[[str, str | None], str]:
    """Where a country's name leads; nowhere for the world."""
    return lambda _column, code: asked.href(f"country/{code}") if code else ""


def _papers(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "papers",
        words("By papers"),
        indicator="output",
        by=("country",),
        metrics=("papers", "share"),
        about=words("Who writes more, counted as chosen above."),
        charts=[{"kind": "intervals", "y": "country", "x": "papers", "zero": True,
                 "title": words("Papers")}],
        link=_page_of(asked),
        limit=SHOWN,
    )  # fmt: skip


def _pairs(asked: Asked) -> View:
    words = asked.words
    view = asked.view(
        "pairs",
        words("By pair of countries"),
        indicator="collaboration",
        by=("country", "partner"),
        metrics=("joint_papers", "mutual_first_strict", "p_mutual_first"),
        about=words("Which two countries write most together, and whether each is the other's "
                    "first partner."),
        charts=[{"kind": "intervals", "y": "pair", "x": "joint_papers", "zero": True,
                 "title": words("Joint papers")}],
        limit=SHOWN,
        keep=_each_once,
    )  # fmt: skip
    if view.table is None:
        return view

    def text(one: Cell, other: Cell) -> str:
        return words("{one} and {other}", one=one.text, other=other.text)

    def href(one: Cell, other: Cell) -> str:
        return asked.href(f"pair/{one.value}/{other.value}")

    return replace(
        view, table=as_one(view.table, "pair", title=words("Pair"), text=text, href=href)
    )


def _each_once(measure: Measure) -> Measure:
    """Every pair from one side: what is shown is the same from the other."""
    import pyarrow.compute as pc

    rows = measure.rows
    once = rows.filter(pc.less(rows["country"], rows["partner"]))
    return Measure(once, measure.indicator, measure.provenance)


def _impact(asked: Asked) -> View:
    words = asked.words
    top = float(asked.state.specification["top_share"].rstrip("%")) / 100
    return asked.view(
        "impact",
        words("By citation impact"),
        indicator="impact",
        by=("country",),
        metrics=("top_share_of_papers", "mean_score", "top_papers"),
        about=words("Whose papers are most often among the most cited of their field, year and "
                    "type; the line is the world's share. Countries with few papers come last."),
        charts=[{"kind": "intervals", "y": "country", "x": "top_share_of_papers", "zero": True,
                 "margin": top, "title": words("Share of papers among the most cited")}],
        link=_page_of(asked),
        limit=SHOWN,
    )  # fmt: skip


def _abroad(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "together",
        words("By international collaboration"),
        indicator="collaboration",
        by=("country",),
        metrics=("international_share", "international_share_least", "international_share_most"),
        about=words("The share of its papers that a country writes with others; it is highest "
                    "for small countries. The bounds say what unknown affiliations could change."),
        charts=[{"kind": "intervals", "y": "country", "x": "international_share", "zero": True,
                 "title": words("International share")}],
        link=_page_of(asked),
        limit=SHOWN,
    )  # fmt: skip


def _world(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "world",
        words("World map"),
        indicator="output",
        by=("country",),
        metrics=("share",),
        charts=[{"kind": "map", "code": "country", "x": "share",
                 "title": words("Share of papers")}],
        link=_page_of(asked),
    )  # fmt: skip
