"""Published figures of other trackers as they stand, and the first partners that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import DataMissing, UnknownName
from detente.core.indicator import EXACT, Indicator, Metric
from detente.core.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from detente.lake.dataset import Dataset

    Row = dict[str, Any]

TIE = 1e-9
_REPEATED = "as published"

INDICATOR = Indicator(
    title="Published figures",
    question="What have other trackers published, and who comes first in their numbers?",
    metrics=(
        Metric("papers_full", "Papers, full counting", "papers", _REPEATED),
        Metric("papers_fractional", "Papers, fractional counting", "papers", _REPEATED),
        Metric("rank_full", "Rank by papers, full counting", "rank", _REPEATED, 1.0),
        Metric("multi_institution_papers", "Papers of several institutions", "papers", _REPEATED),
        Metric("domestic_papers", "Domestic papers", "papers", _REPEATED),
        Metric("international_papers", "International papers", "papers", _REPEATED),
        Metric("joint_papers", "Joint papers", "papers", _REPEATED),
        Metric(
            "first_partner",
            "Joint papers with the first partner",
            "papers",
            "largest published pair; partners that tie within 1e-9 are all first",
        ),
        Metric("citations_full", "Citations", "citations", _REPEATED),
        Metric("patent_applications", "Patent applications", "patents", _REPEATED),
        Metric("patents_granted", "Patents granted", "patents", _REPEATED),
        Metric("disclosed_investment", "Disclosed investment", "million USD", _REPEATED),
        Metric("estimated_investment", "Estimated investment", "million USD", _REPEATED),
    ),
    grain=("country", "partner", "source", "field", "first_year", "last_year"),
    dimensions=(),
    interval=EXACT,
    minimum_data="one published figure; suppressed ones are null and say so",
    method="the publisher's own; ranks: methods §1 Ranks",
    references=(),
    tables=("figure",),
)
_PAPERS = "papers"
_NOTES = {
    "incomplete": "published, but flagged incomplete by its publisher",
    "suppressed": "suppressed by its publisher",
}


def compute(
    dataset: Dataset,
    *,
    source: str | None = None,
    country: str | None = None,
    partner: str | None = None,
    field: str | None = None,
    years: str | None = None,
    kind: str = "country",
    first_partners: bool = False,
) -> list[pa.Table]:
    """Figures of the release, or who is first for each country in a published matrix of pairs.

    Parameters
    ----------
    dataset : Dataset
    source : str, optional
        Who published them; all by default.
    country, partner : str, optional
        Code of a country, or its name or an organisation's as published.
    field : str, optional
        Field as published.
    years : str, optional
        Exactly these years: ``2003-2022`` or ``2021``.
    kind : str
        What the figures are about: ``country``, ``bloc``, ``world`` or ``organisation``.
    first_partners : bool
        The first partner of each country instead of the figures.

    Raises
    ------
    UnknownName
        Nothing published is of that source, kind, field or country.
    DataMissing
        The release has no published figures, or none of those years, or no pairs.
    """
    rows = figures(dataset)
    chosen = {"source": source, "entity_kind": kind, "field": field}
    for column, value in chosen.items():
        rows = _equal(rows, column, value)
    if years is not None:
        rows = _within(rows, Period.read(years))
    if first_partners:
        rows = _first_partners(rows)
    rows = _about(rows, country, code="country", name="entity")
    rows = _about(rows, partner, code="partner", name="partner_entity")
    by_metric: dict[str, list[Row]] = {}
    for row in rows:
        by_metric.setdefault(row["metric"], []).append(row)
    return [_table(metric, found) for metric, found in by_metric.items()]


def figures(dataset: Dataset) -> list[Row]:
    """Every published figure of the release, once, even if two sources brought it.

    Raises
    ------
    DataMissing
        The release has none.
    """
    from detente.tables.figure import TABLE

    dataset.need("figure")
    seen: dict[tuple[Any, ...], Row] = {}
    for row in dataset.release.table(TABLE).to_pylist():
        seen.setdefault(tuple(row[name] for name in TABLE.key), row)
    return list(seen.values())


def _equal(rows: list[Row], column: str, value: str | None) -> list[Row]:
    if value is None:
        return rows
    found = [row for row in rows if row[column] == value]
    if not found:
        raise UnknownName(
            f"{column.replace('_', ' ')} of a published figure",
            value,
            {row[column] for row in rows},
        )
    return found


def _within(rows: list[Row], period: Period) -> list[Row]:
    found = [r for r in rows if (r["first_year"], r["last_year"]) == (period.first, period.last)]
    if not found:
        spans = sorted({(r["first_year"], r["last_year"]) for r in rows})
        shown = ", ".join(str(Period(*span)) for span in (*spans[:2], *spans[-2:]))
        raise DataMissing(
            f"nothing is published for {period}", fix=f"there are, among others: {shown}"
        )
    return found


def _about(rows: list[Row], wanted: str | None, *, code: str, name: str) -> list[Row]:
    if wanted is None:
        return rows
    found = [row for row in rows if wanted in (row[code], row[name])]
    if not found:
        known = {row[key] for row in rows for key in (code, name) if row[key]}
        raise UnknownName(f"{code} with published figures", wanted, known)
    return found


def _first_partners(rows: Iterable[Row]) -> list[Row]:
    """The largest pair of each country, source, field and period; several where they tie."""
    of_country: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row["metric"] == "joint_papers":
            key = tuple(row[k] for k in ("source", "entity", "field", "first_year", "last_year"))
            of_country.setdefault(key, []).append(row)
    if not of_country:
        raise DataMissing(
            "no published figures of pairs of countries",
            why="only some trackers publish joint papers of every pair",
            fix="detente show published --first-partners --source ncses",
        )
    return [row for pairs in of_country.values() for row in _largest(pairs)]


def _largest(pairs: list[Row]) -> list[Row]:
    known = [row for row in pairs if row["value"] is not None]
    most = max((row["value"] for row in known), default=0.0)
    hidden = len(pairs) - len(known)
    if not most:
        why = "every pair is suppressed" if hidden else "no joint paper with any listed country"
        return [
            {
                **pairs[0],
                "metric": "first_partner",
                "partner": None,
                "partner_entity": "",
                "value": None,
                "reason": why,
            }
        ]
    first = [row for row in known if row["value"] >= most * (1 - TIE)]
    reasons = [f"first place shared by {len(first)}"] if len(first) > 1 else []
    reasons += [f"{hidden} of {len(pairs)} pairs suppressed, one could be larger"] if hidden else []
    return [{**row, "metric": "first_partner", "reason": "; ".join(reasons)} for row in first]


def _table(metric: str, rows: list[Row]) -> pa.Table:
    """Rows of a measure: n is the value itself where whole papers were counted, else unknown."""
    from detente.indicators.rows import plain

    grain = {
        "country": [row["country"] or row["entity"] for row in rows],
        "partner": [row["partner"] or row["partner_entity"] or None for row in rows],
        **{name: [row[name] for row in rows] for name in INDICATOR.grain[2:]},
    }
    missing = float("nan")
    value = [missing if row["value"] is None else row["value"] for row in rows]
    notes = [row.get("reason") or _NOTES.get(row["status"], "") for row in rows]
    table = plain(
        metric,
        grain,
        value,
        low=missing,
        high=missing,
        n=[0] * len(rows),
        unknown_share=missing,
        note=notes,
    )
    return counted(table, rows)


def counted(table: pa.Table, published: Sequence[Row]) -> pa.Table:
    """Rows whose n is the published number of whole papers; null where none is published."""
    import pyarrow as pa

    whole = [
        int(row["value"])
        if row["value"] is not None and (row["unit"], row["counting"]) == (_PAPERS, "full")
        else None
        for row in published
    ]
    return table.set_column(table.column_names.index("n"), "n", pa.array(whole, pa.int64()))
