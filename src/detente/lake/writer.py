"""Rows to Parquet: the same bytes for the same rows, however they were cut into batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from detente.core.errors import TableInvalid
from detente.lake.disk import HashedFile, move, temporary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from detente.core.table import Table

    Rows: TypeAlias = pa.Table | Iterable[pa.RecordBatch]
    """What a producer gives: a table, or batches that need not fit in memory together."""

# DuckDB reads a row group on one thread and works in vectors of 2,048 rows: 60 of them.
ROW_GROUP = 122_880


@dataclass(frozen=True, slots=True)
class Written:
    """Size and hash of a file just written."""

    rows: int
    bytes: int
    sha256: str


def write_rows(path: Path, rows: Rows, *, table: Table | None) -> Written:
    """Write rows to ``path``, which appears only when it is complete.

    Parameters
    ----------
    path : Path
        The file to create.
    rows : pyarrow.Table or iterable of pyarrow.RecordBatch
        A table is sorted as its declaration says. Batches are written in the order they come, and
        must come sorted by the first column of that order.
    table : Table or None
        Declaration to check the rows against.

    Raises
    ------
    TableInvalid
        Rows break the declaration.
    BuildInterrupted
        The disk is full or cannot be written.
    """
    file = HashedFile(temporary(path))
    try:
        count = _write(file, _arranged(rows, table, path.stem), path.stem)
        sha256 = file.commit()
        move(temporary(path), path)
    except BaseException:
        file.discard()
        raise
    return Written(count, file.size, sha256)


def _write(file: HashedFile, pieces: Iterator[pa.Table], part: str) -> int:
    import pyarrow.parquet as pq

    rows, writer = 0, None
    for group in _groups(pieces):
        if writer is None:
            writer = pq.ParquetWriter(file, group.schema, **_settings(group.schema))
        writer.write_table(group, row_group_size=ROW_GROUP)
        rows += group.num_rows
    if writer is None:
        raise TableInvalid(
            f"part '{part}' has neither rows nor columns",
            why="a part without rows is written as a table that has its columns",
            fix="give a table of the declared schema, or leave the part out",
        )
    writer.close()
    return rows


def _settings(schema: pa.Schema) -> dict[str, Any]:
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [field.name for field in schema if _few_values(field.type)],
        "write_page_checksum": True,
    }


def _few_values(kind: pa.DataType) -> bool:
    import pyarrow as pa

    if pa.types.is_integer(kind):
        return bool(kind.bit_width <= 16)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind)
    )


def _groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in row groups of fixed size, each in one chunk; at least one, if only empty."""
    import pyarrow as pa

    waiting: pa.Table | None = None
    for piece in pieces:
        waiting = piece if waiting is None else pa.concat_tables([waiting, piece])
        while waiting.num_rows > ROW_GROUP:
            yield waiting.slice(0, ROW_GROUP).combine_chunks()
            waiting = waiting.slice(ROW_GROUP)
    if waiting is not None:
        yield waiting.combine_chunks()


def _arranged(rows: Rows, table: Table | None, part: str) -> Iterator[pa.Table]:
    """Rows as tables, checked and in the declared order."""
    import pyarrow as pa

    if isinstance(rows, pa.Table):
        yield _sorted(table.check(rows, origin=part), table) if table else _bare(rows)
        return
    if table:
        yield table.empty()
    last: Any = None
    for batch in rows:
        piece = pa.Table.from_batches([batch])
        if table is None:
            yield _bare(piece)
            continue
        piece = table.check(piece, origin=part)
        last = _check_order(piece, table, after=last)
        yield piece


def _bare(rows: pa.Table) -> pa.Table:
    # pandas and others leave notes in the schema that differ between their versions
    return rows.replace_schema_metadata(None)


def _sorted(rows: pa.Table, table: Table) -> pa.Table:
    if not table.sort or rows.num_rows < 2:
        return rows
    return rows.sort_by([(name, "ascending") for name in table.sort])


def _check_order(piece: pa.Table, table: Table, *, after: Any) -> Any:
    """Raise unless the batch continues in order of the first sort column; return its last value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table.sort or not piece.num_rows:
        return after
    values = piece.column(table.sort[0]).combine_chunks()
    if after is not None:
        values = pa.concat_arrays([pa.array([after], values.type), values])
    falls = pc.any(pc.less(values[1:], values[:-1])).as_py()
    if falls:
        raise TableInvalid(
            f"table '{table.name}': batches are not sorted by {table.sort[0]}",
            why="rows that are too many for memory must come in order",
            fix=f"sort the source by {', '.join(table.sort)} before it is read",
        )
    return values[-1].as_py()
