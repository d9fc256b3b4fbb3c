"""Reading our own tables of documented facts: cells that are dates, yes or no, or left empty."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from detente.sources._csv import Row


def facts(path: Path, columns: Sequence[str]) -> list[Row]:
    """Rows of a table of facts, of which there must be some.

    Raises
    ------
    SourceMalformed
        The file is absent, has other columns, or holds no row.
    """
    rows = read_rows(path, columns)
    if not rows:
        raise SourceMalformed(f"{path} holds no row", why="it holds the facts", fix=REPORT)
    return rows


def day(row: Row, column: str) -> date:
    """The cell as a date, written 2024-05-14."""
    try:
        return date.fromisoformat(row[column])
    except ValueError as problem:
        raise row.malformed(f"{column} = {row[column]!r} is not a date") from problem


def yes(row: Row, column: str) -> bool:
    """The cell as a truth value, written yes or no."""
    if row[column] not in ("yes", "no"):
        raise row.malformed(f"{column} = {row[column]!r} is neither yes nor no")
    return row[column] == "yes"


def filled(row: Row, column: str) -> str | None:
    """The cell, or None where it is empty."""
    return row[column] or None
