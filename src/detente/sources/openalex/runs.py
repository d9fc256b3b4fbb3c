"""Sorted runs of converted works, merged into one order with little memory.

A run is a stretch of a converted file whose rows are sorted. Merging reads the numbers of the works
first and notes, row by row, which run the next row comes from and whether it is the newest version
of its work. Then each table reads its own columns in that order.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.sources.openalex.stage import FACTS, GROUP, SCHEMA, batch_reader, batch_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MOST_RUNS = 64
"""Runs that are merged at once: each takes the memory of some batches."""
ROWS = 65_536
_WORKS = [field.name for field in SCHEMA][: SCHEMA.get_field_index("institution")]


@dataclass(frozen=True, slots=True)
class Run:
    """Batches of a converted file whose rows are sorted by work and time.

    Attributes
    ----------
    path : Path
    batches : range
    """

    path: Path
    batches: range

    def tables(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The rows, a batch at a time."""
        with batch_reader(self.path, columns) as file:
            for number in self.batches:
                yield pa.Table.from_batches([file.get_batch(number)])


def runs_of(files: Iterable[Path]) -> list[Run]:
    """All runs, those of the piece whose name comes last at the end."""
    found = []
    for path in files:
        with batch_reader(path, ["work"]) as file:
            last = file.get_batch_with_custom_metadata(file.num_record_batches - 1)
        facts = json.loads(last.custom_metadata[FACTS])
        ends = [0, *accumulate(-(-rows // GROUP) for rows in facts["runs"])]
        batches = [range(begin, end) for begin, end in pairwise(ends)]
        found.append((facts["piece"], [Run(path, some) for some in batches]))
    return [run for _, some in sorted(found, key=lambda one: one[0]) for run in some]


@dataclass(frozen=True, slots=True)
class Merged:
    """Runs and the order of their rows.

    Attributes
    ----------
    runs : sequence of Run
    order : ndarray of uint8
        Of each row in order: the run it comes from.
    newest : ndarray of bool
        Whether it is the newest version of its work.
    """

    runs: Sequence[Run]
    order: NDArray[np.uint8]
    newest: NDArray[np.bool_]

    def rows(
        self, columns: Sequence[str], where: Callable[[pa.Table], pa.Array] | None = None
    ) -> Iterator[pa.Table]:
        """The newest version of each work, in order of work; all, or some of them."""
        sources = [_Rows(run.tables(columns)) for run in self.runs]
        for begin in range(0, len(self.order), ROWS):
            order = np.asarray(self.order[begin : begin + ROWS])
            newest = np.asarray(self.newest[begin : begin + ROWS])
            counts = np.bincount(order, minlength=len(sources)).tolist()
            parts = [part for source, n in zip(sources, counts, strict=True) for part in source(n)]
            place = np.empty(len(order), np.int64)
            place[np.argsort(order, kind="stable")] = np.arange(len(order))
            found = pa.concat_tables(parts).combine_chunks()
            chosen = place[newest]
            if where:
                chosen = chosen[where(found).to_numpy()[chosen]]
            yield found.take(pa.array(chosen))


class _Rows:
    """Hands out the rows of a run, as many as are asked for."""

    def __init__(self, tables: Iterator[pa.Table]) -> None:
        self._tables = tables
        self._rest: pa.Table | None = None

    def __call__(self, count: int) -> Iterator[pa.Table]:
        while count:
            if self._rest is None or not len(self._rest):
                self._rest = next(self._tables)
            part = self._rest.slice(0, count)
            self._rest = self._rest.slice(len(part))
            count -= len(part)
            yield part


def merge_runs(runs: Sequence[Run], scratch: Path) -> Merged:
    """The order of the rows of all runs.

    Parameters
    ----------
    runs : sequence of Run
        Of versions of the same moment, that of the later run is the newer.
    scratch : Path
        An empty folder for what is written in between.
    """
    level = 0
    while len(runs) > MOST_RUNS:
        some = [runs[n : n + MOST_RUNS] for n in range(0, len(runs), MOST_RUNS)]
        runs = [
            _written(_ordered(part, scratch, f"{level}-{n}"), scratch / f"run-{level}-{n}")
            for n, part in enumerate(some)
        ]
        level += 1
    return _ordered(runs, scratch, f"{level}")


def _written(merged: Merged, path: Path) -> Run:
    """Merged runs as one."""
    batches = 0
    with pa.OSFile(str(path), "wb") as target, batch_writer(target) as writer:
        for rows in merged.rows(_WORKS):
            batches += -(-len(rows) // GROUP)
            full = [
                rows[f.name] if f.name in _WORKS else pa.nulls(len(rows), f.type) for f in SCHEMA
            ]
            writer.write_table(pa.table(full, schema=SCHEMA), GROUP)
    return Run(path, range(batches))


def _ordered(runs: Sequence[Run], scratch: Path, name: str) -> Merged:
    paths = [scratch / f"{what}-{name}" for what in ("order", "newest")]
    total = 0
    with paths[0].open("wb") as order_file, paths[1].open("wb") as newest_file:
        for order, newest in _steps([_Keys(run) for run in runs]):
            order_file.write(order.astype(np.uint8).tobytes())
            newest_file.write(newest.tobytes())
            total += len(order)
    if not total:
        return Merged(runs, np.empty(0, np.uint8), np.empty(0, np.bool_))
    return Merged(runs, np.memmap(paths[0], np.uint8, "r"), np.memmap(paths[1], np.bool_, "r"))


class _Keys:
    """Numbers and times of the works of a run, as far as they have been read and not used."""

    def __init__(self, run: Run) -> None:
        self._tables = run.tables(["work", "updated"])
        self.keys = np.empty((2, 0), np.int64)
        self.more = True
        self.read_on()

    def read_on(self) -> None:
        """Read some more."""
        table = next(self._tables, None)
        if table is None:
            self.more = False
            return
        keys = [table[name].cast(pa.int64()).to_numpy() for name in ("work", "updated")]
        self.keys = np.concatenate([self.keys, np.stack(keys)], axis=1)

    def before(self, limit: int | None) -> NDArray[np.int64]:
        """Take what lies before a work; everything where there is no limit."""
        works = self.keys[0]
        count = len(works) if limit is None else int(np.searchsorted(works, limit))
        taken, self.keys = self.keys[:, :count], self.keys[:, count:]
        return taken


def _steps(sources: list[_Keys]) -> Iterator[tuple[NDArray[Any], NDArray[np.bool_]]]:
    """Rows that nothing unread can come before: the run of each, in order, and whether newest."""
    while sources:
        # what has been read to its last work may go on with other versions of that
        limit = min((int(s.keys[0, -1]) for s in sources if s.more), default=None)
        parts = [source.before(limit) for source in sources]
        run = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
        work, updated = np.concatenate(parts, axis=1)
        order = np.lexsort([run, updated, work])
        yield run[order], np.diff(work[order], append=-1) != 0
        if limit is None:
            return
        for source in sources:
            if source.more and source.keys[0, -1] == limit:
                source.read_on()


def ahead(tables: Iterator[Any]) -> Iterator[Any]:
    """The same, each made while the one before it is used."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, tables, None)
        while (table := coming.result()) is not None:
            coming = worker.submit(next, tables, None)
            yield table


def flat(found: pa.Table, name: str) -> tuple[pa.Array, pa.Array]:
    """Items of a column of lists, each with its work."""
    lists = found[name].combine_chunks()
    works = found["work"].combine_chunks()
    return works.take(pc.list_parent_indices(lists)), lists.flatten()
