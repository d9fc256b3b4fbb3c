"""What the release holds: sources, gaps, definitions of AI, what is unknown, and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.views.web.page import Page
from detente.views.web.parts.facts import fact_view, outside
from detente.views.web.parts.held import files, gaps, held, notes, tables
from detente.views.web.parts.overlaps import matrix
from detente.views.web.parts.picked import picked
from detente.views.web.parts.reshape import headed, with_column
from detente.views.web.table import Cell, Column
from detente.views.web.view import Content, View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from detente.core.measure import Measure
    from detente.views.web.page import Asked

# what a release says of what was left out
NOTES = (
    mark("{0}: left out, {1}: {2}"),
    mark("duplicate of another row"),
    mark("no author and no title of a paper"),
    mark("status {0}"),
)
PAGE = Page("sources", title=mark("Sources"), order=60, template="sources.html")


def build(asked: Asked) -> Content:
    """Everything that the release says of itself."""
    words = asked.words
    manifest = asked.desk.dataset.release.manifest
    cards = [
        {"source": source, "link": outside(source.url), "retrieved": retrieved, "rows": rows}
        for source, retrieved, rows in held(manifest)
    ]
    return Content(
        words("What the release holds"),
        words("Where every number comes from, what the sources miss, and how much is unknown."),
        (
            _sources(asked), _gaps(asked), _definitions(asked), _overlaps(asked),
            _unknown_by_year(asked), _unknown_by_country(asked), _tables(asked), _notes(asked),
            _files(asked),
        ),
        # where the whole release can be had: a served site may add (title, address)
        extra={"cards": cards, "package": ()},
    )  # fmt: skip


def _sources(asked: Asked) -> View:
    words = asked.words
    rows: list[dict[str, Any]] = []
    for source, retrieved, count in held(asked.desk.dataset.release.manifest):
        rows.append({
            "source": source.name, "title": source.title, "licence": source.licence,
            "citation": source.citation, "url": source.url, "retrieved": retrieved,
            "coverage": source.coverage, "cadence": source.cadence,
            "tables": " ".join(source.tables), "may_ship": source.may_ship, "rows": count,
            "known_gaps": "; ".join(source.known_gaps),
        })  # fmt: skip
    return fact_view(
        asked,
        "sources",
        words("Sources"),
        rows=rows,
        columns=(
            Column("title", words("Source"), lang="en"),
            Column("retrieved", words("Retrieved")),
            Column("cadence", words("Updated")),
            Column("rows", words("Rows it contributes to"), "rows", number=True),
        ),
        cells={
            "title": [Cell(r["title"], r["source"], href=f"#source-{r['source']}") for r in rows],
            "cadence": [Cell(words.note(r["cadence"]), r["cadence"]) for r in rows],
        },
        about=words("Licence, citation and coverage of each are given below; the files hold "
                    "everything."),
        method=words("the manifest of the release"),
        command="detente sources",
    )  # fmt: skip


def _gaps(asked: Asked) -> View:
    words, rows = asked.words, gaps(asked.desk.dataset.release.manifest)
    return fact_view(
        asked,
        "gaps",
        words("What the sources are known to miss"),
        rows=rows,
        columns=(Column("gap", words("Known gap")), Column("source", words("Source"))),
        cells={"gap": [Cell(words.note(row["gap"]), row["gap"]) for row in rows]},
        method=words("the manifest of the release"),
        command="detente sources",
    )


def _definitions(asked: Asked) -> View:
    """Sizes of the definitions of AI."""
    words = asked.words
    view = asked.view(
        "definitions",
        words("What counts as AI"),
        indicator="definitions",
        by=("definition",),
        metrics=("works", "country_ratio"),
        keep=_of_one,
        about=words(
            "Each definition of the release, the works that meet it, and the papers of China over "
            "those of the United States under it."
        ),
        charts=[{"kind": "intervals", "y": "definition", "x": "works", "zero": True,
                 "title": words("Works that meet each definition")}],
    )  # fmt: skip
    if view.table is None:
        return view
    given = asked.desk.dataset.release.manifest.definitions
    meanings = {one.name: one.title for one in given}
    says = [
        Cell(words(meanings.get(str(row.cells[0].value), "–"))) for row in view.table.rows
    ]  # fmt: skip
    table = with_column(view.table, Column("takes_in", words("What it takes in")), says)
    return replace(view, table=table)


def _of_one(measure: Measure) -> Measure:
    return picked(measure, lambda row: row["definition"] is not None and row["other"] is None)


def _overlaps(asked: Asked) -> View:
    """Agreement of each two definitions."""
    words = asked.words
    view = asked.view(
        "agreement",
        words("How far definitions agree"),
        indicator="definitions",
        by=("definition", "other"),
        metrics=("jaccard",),
        about=words("Works that meet both over works that meet either; n is the latter."),
    )
    if view.given is None:
        return view
    return replace(view, table=matrix(view.given.document["rows"], words))


def _unknown_by_year(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "unknown_by_year",
        words("How much is unknown, year by year"),
        indicator="coverage",
        by=("year",),
        metrics=("some_unknown_share", "no_country_share"),
        filters={"by": "year"},
        about=words("Works with an affiliation whose country is not known, and works with no "
                    "known country at all."),
        charts=[{"kind": "trend", "x": "year", "y": "some_unknown_share", "zero": True,
                 "title": words("Works with an affiliation of unknown country")}],
    )  # fmt: skip


def _unknown_by_country(asked: Asked) -> View:
    words = asked.words
    view = asked.view(
        "unknown_by_country",
        words("How far the unknown could move each share"),
        indicator="coverage",
        by=("country",),
        metrics=("share_complete_case", "share_least", "share_most", "share_adjusted"),
        keep=lambda measure: picked(measure, lambda row: row["country"] is not None),
        about=words(
            "A country's share of the works whose countries are all known; at least, if no "
            "unknown author is its own; at most, if all are; and if the unknown of each year "
            "are distributed like the known."
        ),
        charts=[{"kind": "intervals", "y": "country", "x": "share_complete_case", "zero": True,
                 "title": words("Share of works whose countries are all known")}],
        limit=15,
        link=lambda _column, code: asked.href(f"country/{code}") if code else "",
    )  # fmt: skip
    if view.table is None:
        return view
    return replace(view, table=headed(view.table, "country",
                                      words("Country")))  # fmt: skip


def _tables(asked: Asked) -> View:
    words, rows = asked.words, tables(asked.desk.dataset.release.manifest)
    return fact_view(
        asked,
        "tables",
        words("Tables"),
        rows=rows,
        columns=(
            Column("table", words("Table")),
            Column("title", words("What it holds")),
            Column("rows", words("Rows"), "rows", number=True),
            Column("sources", words("Sources")),
            Column("retrieved", words("Retrieved")),
        ),
        cells={"title": [Cell(words(row["title"] or "–"), row["title"]) for row in rows]},
        method=words("the manifest of the release"),
        command="detente doctor",
    )


def _notes(asked: Asked) -> View:
    words, rows = asked.words, notes(asked.desk.dataset.release.manifest)
    return fact_view(
        asked,
        "notes",
        words("What was left out"),
        rows=rows,
        columns=(Column("note", words("Note of the release")),),
        cells={"note": [Cell(words.note(row["note"]), row["note"]) for row in rows]},
        method=words("the manifest of the release"),
        command="detente doctor",
    )


def _files(asked: Asked) -> View:
    words = asked.words
    return fact_view(
        asked,
        "files",
        words("Files"),
        rows=files(asked.desk.dataset.release.manifest),
        columns=(
            Column("file", words("File")),
            Column("table", words("Table")),
            Column("rows", words("Rows"), "rows", number=True),
            Column("bytes", words("Bytes"), "bytes", number=True),
            Column("sha256", "SHA-256"),
        ),
        about=words("What is verified before the first number is computed."),
        method=words("the manifest of the release"),
        command="detente verify",
    )
