"""More shapes of a view: metrics below one another, two names as one, what is missing as such."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing
from detente.views.text.numbers import MISSING, Format, percent
from detente.views.web.table import Cell, Column, Notes, Row, Table, number_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from detente.core.measure import Measure
    from detente.views.web.view import View
    from detente.views.web.words import Words

LACKS = "insufficient data: "


def stacked(measure: Measure, words: Words, meanings: Mapping[str, str]) -> Table:
    """Metrics of one thing below one another, each with what it says.

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


def as_one(
    table: Table,
    name: str,
    *,
    title: str,
    text: Callable[[Cell, Cell], str],
    href: Callable[[Cell, Cell], str] = lambda one, _other: one.href,
) -> Table:
    """The first two columns as one, so that a picture can name its rows.

    Parameters
    ----------
    table : Table
    name, title : str
        Of the column.
    text, href : callable
        What is read and where it leads, from the two cells.
    """

    def joined(row: Row) -> Row:
        one, other, *rest = row.cells
        cell = Cell(text(one, other), f"{one.value} {other.value}", href=href(one, other))
        return replace(row, cells=(cell, *rest))

    columns = (Column(name, title), *table.columns[2:])
    return replace(table, columns=columns, rows=tuple(joined(row) for row in table.rows))


def newest_first(view: View) -> View:
    """The view with the last row of its table first, which is what a reader of years looks for."""
    if view.table is None:
        return view
    return replace(view, table=replace(view.table, rows=view.table.rows[::-1]))


def or_missing(view: View) -> View:
    """The view, or what is missing and the command that brings it where every number is."""
    if view.given is None:
        return view
    rows = view.given.rows
    notes = set(rows["note"].to_pylist())
    lacks: Sequence[str] = [note for note in notes if note and note.startswith(LACKS)]
    if rows["value"].null_count < len(rows) or len(lacks) != len(notes):
        return view
    what, _, fix = lacks[0].removeprefix(LACKS).partition("; ")
    return replace(view, table=None, charts=(), given=None, problem=DataMissing(what, fix=fix))
