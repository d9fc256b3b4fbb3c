"""What every engine can do: answer a portable statement, and run a function over sorted rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

    Relation: TypeAlias = Sequence[Path] | pa.Table
    Relations: TypeAlias = Mapping[str, Relation]
    ChunkFunction: TypeAlias = Callable[[pa.Table], pa.Table]

CHUNK_ROWS = 1_000_000
"""Rows that a chunk of `map_sorted` aims at: enough to amortise a call, few enough for a laptop."""

TOLERANCE = 1e-9
"""Relative difference that two engines may show in a sum of doubles.

Addition of doubles depends on the order of the rows, which no engine promises. Counts, sums of
integers, minima and maxima are equal exactly.
"""


class Engine(Protocol):
    """A place where portable statements run."""

    @property
    def name(self) -> str:
        """Short name of the engine, as in the provenance of a measure."""

    def query(self, statement: str, relations: Relations) -> pa.Table:
        """Run one portable SELECT over named relations.

        Parameters
        ----------
        statement : str
            A statement of the portable subset (docs/engines.md).
        relations : mapping of str to sequence of pathlib.Path or pyarrow.Table
            What each table name of the statement stands for: verified Parquet files of one schema,
            or a small Arrow table.

        Returns
        -------
        pyarrow.Table
            Columns as named in the statement, each int64, float64, string, bool or date32. Rows are
            in no promised order unless the statement ends with ORDER BY.

        Raises
        ------
        NotPortable
            The statement lies outside the portable subset.
        UnknownName
            It names a relation or a column that is not there.
        DataMissing
            A file of a relation is not there, or a relation has no files.
        IntegrityError
            A file cannot be read as Parquet.
        StatementFailed
            The engine could not finish it (overflow, memory).
        """

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
        """Hand the rows of a statement to a function, in sorted chunks that keep a key whole.

        Parameters
        ----------
        statement : str
            A portable statement without ORDER BY.
        relations : mapping of str to sequence of pathlib.Path or pyarrow.Table
            As in `query`.
        key : str
            Integer column of the result, never null. All rows with one value of it reach the same
            call of ``function``.
        function : callable
            Takes a chunk (a table with at least one row, sorted by ``key`` and then by ``then``,
            nulls last) and returns a table of ``schema``. It may run on several threads or
            processes at once, so it must be pure; where chunks begin and end is the engine's
            choice, so what it returns must add up over any cut: sums, not means. Spark ships it
            pickled: a function of an installed module, or a `functools.partial` of one over
            plain data.
        schema : pyarrow.Schema
            What ``function`` returns.
        then : sequence of str
            Columns that order the rows within a key.

        Returns
        -------
        pyarrow.Table
            The results of all chunks, one after another in no promised order; no rows where the
            statement gives none.

        Raises
        ------
        StatementFailed
            The key is null somewhere, or the function returns another schema.
        NotPortable, UnknownName, DataMissing, IntegrityError
            As in `query`.
        """

    def close(self) -> None:
        """Give back what the engine holds. A session that it was given stays open."""

    def __enter__(self) -> Engine:
        """Use the engine as a context."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the engine."""
