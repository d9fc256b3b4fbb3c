"""What is said when reading a file ended the process that read it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from detente.core import errors
from detente.core.errors import BuildInterrupted, DetenteError, SourceMalformed

if TYPE_CHECKING:
    from pathlib import Path

GIB = 2**30

# what a process says before it dies of a limit: Python, Rust, C++, DuckDB; and a full disk
_OF_MEMORY = ("MemoryError", "memory allocation of", "bad_alloc", "OutOfMemory", "Out of Memory")
_OF_DISK = ("No space left on device", "Disk quota exceeded", "File too large")


def death_of(subject: Path, code: int | None, words: str, *, memory: int) -> DetenteError:
    """Why a process is gone, as far as its exit and its last words tell.

    Parameters
    ----------
    subject : Path
        What it was reading.
    code : int or None
        How it ended, as ``subprocess`` says it.
    words : str
        The end of what it wrote on its error output.
    memory : int
        Its limit of memory, in bytes.
    """
    if any(mark in words for mark in _OF_MEMORY):
        return too_large(subject, memory)
    if any(mark in words for mark in _OF_DISK):
        return no_room()
    if code == -signal.SIGKILL:
        return killed(subject)
    return crashed(subject, code, words)


def too_slow(subject: Path, seconds: float) -> SourceMalformed:
    """The limit of time was reached."""
    return SourceMalformed(
        f"{subject} cannot be read",
        why=f"reading it took longer than its limit of {seconds:,.0f} seconds",
        fix="check the file; on a slow machine give it more time: --patience SECONDS",
    )


def too_large(subject: Path, memory: int) -> SourceMalformed:
    """The limit of memory was reached."""
    return SourceMalformed(
        f"{subject} cannot be read",
        why=f"reading it took more memory than its limit of {memory / GIB:.3g} GiB",
        fix="check the file; if it is intact, give it more: --memory GIB",
    )


def killed(subject: Path) -> SourceMalformed:
    """Somebody else ended it."""
    return SourceMalformed(
        f"{subject} cannot be read",
        why="the system ended the process that read it, most likely for want of memory",
        fix="close other programs, or read with fewer processes: --workers 1",
    )


def crashed(subject: Path, code: int | None, words: str) -> SourceMalformed:
    """An exception that nobody foresaw, or a signal."""
    how = signal.Signals(-code).name if code and code < 0 else "an error nobody foresaw"
    last = f": {words.splitlines()[-1][:300]}" if words else ""
    error = SourceMalformed(
        f"{subject} cannot be read",
        why=f"the process that read it ended with {how}{last}",
        fix="check the file against its publisher's; --debug shows where reading failed",
    )
    if words:
        error.add_note(words)
    return error


def no_room() -> BuildInterrupted:
    """The disk is full."""
    return BuildInterrupted(
        "a converted file cannot be written",
        why="the disk is full",
        fix="free some space and run the same command again; finished parts are kept",
    )


def error_of(told: dict[str, str]) -> DetenteError:
    """The error that the child raised, if its kind is one of the tree."""
    kind = getattr(errors, told["kind"], None)
    if not (isinstance(kind, type) and issubclass(kind, DetenteError)):
        kind = SourceMalformed
    return errors.rebuild(kind, (told["what"], told["why"], told["fix"]))
