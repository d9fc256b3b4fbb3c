"""An engine that starts when it is first asked: most questions are answered from the pool alone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa

    from detente.engine.duckdb_engine import DuckDBEngine
    from detente.engine.protocol import Relations


class DeferredDuckDB:
    """DuckDB with default settings, imported and started at the first statement."""

    name = "duckdb"

    @cached_property
    def _engine(self) -> DuckDBEngine:
        from detente.engine.duckdb_engine import DuckDBEngine

        return DuckDBEngine()

    def query(self, statement: str, relations: Relations) -> pa.Table:
        """Run one portable SELECT; see `Engine.query`."""
        return self._engine.query(statement, relations)

    def map_sorted(self, statement: str, relations: Relations, **settings: Any) -> pa.Table:
        """Hand sorted chunks to a function; see `Engine.map_sorted`."""
        return self._engine.map_sorted(statement, relations, **settings)

    def close(self) -> None:
        """Give back what the engine holds, if it was started."""
        if "_engine" in self.__dict__:
            self._engine.close()

    def __enter__(self) -> DeferredDuckDB:
        """Use the engine as a context."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the engine."""
        self.close()
