"""Rules on AI side by side: how much they overlap, which families each has, which articles."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

from detente.views.text.numbers import Format
from detente.views.web.page import Page
from detente.views.web.parts.articles import (
    CHOICES,
    INSTRUMENTS,
    Found,
    articles,
    instruments,
    place_of,
    titles,
)
from detente.views.web.parts.facts import fact_view, outside
from detente.views.web.parts.picked import picked
from detente.views.web.parts.reshape import headed
from detente.views.web.table import Cell, Column, Notes, Row, Table, number_cell
from detente.views.web.view import Content, View
from detente.views.web.words import JOINTS, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.core.measure import Measure
    from detente.views.web.page import Asked

PAGE = Page("rules", title=mark("Rules"), order=40)
INDICATOR = "rule_overlap"
AGREEMENT = ("alpha_presence", "alpha_strength", "kappa_presence")
OVERLAPS = ("coverage", "jaccard", "overlap_coefficient", "expected_overlap", "added_codes")
TENTHS, THOUSANDTHS = Format("plain", 1), Format("plain", 3)
STRENGTH, ADDS = "family_strength", "p_adds_family"


def build(asked: Asked) -> Content:
    """Overlap, families, articles by obligation, instruments, and how far the coders agree."""
    words = asked.words
    overlap = _overlap(asked)
    lead = words(
        "Which obligations the rules of each side impose, article by article, as two coders found "
        "them by one taxonomy. What a text obliges to is not what is enforced."
    )
    if overlap.problem is not None:
        return Content(words("Rules on AI side by side"), lead, (overlap,))
    views = (
        overlap, _families(asked), _side_by_side(asked), _instruments(asked), _agreement(asked)
    )  # fmt: skip
    return Content(words("Rules on AI side by side"), lead, views)


def _where(test: Callable[[dict[str, Any]], bool]) -> Callable[[Measure], Measure]:
    return lambda measure: picked(measure, test)


def _overlap(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "overlap",
        words("How much they overlap"),
        indicator=INDICATOR,
        by=("country", "partner"),
        metrics=OVERLAPS,
        keep=_where(lambda row: row["partner"] is not None and row["family"] is None),
        about=words(
            "How much of one side's obligations the other's rules cover. n is the number of "
            "articles of both that oblige anybody."
        ),
        charts=[{"kind": "intervals", "y": "country", "x": "coverage", "zero": True,
                 "title": words("Share of a side's obligations that the other covers")}],
    )  # fmt: skip


def _families(asked: Asked) -> View:
    """Families by side: the strength of each, and how likely it is that one adds it."""
    words = asked.words
    view = asked.view(
        "families",
        words("Which families of obligation each has"),
        indicator=INDICATOR,
        by=("family", "country"),
        metrics=(STRENGTH, ADDS),
        keep=_where(lambda row: row["family"] is not None),
        about=words(
            "The strongest obligation of each family: 1 soft, 2 binding in general, 3 binding and "
            "specified, 0 none; a half where the coders differ. P is the probability that one side "
            "adds a family that the other lacks; n is the number of articles that oblige anybody."
        ),
    )
    if view.given is None:
        return view
    rows = view.given.document["rows"]
    sides = list(dict.fromkeys(row["country"] for row in rows if row["metric"] == STRENGTH))
    charts = tuple(
        {"kind": "bars", "y": "family", "x": side, "title": words(
            "Strength of the rules of {side}", side=words.within(side))}
        for side in sides
    )  # fmt: skip
    return replace(view, table=_by_side(rows, sides, asked), charts=charts)


def _by_side(rows: list[dict[str, Any]], sides: list[str], asked: Asked) -> Table:
    words, notes = asked.words, Notes(asked.words)
    strengths = {(r["family"], r["country"]): r for r in rows if r["metric"] == STRENGTH}
    added = {(r["family"], r["partner"], r["country"]): r for r in rows if r["metric"] == ADDS}
    pairs = list(permutations(sides, 2))
    called = titles()
    families = sorted({row["family"] for row in rows}, key=lambda name: called.get(name, name))
    body = [
        Row((
            Cell(words(called.get(family, family)), family),
            *(number_cell(TENTHS, strengths.get((family, side)), notes) for side in sides),
            *(number_cell(THOUSANDTHS, added.get((family, *pair)), notes) for pair in pairs),
        ))
        for family in families
    ]  # fmt: skip
    # n is that of a side, whatever the family: its articles that oblige anybody
    n = {row["country"]: row["n"] for row in rows if row["metric"] == STRENGTH}
    heads = [
        Column("family", words("Family")),
        *(
            Column(side, words("{side}, n = {n}", side=words.country(side), n=n[side]), "0-3",
                   number=True)
            for side in sides
        ),
        *(_adds_column(asked, *pair) for pair in pairs),
    ]  # fmt: skip
    return Table(tuple(heads), tuple(body), tuple(notes.found))


def _adds_column(asked: Asked, side: str, other: str) -> Column:
    words = asked.words
    title = words(
        "P({side} adds it to {other})", side=words.country(side), other=words.country(other)
    )
    return Column(f"{side}_adds_to_{other}", title, "probability", number=True)


def _side_by_side(asked: Asked) -> View:
    """Every type of obligation with the articles that lay it down, on each side."""
    words, found = asked.words, articles(asked.desk.dataset, asked.state)
    called = titles()
    sides = list(dict.fromkeys(one.side for one in found))
    kinds = sorted({(one.family, one.type) for one in found})
    cells: dict[str, list[Cell]] = {"type": [], "family": [], **{side: [] for side in sides}}
    for family, kind in kinds:
        place = place_of(kind)
        where = asked.href(place) if place else ""
        cells["type"].append(Cell(words(called.get(kind, kind)), kind, href=where))
        cells["family"].append(Cell(words(called.get(family, family)), family))
        for side in sides:
            mine = [one for one in found if one.side == side and one.type == kind]
            cells[side].append(_articles_cell(mine, asked))
    return fact_view(
        asked,
        "articles",
        words("Article by article"),
        rows=[one.row() for one in found],
        columns=(
            Column("type", words("Obligation")),
            *(Column(side, words.country(side)) for side in sides),
            Column("family", words("Family")),
        ),
        cells=cells,
        shown=len(kinds),
        about=words(
            "Articles that lay down each obligation. An asterisk marks those that not every coder "
            "found there; a dash means that nobody found any."
        ),
        method=words("coded by hand, twice: docs/rules.md"),
        tables=("instrument", "obligation"),
        command="detente export FOLDER",
        dimensions=CHOICES,
    )


def _articles_cell(found: list[Found], asked: Asked) -> Cell:
    """Numbers of articles by instrument: "AI Act 4, 26*"."""
    if not found:
        return Cell("–")
    by_instrument: dict[str, list[str]] = {}
    for one in found:
        star = "" if one.agreed else "*"
        by_instrument.setdefault(one.instrument, []).append(f"{one.article}{star}")
    text = JOINTS[asked.words.language].join(
        f"{asked.words(INSTRUMENTS.get(name, name))} {', '.join(numbers)}"
        for name, numbers in by_instrument.items()
    )
    return Cell(text, text)


def _instruments(asked: Asked) -> View:
    words, rows = asked.words, instruments(asked.desk.dataset, asked.state)
    return fact_view(
        asked,
        "instruments",
        words("What was read"),
        rows=rows,
        columns=(
            Column("title", words("Instrument")),
            Column("jurisdiction", words("Side")),
            Column("version", words("Version"), lang="en"),
            Column("in_force", words("In force since")),
            Column("language", words("Language")),
            Column("articles", words("Articles"), "articles", number=True),
            Column("operative", words("that oblige"), "articles", number=True),
        ),
        cells={
            "title": [Cell(words(r["title"]), r["title"], href=outside(r["url"])) for r in rows],
            "jurisdiction": [
                Cell(words.country(r["jurisdiction"]), r["jurisdiction"]) for r in rows
            ],
            "language": [Cell(words(r["language"]), r["language"]) for r in rows],
        },
        about=words("A name leads to where the text is published."),
        method=words("coded by hand, twice: docs/rules.md"),
        tables=("instrument", "obligation"),
        command="detente export FOLDER",
        dimensions=CHOICES,
    )  # fmt: skip


def _agreement(asked: Asked) -> View:
    """Alpha and kappa, one a row."""
    words = asked.words
    view = asked.view(
        "agreement",
        words("How far the coders agree"),
        indicator=INDICATOR,
        by=("country",),
        metrics=AGREEMENT,
        keep=_where(lambda row: row["metric"] in AGREEMENT),
        about=words(
            "Both passes were made apart, by one manual. Below an alpha of 0.667 every number "
            "above would be withheld. n is the number of articles read."
        ),
    )
    if view.table is None:
        return view
    # the agreement is of all that was coded, whoever's rules they are
    rows = tuple(
        replace(row, cells=(replace(row.cells[0], text=words("all sides"), value="all"),
                            *row.cells[1:]))
        for row in view.table.rows
    )  # fmt: skip
    table = headed(replace(view.table, rows=rows), "country", words("Side"))
    return replace(view, table=table)
