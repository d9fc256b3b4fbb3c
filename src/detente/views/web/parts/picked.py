"""Rows of a measure that a view shows: picked and ordered, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import DataMissing
from detente.core.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Record = dict[str, Any]


def picked(measure: Measure, test: Callable[[Record], bool]) -> Measure:
    """The rows that pass a test.

    Raises
    ------
    DataMissing
        None does.
    """
    return in_order(measure, [row for row in measure.to_dicts() if test(row)])


def in_order(measure: Measure, rows: Sequence[Record]) -> Measure:
    """The measure with some of its rows, in the order given.

    Raises
    ------
    DataMissing
        There are none.
    """
    import pyarrow as pa

    if not rows:
        raise DataMissing(
            "no row answers that question",
            why="the release holds nothing for these countries, years and choices",
            fix="detente doctor",
        )
    kept = pa.Table.from_pylist(list(rows), schema=measure.rows.schema)
    return Measure(kept, measure.indicator, measure.provenance)
