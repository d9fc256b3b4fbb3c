"""All converted files to the canonical tables: the newest version of each work, in order.

What comes out depends on what the files hold and not on their order: a work is ordered by its own
number, and of several versions the one updated last wins, then the file whose name comes last.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.engine.files import open_files
from detente.sources.openalex.statement import MERGED
from detente.tables import authorship, citation, label, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from detente.core.table import Table

ROWS = 50_000

_LATEST = """
CREATE TEMP TABLE several AS
    SELECT work FROM stage WHERE work IS NOT NULL GROUP BY work HAVING count(*) > 1;
CREATE TEMP TABLE superseded AS
    SELECT piece, line FROM (
        SELECT piece, line, row_number() OVER (
            PARTITION BY work ORDER BY updated DESC, piece DESC, line DESC
        ) AS version
        FROM stage SEMI JOIN several USING (work)
    ) WHERE version > 1;
"""
_MERGERS = f"""
CREATE TEMP TABLE merger AS
    WITH RECURSIVE step AS (
        SELECT DISTINCT work AS old, cited[1] AS new FROM stage
        ANTI JOIN superseded USING (piece, line)
        WHERE left_out = '{MERGED}' AND cited[1] IS NOT NULL
    ), chain AS (
        SELECT old, new, 1 AS length FROM step
        UNION ALL
        SELECT chain.old, step.new, length + 1 FROM chain JOIN step ON chain.new = step.old
        WHERE length < 20
    )
    SELECT old, arg_max(new, length) AS new FROM chain GROUP BY old;
"""
_ORGANISATIONS = """
SELECT institution, name, country, kind, ror FROM (
    SELECT *, row_number() OVER (
        PARTITION BY institution
        ORDER BY updated DESC, name, country NULLS LAST, kind NULLS LAST, ror NULLS LAST
    ) AS version
    FROM stage WHERE institution IS NOT NULL
) WHERE version = 1 ORDER BY institution
"""
_KEPT = "left_out IS NULL AND work IS NOT NULL"
_WORK = "work, date, year, type, title, language, venue, citations, stated_references, retracted"


class Merge:
    """Converted files as one relation, and the tables made of it.

    Parameters
    ----------
    files : sequence of Path
        Converted files.
    scratch : Path
        Where DuckDB may put what does not fit into memory.
    memory : int
        Bytes that it may use.
    """

    def __init__(self, files: Sequence[Path], scratch: Path, memory: int) -> None:
        self._connection = open_files(scratch, memory=memory)
        names = ", ".join(f"'{_quoted(file)}'" for file in sorted(files))
        self._connection.execute(
            f"CREATE VIEW stage AS FROM read_parquet([{names}], hive_partitioning = false)"
        )
        self._connection.execute(_LATEST)
        self._connection.execute(_MERGERS)
        some = self._connection.sql("SELECT count(*) FROM superseded").fetchall()[0][0]
        # most loads have one version of each work: then nothing needs to be compared
        self._latest = "ANTI JOIN superseded USING (piece, line)" if some else ""
        self._redirected = bool(self._connection.sql("FROM merger LIMIT 1").fetchall())

    def tables(self) -> Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]:
        """Each table as a stream in its declared order."""
        return {
            "work": partial(self._stream, work.TABLE, f"{_WORK}, truncated", _works),
            "authorship": partial(
                self._stream, authorship.TABLE, "work, affiliations", _authorships
            ),
            "citation": self._citations,
            "institution": self._institutions,
            "label": partial(
                self._stream, label.TABLE, "work, list_sort(labels) AS labels", _labels
            ),
        }

    def _stream(
        self, table: Table, columns: str, rows: Callable[[pa.Table], pa.Table]
    ) -> Iterator[pa.RecordBatch]:
        kept = f"SELECT {columns} FROM stage {self._latest} WHERE {_KEPT}"
        for batch in self._connection.sql(f"{kept} ORDER BY work").to_arrow_reader(ROWS):
            yield from rows(pa.Table.from_batches([batch])).select(table.schema.names).to_batches()

    def _citations(self) -> Iterator[pa.RecordBatch]:
        references = f"SELECT work, unnest(cited) AS cited FROM stage {self._latest} WHERE {_KEPT}"
        if not self._redirected:
            yield from self._stream(citation.TABLE, "work, cited", _references)
            return
        redirected = f"""
            SELECT work AS citing, COALESCE(new, cited) AS cited
            FROM ({references}) LEFT JOIN merger ON cited = old
            GROUP BY ALL ORDER BY citing, cited"""
        yield from self._connection.sql(redirected).to_arrow_reader(ROWS)

    def _institutions(self) -> Iterator[pa.RecordBatch]:
        yield from self._connection.sql(_ORGANISATIONS).to_arrow_reader(ROWS)


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")


def _works(found: pa.Table) -> pa.Table:
    return found


def _authorships(found: pa.Table) -> pa.Table:
    works, rows = _flat(found, "affiliations")
    columns = {name: pc.struct_field(rows, name) for name in
               ("author", "affiliation", "corresponding", "institution", "country")}  # fmt: skip
    return pa.table({"work": works, **columns, "raw_affiliation": pa.nulls(len(rows), pa.string())})


def _labels(found: pa.Table) -> pa.Table:
    works, rows = _flat(found, "labels")
    columns = {name: pc.struct_field(rows, name) for name in ("scheme", "label", "score")}
    return pa.table({"work": works, **columns})


def _references(found: pa.Table) -> pa.Table:
    """Each reference once: lists are sorted, so that a second one stands beside the first."""
    works, cited = _flat(found, "cited")
    citing, cited = works.to_numpy(), cited.to_numpy()
    first = np.ones(len(cited), bool)
    first[1:] = (np.diff(citing) != 0) | (np.diff(cited) != 0)
    return pa.table({"citing": citing[first], "cited": cited[first]})


def _flat(found: pa.Table, name: str) -> tuple[pa.Array, pa.Array]:
    """Items of a column of lists, each with its work."""
    lists = found[name].combine_chunks()
    works = found["work"].combine_chunks()
    return works.take(pc.list_parent_indices(lists)), lists.flatten()
