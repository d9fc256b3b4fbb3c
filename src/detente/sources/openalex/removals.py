"""Works that are gone: deleted by the publisher, or merged into another."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.core.errors import SourceMalformed
from detente.core.source import Conversion
from detente.sources.openalex.lines import batches
from detente.sources.openalex.reasons import DELETED, MERGED
from detente.sources.openalex.stage import StageWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from detente.core.source import Piece

# newer than any record: a removal without a date is final
_ALWAYS = datetime.fromisoformat("9999-12-31")
# a day's removals come behind all records of that day
_ONE_DAY = timedelta(days=1, microseconds=-1)
_ROWS = 100_000
_HEADERS = {
    ("work_id", "deleted_date"): DELETED,
    ("work_id",): DELETED,
    ("id",): DELETED,
    ("id", "merge_into_id"): MERGED,
    ("merge_date", "id", "merge_into_id"): MERGED,
}

_SCHEMA = pa.schema(
    [
        ("work", pa.int64()),
        ("updated", pa.timestamp("us")),
        ("line", pa.int64()),
        ("left_out", pa.string()),
        ("cited", pa.list_(pa.int64())),
    ]
)


def convert_removals(piece: Piece, target: Path) -> Conversion:
    """Convert ``deleted_ids.csv`` or a file of merged identifiers.

    A work that was updated after the day it was deleted has come back and stays.

    Raises
    ------
    SourceMalformed
        The file is damaged, or a line is not what its header says.
    """
    with StageWriter(target, piece.name) as writer:
        rows: list[dict[str, Any]] = []
        for row in _removals(piece):
            rows.append(row)
            if len(rows) == _ROWS:
                writer.write(pa.Table.from_pylist(rows, _SCHEMA))
                writer.end_batch()
                rows = []
        writer.write(pa.Table.from_pylist(rows, _SCHEMA))
    return Conversion(0, 0)


def _removals(piece: Piece) -> Iterator[dict[str, Any]]:
    lines = _lines(piece)
    header = tuple(name.strip() for name in next(lines, []))
    if header not in _HEADERS:
        raise _malformed(piece, 1, f"its header is {','.join(header)!r}")
    for number, cells in enumerate(lines, start=2):
        if cells:
            row = dict(zip(header, cells, strict=False))
            try:
                yield _removal(row, _HEADERS[header], number, complete=len(cells) == len(header))
            except ValueError as problem:
                raise _malformed(piece, number, str(problem)) from problem


def _lines(piece: Piece) -> Iterator[list[str]]:
    text = io.BytesIO(b"".join(batch.data for batch in batches(piece.path, piece.name)))
    try:
        yield from csv.reader(io.TextIOWrapper(text, encoding="utf-8-sig", newline=""))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise _malformed(piece, 0, str(problem)) from problem


def _removal(row: dict[str, str], reason: str, number: int, *, complete: bool) -> dict[str, Any]:
    if not complete:
        raise ValueError("it has another number of cells than the header")
    day = row.get("deleted_date") or row.get("merge_date")
    into = row.get("merge_into_id")
    return {
        "work": _number(row.get("work_id") or row.get("id") or ""),
        "updated": datetime.fromisoformat(day[:10]) + _ONE_DAY if day else _ALWAYS,
        "line": number,
        "left_out": reason,
        "cited": [_number(into)] if into else None,
    }


def _number(name: str) -> int:
    bare = name.removeprefix("https://openalex.org/")
    if not (bare[:1] == "W" and bare[1:].isascii() and bare[1:].isdecimal() and len(bare) < 20):
        raise ValueError(f"{name!r} is no identifier of a work")
    return int(bare[1:])


def _malformed(piece: Piece, line: int, why: str) -> SourceMalformed:
    return SourceMalformed(
        f"{piece.name}, line {line}", why=why, fix="report the source as changed"
    )
