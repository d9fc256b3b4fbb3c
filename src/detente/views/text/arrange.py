"""Which rows of a measure are shown, and in which order; no number is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import DataMissing, UnknownName
from detente.core.measure import Measure
from detente.indicators.rows import SMALL_CELL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

TIME = ("year", "first_year", "last_year")
ASCENDING_UNITS = ("rank",)


def arrange(
    measure: Measure,
    *,
    metrics: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> Measure:
    """Pick metrics and rows, order them for reading, and keep the first ones of each metric.

    Parameters
    ----------
    measure : Measure
    metrics : sequence of str
        Names of metrics; all by default.
    where : mapping of str to str, optional
        Values of grain columns.
    limit : int, optional
        Rows of each metric; all by default.

    Raises
    ------
    UnknownName
        The indicator has no such metric or column.
    DataMissing
        No row is left.
    """
    chosen = Measure(_only(measure, where or {}), measure.indicator, measure.provenance)
    return _joined(chosen, [ordered(part) for part in _parts(chosen, metrics)], limit=limit)


def pick(measure: Measure, metrics: Sequence[str]) -> Measure:
    """Some metrics of an arranged measure: the same rows in the same order as arranging gives.

    Raises
    ------
    UnknownName
        The indicator has no such metric.
    DataMissing
        No row is left.
    """
    return _joined(measure, _parts(measure, metrics), limit=None)


def _parts(measure: Measure, metrics: Sequence[str]) -> list[pa.Table]:
    """The rows of each metric that has any."""
    known = [metric.name for metric in measure.indicator.metrics]
    for name in metrics:
        if name not in known:
            raise UnknownName(f"metric of '{measure.provenance.indicator}'", name, known)
    found = (_of_metric(measure.rows, name) for name in (metrics or known))
    return [part for part in found if part.num_rows]


def _joined(measure: Measure, parts: Sequence[pa.Table], *, limit: int | None) -> Measure:
    import pyarrow as pa

    if not parts:
        raise DataMissing(
            "no row answers that question",
            why="the release holds nothing for these countries, years and choices",
            fix="ask for fewer restrictions, or see what there is: detente doctor",
        )
    kept = [part if limit is None else part.slice(0, limit) for part in parts]
    return Measure(pa.concat_tables(kept), measure.indicator, measure.provenance)


def _only(measure: Measure, where: Mapping[str, str]) -> pa.Table:
    grain = measure.indicator.grain
    for name in where:
        if name not in grain:
            raise UnknownName(f"column of '{measure.provenance.indicator}'", name, grain)
    return measure.where(**where).rows


def _of_metric(rows: pa.Table, name: str) -> pa.Table:
    import pyarrow.compute as pc

    return rows.filter(pc.equal(rows["metric"], name))


def ordered(rows: pa.Table) -> pa.Table:
    """Rows of one metric: in time, if there is time; otherwise the largest first, nulls last.

    Small cells come after the others: the largest mean of all is that of a handful of papers.
    """
    import pyarrow.compute as pc

    years = [name for name in TIME if name in rows.column_names and len(rows[name].unique()) > 1]
    grain = rows.column_names[: rows.column_names.index("metric")]
    if years:
        others = [name for name in grain if name not in TIME]
        return rows.sort_by([(name, "ascending") for name in (*others, *years)])
    rank = "rank" in str(rows["metric"][0].as_py())
    order = "ascending" if rank else "descending"
    few = pc.fill_null(pc.less(rows["n"], SMALL_CELL), False)
    by = [("few", "ascending"), ("value", order), *((name, "ascending") for name in grain)]
    return rows.append_column("few", few).sort_by(by).drop_columns("few")
