"""Views of facts that no indicator measures: rows as they stand in the release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.web_address import is_web_address
from detente.views.text.numbers import MISSING
from detente.views.web.given import Given
from detente.views.web.table import Cell, Row, Table
from detente.views.web.view import View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from detente.views.web.page import Asked
    from detente.views.web.table import Column

    Record = Mapping[str, Any]

AS_IT_STANDS = mark("none: facts as they stand in the release")


def fact_view(
    asked: Asked,
    name: str,
    title: str,
    *,
    rows: Sequence[Record],
    columns: Sequence[Column],
    cells: Mapping[str, Sequence[Cell]] | None = None,
    shown: int | None = None,
    about: str = "",
    method: str = "",
    tables: Collection[str] = (),
    command: str = "",
    dimensions: tuple[str, ...] = (),
) -> View:
    """A view of plain rows, with the files that hold them.

    Parameters
    ----------
    asked : Asked
    name, title, about : str
        As in ``View``.
    rows : sequence of mapping
        What is given away, every row with the same names.
    columns : sequence of Column
        What is shown.
    cells : mapping of str to sequence of Cell, optional
        By column, where a cell is more than the value of a row; all columns together may also show
        fewer rows than are given.
    shown : int, optional
        Rows of the table, where ``cells`` hold every column.
    method : str
        Where the facts come from.
    tables : collection of str
        Canonical tables that they come from: whom to cite.
    command : str
        The command that prints them.
    dimensions : tuple of str
        Choices that move them.
    """
    made = dict(cells or {})
    count = len(rows) if shown is None else shown
    body = [
        Row(tuple(made[c.name][place] if c.name in made else usual(rows[place][c.name])
                  for c in columns))
        for place in range(count)
    ]  # fmt: skip
    given = _given(
        asked, title, rows=rows, tables=tables, method=method, command=command,
        dimensions=dimensions,
    )  # fmt: skip
    return View(name, title, about, Table(tuple(columns), tuple(body)), given=given,
                dimensions=dimensions)  # fmt: skip


def usual(value: Any) -> Cell:
    """A plain value as a cell; what is missing is a dash."""
    if value is None or value == "":
        return Cell(MISSING)
    if isinstance(value, bool):
        return Cell("yes" if value else "no", str(value).lower())
    if isinstance(value, int | float):
        return Cell(f"{value:,}", value)
    return Cell(str(value), str(value))


def outside(address: str | None) -> str:
    """An address that data bring, if it may be a link: nothing but the web."""
    return address if address is not None and is_web_address(address) else ""


def _given(
    asked: Asked,
    title: str,
    *,
    rows: Sequence[Record],
    tables: Collection[str],
    method: str,
    command: str,
    dimensions: tuple[str, ...],
) -> Given:
    import json

    import pyarrow as pa

    from detente.core.version import __version__

    dataset = asked.desk.dataset
    sources = dataset.citations(tables)
    chosen = asked.state.only(dimensions)
    found = {
        "release": asked.desk.release,
        "sources": list(sources),
        "specification": {name: chosen[name] for name in dimensions},
        "method": method,
        "version": __version__,
    }
    cite = f"{title}. detente {__version__}, release {asked.desk.release}. " + "; ".join(sources)
    table = pa.Table.from_pylist([dict(row) for row in rows])
    text = json.dumps(found, ensure_ascii=False)
    return Given(
        rows=table.replace_schema_metadata({"detente": text}),
        document={"title": title, "rows": [dict(r) for r in rows], "provenance": found,
                  "cite": cite},
        specification={name: chosen[name] for name in dimensions},
        formulas=(),
        interval=AS_IT_STANDS,
        minimum_data="",
        method=method,
        indicator="",
        sources=sources,
        draws=0,
        seed=0,
        command=command,
        cite=cite,
    )  # fmt: skip
