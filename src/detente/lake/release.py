"""Reading a release: no byte becomes a number before it matches the manifest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing, IntegrityError
from detente.core.table import Table
from detente.lake.disk import settled_digest, stamp
from detente.lake.ledger import LEDGER, Line, read_ledger
from detente.lake.manifest import MANIFEST, FileEntry, Manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

# A file up to this size is read once and parsed from the bytes that were hashed. A larger one is
# hashed first and mapped afterwards, and its time stamps must be the same before and after.
IN_MEMORY = 64 * 2**20

REBUILD = "run `detente verify` to see all damage, then rebuild: `detente build`"


@dataclass(frozen=True, slots=True)
class TableFiles:
    """Tables in a folder of Parquet files whose hashes are known.

    Attributes
    ----------
    folder : Path
        Where the files lie.
    entries : tuple of FileEntry
        The files, in order of their names.
    """

    folder: Path
    entries: tuple[FileEntry, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables there are."""
        return tuple(sorted({entry.table for entry in self.entries}))

    def has(self, table: str | Table) -> bool:
        """Whether the table is there, be it without rows."""
        return _name(table) in self.tables

    def rows(self, table: str | Table) -> int:
        """Number of rows of a table, from the manifest."""
        return sum(entry.rows for entry in self._entries(table))

    def path(self, part: str) -> Path:
        """The verified file of one part.

        Raises
        ------
        DataMissing
            There is no such part.
        IntegrityError
            The file is not the one that was written.
        """
        for entry in self.entries:
            if entry.file == f"{part}.parquet":
                return verified(self.folder, entry)
        known = tuple(entry.file.removesuffix(".parquet") for entry in self.entries)
        raise _missing(self.folder, f"part '{part}'", known)

    def files(self, table: str | Table) -> tuple[Path, ...]:
        """The verified files of a table, in order of their names.

        Parameters
        ----------
        table : str or Table
            A declaration also asks that the files were written under its version.

        Raises
        ------
        DataMissing
            The table is not there, or was written under another version of its declaration.
        IntegrityError
            A file is not the one that was written.
        """
        return tuple(verified(self.folder, entry) for entry in self._entries(table))

    def table(self, table: str | Table, *, columns: Sequence[str] | None = None) -> pa.Table:
        """The verified rows of a table, or some of its columns, as one Arrow table.

        Raises
        ------
        DataMissing
            The table or a column is not there, or was written under another version of its
            declaration.
        IntegrityError
            A file is not the one that was written.
        """
        import pyarrow as pa

        pieces = [_read(self.folder, entry, columns) for entry in self._entries(table)]
        return pa.concat_tables(pieces)

    def _entries(self, table: str | Table) -> tuple[FileEntry, ...]:
        name = _name(table)
        found = tuple(entry for entry in self.entries if entry.table == name)
        if not found:
            raise _missing(self.folder, f"table '{name}'", self.tables)
        if isinstance(table, Table):
            for entry in found:
                _check_version(self.folder, entry, table)
        return found


@dataclass(frozen=True, slots=True)
class Release(TableFiles):
    """An immutable release of a lake.

    Attributes
    ----------
    manifest : Manifest
        What it holds and where that comes from.
    lines : tuple of Line
        Its ledger: how each part was made.
    """

    manifest: Manifest
    lines: tuple[Line, ...]

    @property
    def id(self) -> str:
        """The release's name, which depends on its content alone."""
        return self.folder.name

    @classmethod
    def open(cls, folder: Path, *, sha256: str = "") -> Release:
        """Open a release and check its manifest and ledger.

        Parameters
        ----------
        folder : Path
            Its folder, whose name is the release id.
        sha256 : str
            The manifest's whole hash, where it is known.

        Raises
        ------
        IntegrityError
            The manifest or the ledger is missing or damaged.
        """
        manifest = read_manifest(folder, sha256=sha256)
        lines = read_lines(folder, manifest)
        return cls(folder, manifest.files, manifest, lines)


def read_manifest(folder: Path, *, sha256: str = "") -> Manifest:
    """The manifest of a release, checked against the release's name and, where known, its hash."""
    path = folder / MANIFEST
    data = _bytes(path)
    found = hashlib.sha256(data).hexdigest()
    if sha256 and found != sha256:
        raise damaged(path, expected=sha256, found=found)
    digits = folder.name[-12:]
    if found[:12] != digits:
        raise damaged(path, expected=f"{digits}…", found=found)
    manifest = Manifest.from_bytes(data, origin=str(path))
    # by the bytes as they lie there: a later version may write the same manifest with more fields
    name = f"{manifest.description.label}-{found[:12]}"
    if name != folder.name:
        raise damaged(folder, expected=name, found=folder.name, of="name")
    return manifest


def read_lines(folder: Path, manifest: Manifest) -> tuple[Line, ...]:
    """The ledger of a release, checked against its manifest."""
    path = folder / LEDGER
    try:
        _, lines = read_ledger(path)
    except OSError as problem:
        raise _unreadable(path, problem) from problem
    if tuple(line.entry for line in lines) != manifest.files:
        raise IntegrityError(
            f"{path} does not list the files of {MANIFEST}",
            why="lines were removed, added or put in another order",
            fix=REBUILD,
        )
    return lines


def verified(folder: Path, entry: FileEntry) -> Path:
    """The path of a file that has the size and the hash it should have.

    Raises
    ------
    IntegrityError
        It is missing, or its bytes are not those that were written.
    """
    path = folder / entry.file
    try:
        size = path.stat().st_size
        if size != entry.bytes:
            raise damaged(path, expected=f"{entry.bytes:,}", found=f"{size:,}", of="bytes")
        found = settled_digest(path)
    except OSError as problem:
        raise _unreadable(path, problem) from problem
    if found != entry.sha256:
        raise damaged(path, expected=entry.sha256, found=found)
    return path


def damaged(path: Path, *, expected: str, found: str, of: str = "sha256") -> IntegrityError:
    """The error for a file that is not the one that was written."""
    return IntegrityError(
        f"{path} is damaged", why=f"{of}: expected {expected}, found {found}", fix=REBUILD
    )


def _read(folder: Path, entry: FileEntry, columns: Sequence[str] | None) -> pa.Table:
    path = folder / entry.file
    if entry.bytes > IN_MEMORY:
        return _read_large(verified(folder, entry), columns)
    import pyarrow as pa

    data = _bytes(path)
    found = hashlib.sha256(data).hexdigest()
    if found != entry.sha256:
        raise damaged(path, expected=entry.sha256, found=found)
    return _parse(path, pa.BufferReader(data), columns)


def _read_large(path: Path, columns: Sequence[str] | None) -> pa.Table:
    import pyarrow as pa

    try:
        before = stamp(path)
        with pa.memory_map(str(path)) as source:
            rows = _parse(path, source, columns)
    except OSError as problem:  # also what a page's own checksum raises
        raise _unreadable(path, problem) from problem
    if stamp(path) != before:
        raise damaged(path, expected="unchanged", found="changed while it was read", of="file")
    return rows


def _parse(path: Path, source: pa.NativeFile, columns: Sequence[str] | None) -> pa.Table:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(source, page_checksum_verification=True)
    if columns is None:
        return file.read()
    known = file.schema_arrow.names
    for name in columns:
        if name not in known:
            raise DataMissing(
                f"{path} has no column '{name}'",
                why="its columns are " + ", ".join(known),
                fix="build a release that has it, or ask for another column",
            )
    return file.read(list(columns))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _unreadable(path: Path, problem: OSError) -> IntegrityError:
    if isinstance(problem, FileNotFoundError):
        return IntegrityError(f"{path} is missing", why="the release lists it", fix=REBUILD)
    why = problem.strerror or str(problem)
    return IntegrityError(f"{path} cannot be read", why=why, fix=REBUILD)


def _missing(folder: Path, what: str, known: Sequence[str]) -> DataMissing:
    return DataMissing(
        f"{what} is not in {folder.name}",
        why="it holds " + (", ".join(known) or "nothing"),
        fix="build a release from a source that fills it: `detente sources`, `detente build`",
    )


def _check_version(folder: Path, entry: FileEntry, table: Table) -> None:
    if entry.schema_version != table.version:
        raise DataMissing(
            f"table '{table.name}' of {folder.name} follows version {entry.schema_version} of its "
            f"declaration",
            why=f"this detente reads version {table.version}",
            fix="build the lake again: `detente build`",
        )


def _name(table: str | Table) -> str:
    return table.name if isinstance(table, Table) else table
