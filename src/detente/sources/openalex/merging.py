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

from detente.sources.openalex.reasons import MERGED
from detente.sources.openalex.runs import ahead, flat, merge_runs, runs_of
from detente.sources.openalex.stage import ORGANISATION_COLUMNS, batch_reader
from detente.tables import author, authorship, citation, institution, label, work, work_field
from detente.tables import yearly_citation as yearly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from detente.core.table import Table

    Numbers = NDArray[np.int64]

LONGEST_CHAIN = 20
"""Steps by which a reference follows works that were merged into one another."""

_MOST_LISTS = 32
"""Lists of institutions that are held at once."""
_ORGANISATION = [*dict(ORGANISATION_COLUMNS)]


class Merge:
    """Converted files, and the tables made of them.

    Parameters
    ----------
    files : sequence of Path
        Converted files.
    scratch : Path
        An empty folder for what does not fit into memory.
    """

    def __init__(self, files: Sequence[Path], scratch: Path) -> None:
        self._files = files
        self._merged = merge_runs(runs_of(files), scratch)
        self._old, self._new = self._mergers()

    def tables(self) -> Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]:
        """Each table as a stream in its declared order."""
        names = [name for name in work.TABLE.schema.names if name != "work"]
        return {
            "work": partial(self._stream, work.TABLE, names, lambda found: found),
            "authorship": self._lists(authorship.TABLE, "affiliations"),
            "author": self._lists(author.TABLE, "identities"),
            "citation": partial(self._stream, citation.TABLE, ["cited"], self._references),
            "institution": self._institutions,
            "label": self._lists(label.TABLE, "labels"),
            "work_field": partial(self._stream, work_field.TABLE, ["subfields"], _fields),
            "yearly_citation": self._lists(yearly.TABLE, "yearly"),
        }

    def _lists(self, table: Table, name: str) -> Callable[[], Iterable[pa.RecordBatch]]:
        return partial(self._stream, table, [name], partial(_unfolded, name=name, table=table))

    def _stream(
        self, table: Table, columns: Sequence[str], rows: Callable[[pa.Table], pa.Table]
    ) -> Iterator[pa.RecordBatch]:
        def made() -> Iterator[pa.Table]:
            for found in self._merged.rows(["work", "left_out", *columns], _kept):
                yield rows(found).select(table.schema.names).combine_chunks()

        for found in ahead(made()):
            yield from found.to_batches()

    def _mergers(self) -> tuple[Numbers, Numbers]:
        """Works that were merged into others, rising, and what became of each."""
        steps = []
        there = any(
            pc.any(_merged(table)).as_py()
            for run in self._merged.runs
            for table in run.tables(["left_out"])
        )
        for found in self._merged.rows(["work", "left_out", "cited"], _merged) if there else ():
            old, new = flat(found, "cited")
            steps.append(np.stack([old.to_numpy(), new.to_numpy()]))
        old, new = np.concatenate([*steps, np.empty((2, 0), np.int64)], axis=1)
        last = new
        for _ in range(LONGEST_CHAIN - 1):
            last = _replaced(last, old, new)
        return old, last

    def _references(self, found: pa.Table) -> pa.Table:
        """Each reference once; in order, because those of a work are sorted."""
        works, cited = flat(found, "cited")
        citing, cited = works.to_numpy(), cited.to_numpy()
        if len(self._old):
            cited = _replaced(cited, self._old, self._new)
            order = np.lexsort([cited, citing])
            citing, cited = citing[order], cited[order]
        first = np.ones(len(cited), bool)
        first[1:] = (np.diff(citing) != 0) | (np.diff(cited) != 0)
        return pa.table({"citing": citing[first], "cited": cited[first]})

    def _institutions(self) -> Iterator[pa.RecordBatch]:
        lists: list[pa.Table] = []
        for path in self._files:
            with batch_reader(path, [*_ORGANISATION, "updated"]) as file:
                lists.append(pa.Table.from_batches([file.get_batch(file.num_record_batches - 1)]))
            if len(lists) > _MOST_LISTS:
                lists = [_each_once(lists)]
        if lists:
            yield from _each_once(lists).select(institution.TABLE.schema.names).to_batches()


def _kept(found: pa.Table) -> pa.Array:
    return pc.is_null(found["left_out"])


def _merged(found: pa.Table) -> pa.Array:
    return pc.fill_null(pc.equal(found["left_out"], MERGED), False)


def _each_once(lists: Sequence[pa.Table]) -> pa.Table:
    """Each institution as the record that was updated last has it, whatever their order."""
    order = [(name, "ascending") for name in _ORGANISATION]
    order.insert(1, ("updated", "descending"))
    found = pa.concat_tables(lists).sort_by(order)
    return found.filter(pa.array(np.diff(found["institution"].to_numpy(), prepend=-1) != 0))


def _replaced(values: Numbers, old: Numbers, new: Numbers) -> Numbers:
    """Values that are among the old ones by the new ones."""
    if not len(old):
        return values
    place = np.minimum(np.searchsorted(old, values), len(old) - 1)
    return np.where(old[place] == values, new[place], values)


def _unfolded(found: pa.Table, name: str, *, table: Table) -> pa.Table:
    """A row for each item of a column of lists; columns that the items lack are null."""
    works, rows = flat(found, name)
    columns = {field: pc.struct_field(rows, field) for field in rows.type.names}
    given = {"work": works, **columns}
    return pa.table(
        [given.get(f.name, pa.nulls(len(works), f.type)) for f in table.schema],
        names=table.schema.names,
    )


def _fields(found: pa.Table) -> pa.Table:
    """Subfields of each work, each topic of it counting the same."""
    works, subfields = (column.to_numpy() for column in flat(found, "subfields"))
    order = np.lexsort([subfields, works])
    works, subfields = works[order], subfields[order]
    first = np.ones(len(works), bool)
    first[1:] = (np.diff(works) != 0) | (np.diff(subfields) != 0)
    begin = np.flatnonzero(first)
    topics = np.diff(begin, append=len(works))
    new = np.flatnonzero(np.diff(works, prepend=-1))
    of_work = np.repeat(np.diff(new, append=len(works)), np.diff(new, append=len(works)))
    codes, place = np.unique(subfields[begin], return_inverse=True)
    fields = pa.array([f"{code // 100}/{code}" for code in codes.tolist()], pa.string())
    return pa.table(
        {
            "work": works[begin],
            "field": fields.take(pa.array(place)),
            "weight": topics / of_work[begin],
        },
        schema=work_field.TABLE.schema,
    )
