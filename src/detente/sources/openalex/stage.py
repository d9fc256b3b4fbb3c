"""What a converted file holds: a row a work, and in the last batch a row an institution.

A row that is left out keeps nothing but its number, date and reason. It still takes the place of
older versions of the same work. Works stand in runs, each sorted, so that merging needs to sort
nothing but their numbers.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from detente.sources.openalex.authors import AFFILIATION, IDENTITY
from detente.sources.openalex.labelling import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

YEARLY = pa.struct([("year", pa.int16()), ("citations", pa.int32())])

WORK_COLUMNS = [
    ("work", pa.int64()),
    ("updated", pa.timestamp("us")),
    ("line", pa.int64()),
    ("left_out", pa.string()),
    ("date", pa.date32()),
    ("year", pa.int16()),
    ("type", pa.string()),
    ("title", pa.string()),
    ("language", pa.string()),
    ("venue", pa.string()),
    ("citations", pa.int32()),
    ("stated_references", pa.int32()),
    ("retracted", pa.bool_()),
    ("truncated", pa.bool_()),
    ("affiliations", pa.list_(AFFILIATION)),
    ("identities", pa.list_(IDENTITY)),
    ("cited", pa.list_(pa.int64())),
    ("labels", pa.list_(LABEL)),
    ("subfields", pa.list_(pa.int16())),
    ("yearly", pa.list_(YEARLY)),
]
ORGANISATION_COLUMNS = [
    ("institution", pa.int64()),
    ("name", pa.string()),
    ("country", pa.string()),
    ("kind", pa.string()),
    ("ror", pa.string()),
]
SCHEMA = pa.schema([*WORK_COLUMNS, *ORGANISATION_COLUMNS])
_NAMED = pa.schema([*ORGANISATION_COLUMNS, ("updated", pa.timestamp("us"))])
RUN = 48 * 2**20
"""Bytes of works that are sorted at once."""
GROUP = 8192
"""Works of a batch: what merging holds of each run."""
FACTS = b"facts"
"""Metadata of the last batch: the name of the piece, and how many rows each run has."""


class StageWriter:
    """Writes one converted file, batch by batch.

    Parameters
    ----------
    target : Path
        The file to write.
    piece : str
        Name of the file that is converted.
    """

    def __init__(self, target: Path, piece: str) -> None:
        self._piece = piece
        self._waiting: list[pa.Table] = []
        self._size = 0
        self._runs: list[int] = []
        self._organisations = [_NAMED.empty_table()]
        self._target = pa.OSFile(str(target), "wb")
        self._file = batch_writer(self._target)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        self._file.close()
        self._target.close()

    def write(self, works: pa.Table, organisations: pa.Table | None = None) -> None:
        """Add works, and the institutions that they name.

        Parameters
        ----------
        works : pyarrow.Table
            Columns of ``WORK_COLUMNS``, some or all; the others are null.
        organisations : pyarrow.Table
            Columns of ``ORGANISATION_COLUMNS``, and ``updated``.
        """
        self._waiting.append(_complete(works))
        self._size += self._waiting[-1].nbytes
        if organisations is not None:
            self._organisations.append(organisations)
            if len(self._organisations) > 32:
                self._organisations = [latest(pa.concat_tables(self._organisations))]

    def end_batch(self) -> None:
        """Write what waits, if it is enough; what comes later stands in later lines."""
        if self._size >= RUN:
            self._write_run()

    def _write_run(self) -> None:
        works = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._size = [], 0
        keys = [works[name].to_numpy() for name in ("line", "updated", "work")]
        order = pa.array(np.lexsort(keys))
        self._runs.append(len(works))
        for begin in range(0, len(works), GROUP):
            self._file.write(works.take(order[begin : begin + GROUP]))

    def _finish(self) -> None:
        if self._waiting:
            self._write_run()
        found = _complete(latest(pa.concat_tables(self._organisations)))
        arrays = [column.combine_chunks() for column in found.columns]
        facts = json.dumps({"piece": self._piece, "runs": [n for n in self._runs if n]})
        self._file.write_batch(pa.record_batch(arrays, schema=SCHEMA), {FACTS: facts})


def batch_writer(target: pa.NativeFile) -> pa.ipc.RecordBatchFileWriter:
    """A writer of the stage's columns: they are read once or twice, and soon."""
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    return pa.ipc.new_file(target, SCHEMA, options=options)


@contextmanager
def batch_reader(path: Path, columns: Sequence[str]) -> Iterator[pa.ipc.RecordBatchFileReader]:
    """A reader of some of the stage's columns."""
    fields = [SCHEMA.get_field_index(name) for name in columns]
    options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file, options=options) as reader:
        yield reader


def _complete(rows: pa.Table) -> pa.Table:
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(len(rows), field.type)
        for field in SCHEMA
    ]
    return pa.table(columns, schema=SCHEMA)


def latest(organisations: pa.Table) -> pa.Table:
    """Each institution once, as the record that was updated last has it; the first of several."""
    updated = organisations["updated"].cast(pa.int64()).to_numpy()
    return organisations.take(pa.array(latest_of(organisations["institution"].to_numpy(), updated)))


def latest_of(institution: Numbers, updated: Numbers) -> Numbers:
    """The row of each institution that was updated last; the first of several."""
    order = np.lexsort([-np.arange(len(institution)), updated, institution])
    last = np.flatnonzero(np.diff(institution[order], append=-1) != 0)
    found: Numbers = order[last]
    return found
