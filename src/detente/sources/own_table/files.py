"""Rows of a table of one's own, from CSV or Parquet, with where each stands."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing
from detente.sources.own_table.columns import COLUMNS, Header, header_of, malformed
from detente.sources.ror import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

_DELIMITERS = ",;\t|"
_TEXT = (".csv", ".tsv", ".txt")
_PARQUET = (".parquet", ".pq")
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a zip or Excel file"}
_BATCH = 1 << 14
_LONGEST_CELL = 1 << 24


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place, and its cells by column; a cell that is empty is None."""

    place: str
    cells: dict[str, str | None]

    def __getitem__(self, column: str) -> str | None:
        return self.cells.get(column)


def table_file(path: Path) -> Path:
    """The table itself, or the only one of a folder.

    Raises
    ------
    DataMissing
        There is no table, or there are several.
    """
    if path.is_file():
        return path
    tables = sorted(
        file
        for file in path.glob("*")
        if file.suffix.casefold() in _TEXT + _PARQUET and file.name != INDEX
    )
    if len(tables) != 1:
        found = ", ".join(file.name for file in tables) or "none"
        raise DataMissing(
            f"{path}: one table is expected, found {found}",
            why=f"a table ends in {', '.join(_TEXT + _PARQUET)}",
            fix="name the file: detente build --from FILE",
        )
    return tables[0]


def read_rows(file: Path) -> tuple[Header, Iterator[Row]]:
    """Header and rows of a table.

    Raises
    ------
    SourceMalformed
        The file is not CSV in UTF-8 or Parquet, or its header is not that of a table; later, a row
        has another number of cells than the header.
    """
    if file.suffix.casefold() in _PARQUET:
        return _parquet(file)
    _check_encoding(file)
    delimiter = _delimiter(file)
    lines = _lines(file, delimiter)
    _, first = next(lines, (1, []))
    header = header_of(first, file=file.name)
    return header, _rows_of(lines, header, file.name)


def _check_encoding(file: Path) -> None:
    """Read the whole file as UTF-8 once, so that a wrong letter is found before any row is used."""
    with file.open("rb") as raw:
        start = raw.read(2)
        raw.seek(0)
        if start in _MARKS:
            raise malformed(
                file.name, f"it is {_MARKS[start]}, not text in UTF-8", fix=_save_as(file)
            )
        for number, line in enumerate(raw, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as problem:
                byte = line[problem.start]
                raise malformed(
                    f"{file.name}, line {number}",
                    f"byte 0x{byte:02x} is not UTF-8; in Latin-1 it is "
                    f"{bytes([byte]).decode('latin-1')!r}, so the file is probably Latin-1 "
                    "(Windows-1252)",
                    fix=_save_as(file),
                ) from problem


def _save_as(file: Path) -> str:
    return f"save it as CSV in UTF-8, e.g. iconv -f WINDOWS-1252 -t UTF-8 {file.name} > new.csv"


def _delimiter(file: Path) -> str:
    """The mark between cells: the one that splits the header into the most known columns."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        line = text.readline()

    def known(mark: str) -> int:
        cells = next(csv.reader([line], delimiter=mark), [])
        return sum(cell.strip().casefold() in COLUMNS for cell in cells)

    return max(_DELIMITERS, key=known)


def _lines(file: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Cells of each row, with the line on which the row begins."""
    csv.field_size_limit(_LONGEST_CELL)
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        begins = 1
        try:
            for cells in reader:
                yield begins, cells
                begins = reader.line_num + 1
        except csv.Error as problem:
            raise malformed(f"{file.name}, line {begins}", str(problem)) from problem


def _rows_of(lines: Iterator[tuple[int, list[str]]], header: Header, file: str) -> Iterator[Row]:
    width = len(header.names)
    for line, cells in lines:
        if not cells:
            continue
        place = f"{file}, line {line}"
        if len(cells) != width:
            raise malformed(
                place,
                f"{len(cells)} cells for {width} columns",
                fix="put a cell that holds the delimiter or a line break in double quotes",
            )
        pairs = zip(header.names, cells, strict=True)
        yield Row(place, {name: cell.strip() or None for name, cell in pairs if name})


def _parquet(file: Path) -> tuple[Header, Iterator[Row]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        source = parquet.ParquetFile(file)
    except (OSError, pa.ArrowException) as problem:
        raise malformed(file.name, f"not a Parquet file: {problem}") from problem
    names = source.schema_arrow.names
    header = header_of(names, file=file.name)
    columns = [name for name, known in zip(names, header.names, strict=True) if known]
    for name in columns:
        _check_type(source.schema_arrow.field(name), file.name)
    return header, _parquet_rows(source, columns, file.name)


def _check_type(field: pa.Field, file: str) -> None:
    import pyarrow as pa

    types = pa.types
    fine = (
        types.is_integer, types.is_floating, types.is_boolean, types.is_string,
        types.is_large_string, types.is_date, types.is_null, types.is_dictionary,
    )  # fmt: skip
    if not any(is_it(field.type) for is_it in fine):
        raise malformed(
            file, f"column '{field.name}' is of type {field.type}, not a text or number"
        )


def _parquet_rows(source: pa.parquet.ParquetFile, columns: list[str], file: str) -> Iterator[Row]:
    import pyarrow as pa

    number = 0
    try:
        for batch in source.iter_batches(_BATCH, columns=columns):
            texts = {n.strip().casefold(): batch.column(n).to_pylist() for n in columns}
            for index in range(batch.num_rows):
                number += 1
                yield Row(
                    f"{file}, row {number}",
                    {name: _text(values[index]) for name, values in texts.items()},
                )
    except (OSError, pa.ArrowException) as problem:
        raise malformed(f"{file}, after row {number}", f"damaged: {problem}") from problem


def _text(value: object) -> str | None:
    """A cell as text; a whole number that a missing neighbour turned into 2018.0 is 2018."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or None
