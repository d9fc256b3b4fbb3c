"""Building a release, part by part, so that a kill loses at most the part in hand."""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

from detente.core.errors import BuildInterrupted, UsageError
from detente.lake.current import RELEASES, write_current
from detente.lake.disk import make_folder, move, replace_bytes, sync_folder
from detente.lake.ledger import LEDGER, Ledger, Line, write_ledger
from detente.lake.lock import BuildLock
from detente.lake.manifest import LAYOUT, MANIFEST, Description, FileEntry, Manifest
from detente.lake.origin import UNSTATED, Origin, hash_of
from detente.lake.release import Release, TableFiles
from detente.lake.reuse import bring, clean, earlier_lines, mend, remove, sound
from detente.lake.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from detente.core.table import Table
    from detente.lake.writer import Rows

__all__ = ["LOCK", "WORK", "Build", "Origin"]

WORK = "work"
LOCK = "lock"

_PART = re.compile(r"([a-z][a-z0-9_]*)(-[a-z0-9_.]+)?")


class Build:
    """A release in the making; made by :meth:`detente.lake.store.Store.begin`.

    Parameters
    ----------
    lake : Path
        The lake's folder.
    inputs : mapping of str to str
        What the release is built from: a hash or a version by name. Stands in the manifest.
    code : str
        Hash of the code that makes the parts. Does not stand in the manifest.

    Attributes
    ----------
    reused : list of str
        Parts that an interrupted or an earlier build had already made.
    made : list of str
        Parts made by this one.
    """

    def __init__(self, lake: Path, *, inputs: Mapping[str, str], code: str) -> None:
        self._lake, self._inputs, self._code = lake, dict(inputs), code
        self._key = hash_of(self._inputs, code, LAYOUT)
        self._folder = lake / WORK / self._key[:16]
        self.reused: list[str] = []
        self.made: list[str] = []
        make_folder(lake / RELEASES)
        make_folder(lake / WORK)
        self._lock = BuildLock(lake / WORK / LOCK)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def tables(self) -> TableFiles:
        """The parts committed so far, for computing others from them."""
        lines = sorted(self._parts.values(), key=lambda line: line.entry.file)
        return TableFiles(self._folder, tuple(line.entry for line in lines))

    def stage(self, source: str) -> Stage:
        """The converted files of a source that earlier builds have left, and room for more."""
        self._check_open()
        return Stage(self._lake, source, code=self._code)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder on the lake's disk, removed afterwards."""
        # with our number: what a killed build's child still writes must not meet it
        folder = self._folder / f"scratch-{os.getpid()}"
        make_folder(folder)
        try:
            yield folder
        finally:
            remove(folder)

    def part(
        self,
        name: str,
        table: Table | None,
        producer: Callable[[], Rows],
        *,
        origin: Origin = UNSTATED,
    ) -> FileEntry:
        """Commit a part, calling ``producer`` only if no finished one can be used again.

        Several threads may commit parts at once, if none comes after another of them.

        Parameters
        ----------
        name : str
            The table's name, or the table's name, a hyphen and the piece: ``authorship-0007``.
        table : Table or None
            Its declaration; None for a derived table that has none.
        producer : callable
            Gives a ``pyarrow.Table`` or an iterable of ``pyarrow.RecordBatch``.
        origin : Origin
            Where the rows come from.

        Returns
        -------
        FileEntry
            The committed file.

        Raises
        ------
        UsageError
            The name does not fit the table, is used twice, or ``after`` names no earlier part.
        TableInvalid
            The rows break the table's declaration.
        BuildInterrupted
            The disk is full or cannot be written.
        """
        self._check_open()
        self._check_name(name, table)
        fingerprint = self._fingerprint(name, table, origin)
        line = self._committed(name, fingerprint) or self._adopted(name, fingerprint)
        if line:
            self.reused.append(name)
        else:
            line = self._produce(name, table, producer, origin=origin, fingerprint=fingerprint)
            self.made.append(name)
        self._parts[name] = line
        return line.entry

    def finish(self, description: Description) -> Release:
        """Turn the committed parts into a release and make it current.

        A release of the same content is used again; files of it that were damaged since are put
        right.

        Raises
        ------
        UsageError
            A part names a source that ``description`` does not describe.
        BuildInterrupted
            The disk is full or cannot be written.
        """
        self._check_open()
        entries = self.tables.entries
        _check_sources(entries, description)
        manifest = Manifest(description, entries, self._inputs)
        lines = sorted(self._parts.values(), key=lambda line: line.entry.file)
        write_ledger(self._folder / LEDGER, lines, key=self._key)
        replace_bytes(self._folder / MANIFEST, manifest.to_bytes())
        clean(self._folder, keep={MANIFEST, LEDGER, *(entry.file for entry in entries)})
        folder = self._lake / RELEASES / manifest.release_id
        if folder.exists():
            mend(folder, self._folder, manifest)
            remove(self._folder)
        else:
            move(self._folder, folder)
            sync_folder(self._folder.parent)
        release = Release.open(folder, sha256=manifest.sha256)
        write_current(self._lake, release)
        self.close()
        return release

    def close(self) -> None:
        """Let others build; what is committed stays for the next build from the same inputs."""
        self._lock.release()

    def _prepare(self) -> None:
        clean(self._lake / WORK, keep={LOCK, self._folder.name})
        make_folder(self._folder)
        self._ledger = Ledger(self._folder / LEDGER, key=self._key)
        self._parts: dict[str, Line] = {}
        committed = {line.entry.file for line in self._ledger.lines.values()}
        clean(self._folder, keep={LEDGER, *committed})
        self._earlier = tuple(earlier_lines(self._lake / RELEASES, self._key))

    def _check_open(self) -> None:
        if not self._lock.held:
            raise BuildInterrupted(
                f"the build in {self._lake} is closed",
                why="it was finished, or its block was left",
                fix="begin another with Store.begin",
            )

    def _check_name(self, name: str, table: Table | None) -> None:
        match = _PART.fullmatch(name)
        why = ""
        if not match:
            why = "a part is called by its table, or by its table, a hyphen and a piece"
        elif table and match[1] != table.name:
            why = f"its rows belong to table '{table.name}'"
        elif name in self._parts:
            why = "this build has already committed a part of that name"
        if why:
            raise UsageError(f"'{name}' cannot name a part", why=why, fix="choose another name")

    def _fingerprint(self, name: str, table: Table | None, origin: Origin) -> str:
        import pyarrow as pa

        for earlier in origin.after:
            if earlier not in self._parts:
                raise UsageError(
                    f"part '{name}' comes after '{earlier}', which is not committed",
                    why="it would be computed from something else",
                    fix=f"commit '{earlier}' first",
                )
        before = [self._parts[earlier].entry.sha256 for earlier in origin.after]
        # another pyarrow may write other bytes for the same rows
        declared = asdict(table) if table else None
        return hash_of(self._key, name, asdict(origin), before, declared, pa.__version__)

    def _committed(self, name: str, fingerprint: str) -> Line | None:
        line = self._ledger.lines.get(name)
        if line and line.fingerprint == fingerprint and sound(self._folder, line.entry):
            return line
        return None

    def _adopted(self, name: str, fingerprint: str) -> Line | None:
        """A part of a release built from the same inputs, as when a kill came at the last step."""
        for folder, line in self._earlier:
            same = line.part == name and line.fingerprint == fingerprint
            if same and sound(folder, line.entry):
                bring(folder / line.entry.file, self._folder / line.entry.file)
                self._ledger.append(line)
                return line
        return None

    def _produce(
        self,
        name: str,
        table: Table | None,
        producer: Callable[[], Rows],
        *,
        origin: Origin,
        fingerprint: str,
    ) -> Line:
        from detente.lake.writer import write_rows

        start = time.monotonic()
        file = f"{name}.parquet"
        written = write_rows(self._folder / file, producer(), table=table)
        entry = FileEntry(
            file=file,
            table=name.partition("-")[0],
            **asdict(written),
            schema_version=table.version if table else 0,
            sources=origin.sources,
            retrieved=origin.retrieved,
        )
        line = Line(name, entry, fingerprint, round(time.monotonic() - start, 3))
        self._ledger.append(line)
        return line


def _check_sources(entries: tuple[FileEntry, ...], description: Description) -> None:
    described = {source.name for source in description.sources}
    for entry in entries:
        for name in entry.sources:
            if name not in described:
                raise UsageError(
                    f"source '{name}' of {entry.file} is not described",
                    why="a release names the title, licence and citation of what it was made from",
                    fix="add the source to the description",
                )
