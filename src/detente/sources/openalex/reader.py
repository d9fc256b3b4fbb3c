"""DuckDB over one batch of lines, on one thread: the other processors read other files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Self

from detente.engine.files import OWN_FAULT, EngineError, open_files
from detente.sources.openalex.statement import json_relation, statement

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

MEMORY = 2**30
"""Bytes that DuckDB may use for one file."""


class Refused(Exception):
    """A batch that DuckDB cannot read as declared."""


class Reader:
    """A connection that reads batches of lines.

    Parameters
    ----------
    file : Path
        Where it may put a batch; always the same file, so that the disk is hardly touched.
    """

    def __init__(self, file: Path) -> None:
        self._path = file
        self._connection = open_files(file.parent, memory=MEMORY, threads=1)
        self._file = file.open("w+b", buffering=0)
        self._prepared = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._file.close()

    def read(self, lines: bytes) -> pa.Table:
        """The rows of some lines, in their order.

        Raises
        ------
        Refused
            A line is not JSON, or a field holds something of another shape.
        """
        self._file.seek(0)
        left = memoryview(lines)
        while left:
            left = left[self._file.write(left) :]
        self._file.truncate()
        self._prepare()
        try:
            return self._connection.sql("EXECUTE rows").to_arrow_table()
        except OWN_FAULT:
            raise
        except EngineError as problem:
            raise Refused(str(problem)) from problem

    def _prepare(self) -> None:
        # planning takes as long as reading some thousand records: once is enough
        if not self._prepared:
            query = statement(json_relation(str(self._path)), labels(), from_text=True)
            self._connection.execute(f"PREPARE rows AS {query}")
            self._prepared = True


@cache
def labels() -> str:
    """The expression of the labels of a work."""
    from detente.sources.openalex.labels import label_expression

    return label_expression()
