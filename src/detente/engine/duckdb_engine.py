"""DuckDB: one process, all cores, spilling to disk where memory ends. The default engine."""

from __future__ import annotations

import os
import re
import tempfile
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from detente.core.errors import DetenteError, IntegrityError, StatementFailed
from detente.engine.chunks import check_key, conform, whole_keys
from detente.engine.dialect import Prepared, prepare
from detente.engine.protocol import CHUNK_ROWS
from detente.engine.relations import ARROW, arrow_schema, plain, schemas_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from detente.engine.kinds import Columns
    from detente.engine.protocol import ChunkFunction, Relation, Relations

_TYPES = {
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.bool_(): "BOOLEAN",
}

# what DuckDB says of a damaged file; it has no error class of its own for that
_UNREADABLE = re.compile("(?i)parquet|magic bytes|TProtocol|thrift|decompress|zstd|snappy")


class DuckDBEngine:
    """Runs portable statements in DuckDB, which can read the files handed to it and nothing else.

    Parameters
    ----------
    threads : int, optional
        Threads of DuckDB, and calls of a function that run at once; all cores by default.
    memory : str, optional
        Most memory before it spills to disk, e.g. ``"4GB"``; DuckDB's own choice by default.
    spill : pathlib.Path, optional
        Folder to spill to; a folder of the system's temporary files by default.
    chunk_rows : int
        Least rows of a chunk of `map_sorted`.
    """

    name = "duckdb"

    def __init__(
        self,
        *,
        threads: int | None = None,
        memory: str | None = None,
        spill: Path | None = None,
        chunk_rows: int = CHUNK_ROWS,
    ) -> None:
        self._settings: dict[str, Any] = {
            "temp_directory": str(spill or Path(tempfile.gettempdir(), "detente-spill")),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        }
        if threads is not None:
            self._settings["threads"] = threads
        if memory is not None:
            self._settings["memory_limit"] = memory
        self._chunk_rows = chunk_rows
        self._readable: frozenset[str] = frozenset()
        self._database: duckdb.DuckDBPyConnection | None = None
        self._opening = Lock()

    def query(self, statement: str, relations: Relations) -> pa.Table:
        """Run one portable SELECT; see `Engine.query`."""
        schemas = schemas_of(relations)
        prepared = prepare(statement, schemas, target="duckdb")
        with self._connection(relations, schemas) as connection:
            found = connection.sql(prepared.sql).to_arrow_table()
        return conform(found, arrow_schema(prepared.columns), what="the result")

    def map_sorted(
        self,
        statement: str,
        relations: Relations,
        *,
        key: str,
        function: ChunkFunction,
        schema: pa.Schema,
        then: Sequence[str] = (),
    ) -> pa.Table:
        """Hand sorted chunks of a statement to a function; see `Engine.map_sorted`."""
        schemas = schemas_of(relations)
        prepared = prepare(statement, schemas, target="duckdb")
        rows = arrow_schema(prepared.columns)
        check_key(rows, key, then)
        with self._connection(relations, schemas) as connection:
            ordered = connection.sql(_sorted(prepared, (key, *then)))
            reader = ordered.to_arrow_reader(self._chunk_rows)
            chunks = whole_keys(reader, rows, key=key, rows=self._chunk_rows)
            parts = list(self._results(chunks, function))
        return pa.concat_tables(
            [schema.empty_table(), *(conform(p, schema, what="a chunk's result") for p in parts)]
        )

    def close(self) -> None:
        """Close the database and every connection to it."""
        if self._database is not None:
            self._database.close()
        self._database, self._readable = None, frozenset()

    def __enter__(self) -> DuckDBEngine:
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

    def _results(self, chunks: Iterator[pa.Table], function: ChunkFunction) -> Iterator[pa.Table]:
        """Results in the order of the chunks, a few chunks ahead: kernels release the lock."""
        workers = int(self._settings.get("threads", os.cpu_count() or 1))
        waiting: deque[Future[pa.Table]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            for chunk in chunks:
                waiting.append(pool.submit(function, chunk))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    @contextmanager
    def _connection(
        self, relations: Relations, schemas: dict[str, Columns]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own for one statement, on which the relations have their names."""
        with _typed_errors():
            files = [path for r in relations.values() if not isinstance(r, pa.Table) for path in r]
            connection = self._open({str(path.resolve()) for path in files}).cursor()
            try:
                for name, relation in relations.items():
                    source = _source(connection, name, relation)
                    connection.execute(_view(name, source, schemas[name]))
                yield connection
            finally:
                connection.close()

    def _open(self, paths: set[str]) -> duckdb.DuckDBPyConnection:
        """The database, reopened where it may not yet read one of ``paths``.

        What a database may read is fixed before it is locked; a release has few files, so it is
        seldom reopened. Statements still running on the old one keep it alive.
        """
        with self._opening:
            if self._database is None or not paths <= self._readable:
                self._readable |= paths
                self._database = _locked(self._settings, self._readable)
            return self._database


def _locked(settings: dict[str, Any], readable: frozenset[str]) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(config=settings)
    allowed = ", ".join(_text(path) for path in sorted(readable))
    database.execute(f"SET allowed_paths = [{allowed}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _source(connection: duckdb.DuckDBPyConnection, name: str, relation: Relation) -> str:
    if isinstance(relation, pa.Table):
        connection.register(f"{name} in memory", plain(relation))
        return _name(f"{name} in memory")
    paths = ", ".join(_text(str(path.resolve())) for path in relation)
    return f"read_parquet([{paths}], hive_partitioning = false)"


def _view(name: str, source: str, columns: Columns) -> str:
    wide = ", ".join(
        f"CAST({_name(column)} AS {_TYPES[ARROW[kind]]}) AS {_name(column)}"
        for column, kind in columns.items()
    )
    return f"CREATE TEMP VIEW {_name(name)} AS SELECT {wide} FROM {source}"


def _sorted(prepared: Prepared, names: Sequence[str]) -> str:
    # a join does not keep the order of its input, so that even sorted files are sorted here:
    # 47 M rows take 2 s more than unsorted ones
    order = ", ".join(f"{_name(name)} NULLS LAST" for name in names)
    return f"SELECT * FROM ({prepared.sql}) ORDER BY {order}"


@contextmanager
def _typed_errors() -> Iterator[None]:
    try:
        yield
    except DetenteError:
        raise
    except duckdb.Error as error:
        if _UNREADABLE.search(str(error)):
            raise IntegrityError(
                "DuckDB cannot read a file of the release", why=_line(error), fix="detente verify"
            ) from error
        raise StatementFailed(
            "DuckDB could not finish the statement",
            why=_line(error),
            fix="see the reason; with too little memory, give the engine more or fewer threads",
        ) from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
