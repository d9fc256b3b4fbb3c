"""A table of a page in another shape: named categories, more or fewer columns, another order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.views.text.numbers import MISSING
from detente.views.web.table import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from detente.views.text.numbers import Format
    from detente.views.web.table import Row, Table
    from detente.views.web.view import View
    from detente.views.web.words import Words


def named(table: Table, column: str, *, names: Mapping[str, str], words: Words) -> Table:
    """The table with the values of a column called by their names; an unknown one stays."""
    place = _place(table, column)

    def call(row: Row) -> Row:
        cell = row.cells[place]
        text = names.get(str(cell.value))
        return row if text is None else _put(row, place, replace(cell, text=words(text)))

    return replace(table, rows=tuple(call(row) for row in table.rows))


def headed(table: Table, column: str, title: str) -> Table:
    """The table with another head over a column."""
    place = _place(table, column)
    heads = list(table.columns)
    heads[place] = replace(heads[place], title=title)
    return replace(table, columns=tuple(heads))


def rewritten(table: Table, column: str, form: Format) -> Table:
    """The table with the numbers of a column written in another format."""
    place = _place(table, column)

    def write(row: Row) -> Row:
        cell = row.cells[place]
        if not isinstance(cell.value, int | float):
            return row
        ends = cell.low, cell.high
        interval = form.interval(*ends) if ends != (None, None) else ""
        return _put(row, place, replace(cell, text=form.write(cell.value), interval=interval))

    return replace(table, rows=tuple(write(row) for row in table.rows))


def small_below(table: Table, least: int) -> Table:
    """The table with the rows marked as small whose n is below some number."""
    place = _place(table, "n")

    def sized(row: Row) -> Row:
        n = row.cells[place].value
        return replace(row, small=isinstance(n, int | float) and n < least)

    return replace(table, rows=tuple(sized(row) for row in table.rows))


def ends_only(table: Table, column: str) -> Table:
    """The table with a column that shows nothing but its interval: its values stand elsewhere."""
    place = _place(table, column)

    def bare(row: Row) -> Row:
        cell = row.cells[place]
        return _put(row, place, replace(cell, text=cell.interval or MISSING, interval=""))

    return replace(table, rows=tuple(bare(row) for row in table.rows))


def with_column(
    table: Table, column: Column, cells: Sequence[Cell], *, after: str | None = None
) -> Table:
    """The table with another column, at the end or after one that it has."""
    place = len(table.columns) if after is None else _place(table, after) + 1
    rows = [
        replace(row, cells=(*row.cells[:place], cell, *row.cells[place:]))
        for row, cell in zip(table.rows, cells, strict=True)
    ]
    heads = (*table.columns[:place], column, *table.columns[place:])
    return replace(table, columns=heads, rows=tuple(rows))


def each(table: Table, column: str, make: Callable[[Cell], Cell]) -> list[Cell]:
    """A cell made from each cell of a column."""
    place = _place(table, column)
    return [make(row.cells[place]) for row in table.rows]


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


def _place(table: Table, column: str) -> int:
    return [head.name for head in table.columns].index(column)


def _put(row: Row, place: int, cell: Cell) -> Row:
    cells = list(row.cells)
    cells[place] = cell
    return replace(row, cells=tuple(cells))
