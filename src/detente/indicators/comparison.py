"""Ours against published figures, cell by cell: what we count, what they printed, and the ratio."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.core.period import Period
from detente.core.territory import TERRITORIES
from detente.indicators.published import counted, figures
from detente.indicators.reasons import COMPARED, REASONS
from detente.indicators.rows import plain, ratio, rows, small
from detente.indicators.tally import DOMESTIC, INTERNATIONAL, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Row = dict[str, Any]

INDICATOR = Indicator(
    title="Comparison with published figures",
    question="How do our numbers compare with those that others published, cell by cell?",
    metrics=(
        Metric("ours", "Ours", "papers", "counted in this release as the publisher counts"),
        Metric("published", "Published", "papers", "as published"),
        Metric("ratio", "Ours / published", "ratio", "ours / published; null where published is 0"),
    ),
    grain=("figure", "source", "country", "partner", "first_year", "last_year"),
    dimensions=("territory", "ai_definition", "document_types"),
    interval=STABILITY_INTERVAL + "; a published figure has none",
    minimum_data="one published figure of a country we have; rows with n < 25 are marked",
    method="methods §1 Counting, Links, Domestic/international",
    references=(),
    tables=("work", "authorship", "figure"),
)
ALL_FIELDS = "All"
TOTAL, EACH = "total", "each"


@dataclass(frozen=True, slots=True)
class _Cells:
    """Published rows of one figure and one period, and our totals for the same cells."""

    figure: str
    rows: Sequence[Row]
    ours: Floats = field(repr=False)


def compute(
    tally: Tally,
    *,
    source: str = "ncses",
    country: str | None = None,
    partner: str | None = None,
    figure: str | None = None,
    years: str = TOTAL,
) -> list[pa.Table]:
    """Our count, the published one, and their ratio, for every cell that both have.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    source : str
        Whose figures.
    country, partner : str, optional
        ISO codes; without either each pair stands once.
    figure : str, optional
        ``papers_full``, ``domestic_papers``, ``international_papers`` or ``joint_papers``; all of
        them by default.
    years : str
        ``total`` for the longest period of each figure, ``each`` for single years, or exactly these
        years: ``2021``.

    Raises
    ------
    UnknownName
        There is no such source or figure.
    UsageError
        The specification makes blocs of countries that are published apart.
    DataMissing
        Nothing published can be compared.
    """
    if "eu_bloc" in tally.specification["territory"]:
        raise UsageError(
            "published figures of EU members cannot be compared with the bloc",
            fix="leave --territory as it is, or use hk_mo_with_cn",
        )
    known = _places(tally)
    chosen = [
        row
        for row in _of_years(_published(tally, source=source, figure=figure), years)
        if row["country"] in known
        and (not row["partner_entity"] or row["partner"] in known)
        and _asked(row, country, partner)
    ]
    if not chosen:
        raise DataMissing(
            f"nothing that '{source}' published can be compared",
            why="no published cell is of these countries and years",
            fix=f"see what there is: detente show published --source {source}",
        )
    return [table for cells in _matched(tally, chosen, known) for table in _tables(cells)]


def _asked(row: Row, country: str | None, partner: str | None) -> bool:
    """Whether a row was asked for; where no country is named, each pair stands once."""
    if country is None and partner is None:
        return row["partner"] is None or row["country"] < row["partner"]
    return country in {None, row["country"]} and partner in {None, row["partner"]}


def _places(tally: Tally) -> dict[str, int]:
    """Places of the countries that have works of their own: under a policy that counts Hong Kong as
    China, its 0 would be read as a fact.
    """
    policy = next(t for t in TERRITORIES if t.name == tally.specification["territory"])
    merged = dict(policy.merged)
    return {code: i for i, code in enumerate(tally.pool.countries) if code not in merged}


def _published(tally: Tally, *, source: str, figure: str | None) -> list[Row]:
    if figure is not None and figure not in COMPARED:
        raise UnknownName("figure that is compared", figure, COMPARED)
    found = figures(tally.dataset)
    sources = {row["source"] for row in found} & set(REASONS)
    if source not in sources:
        raise UnknownName("source of published figures to compare with", source, sources)
    return [
        row
        for row in found
        if row["source"] == source
        and row["metric"] in ((figure,) if figure else COMPARED)
        and row["entity_kind"] == "country"
        and row["field"] == ALL_FIELDS
    ]


def _of_years(found: Sequence[Row], years: str) -> list[Row]:
    if years == EACH:
        return [row for row in found if row["first_year"] == row["last_year"]]
    if years == TOTAL:
        longest: dict[str, int] = {}
        for row in found:
            span = row["last_year"] - row["first_year"]
            longest[row["metric"]] = max(span, longest.get(row["metric"], 0))
        return [r for r in found if r["last_year"] - r["first_year"] == longest[r["metric"]]]
    period = Period.read(years)
    return [r for r in found if (r["first_year"], r["last_year"]) == (period.first, period.last)]


def _matched(tally: Tally, chosen: Sequence[Row], known: Mapping[str, int]) -> list[_Cells]:
    """Our totals beside the published rows, a figure and a period at a time."""
    groups: dict[tuple[str, int, int], list[Row]] = {}
    for row in chosen:
        groups.setdefault((row["metric"], row["first_year"], row["last_year"]), []).append(row)
    counts: dict[Period, Callable[[str, Sequence[Row]], Floats]] = {}
    cells = []
    for (figure, first, last), found in sorted(groups.items(), key=lambda item: item[0]):
        period = Period(first, last)
        if period not in counts:
            counts[period] = _counter(tally, period, known)
        cells.append(_Cells(figure, found, counts[period](figure, found)))
    return cells


def _counter(
    tally: Tally, period: Period, known: Mapping[str, int]
) -> Callable[[str, Sequence[Row]], Floats]:
    """What counts the cells of one period: (rows, 1 + draws)."""
    asked = tally.specification.but(period=str(period), counting="full", link="whole")
    narrowed = Tally(tally.dataset, asked, tally.draws)

    def count(figure: str, found: Sequence[Row]) -> Floats:
        places = [known[row["country"]] for row in found]
        if figure == "papers_full":
            return np.asarray(narrowed.papers()[0, places])
        if figure == "joint_papers":
            links = narrowed.links()
            of = {place: links.of(place) for place in set(places)}
            return np.stack([of[known[r["country"]]][known[r["partner"]]] for r in found])
        scope = DOMESTIC if figure == "domestic_papers" else INTERNATIONAL
        return np.asarray(narrowed.by_scope()[0, scope, places])

    return count


def _tables(cells: _Cells) -> list[pa.Table]:
    nothing = float("nan")
    printed = np.array([nothing if r["value"] is None else r["value"] for r in cells.rows])
    grain = {
        "figure": [cells.figure] * len(cells.rows),
        "partner": [row["partner"] for row in cells.rows],
        **{
            name: [row[name] for row in cells.rows]
            for name in ("source", "country", "first_year", "last_year")
        },
    }
    grain = {name: grain[name] for name in INDICATOR.grain}
    n = cells.ours[:, 0]
    status = [_status(row) for row in cells.rows]
    as_printed = plain(
        "published",
        grain,
        printed,
        low=nothing,
        high=nothing,
        n=0,
        unknown_share=nothing,
        note=status,
    )
    return [
        rows("ours", grain, cells.ours, n=n, unknown_share=nothing, note=small(n)),
        counted(as_printed, cells.rows),
        rows(
            "ratio",
            grain,
            ratio(cells.ours, printed[:, None]),
            n=n,
            unknown_share=nothing,
            note=[text or few for text, few in zip(status, small(n), strict=True)],
            undefined="",
        ),
    ]


def _status(row: Row) -> str:
    if row["value"] is None:
        return "suppressed by its publisher"
    if row["value"] == 0:
        return "published as 0: no ratio"
    return "published, but flagged incomplete" if row["status"] == "incomplete" else ""
