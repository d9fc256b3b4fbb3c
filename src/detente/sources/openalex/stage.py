"""What a converted file holds: a row a work, and behind them a row an institution.

A row that is left out keeps nothing but its number, date and reason. It still takes the place of
older versions of the same work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from detente.sources.openalex.authors import AFFILIATION

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

LABEL = pa.struct([("scheme", pa.string()), ("label", pa.string()), ("score", pa.float64())])

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
    ("cited", pa.list_(pa.int64())),
    ("labels", pa.list_(LABEL)),
]
ORGANISATION_COLUMNS = [
    ("institution", pa.int64()),
    ("name", pa.string()),
    ("country", pa.string()),
    ("kind", pa.string()),
    ("ror", pa.string()),
]
SCHEMA = pa.schema([("piece", pa.string()), *WORK_COLUMNS, *ORGANISATION_COLUMNS])


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
        self._organisations: list[pa.Table] = []
        self._file = pq.ParquetWriter(
            target, SCHEMA, compression="zstd", compression_level=1, use_dictionary=_repeated()
        )

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

    def write(self, works: pa.Table, organisations: pa.Table | None = None) -> None:
        """Add works, and the institutions that they name.

        Parameters
        ----------
        works : pyarrow.Table
            Columns of ``WORK_COLUMNS``, some or all; the others are null.
        organisations : pyarrow.Table
            Columns of ``ORGANISATION_COLUMNS``, and ``updated``.
        """
        self._file.write_table(self._complete(works))
        if organisations is not None:
            self._organisations.append(latest(organisations))
            if len(self._organisations) > 32:
                self._organisations = [latest(pa.concat_tables(self._organisations))]

    def _finish(self) -> None:
        if self._organisations:
            found = latest(pa.concat_tables(self._organisations))
            self._file.write_table(self._complete(found))

    def _complete(self, rows: pa.Table) -> pa.Table:
        columns = [
            rows[field.name].cast(field.type)
            if field.name in rows.column_names
            else pa.nulls(len(rows), field.type)
            for field in SCHEMA
        ]
        columns[0] = pa.repeat(self._piece, len(rows))
        return pa.table(columns, schema=SCHEMA)


def latest(organisations: pa.Table) -> pa.Table:
    """Each institution once, as the record that was updated last has it; the first of several."""
    institution = organisations["institution"].to_numpy()
    updated = organisations["updated"].to_numpy()
    order = np.lexsort([-np.arange(len(institution)), updated, institution])
    last = np.flatnonzero(np.diff(institution[order], append=-1) != 0)
    return organisations.take(pa.array(order[last]))


def _repeated() -> list[str]:
    """Columns with few values, which a dictionary makes small."""
    names = [
        f.name for f in SCHEMA if pa.types.is_string(f.type) and f.name not in {"title", "name"}
    ]
    inner = ["affiliations.list.element.country", "affiliations.list.element.institution"]
    inner += ["labels.list.element.scheme", "labels.list.element.label"]
    return [*names, "year", *inner]
