"""Rows of AGORA's CSV files, whose cells may span lines and be long; plain or gzip."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT, check_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILES = ("authorities", "collections", "documents", "segments")


def file_of(folder: Path, name: str) -> Path:
    """``name.csv`` or ``name.csv.gz`` of a folder.

    Raises
    ------
    SourceMalformed
        Neither is there, or both are.
    """
    found = [path for end in (".csv", ".csv.gz") if (path := folder / f"{name}{end}").is_file()]
    if len(found) != 1:
        there = "both are there" if found else "neither is there"
        raise SourceMalformed(
            f"{folder}: {name}.csv or {name}.csv.gz",
            why=f"the source has one of them, and {there}",
            fix="name the folder of AGORA's CSV files",
        )
    return found[0]


def rows_of(folder: Path, name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of one file of a folder, every cell as text.

    Raises
    ------
    SourceMalformed
        It is absent, damaged, no CSV, without rows, or has other columns.
    """
    import pyarrow as pa
    from pyarrow import csv

    path = file_of(folder, name)
    data = _bytes(path)
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            # one block: a text may be longer than any smaller one
            read_options=csv.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
            ),
        )
        header = table.column_names
    except (pa.ArrowException, UnicodeDecodeError) as problem:
        why = str(problem).splitlines()[0]
        raise SourceMalformed(f"{path} cannot be read as CSV", why=why, fix=REPORT) from problem
    check_header(path, header, columns)
    if not table.num_rows:
        raise SourceMalformed(f"{path} has no rows", why="nothing but a header", fix=REPORT)
    rows: list[dict[str, str]] = table.to_pylist()
    return rows


def _bytes(path: Path) -> bytes:
    """The bytes of a file, a compressed one unpacked and its checksum compared."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as file:
                return file.read()
        return path.read_bytes()
    except (OSError, EOFError, zlib.error) as problem:
        raise SourceMalformed(f"{path} cannot be read", why=str(problem), fix=REPORT) from problem
