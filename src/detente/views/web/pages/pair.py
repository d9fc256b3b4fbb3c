"""Two countries: whether each is the other's first partner, and what they are to each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.core.measure import Measure
from detente.core.territory import BLOC
from detente.views.web.page import Page
from detente.views.web.parts.mutual import Mutual
from detente.views.web.parts.or_missing import or_missing
from detente.views.web.parts.places import counts_as, need_codes, notices
from detente.views.web.parts.reshape import as_one, each, named, newest_first, with_column
from detente.views.web.parts.stacked import stacked
from detente.views.web.table import Cell, Column
from detente.views.web.view import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked
    from detente.views.web.view import View

PAGE = Page("pair/{first}/{second}", template="place.html")


def instances(desk: Desk) -> Iterable[Mapping[str, str]]:
    """The pairs of the largest countries, and of the two largest with the European Union."""
    largest = desk.largest(desk.copied)
    for first, second in (*combinations(largest, 2), *((code, BLOC) for code in largest[:2])):
        yield {"first": first, "second": second}


def build(asked: Asked) -> Content:
    """The answer, then ties, partners of both sides, years, fields, and what comes of it."""
    first, second = asked.parameters["first"], asked.parameters["second"]
    need_codes(first, second)
    if first == second:
        raise UsageError(
            f"'{first}' is no partner of itself", fix=f"name another country: pair/{first}/…"
        )
    words = asked.words
    one, other = words.country(first), words.country(second)
    answer = Mutual.of(asked, first, second)
    merged = notices(asked, (first, second), _instead(asked, first, second))
    sides = {"first": first, "second": second}
    partners = [
        _partners(asked, side, code)
        for side, code in sides.items()
        if counts_as(asked, code) == code
    ]
    ties = [] if merged else [_ties(asked, first, second)]
    rest = (_trend, _fields, _dividend, _listed, _published)
    return Content(
        words("{one} and {other}", one=one, other=other),
        answer.verdict.text,
        (answer.view, *ties, *partners,
         *(view(asked, first, second) for view in rest if not merged)),
        {
            "kind": answer.verdict.kind,
            "notices": merged,
            "others": [
                (words("The same from the side of {country}", country=words.within(second)),
                 asked.href(f"pair/{second}/{first}")),
                *((words.country(code), asked.href(f"country/{code}")) for code in (first, second)),
                (words("Other countries"), asked.href("find") or asked.href("rankings")),
            ],
        },
    )  # fmt: skip


def _instead(asked: Asked, first: str, second: str) -> str:
    """The path of the pair that the two count as, if they still are two."""
    one, other = counts_as(asked, first), counts_as(asked, second)
    return f"pair/{one}/{other}" if one and other and one != other else ""


def _ties(asked: Asked, first: str, second: str) -> View:
    """Four questions that one number cannot answer together."""
    words = asked.words
    one, other = words.within(first), words.within(second)
    meanings = {
        "joint_papers": words("how much they write together; large countries have more of it"),
        "salton": words("joint papers for the size of both: 0 is none, 1 would be every paper"),
        "share_of_papers": words("how much {one} relies on {other}", one=one, other=other),
        "share_of_papers_back": words("how much {one} relies on {other}", one=other, other=one),
        "observed_over_expected": words("above 1: more than if partners were chosen by size alone"),
    }
    view = asked.view(
        "ties",
        words("How strong the ties are, four ways"),
        indicator="strength",
        by=("country", "partner"),
        metrics=tuple(meanings),
        filters={"country": first, "partner": second},
        about=words("Number, size, reliance and chance are four questions; they need not agree."),
    )
    if view.given is None:
        return view
    shown = asked.measure("strength", country=first, partner=second)
    return replace(view, table=stacked(shown, words, meanings))


def _partners(asked: Asked, side: str, code: str) -> View:
    """The partners of one side, ranked."""
    words = asked.words
    chart = {"kind": "intervals", "y": "partner", "x": "joint_papers", "zero": True}
    return asked.view(
        f"partners_{side}",
        words("Partners of {country}", country=words.within(code)),
        indicator="collaboration",
        by=("partner",),
        metrics=("joint_papers", "partner_rank", "p_first"),
        filters={"country": code},
        charts=[{**chart, "title": words("Joint papers")}],
        link=lambda _column, partner: asked.href(f"pair/{code}/{partner}"),
        limit=15,
    )


def _trend(asked: Asked, first: str, second: str) -> View:
    words = asked.words
    view = asked.view(
        "trend",
        words("Year by year"),
        indicator="ties",
        by=("year",),
        metrics=("joint_papers", "share_of_papers", "share_of_papers_back",
                 "observed_over_expected"),
        filters={"country": first, "partner": second},
        about=words("The number can grow while the share falls. The last one or two years of a "
                    "release are incomplete."),
        charts=[
            {"kind": "trend", "x": "year", "y": "joint_papers", "series": None, "zero": True,
             "title": words("Joint papers by year")},
            {"kind": "trend", "x": "year", "y": "share_of_papers", "series": None, "zero": True,
             "title": words("Share of the international papers of {country}",
                            country=words.within(first))},
        ],
    )  # fmt: skip
    return newest_first(view)


def _fields(asked: Asked, first: str, second: str) -> View:
    """Every definition of AI in its place, whichever is chosen for the rest of the page."""
    words = asked.words
    everything = replace(asked, state=asked.state.but(ai_definition="all"))
    view = everything.view(
        "fields",
        words("By field of AI"),
        indicator="ties",
        by=("field",),
        metrics=("joint_papers", "share_of_papers", "share_of_papers_back",
                 "observed_over_expected"),
        filters={"country": first, "partner": second, "by": "field"},
        about=words("The definitions of AI that the release has; they overlap, so the rows are no "
                    "parts of a whole."),
        charts=[{"kind": "intervals", "y": "field", "x": "joint_papers", "zero": True,
                 "title": words("Joint papers by field")}],
    )  # fmt: skip
    dimensions = tuple(name for name in view.dimensions if name != "ai_definition")
    view = replace(view, dimensions=dimensions)
    if view.table is None:
        return view
    given = asked.desk.dataset.release.manifest.definitions
    names = {one.name: one.name.replace("_", " ") for one in given}
    titles = {one.name: words(one.title) for one in given}
    table = named(view.table, "field", names=names, words=words)
    column = Column("meaning", words("What it holds"))
    cells = each(table, "field", lambda cell: Cell(titles[str(cell.value)], cell.value))
    return replace(view, table=with_column(table, column, cells))


def _dividend(asked: Asked, first: str, second: str) -> View:
    words = asked.words
    kinds = {
        "joint": words("written together"),
        "domestic": words("written at home"),
        "other_international": words("written with others"),
    }
    top = float(asked.state.specification["top_share"].rstrip("%")) / 100
    view = asked.view(
        "dividend",
        words("Are joint papers cited more?"),
        indicator="dividend",
        by=("country", "papers"),
        metrics=("top_share", "top_share_matched_difference", "p_top_share_matched_higher"),
        filters={"country": first, "partner": second},
        about=words("Share of papers among the most cited of their field, year and type. The "
                    "matched difference compares joint papers with those of like teams; it is no "
                    "effect of working together: who does is not random."),
        charts=[{"kind": "intervals", "y": "papers", "x": "top_share", "zero": True, "margin": top,
                 "title": words("Share of papers among the most cited")}],
        keep=lambda measure: _of_kinds(measure, tuple(kinds)),
    )  # fmt: skip
    if view.table is None:
        return view

    def text(country: Cell, papers: Cell) -> str:
        kind = str(papers.value)
        if kind == "joint":
            return words("Written together")
        return words("{country}: {papers}", country=country.text, papers=kinds[kind])

    return replace(view, table=as_one(view.table, "papers", title=words("Papers"), text=text))


def _of_kinds(measure: Measure, kinds: tuple[str, ...]) -> Measure:
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = measure.rows
    return Measure(
        rows.filter(pc.is_in(rows["papers"], pa.array(kinds))),
        measure.indicator,
        measure.provenance,
    )


def _listed(asked: Asked, first: str, second: str) -> View:
    words = asked.words
    view = asked.view(
        "listed",
        words("Joint papers with listed entities"),
        indicator="listed_entities",
        by=("country", "partner"),
        metrics=("listed_papers", "listed_share", "listed_share_most"),
        filters={"country": first, "partner": second},
        about=words("Joint papers with an author at an organisation that was on the US Entity List "
                    "when they appeared."),
    )  # fmt: skip
    return or_missing(view)


def _published(asked: Asked, first: str, second: str) -> View:
    words = asked.words
    return asked.view(
        "published",
        words("Beside published figures"),
        indicator="comparison",
        by=("source", "first_year", "last_year"),
        metrics=("ours", "published", "ratio"),
        filters={"country": first, "partner": second, "figure": "joint_papers"},
        about=words(
            "The same pair as others count it. A ratio far from 1 is a difference of "
            "definition or coverage, not an error of either."
        ),
    )
