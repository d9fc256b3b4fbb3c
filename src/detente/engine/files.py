"""DuckDB over files that are not tables yet: for sources, in DuckDB's own dialect.

Indicators use portable statements over canonical tables instead (``start``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

EngineError = duckdb.Error
"""What DuckDB raises, also for bytes that are not what they should be."""
OWN_FAULT = (duckdb.OutOfMemoryException, duckdb.InterruptException)
"""What says nothing about a file."""

_LEAST = 128 * 2**20


def open_files(
    scratch: Path, *, memory: int, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection of its own, which keeps nothing.

    Parameters
    ----------
    scratch : Path
        Where it may put what does not fit into memory.
    memory : int
        Bytes that it may use.
    threads : int, optional
        All processors by default.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{max(memory, _LEAST) // 2**20}MiB",
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "allow_community_extensions": False,
    }
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(config=config)
    connection.execute("SET enable_progress_bar = false")
    return connection
