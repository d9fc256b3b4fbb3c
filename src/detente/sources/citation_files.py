"""Citations and dates from two tables of anyone's: who cites whom, and when papers appeared.

EDGES has the columns ``citing`` and ``cited``, DATES the columns ``paper`` and either ``year``
(whole numbers) or ``date`` (dates or timestamps). Papers are any whole numbers or any text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DataMissing, SourceMalformed

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

MOMENTS = ("date", "year")


@dataclass(frozen=True, slots=True, eq=False)
class CitationFiles:
    """Citations among papers 0 … n − 1, in the order of DATES.

    Attributes
    ----------
    names : tuple of str
        What messages call EDGES and DATES.
    papers : pyarrow.Array
        The papers' own names; after those of DATES, such as only EDGES names.
    citing, cited : integer arrays, shape (citations,)
    date : array, shape (papers,)
        Years as floats with NaN or integers, or ``datetime64[D]`` with NaT.
    strangers : int
        How many papers stand in EDGES and not in DATES; they are the last.
    """

    names: tuple[str, str]
    papers: pa.Array
    citing: NDArray[np.integer]
    cited: NDArray[np.integer]
    date: NDArray[Any]
    strangers: int

    @property
    def days(self) -> bool:
        """Whether dates are days."""
        return self.date.dtype.kind == "M"

    def refuse_undated(self) -> None:
        """Say which paper has no date.

        Raises
        ------
        SourceMalformed
            There is one.
        """
        missing = np.isnat(self.date) if self.days else np.isnan(self.date)
        if not missing.any():
            return
        row = int(np.argmax(missing))
        edges, dates = self.names
        paper = repr(self.papers[row].as_py())
        if row < len(self.papers) - self.strangers:
            column = "date" if self.days else "year"
            what = f"{dates}, column '{column}', row {row:,}: paper {paper} has none"
        else:
            at = np.flatnonzero((self.citing == row) | (self.cited == row))[0]
            column = "citing" if self.citing[at] == row else "cited"
            what = f"{edges}, column '{column}', row {at:,}: paper {paper} is not in {dates}"
        raise SourceMalformed(
            what,
            why=f"{int(missing.sum()):,} papers have no date, and so no window",
            fix="give them one, keep them as what others cite: --undated cited, or leave them and "
            "their citations out: --undated exclude",
        )


def read_citations(edges: object, dates: object) -> CitationFiles:
    """Read both tables.

    Parameters
    ----------
    edges, dates : path or table
        A Parquet file, or a table of pyarrow, polars or pandas.

    Returns
    -------
    CitationFiles

    Raises
    ------
    DataMissing
        A file is not there.
    SourceMalformed
        A file is not Parquet, or a column is missing, of another type, has an empty cell, or names
        a paper twice; says the file, the column and the row.
    """
    import pyarrow as pa

    edge_name, edge_table = _table("EDGES", edges, ("citing", "cited"))
    date_name, date_table = _table("DATES", dates, ("paper",), either=MOMENTS)
    papers = _ids(date_name, date_table, "paper")
    sides = [_ids(edge_name, edge_table, column) for column in ("citing", "cited")]
    for column, side in zip(("citing", "cited"), sides, strict=True):
        if side.type != papers.type and len(side):
            raise SourceMalformed(
                f"{edge_name}, column '{column}' holds {side.type}, and column 'paper' of "
                f"{date_name} {papers.type}",
                why="a paper has one name in both",
                fix="write both as whole numbers or both as text",
            )
    _refuse_repeated(date_name, papers)
    date = _moments(date_name, date_table)
    numbers, strangers = _numbered(sides, papers)
    return CitationFiles(
        names=(edge_name, date_name),
        papers=pa.concat_arrays([papers, strangers]) if len(strangers) else papers,
        citing=numbers[0],
        cited=numbers[1],
        date=_without_dates(date, len(strangers)),
        strangers=len(strangers),
    )


def _table(
    role: str, given: object, columns: tuple[str, ...], *, either: tuple[str, ...] = ()
) -> tuple[str, pa.Table]:
    """The name of a table for messages, and the columns of it that are needed."""
    import pyarrow as pa

    if isinstance(given, str | Path):
        return str(given), _file(Path(given), columns, either)
    try:
        table = pa.table(given)
    except (TypeError, ValueError) as problem:
        raise SourceMalformed(
            f"{role} is {type(given).__name__}, which is no table",
            fix="give the path of a Parquet file, or a table of pyarrow, polars or pandas",
        ) from problem
    return role, table.select(_columns(role, table.column_names, columns, either=either))


def _file(path: Path, columns: tuple[str, ...], either: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise DataMissing(f"there is no file {path}", fix="name a Parquet file")
    try:
        with pq.ParquetFile(path) as file:
            names = _columns(str(path), file.schema_arrow.names, columns, either=either)
            return file.read(columns=names)
    except (pa.ArrowException, OSError) as problem:
        raise SourceMalformed(
            f"{path} cannot be read as Parquet",
            why=str(problem).splitlines()[0],
            fix="write it again as Parquet, e.g. with polars: frame.write_parquet(path)",
        ) from problem


def _columns(
    name: str, there: list[str], columns: tuple[str, ...], *, either: tuple[str, ...]
) -> list[str]:
    listed = ", ".join(there) or "none"
    for column in columns:
        if there.count(column) != 1:
            raise SourceMalformed(f"{name} has no column '{column}'", why=f"it has {listed}")
    found = [column for column in either if column in there]
    if either and len(found) != 1:
        raise SourceMalformed(
            f"{name} needs one column of {' and '.join(either)}, and has {len(found)}",
            why=f"it has {listed}",
        )
    return [*columns, *found]


def _ids(name: str, table: pa.Table, column: str) -> pa.Array:
    """A column of papers as int64 or large text, without empty cells."""
    import pyarrow as pa

    values = table.column(column)
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_integer(kind):
        wanted = pa.int64()
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        wanted = pa.large_string()
    else:
        raise SourceMalformed(
            f"{name}, column '{column}' holds {kind}, not names of papers",
            why="a paper is a whole number or text; a float may have lost digits",
        )
    _refuse_empty(name, column, values)
    try:
        whole = _decoded(values, kind).cast(wanted)
    except pa.ArrowInvalid as problem:
        raise SourceMalformed(
            f"{name}, column '{column}': {problem}", fix="write such papers as text"
        ) from problem
    return whole.combine_chunks() if whole.num_chunks != 1 else whole.chunk(0)


def _decoded(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Values of categories; Arrow cannot yet decode those of string views by itself."""
    import pyarrow as pa

    if values.type == kind:
        return values
    wide = pa.large_string() if kind == pa.string_view() else kind
    chunks = [
        pa.DictionaryArray.from_arrays(chunk.indices, chunk.dictionary.cast(wide))
        for chunk in values.chunks
    ]
    return pa.chunked_array([chunk.dictionary_decode() for chunk in chunks], wide)


def _refuse_empty(name: str, column: str, values: pa.ChunkedArray) -> None:
    import pyarrow.compute as pc

    if values.null_count:
        row = pc.index(pc.is_null(values), True).as_py()
        raise SourceMalformed(
            f"{name}, column '{column}', row {row:,} is empty",
            why=f"{values.null_count:,} cells name no paper",
            fix="leave such rows out",
        )


def _refuse_repeated(name: str, papers: pa.Array) -> None:
    import pyarrow.compute as pc

    first = pc.index_in(papers, value_set=papers).to_numpy(zero_copy_only=False)
    again = first != np.arange(len(papers))
    if again.any():
        row = int(np.argmax(again))
        raise SourceMalformed(
            f"{name}, column 'paper', row {row:,}: {papers[row].as_py()!r} stands there twice",
            why=f"row {int(first[row]):,} has it, too, and a paper has one date",
            fix="keep one row a paper",
        )


def _numbered(
    sides: list[pa.Array], papers: pa.Array
) -> tuple[list[NDArray[np.integer]], pa.Array]:
    """Both sides as numbers of papers, and the papers without a row of their own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = [pc.index_in(side, value_set=papers) for side in sides if len(side)]
    if not found:
        return [np.empty(0, np.int32), np.empty(0, np.int32)], papers.slice(0, 0)
    strange = [side.filter(pc.is_null(at)) for side, at in zip(sides, found, strict=True)]
    strangers = pc.unique(pa.concat_arrays(strange))
    if len(strangers):
        every = pa.concat_arrays([papers, strangers])
        found = [pc.index_in(side, value_set=every) for side in sides]
    return [at.to_numpy(zero_copy_only=False) for at in found], strangers


def _moments(name: str, table: pa.Table) -> NDArray[Any]:
    """Years, or days."""
    import pyarrow as pa

    column = table.column_names[-1]
    values = table.column(column)
    if column == "year":
        if not pa.types.is_integer(values.type):
            raise SourceMalformed(
                f"{name}, column 'year' holds {values.type}, not whole numbers",
                fix="cast it, or call a column of dates 'date'",
            )
        years: NDArray[Any] = values.to_numpy()
        return years
    if not (pa.types.is_date(values.type) or pa.types.is_timestamp(values.type)):
        raise SourceMalformed(
            f"{name}, column 'date' holds {values.type}, not dates",
            fix="cast it to a date, or call a column of years 'year'",
        )
    days: NDArray[Any] = values.cast(pa.timestamp("us")).to_numpy().astype("datetime64[D]")
    return days


def _without_dates(date: NDArray[Any], strangers: int) -> NDArray[Any]:
    if not strangers:
        return date
    nothing = np.full(strangers, np.datetime64("NaT", "D") if date.dtype.kind == "M" else np.nan)
    return np.concatenate([date, nothing])
