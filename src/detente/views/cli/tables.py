"""Writing a large table in one atomic step, without holding its bytes in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


def write_table(table: pa.Table, path: Path) -> None:
    """Write Parquet under ``path``: whole, or not at all."""
    import pyarrow.parquet as pq

    from detente.lake.disk import HashedFile, move, temporary

    file = HashedFile(temporary(path))
    try:
        pq.write_table(table, file)
        file.commit()
        move(temporary(path), path)
    except BaseException:
        file.discard()
        raise
