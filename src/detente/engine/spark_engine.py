"""Spark: the same statement on a cluster, or on this machine for the tests (extra ``spark``)."""

from __future__ import annotations

import importlib
import logging
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

import pyarrow as pa

from detente.core.errors import (
    DetenteError,
    ExtraMissing,
    IntegrityError,
    NotPortable,
    StatementFailed,
)
from detente.engine.chunks import check_key, conform, map_chunks
from detente.engine.dialect import prepare
from detente.engine.protocol import CHUNK_ROWS
from detente.engine.relations import ARROW, arrow_schema, plain, schemas_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from pyspark.sql import DataFrame, SparkSession

    from detente.engine.kinds import Columns
    from detente.engine.protocol import ChunkFunction, Relation, Relations

JAVA = 17

_TYPES = {
    pa.int8(): "tinyint",
    pa.int16(): "smallint",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.string(): "string",
    pa.binary(): "binary",
    pa.date32(): "date",
    pa.bool_(): "boolean",
}

# What an answer depends on, set on a session of our own whatever the cluster's defaults are.
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # overflow is an error, not another number
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.mergeSchema": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",  # '${x}' is text
}

_LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}

_UNREADABLE = re.compile(r"FAILED_READ_FILE|CANNOT_READ_FILE|CANNOT_READ_FOOTER|is not a Parquet")


class SparkEngine:
    """Runs portable statements in Spark.

    Relations given as files must lie at the same path on every worker. A function of `map_sorted`
    is pickled: detente, and the module of the function, must be installed on the workers.

    Parameters
    ----------
    session : pyspark.sql.SparkSession, optional
        A session to work in; its settings and views stay as they are and it is never stopped. By
        default a local one is started, and stopped by `close`.
    cores : int
        Cores of a local session.
    memory : str
        Memory of a local session, e.g. ``"4g"``.
    chunk_rows : int
        Least rows of a chunk of `map_sorted`.

    Raises
    ------
    ExtraMissing
        pyspark, or Java for a local session, is not installed.
    """

    name = "spark"

    def __init__(
        self,
        session: SparkSession | None = None,
        *,
        cores: int = 2,
        memory: str = "1g",
        chunk_rows: int = CHUNK_ROWS,
    ) -> None:
        require_pyspark()
        self._started = None if session is not None else _start(cores, memory)
        self._session = _private(session if session is not None else self._started)
        self._chunk_rows = chunk_rows
        # relations are views of the one session
        self._running = Lock()

    def query(self, statement: str, relations: Relations) -> pa.Table:
        """Run one portable SELECT; see `Engine.query`."""
        schemas = schemas_of(relations)
        prepared = prepare(statement, schemas, target="spark")
        with self._views(relations, schemas):
            found = self._session.sql(prepared.sql).toArrow()
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
        prepared = prepare(statement, schemas, target="spark")
        rows = arrow_schema(prepared.columns)
        check_key(rows, key, then)
        on_partition = partial(
            map_chunks,
            rows_schema=rows,
            key=key,
            rows=self._chunk_rows,
            function=function,
            schema=schema,
        )
        with self._views(relations, schemas):
            dealt = _dealt(self._session.sql(prepared.sql), key, then)
            found = dealt.mapInArrow(on_partition, _ddl(schema)).toArrow()
        return conform(found, schema, what="the chunks' result")

    def close(self) -> None:
        """Stop the session if this engine started it."""
        if self._started is not None:
            self._started.stop()
            self._started = None

    def __enter__(self) -> SparkEngine:
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

    @contextmanager
    def _views(self, relations: Relations, schemas: dict[str, Columns]) -> Iterator[None]:
        """Give the relations their names while one statement runs."""
        with self._running, _typed_errors():
            try:
                for name, relation in relations.items():
                    view = _wide(self._read(relation), schemas[name])
                    view.createOrReplaceTempView(name)
                yield
            finally:
                for name in relations:
                    self._session.catalog.dropTempView(name)

    def _read(self, relation: Relation) -> DataFrame:
        if isinstance(relation, pa.Table):
            return self._session.createDataFrame(plain(relation))
        return self._session.read.parquet(*(f"file://{path.resolve()}" for path in relation))


def require_pyspark() -> None:
    """Say plainly when the extra is not installed.

    Raises
    ------
    ExtraMissing
        With the command that installs it.
    """
    try:
        importlib.import_module("pyspark")
    except ImportError as error:
        raise ExtraMissing(
            "the Spark engine needs pyspark", why=str(error), fix="pip install 'detente[spark]'"
        ) from error


def require_java() -> None:
    """Say plainly when there is no Java, or one that is too old for Spark.

    Raises
    ------
    ExtraMissing
        With what to install.
    """
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else "java"
    fix = "install Java 17 (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME"
    if shutil.which(java) is None:
        raise ExtraMissing("Spark needs Java 17", why=f"'{java}' is not there", fix=fix)
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA:
        found = version[1] if version else "unreadable"
        raise ExtraMissing("Spark needs Java 17", why=f"'{java}' is version {found}", fix=fix)


def _start(cores: int, memory: str) -> SparkSession:
    require_java()
    from pyspark.sql import SparkSession

    # workers would otherwise run whatever `python3` is on PATH
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # errors reach the caller as exceptions; Spark would print each a second time
    logging.getLogger("SQLQueryContextLogger").disabled = True
    builder = SparkSession.builder.master(f"local[{cores}]").appName("detente")
    settings = {**_LOCAL, "spark.driver.memory": memory}
    return builder.config(map=settings).getOrCreate()


def _private(session: SparkSession) -> SparkSession:
    """A session with settings and views of its own on the same cluster."""
    own = session.newSession()
    for name, value in _SETTINGS.items():
        own.conf.set(name, value)
    return own


def _wide(frame: DataFrame, columns: Columns) -> DataFrame:
    from pyspark.sql import functions

    return frame.select(
        *(
            functions.col(f"`{name}`").cast(_TYPES[ARROW[kind]]).alias(name)
            for name, kind in columns.items()
        )
    )


def _dealt(frame: DataFrame, key: str, then: Sequence[str]) -> DataFrame:
    """Rows dealt to partitions that hold a key whole, sorted within each."""
    from pyspark.sql import functions

    # with the number given, adaptive execution neither splits nor merges partitions
    partitions = int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
    order = [functions.col(f"`{name}`").asc_nulls_last() for name in (key, *then)]
    return frame.repartition(partitions, key).sortWithinPartitions(*order)


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}` {_spark_type(field.type)}" for field in schema)


def _spark_type(type_: pa.DataType) -> str:
    if pa.types.is_list(type_):
        return f"array<{_spark_type(type_.value_type)}>"
    if type_ not in _TYPES:
        raise NotPortable(
            f"a function cannot return {type_}",
            why="it has no counterpart in Spark",
            fix="return int64, float64, string, binary, date32, bool or a list of these",
        )
    return _TYPES[type_]


@contextmanager
def _typed_errors() -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except DetenteError:
        raise
    except (PySparkException, Py4JError) as error:
        if _UNREADABLE.search(str(error)):
            raise IntegrityError(
                "Spark cannot read a file of the release", why=_reason(error), fix="detente verify"
            ) from error
        lost = "ModuleNotFoundError" in str(error)
        raise StatementFailed(
            "Spark could not finish the statement",
            why=_reason(error),
            fix="install that module on every worker" if lost else "see the reason",
        ) from error


def _reason(error: Exception) -> str:
    """One line: of a worker's traceback the last one, which names the error."""
    lines = [line for line in str(error).splitlines() if line.strip() and not line[0].isspace()]
    traced = any(line.startswith("Traceback") for line in lines)
    return " ".join(lines[-1 if traced else 0].split())[:400] if lines else type(error).__name__
