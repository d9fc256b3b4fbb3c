"""Published figures of ETO's Country Activity Tracker: articles, citations, patents, investment.

Quirks that reading has to know:

- Thirteen groups (EU, NATO, Quad, whole continents …) stand among the countries and overlap them.
- Years flagged ``complete = False`` are published all the same; the file of citations has no flag
  and takes that of the articles. Totals over 2014-24 hold such years, so they are incomplete too.
- A year without a row was not published: it is not a zero, and no row is made up for it.
- The totals of companies state no period and are not the sum of their years, so they are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.countries import code_of
from detente.core.source import Reading, Source
from detente.sources._csv import Row, assert_count, read_rows, sha256_of
from detente.sources._figures import Entity, Figure, Period, figure_table

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Source(
    name="cat",
    title="Country Activity Tracker: AI (copy of December 2024)",
    url="https://eto.tech/dataset-docs/country-ai-activity-metrics/",
    licence="ETO terms of use, non-commercial",
    citation=(
        "Emerging Technology Observatory, Country AI Activity Metrics, Center for Security and "
        "Emerging Technology, Georgetown University, December 2024."
    ),
    cadence="about twice a year",
    tables=("figure",),
    coverage=(
        "AI articles and citations of 193 countries and 13 groups, 2014-24; AI patents and "
        "investment in AI companies of fewer"
    ),
    known_gaps=(
        "few Chinese-language publications",
        "articles of 2023-24 and granted patents from 2018 on are flagged incomplete",
        "'China (mainland)' is without Hong Kong; Macao is not listed",
        "'Congo' may be either state and is left without a code",
        "joint articles of pairs are another dataset, which drops pairs below 25 a year",
    ),
    may_ship=False,
    counts=(("figure", 40_000, 70_000),),
)

_YEARS = range(2014, 2025)
_WHOLE = Period(_YEARS[0], _YEARS[-1])
_BLOCS = frozenset(
    (
        "ASEAN", "Africa", "Asia Pacific", "EU", "Europe", "Five Eyes",
        "Global Partnership on Artificial Intelligence", "Latin America and the Caribbean", "NATO",
        "Northern America", "OECD", "Oceania", "Quad",
    )
)  # fmt: skip
_UNCODED = frozenset(("Congo",))


@dataclass(frozen=True, slots=True)
class _Metric:
    column: str
    name: str
    unit: str
    counting: str


_ARTICLES = _Metric("num_articles", "papers_full", "papers", "full")
_CITATIONS = _Metric("num_citations", "citations_full", "citations", "full")
_APPLICATIONS = _Metric("num_patent_applications", "patent_applications", "patents", "full")
_GRANTED = _Metric("num_patent_granted", "patents_granted", "patents", "full")
_DISCLOSED = _Metric("disclosed_investment", "disclosed_investment", "million USD", "")
_ESTIMATED = _Metric("estimated_investment", "estimated_investment", "million USD", "")

_FLAGGED = {
    "publications_yearly_articles.csv": _ARTICLES,
    "patents_yearly_applications.csv": _APPLICATIONS,
    "patents_yearly_granted.csv": _GRANTED,
    "companies_yearly_disclosed.csv": _DISCLOSED,
    "companies_yearly_estimated.csv": _ESTIMATED,
}
_CITATION_FILE = "publications_yearly_citations.csv"
_TOTALS = {
    "publications_summary.csv": (_ARTICLES, _CITATIONS),
    "patents_summary.csv": (_APPLICATIONS, _GRANTED),
}


def read(path: Path) -> Reading:
    """Figures of the eight files in a folder that can be dated.

    Parameters
    ----------
    path : Path
        Folder with the publisher's CSV files under their own names.

    Returns
    -------
    Reading
        The ``figure`` table, yearly and for 2014-24, by country or group and field.

    Raises
    ------
    SourceMalformed
        A file, column or row is not as published, or a name is neither a country nor a known group.
    """
    path = Path(path)
    flagged = [
        figure for file, metric in _FLAGGED.items() for figure in _yearly(path / file, metric)
    ]
    incomplete = {
        (figure.entity, figure.field, figure.period)
        for figure in flagged
        if figure.metric == _ARTICLES.name and figure.status == "incomplete"
    }
    figures = [
        *flagged,
        *_citations(path / _CITATION_FILE, incomplete),
        *(figure for file, metrics in _TOTALS.items() for figure in _totals(path / file, metrics)),
    ]
    table = figure_table(SOURCE.name, figures)
    for name, least, most in SOURCE.counts:
        assert_count(SOURCE.name, name, table.num_rows, least=least, most=most)
    return Reading(
        tables={"figure": table},
        retrieved="2024-12",
        inputs={file: sha256_of(path / file) for file in (*_FLAGGED, _CITATION_FILE, *_TOTALS)},
        notes=("companies_summary.csv states no period and is left out",),
    )


def _yearly(path: Path, metric: _Metric) -> Iterator[Figure]:
    for row in read_rows(path, ("country", "field", "year", metric.column, "complete")):
        if row["complete"] not in ("True", "False"):
            raise row.malformed(f"complete = {row['complete']!r} is neither True nor False")
        status = "complete" if row["complete"] == "True" else "incomplete"
        yield _figure(row, metric, _year(row), status=status)


def _citations(path: Path, incomplete: set[tuple[Entity, str, Period]]) -> Iterator[Figure]:
    for row in read_rows(path, ("country", "field", "year", _CITATIONS.column)):
        period = _year(row)
        partial = (_entity(row), row["field"], period) in incomplete
        yield _figure(row, _CITATIONS, period, status="incomplete" if partial else "complete")


def _totals(path: Path, metrics: tuple[_Metric, ...]) -> Iterator[Figure]:
    for row in read_rows(path, ("country", "field", *(metric.column for metric in metrics))):
        for metric in metrics:
            yield _figure(row, metric, _WHOLE, status="incomplete")


def _figure(row: Row, metric: _Metric, period: Period, *, status: str) -> Figure:
    value = row.whole(metric.column)
    return Figure(
        metric.name, _entity(row), period, value, metric.unit, metric.counting,
        field=row["field"], status=status,
    )  # fmt: skip


def _year(row: Row) -> Period:
    year = row.whole("year")
    if year not in _YEARS:
        raise row.malformed(f"year = {year} lies outside {_YEARS[0]}-{_YEARS[-1]}")
    return Period(year, year)


def _entity(row: Row) -> Entity:
    name = row["country"]
    if name in _BLOCS:
        return Entity(name, "bloc")
    code = code_of(name)
    if code is None and name not in _UNCODED:
        raise row.malformed(f"{name!r} is neither a country nor a known group")
    return Entity(name, "country", code)
