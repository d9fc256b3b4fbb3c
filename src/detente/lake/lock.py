"""One builder at a time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from detente.core.errors import BuildInterrupted
from detente.lake.disk import guarded

if TYPE_CHECKING:
    from pathlib import Path


class BuildLock:
    """The right to build in a lake, held until it is released or its process ends.

    The operating system drops the lock of a process that dies, however it dies, so a stale lock
    file locks nobody out. The process id inside is for the message only.

    Parameters
    ----------
    path : Path
        The lock file; its folder must exist.

    Raises
    ------
    BuildInterrupted
        Another process, or another build in this one, holds the lock.
    """

    def __init__(self, path: Path) -> None:
        import fcntl  # absent on Windows, where a lake can still be read

        with guarded(path):
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            holder = os.pread(self._handle, 32, 0).decode(errors="replace").strip()
            self.release()
            raise _busy(path, holder or "unknown") from problem
        with guarded(path):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    @property
    def held(self) -> bool:
        """Whether it has not been released yet."""
        return self._handle >= 0

    def release(self) -> None:
        """Let others build."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _busy(path: Path, holder: str) -> BuildInterrupted:
    return BuildInterrupted(
        f"another build is running in {path.parent.parent}",
        why=f"process {holder} holds {path}",
        fix=f"wait for it to end, or stop it (kill {holder}) and run the same command again",
    )
