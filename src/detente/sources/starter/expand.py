"""From counts back to rows: the works, authorships, labels and fields that the counts mean.

Each distinct pattern is read once; its rows are then repeated for every work that has it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.core.errors import SourceMalformed
from detente.sources.starter.pattern import parsed
from detente.sources.starter.venues import BY_NAME, SCHEME, STEADY
from detente.tables import authorship, label, work, work_field

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from detente.sources.starter.venues import Venue

_WORK_ALONE = -1


def expanded(counts: pa.Table) -> dict[str, pa.Table]:
    """Canonical tables of works, authorships, labels and fields for a table of counts."""
    row = np.repeat(np.arange(counts.num_rows), counts.column("n").to_numpy())
    identifiers = work_identifiers(counts, row)
    order = np.argsort(identifiers, kind="stable")
    identifiers, row = identifiers[order], row[order]
    of_work = counts.take(pa.array(row))
    return {
        "work": _works(of_work, identifiers),
        "authorship": _authorships(of_work.column("pattern"), identifiers),
        "label": _labels(of_work.column("venue"), identifiers),
        "work_field": _fields(of_work.column("venue"), identifiers),
    }


def work_identifiers(counts: pa.Table, row: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """63-bit identifiers: what a work is counted by and its number among its like, hashed.

    Raises
    ------
    SourceMalformed
        Two works have the same identifier.
    """
    names = ("venue", "year", "type", "pattern", "citations")
    keys = ["|".join(map(str, key)) for key in zip(*(counts.column(n).to_pylist() for n in names),
                                                   strict=True)]  # fmt: skip
    first = np.flatnonzero(np.diff(row, prepend=-1))
    ordinals = np.arange(len(row)) - np.repeat(first, counts.column("n").to_numpy())
    digests = b"".join(
        blake2b(f"{keys[r]}|{o}".encode(), digest_size=8).digest()
        for r, o in zip(row.tolist(), ordinals.tolist(), strict=True)
    )
    identifiers = (np.frombuffer(digests, dtype="<u8") >> 1).astype(np.int64)
    if len(np.unique(identifiers)) != len(identifiers):
        raise SourceMalformed(
            "the starter's counts",
            why="a row occurs twice, so that two works have one identifier",
            fix="rebuild them with: make starter",
        )
    return identifiers


def _works(of_work: pa.Table, identifiers: npt.NDArray[np.int64]) -> pa.Table:
    given = {name: of_work.column(name) for name in ("year", "type", "venue", "citations")}
    columns = {"work": pa.array(identifiers), **given}
    return _filled(work.TABLE.schema, columns, len(identifiers))


def _authorships(patterns: pa.ChunkedArray, identifiers: npt.NDArray[np.int64]) -> pa.Table:
    encoded = patterns.combine_chunks().dictionary_encode()
    lengths, author, affiliation, country = _read(encoded.dictionary.to_pylist())
    code = encoded.indices.to_numpy()
    size = lengths[code]
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))[code]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    source = np.repeat(starts, size) + within
    authors = author[source]
    columns = {
        "work": pa.array(np.repeat(identifiers, size)),
        "author": pa.array(authors, pa.int16(), mask=authors == _WORK_ALONE),
        "affiliation": pa.array(affiliation[source]),
        "country": country.take(pa.array(source)),
    }
    return _filled(authorship.TABLE.schema, columns, len(source))


def _read(
    patterns: list[str],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int16], npt.NDArray[np.int16], pa.StringArray]:
    """Rows of each distinct pattern, one pattern after the other, and how many rows each has."""
    rows: list[tuple[int, int, str | None]] = []
    lengths = np.empty(len(patterns), dtype=np.int64)
    for number, pattern in enumerate(patterns):
        before = len(rows)
        byline = parsed(pattern)
        groups = [*enumerate(byline.authors, start=1), (_WORK_ALONE, byline.of_work)]
        rows += [(a, place, c) for a, group in groups for place, c in enumerate(group, start=1)]
        lengths[number] = len(rows) - before
    author, affiliation, country = zip(*rows, strict=True) if rows else ((), (), ())
    return (
        lengths,
        np.array(author, dtype=np.int16),
        np.array(affiliation, dtype=np.int16),
        pa.array(country, pa.string()),
    )


def _labels(venues: pa.ChunkedArray, identifiers: npt.NDArray[np.int64]) -> pa.Table:
    works, areas, _ = _by_venue(venues, identifiers, lambda venue: sorted(venue.areas))
    columns = {
        "work": pa.array(works),
        "scheme": pa.repeat(pa.scalar(SCHEME), len(works)),
        "label": areas,
        "score": pa.array(np.ones(len(works))),
    }
    return _filled(label.TABLE.schema, columns, len(works))


def _fields(venues: pa.ChunkedArray, identifiers: npt.NDArray[np.int64]) -> pa.Table:
    """The areas of a venue share its works equally."""
    works, paths, size = _by_venue(
        venues, identifiers, lambda venue: [f"ai/{a}" for a in sorted(venue.areas) if a != STEADY]
    )
    columns = {"work": pa.array(works), "field": paths, "weight": pa.array(1.0 / size)}
    return _filled(work_field.TABLE.schema, columns, len(works))


def _by_venue(
    venues: pa.ChunkedArray,
    identifiers: npt.NDArray[np.int64],
    names_of: Callable[[Venue], list[str]],
) -> tuple[npt.NDArray[np.int64], pa.StringArray, npt.NDArray[np.int64]]:
    """One row a work and name of its venue: the work, the name, and how many names it has."""
    encoded = venues.combine_chunks().dictionary_encode()
    names = [names_of(BY_NAME[name]) for name in encoded.dictionary.to_pylist()]
    lengths = np.array([len(some) for some in names], dtype=np.int64)
    code = encoded.indices.to_numpy()
    size = lengths[code]
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))[code]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    every = pa.array([name for some in names for name in some], pa.string())
    taken = every.take(pa.array(np.repeat(starts, size) + within))
    return np.repeat(identifiers, size), taken, np.repeat(size, size)


def _filled(schema: pa.Schema, columns: dict[str, pa.Array], rows: int) -> pa.Table:
    """A table of that schema; columns that the counts know nothing of are null."""
    arrays = [
        pc.cast(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.table(arrays, schema=schema)
