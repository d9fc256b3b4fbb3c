"""Cutting a stream of sorted rows into chunks that keep every key whole.

The same code cuts the rows that DuckDB streams and those of a partition inside a Spark worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from detente.core.errors import NotPortable, StatementFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray


def check_key(schema: pa.Schema, key: str, then: Sequence[str]) -> None:
    """Refuse a key that cannot be cut at, before any row is read."""
    for name in (key, *then):
        if name not in schema.names:
            raise NotPortable(
                f"'{name}' is not a column of the statement",
                why=f"it gives {', '.join(schema.names)}",
                fix="select the columns that order the rows",
            )
    if schema.field(key).type != pa.int64():
        raise NotPortable(
            f"the key '{key}' is {schema.field(key).type}",
            why="chunks are cut between integers",
            fix="use the identifier of the work as the key",
        )


def whole_keys(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, *, key: str, rows: int
) -> Iterator[pa.Table]:
    """Chunks of at least ``rows`` rows (the last one of what is left) that end where a key ends.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Rows sorted by ``key``, cut anywhere.
    schema : pyarrow.Schema
        Types of the chunks.
    key : str
        Integer column that is never split.
    rows : int
        Least rows a chunk, except the last.

    Returns
    -------
    iterator of pyarrow.Table
        Where it cuts depends on the rows alone, not on how they were batched.

    Raises
    ------
    StatementFailed
        A key is null, or the rows are not sorted.
    """
    held = schema.empty_table()
    last: int | None = None
    for batch in batches:
        if not batch.num_rows:
            continue
        piece = pa.Table.from_batches([batch]).cast(schema)
        last = _check_sorted(_keys(piece, key), key, last)
        held = pa.concat_tables([held, piece])
        while (end := _border(held, key, rows)) is not None:
            yield held.slice(0, end).combine_chunks()
            held = held.slice(end)
    if held.num_rows:
        yield held.combine_chunks()


def map_chunks(
    batches: Iterable[pa.RecordBatch],
    *,
    rows_schema: pa.Schema,
    key: str,
    rows: int,
    function: Callable[[pa.Table], pa.Table],
    schema: pa.Schema,
) -> Iterator[pa.RecordBatch]:
    """Results of a function over the chunks of one partition: what runs inside a Spark worker."""
    for chunk in whole_keys(batches, rows_schema, key=key, rows=rows):
        yield from conform(function(chunk), schema, what="a chunk's result").to_batches()


def conform(table: pa.Table, schema: pa.Schema, *, what: str) -> pa.Table:
    """The table in the types of ``schema``, without losing a value.

    Raises
    ------
    StatementFailed
        Other columns than expected, or a value that does not fit.
    """
    if table.column_names != schema.names:
        raise StatementFailed(
            f"{what} has columns {', '.join(table.column_names) or 'none'}",
            why=f"{', '.join(schema.names)} were expected",
            fix="return the columns in the declared order",
        )
    try:
        return table.cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise StatementFailed(
            f"{what} does not fit its types", why=str(error), fix="declare the types it has"
        ) from error


def _border(table: pa.Table, key: str, rows: int) -> int | None:
    """Where the key of row ``rows`` ends, if another key follows it."""
    if table.num_rows <= rows:
        return None
    reached = table.column(key)[rows - 1].as_py()
    rest = _keys(table.slice(rows - 1), key)
    end = rows - 1 + int(np.searchsorted(rest, reached, side="right"))
    return end if end < table.num_rows else None


def _keys(table: pa.Table, key: str) -> NDArray[np.int64]:
    column = table.column(key)
    if column.null_count:
        raise StatementFailed(
            f"the key '{key}' is null in {column.null_count} rows",
            why="rows without a key belong to no chunk",
            fix=f"add WHERE {key} IS NOT NULL, or join so that it is always there",
        )
    keys: NDArray[np.int64] = column.to_numpy()
    return keys


def _check_sorted(keys: NDArray[np.int64], key: str, last: int | None) -> int:
    falls = bool((keys[1:] < keys[:-1]).any()) or (last is not None and keys[0] < last)
    if falls:
        raise StatementFailed(
            f"rows are not sorted by '{key}'",
            why="the engine did not do what it was asked to",
            fix="report this, with the versions of the engine",
        )
    return int(keys[-1])
