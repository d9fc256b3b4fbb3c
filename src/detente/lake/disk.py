"""Durable file operations: what is done is on the disk, or it is not there at all."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from detente.core.errors import BuildInterrupted, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _typeshed import ReadableBuffer

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when there is no room for what is written."""

# A file changed within one tick of the file system's clock keeps its time stamps, so a digest is
# remembered only for files that had been left alone for this long when they were hashed.
_SETTLED_NS = 2_000_000_000

_digests: dict[tuple[str, tuple[int, ...]], str] = {}


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal to write ``path`` into an error with a way out."""
    try:
        yield
    except OSError as problem:
        if problem.errno in FULL:
            why = "the disk is full"
            fix = "free some space and run the same command again; finished parts are kept"
        else:
            why = problem.strerror or str(problem)
            fix = "choose a folder that can be written"
        raise BuildInterrupted(f"cannot write {path}", why=why, fix=fix) from problem


class HashedFile(io.RawIOBase):
    """A new file that knows the SHA-256 of what was handed to it, not of what the disk gives back.

    Attributes
    ----------
    size : int
        Bytes written so far.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with guarded(path):
            self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Append bytes."""
        with guarded(self._path):
            count = self._file.write(data)
        self._hash.update(data)
        self.size += count
        return count

    def commit(self) -> str:
        """Force the bytes to the disk and return their SHA-256."""
        with guarded(self._path):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return self._hash.hexdigest()

    def discard(self) -> None:
        """Remove what was written, giving its space back."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink()


def sync_folder(folder: Path) -> None:
    """Force a folder's list of names to the disk."""
    with guarded(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Create a folder, and those above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with guarded(folder):
        folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def move(source: Path, target: Path) -> None:
    """Rename atomically, replacing a file of that name, durably."""
    with guarded(target):
        os.replace(source, target)
    sync_folder(target.parent)


def replace_bytes(path: Path, data: bytes) -> None:
    """Give ``path`` new content in one atomic step."""
    file = HashedFile(temporary(path))
    try:
        file.write(data)
        file.commit()
        move(temporary(path), path)
    except BuildInterrupted:
        file.discard()
        raise


def temporary(path: Path) -> Path:
    """The name a file has until it is complete."""
    return path.with_name(f".{path.name}.tmp")


def settle(path: Path) -> tuple[int, str]:
    """Force a file that another process wrote to the disk; its size and SHA-256."""
    with guarded(path), path.open("rb") as file:
        os.fsync(file.fileno())
        found = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), found


def digest(path: Path) -> str:
    """SHA-256 of the file as it lies on the disk now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settled_digest(path: Path) -> str:
    """SHA-256 of the file, hashed once in this process while the file is left alone.

    Raises
    ------
    IntegrityError
        The file changed while it was read.
    """
    before = stamp(path)
    key = (str(path.absolute()), before)
    if key not in _digests:
        now = time.time_ns()
        value = digest(path)
        if stamp(path) != before:
            raise IntegrityError(
                f"{path} changed while it was read",
                why="another program is writing into a release, which never changes",
                fix="stop that program, then run `detente verify`",
            )
        if now - max(before[3:]) < _SETTLED_NS:
            return value
        _digests[key] = value
    return _digests[key]


def stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file does: device, inode, size, and times of change in nanoseconds."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
