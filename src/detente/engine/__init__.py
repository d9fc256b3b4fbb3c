"""Where expressions run: one statement, several engines, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from detente.engine.protocol import Engine

__all__ = ["start"]


def start(name: str = "duckdb", **options: Any) -> Engine:
    """Start an engine.

    Parameters
    ----------
    name : {"duckdb", "spark"}
        Which one.
    **options
        Settings of `DuckDBEngine` or `SparkEngine`.

    Raises
    ------
    UnknownName
        There is no engine of that name.
    ExtraMissing
        What the engine needs is not installed.
    """
    if name == "duckdb":
        from detente.engine.duckdb_engine import DuckDBEngine

        return DuckDBEngine(**options)
    if name == "spark":
        from detente.engine.spark_engine import SparkEngine

        return SparkEngine(**options)
    raise UnknownName("engine", name, ["duckdb", "spark"])
