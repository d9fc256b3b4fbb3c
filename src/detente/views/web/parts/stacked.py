"""Metrics of one thing below one another, each with what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.text.numbers import MISSING, Format, percent
from detente.views.web.table import Cell, Column, Notes, Row, Table, number_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.core.measure import Measure
    from detente.views.web.words import Words


def stacked(measure: Measure, words: Words, meanings: Mapping[str, str]) -> Table:
    """The table of a measure's metrics.

    Parameters
    ----------
    measure : Measure
        One row of each metric.
    words : Words
    meanings : mapping of str to str
        By metric, in order: what it says, in the reader's language.
    """
    found = {row["metric"]: row for row in measure.to_dicts()}
    notes = Notes(words)
    rows = []
    for name, meaning in meanings.items():
        row, metric = found[name], measure.indicator.metric(name)
        form = Format.of(metric.unit, [row[end] for end in ("value", "low", "high")])
        n, unknown = row["n"], row["unknown_share"]
        rows.append(Row((
            Cell(words(metric.title), name),
            number_cell(form, row, notes),
            Cell(meaning, meaning),
            Cell(MISSING if n is None else f"{n:,}", n),
            Cell(percent(unknown, 1), unknown),
        )))  # fmt: skip
    heads = (
        Column("metric", words("Measure")),
        Column("value", words("Value"), number=True),
        Column("meaning", words("What it says")),
        Column("n", words("n"), number=True),
        Column("unknown_share", words("Unknown"), "share", number=True),
    )
    return Table(heads, tuple(rows), tuple(notes.found))
