"""AI articles as published by the US National Center for Science and Engineering Statistics.

Five tables of Science and Engineering Indicators 2024, counted in Scopus by Science-Metrix. Quirks
that reading has to know (``docs/sources.md`` has the evidence):

- World, regions and ``Unassigned`` stand among the countries; in 9968 the path above a name is an
  artefact of page breaks (``World -> Papua New Guinea -> Taiwan``), so only its last part is used.
- Footnote letters are glued to names (``Serbia<sup>b</sup>``, ``West Banke``).
- 9968 does not state its years: twenty rows a name, in order. They must equal 10067 where both
  speak.
- The pair matrix 10060 holds both orders of each pair, which must agree; its diagonal of zeros says
  nothing and gives no row.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.countries import code_of
from detente.core.errors import SourceMalformed
from detente.core.source import Reading, Source
from detente.sources._csv import REPORT, Row, assert_count, read_rows, sha256_of
from detente.sources._figures import Entity, Figure, Period, figure_table

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Source(
    name="ncses",
    title="Science and Engineering Indicators 2024: AI articles",
    url="https://ncses.nsf.gov/pubs/nsb202333",
    licence="US Government work, public domain",
    citation=(
        "National Center for Science and Engineering Statistics; Science-Metrix; Elsevier, Scopus, "
        "accessed April 2023. Publications Output: U.S. Trends and International Comparisons, "
        "NSB-2023-33, tables 9968, 10059, 10060, 10064 and 10067."
    ),
    cadence="every two years",
    tables=("figure",),
    coverage=(
        "AI articles of Scopus (All Science Journal Classification), 2003-22: whole and fractional "
        "counts and international articles of 179 economies, co-authorship of 60 of them, 100 "
        "institutions"
    ),
    known_gaps=(
        "AI is a class of journals and proceedings, not of articles",
        "pairs are published for 60 countries and for 2003-22 as a whole only",
        "articles with incomplete addresses are neither domestic nor international",
        "Hong Kong and Macao are not listed and cannot be told from China; Taiwan is listed",
        "a state's years before or after its existence are published as 0 (Serbia and Montenegro)",
    ),
    may_ship=True,
    counts=(("figure", 20_000, 25_000),),
)

YEARS = tuple(range(2003, 2023))
WHOLE = Period(YEARS[0], YEARS[-1])

_COUNTS = {
    "number_of_papers_whole_": ("papers_full", "full"),
    "number_of_papers_fractional_": ("papers_fractional", "fractional"),
    "papers_involving_multiple_institutions_whole_": ("multi_institution_papers", "full"),
    "papers_involving_only_domestic_institutions_whole_": ("domestic_papers", "full"),
    "papers_involving_international_institutions_whole_": ("international_papers", "full"),
}
_ATTRIBUTES = {
    "Total articles": "papers_full",
    "With multiple institutions": "multi_institution_papers",
    "With domestic institutions only": "domestic_papers",
    "With international institutions": "international_papers",
}
_LEVELS = tuple(f"region_country_or_economy_level_{level}" for level in range(1, 5))
_PATH = "region_country_or_economy_full_path"
_COLUMNS_10067 = (
    "table_id", "row_id", _PATH, *_LEVELS, "region_country_or_economy_hierarchy_depth",
    *(f"field_{year}" for year in YEARS),
)  # fmt: skip
_BLOCS = frozenset(
    (
        "Africa", "Asia", "Australia/Oceania", "Central America and Caribbean", "EU-27",
        "EU-27 and UK", "Europe", "Middle East", "North America", "Other Europe",
        "Other Europe, 2020", "South America", "Unassigned",
    )
)  # fmt: skip
# Counted as economies by the publisher, without a code of their own today.
_UNCODED = frozenset(("Gaza Strip", "West Bank", "Serbia and Montenegro"))
# A footnote letter that lost its mark-up, and the one name that differs between the tables.
_RESPELLED = {"Gaza Stripe": "Gaza Strip", "West Banke": "West Bank", "UK": "United Kingdom"}


def read(path: Path) -> Reading:
    """Figures of the five tables in a folder.

    Parameters
    ----------
    path : Path
        Folder that holds ``9968.csv``, ``10059.csv``, ``10060.csv``, ``10064.csv``, ``10067.csv``.

    Returns
    -------
    Reading
        The ``figure`` table: yearly and 2003-22 articles (whole and fractional), ranks, and
        articles shared by each ordered pair of 60 countries, so that one filter finds all partners.

    Raises
    ------
    SourceMalformed
        A file, column or row is not as published, a name is neither a country nor a known region,
        the pair matrix is not symmetric, or two tables disagree.
    """
    path = Path(path)
    yearly = list(_attributes(path / "10067.csv"))
    figures = [
        *_counts(path / "10059.csv", "region_country_or_economy"),
        *_counts(path / "10064.csv", "institution"),
        *_pairs(path / "10060.csv"),
        *yearly,
        *_beyond(_articles(path / "9968.csv"), yearly),
    ]
    table = figure_table(SOURCE.name, figures)
    for name, least, most in SOURCE.counts:
        assert_count(SOURCE.name, name, table.num_rows, least=least, most=most)
    files = [path / f"{number}.csv" for number in (9968, 10059, 10060, 10064, 10067)]
    return Reading(
        tables={"figure": table},
        retrieved="2023-04",
        inputs={file.name: sha256_of(file) for file in files},
        notes=("ranks of the rows World and Unassigned, which are not countries, are left out",),
    )


def _counts(path: Path, name: str) -> Iterator[Figure]:
    """Tables 10059 and 10064: totals of 2003-22, one line a country or institution."""
    for row in read_rows(path, ("table_id", "row_id", "rank", name, "region", *_COUNTS)):
        entity = _entity(row, row[name]) if name != "institution" else _organisation(row[name])
        for column, (metric, counting) in _COUNTS.items():
            yield Figure(metric, entity, WHOLE, row.number(column), "papers", counting)
        if entity.kind in ("country", "organisation"):
            yield Figure("rank_full", entity, WHOLE, row.whole("rank"), "rank", "full")


def _pairs(path: Path) -> Iterator[Figure]:
    """Table 10060: articles of each ordered pair of countries, 2003-22."""
    names = _matrix_names(path)
    slugs = [_slug(name) for name in names]
    rows = read_rows(path, ("table_id", "row_id", "region_country_or_economy", *slugs))
    if [_slug(row["region_country_or_economy"]) for row in rows] != slugs:
        raise SourceMalformed(str(path), why="its rows and columns differ", fix=REPORT)
    entities = [_entity(row, row["region_country_or_economy"]) for row in rows]
    cells = [[row.whole(slug) if row[slug] else None for slug in slugs] for row in rows]
    for i, row in enumerate(rows):
        for j, partner in enumerate(entities):
            if cells[i][j] != cells[j][i]:
                raise row.malformed(f"{slugs[j]} = {cells[i][j]}, but {cells[j][i]} in its row")
            if i != j:
                yield _joint(entities[i], partner, cells[i][j])


def _joint(entity: Entity, partner: Entity, papers: int | None) -> Figure:
    status = "suppressed" if papers is None else "complete"
    return Figure(
        "joint_papers", entity, WHOLE, papers, "papers", "full", partner=partner, status=status
    )


def _matrix_names(path: Path) -> list[str]:
    """Names of the matrix, from its third column: the header holds them only as slugs."""
    import csv

    if not path.is_file():
        raise SourceMalformed(f"{path} is not there", why="the source consists of it", fix=REPORT)
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    return [line[2] for line in lines[1:] if len(line) > 2]


def _attributes(path: Path) -> Iterator[Figure]:
    """Table 10067: articles of a year by co-authorship attribute."""
    for row in read_rows(path, _COLUMNS_10067):
        levels = [row[level] for level in _LEVELS if row[level]]
        if " -> ".join(levels) != row[_PATH]:
            raise row.malformed("its levels do not spell its path")
        attribute = levels[-1]
        if attribute not in _ATTRIBUTES:
            continue  # a heading without numbers
        names = [level for level in levels if level not in _ATTRIBUTES]
        entity = _entity(row, names[-1])
        for year in YEARS:
            cell = row[f"field_{year}"]
            yield Figure(
                _ATTRIBUTES[attribute],
                entity,
                Period(year, year),
                row.whole(f"field_{year}") if cell else None,
                "papers",
                "full",
                status="complete" if cell else "suppressed",
            )


def _articles(path: Path) -> Iterator[tuple[Row, Figure]]:
    """Table 9968: articles by country and year, the years implied by order."""
    of_name: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(path, ("table_id", "row_id", "time_period", "value")):
        of_name[row["time_period"]].append(row)
    for name, rows in of_name.items():
        if len(rows) != len(YEARS) or rows[-1].line - rows[0].line != len(YEARS) - 1:
            raise rows[0].malformed(f"{name!r} has {len(rows)} rows, not {len(YEARS)} in a block")
        entity = _entity(rows[0], name.split(" -> ")[-1])
        for year, row in zip(YEARS, rows, strict=True):
            value = row.whole("value")
            yield row, Figure("papers_full", entity, Period(year, year), value, "papers", "full")


def _beyond(articles: Iterator[tuple[Row, Figure]], yearly: list[Figure]) -> Iterator[Figure]:
    """What 9968 adds to 10067; where both speak, they must say the same."""
    known = {
        (figure.entity, figure.period): figure.value
        for figure in yearly
        if figure.metric == "papers_full"
    }
    for row, figure in articles:
        place = (figure.entity, figure.period)
        if place not in known:
            yield figure
        elif known[place] != figure.value:
            raise row.malformed(f"{figure.value:g} for {figure.period.first}, but "
                                f"{known[place]} in table 10067")  # fmt: skip


def _entity(row: Row, published: str) -> Entity:
    name = re.sub(r"<sup>\w</sup>$", "", html.unescape(published)).strip()
    name = _RESPELLED.get(name, name)
    if name == "World":
        return Entity(name, "world")
    if name in _BLOCS:
        return Entity(name, "bloc")
    code = code_of(name)
    if code is None and name not in _UNCODED:
        raise row.malformed(f"{published!r} is neither a country nor a known region")
    return Entity(name, "country", code)


def _organisation(published: str) -> Entity:
    return Entity(html.unescape(published).strip(), "organisation")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "_", name.lower())
