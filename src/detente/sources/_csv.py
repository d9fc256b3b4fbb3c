"""Strict reading of a publisher's CSV files: what is not declared stops the run."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REPORT = "compare the file with its publisher's current one, and report the source as changed"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, which knows where it stands for error messages."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str) -> float:
        """The cell as a number that is not negative; anything else raises SourceMalformed."""
        text = self.cells[column]
        if not text.replace(".", "", 1).isdecimal():
            raise self.malformed(f"{column} = {text!r} is not a number")
        return float(text)

    def whole(self, column: str) -> int:
        """The cell as a whole number that is not negative."""
        text = self.cells[column]
        if not text.isdecimal():
            raise self.malformed(f"{column} = {text!r} is not a whole number")
        return int(text)

    def malformed(self, why: str) -> SourceMalformed:
        """The error for this row."""
        return SourceMalformed(f"{self.file}, line {self.line}", why=why, fix=REPORT)


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Rows of a UTF-8 CSV file whose header is exactly ``columns``.

    Raises
    ------
    SourceMalformed
        The file is absent, is not UTF-8, has other columns, or a line has another number of cells.
    """
    if not path.is_file():
        raise SourceMalformed(f"{path} is not there", why="the source consists of it", fix=REPORT)
    try:
        lines = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError as problem:
        raise SourceMalformed(str(path), why=f"not UTF-8: {problem}", fix=REPORT) from problem
    header = next(lines, [])
    check_header(path, header, columns)
    rows = []
    for line, cells in enumerate(lines, start=2):
        row = Row(path.name, line, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            raise row.malformed(f"{len(cells)} cells for {len(header)} columns")
        rows.append(row)
    return rows


def check_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse a file whose columns are not exactly these, in this order: a SourceMalformed."""
    if list(header) != list(columns):
        raise SourceMalformed(str(path), why=_difference(header, columns), fix=REPORT)


def _difference(header: Sequence[str], columns: Sequence[str]) -> str:
    unknown = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    if not unknown and not missing:
        return "its columns stand in another order or occur twice"
    return "; ".join(
        f"{word} columns: {', '.join(names)}"
        for word, names in (("unknown", unknown), ("missing", missing))
        if names
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def assert_count(source: str, table: str, rows: int, *, least: int, most: int) -> None:
    """Stop when a table has fewer or more rows than the source declares."""
    if not least <= rows <= most:
        raise SourceMalformed(
            f"source '{source}', table '{table}': {rows} rows",
            why=f"the source declares {least} to {most}",
            fix=REPORT,
        )
