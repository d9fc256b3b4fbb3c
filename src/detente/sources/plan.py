"""What a build would read, and how long it would take; nothing on the disk is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.discovery import find
from detente.core.errors import DetenteError
from detente.lake.stage import known
from detente.sources.listing import files_of, is_staged, list_files, root_of
from detente.sources.sandbox import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import ModuleType

    from detente.core.source import Source
    from detente.lake.stage import Staged
    from detente.lake.store import Store

# bytes a second, where the lake remembers no earlier load: a process that converts JSON lines, and
# merging counted in bytes of the files that were converted
CONVERTING = 10e6
MERGING = 15e6
HASHING = 1e9


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading one source would take.

    Attributes
    ----------
    source : str
    files, bytes : int
        What there is to read.
    records : int or None
        Records that the publisher declares for all files; None where one has no number.
    converted_files, converted_bytes : int
        How much an earlier load has converted, going by names and sizes.
    seconds : float
        How long it would take.
    measured : bool
        Whether that is as fast as an earlier load into this lake, and not a default.
    """

    source: str
    files: int
    bytes: int
    records: int | None
    converted_files: int
    converted_bytes: int
    seconds: float
    measured: bool


def plan(
    store: Store, sources: Mapping[str, Path | None], *, limits: Limits | None = None
) -> tuple[Plan, ...]:
    """What a build of these sources would read.

    Parameters
    ----------
    store : Store
        The lake.
    sources : mapping of str to Path or None
        As for :func:`detente.sources.build.build`.
    limits : Limits, optional
        How many processes would convert.

    Raises
    ------
    UnknownName
        A source is not known.
    DataMissing
        The files of a source are not there.
    SourceMalformed
        The files are not those that the publisher lists.
    """
    workers = (limits or Limits()).workers
    found = []
    for name, path in sources.items():
        module = find("detente.sources", "SOURCE", name)
        root = root_of(name, path)
        if is_staged(module):
            found.append(_of_pieces(store, module, root, workers=workers))
        else:
            sizes = [file.stat().st_size for file in files_of(root)]
            seconds = sum(sizes) / CONVERTING
            found.append(Plan(name, len(sizes), sum(sizes), None, 0, 0, seconds, measured=False))
    return tuple(found)


def _of_pieces(store: Store, module: ModuleType, root: Path, *, workers: int) -> Plan:
    name = module.SOURCE.name
    pieces, _ = list_files(module, root)
    total = sum(piece.bytes for piece in pieces)
    ready = {(s.name, s.bytes) for s in store.staged(name)}
    done = [piece.bytes for piece in pieces if (piece.name, piece.bytes) in ready]
    earlier = known(store.path, name)
    converting = _rate(earlier) or CONVERTING
    merging = _merging_rate(store, module.SOURCE, earlier, workers=workers) or MERGING
    declared = [piece.records for piece in pieces]
    seconds = total / HASHING + (total - sum(done)) / converting / workers + total / merging
    return Plan(
        source=name,
        files=len(pieces),
        bytes=total,
        records=None if None in declared else sum(n for n in declared if n is not None),
        converted_files=len(done),
        converted_bytes=sum(done),
        seconds=seconds,
        measured=bool(earlier),
    )


def _rate(earlier: tuple[Staged, ...]) -> float:
    """Bytes a second of one process that converted; 0 if none has."""
    seconds = sum(staged.seconds for staged in earlier)
    return sum(staged.bytes for staged in earlier) / seconds if seconds else 0.0


def _merging_rate(
    store: Store, source: Source, earlier: tuple[Staged, ...], *, workers: int
) -> float:
    """Bytes a second at which the current release was merged and pooled; 0 if unknown."""
    try:
        lines = store.current().lines
    except DetenteError:
        return 0.0  # nothing to go by is no reason not to plan
    mine = [line for line in lines if source.name in line.entry.sources]
    # tables of the source are written side by side, others one after the other
    abreast = dict.fromkeys(source.tables, workers)
    seconds = sum(line.seconds / abreast.get(line.entry.table, 1) for line in mine)
    return sum(staged.bytes for staged in earlier) / seconds if seconds else 0.0
