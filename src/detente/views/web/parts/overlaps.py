"""How far definitions agree, as a square: one a row, one a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.numbers import Format
from detente.views.web.options import option_name
from detente.views.web.table import Cell, Column, Notes, Row, Table, number_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.views.web.words import Words

    Record = dict[str, Any]


def matrix(rows: Sequence[Record], words: Words) -> Table:
    """Overlaps of every two, each with its interval and n; the one with itself is left empty."""
    pairs = [row for row in rows if row["metric"] == "jaccard"]
    found = {frozenset((row["definition"], row["other"])): row for row in pairs}
    names = list(dict.fromkeys(n for row in pairs for n in (row["definition"], row["other"])))
    notes, form = Notes(words), Format.of("share", [row["value"] for row in pairs])
    called = {name: option_name("ai_definition", name, words) for name in names}
    body = [
        Row((Cell(called[one], one), *(_cell(found, one, other, form=form, notes=notes)
                                       for other in names)))
        for one in names
    ]  # fmt: skip
    heads = [Column(name, called[name], "share", number=True) for name in names]
    return Table((Column("definition", words("Definition")), *heads), tuple(body),
                 tuple(notes.found))  # fmt: skip


def _cell(
    found: dict[frozenset[str], Record], one: str, other: str, *, form: Format, notes: Notes
) -> Cell:
    from dataclasses import replace

    if one == other:
        return Cell("")
    row = found.get(frozenset((one, other)))
    cell = number_cell(form, row, notes)
    return replace(cell, interval=f"{cell.interval} n {row['n']:,}".strip()) if row else cell
