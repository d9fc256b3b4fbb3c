"""The stage: converted files of a source, kept between builds, so that only what is new is read.

A converted file is kept under the key of its piece: name, size, declared records, mark of version,
and the SHA-256 of its bytes. It is entered in the stage's ledger once it is safe, and its own
SHA-256 is checked before each use. What fails that check is converted again.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, Any

from detente.core.errors import IntegrityError, SourceMalformed
from detente.core.source import Conversion, Piece, Quarantined
from detente.lake.disk import make_folder, move, settle, stamp
from detente.lake.manifest import FileEntry, file_entry
from detente.lake.release import verified
from detente.lake.reuse import clean, sound
from detente.lake.sealed import SealedLog, sealed_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from detente.lake.sealed import Content

STAGE = "stage"
STAGE_LEDGER = "ledger.jsonl"
LAYOUT = 1
"""Version of the layout of a stage on disk."""

# another version of what reads and writes may give other rows for the same file
_LIBRARIES = ("duckdb", "numba", "polars", "pyarrow")


@dataclass(frozen=True, slots=True)
class Staged:
    """A piece that has been converted.

    Attributes
    ----------
    key : str
        What its conversion is kept under.
    name : str
        The piece's name.
    bytes : int
        Size of the piece.
    entry : FileEntry
        The converted file.
    conversion : Conversion
        What became of its records.
    seconds : float
        How long converting it took.
    """

    key: str
    name: str
    bytes: int
    entry: FileEntry
    conversion: Conversion
    seconds: float


class Stage:
    """Converted files of one source in a lake; for the process that holds the build's lock.

    Parameters
    ----------
    lake : Path
        The lake's folder.
    source : str
        Name of the source.
    code : str
        What stands for the code that converts. Files of other code are removed.
    """

    def __init__(self, lake: Path, source: str, *, code: str) -> None:
        self.folder = lake / STAGE / source
        self._source = source
        make_folder(self.folder)
        self._log = SealedLog(self.folder / STAGE_LEDGER, header(code))
        self._staged = {line.key: line for line in map(_staged, self._log.contents)}
        self._lock = Lock()
        self._targets = 0
        self._handed_out: dict[Path, tuple[int, ...]] = {}
        clean(self.folder, keep={STAGE_LEDGER, *(s.entry.file for s in self._staged.values())})

    def find(self, key: str) -> Staged | None:
        """The conversion kept under a key, if its file is the one that was written."""
        staged = self._staged.get(key)
        return staged if staged and sound(self.folder, staged.entry) else None

    def target(self) -> Path:
        """Where a child process may write the next file; the stage does not know it yet."""
        with self._lock:
            self._targets += 1
            # with our number: what a killed build's child still writes must not meet it
            return self.folder / f"unfinished-{os.getpid()}-{self._targets}.stage"

    def commit(
        self, piece: Piece, key: str, made: Path, *, conversion: Conversion, seconds: float
    ) -> Staged:
        """Enter a converted file, which takes its name from the key of its piece.

        Raises
        ------
        SourceMalformed
            Records were lost: they are not as many as declared, or not each kept, left out or
            quarantined.
        BuildInterrupted
            The disk is full or cannot be written.
        """
        check_records(piece, conversion)
        size, sha256 = settle(made)
        entry = FileEntry(f"{key}.stage", "", conversion.kept, size, sha256, 0, (self._source,))
        move(made, self.folder / entry.file)
        staged = Staged(key, piece.name, piece.bytes, entry, conversion, round(seconds, 3))
        self._log.append(asdict(staged))
        self._staged[key] = staged
        return staged

    def keep(self, keys: Iterable[str]) -> None:
        """Drop what is kept under other keys: its pieces are gone or have changed."""
        wanted = set(keys)
        if wanted >= self._staged.keys():
            return
        self._staged = {key: staged for key, staged in self._staged.items() if key in wanted}
        self._log.rewrite(asdict(staged) for staged in self._staged.values())
        clean(self.folder, keep={STAGE_LEDGER, *(s.entry.file for s in self._staged.values())})

    def files(self, keys: Iterable[str]) -> tuple[Path, ...]:
        """Verified files of the keys; :meth:`check` holds them to that until they have been read.

        Raises
        ------
        IntegrityError
            A file is not the one that was written.
        """
        entries = [self._staged[key].entry for key in keys]
        paths = [self.folder / entry.file for entry in entries]
        # stamped first: what changes while it is hashed differs afterwards
        self._handed_out = {path: stamp(path) for path in paths}
        return tuple(verified(self.folder, entry) for entry in entries)

    def check(self) -> None:
        """Raise :class:`IntegrityError` if a file changed since it was verified."""
        for path, was in self._handed_out.items():
            if stamp(path) != was:
                raise IntegrityError(
                    f"{path} changed while it was read",
                    why="another program is writing into the stage",
                    fix="stop that program, then run the same command again",
                )


def known(lake: Path, source: str, *, code: str | None = None) -> tuple[Staged, ...]:
    """What a stage's ledger lists, without opening the stage or changing anything.

    Parameters
    ----------
    lake : Path
        The lake's folder.
    source : str
        Name of the source.
    code : str, optional
        Only if it was written by this code.
    """
    path = lake / STAGE / source / STAGE_LEDGER
    if not path.is_file():
        return ()
    contents = [content for content, _ in sealed_lines(path.read_bytes())]
    head, lines = contents[:1], contents[1:]
    if not head or (head[0] != header(code) if code is not None else "stage" not in head[0]):
        return ()
    return tuple({line.key: line for line in map(_staged, lines)}.values())


def header(code: str) -> Content:
    """First line of a stage's ledger: what must be the same for a conversion to be used again."""
    return {"stage": code, "layout": LAYOUT, "libraries": {n: version(n) for n in _LIBRARIES}}


def check_records(piece: Piece, conversion: Conversion) -> None:
    """Raise unless every record of a piece is accounted for, once."""
    lost = ""
    told = conversion.kept + sum(conversion.left_out.values()) + len(conversion.quarantined)
    if told != conversion.records:
        lost = f"{conversion.records:,} records were read, but {told:,} are accounted for"
    elif piece.records not in (None, conversion.records):
        lost = f"{piece.records:,} records are declared, {conversion.records:,} were found"
    if lost:
        raise SourceMalformed(
            f"{piece.name} lost records",
            why=lost,
            fix="fetch the file again; if that does not help, report the source as changed",
        )


def _staged(content: Content) -> Staged:
    given = dict(content)
    conversion = conversion_of(given.pop("conversion"))
    return Staged(entry=file_entry(given.pop("entry")), conversion=conversion, **given)


def conversion_of(content: Mapping[str, Any]) -> Conversion:
    """A conversion from its JSON object."""
    given = dict(content)
    rows = tuple(Quarantined(**row) for row in given.pop("quarantined"))
    notes = tuple(given.pop("notes", ()))
    return Conversion(quarantined=rows, notes=notes, **given)
