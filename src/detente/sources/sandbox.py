"""Reading other people's files in child processes, which may fail without harm to the store.

A child has a limit of memory and, for each file, of time. It is asked in lines of JSON on its input
and answers in lines of JSON; rows come back as files. Whatever it does (crash, hang, take all the
memory) ends in an error that names the file and the limit. A child never outlives its parent.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from detente import sources
from detente.core.errors import BuildInterrupted
from detente.lake.disk import guarded
from detente.sources.failures import GIB, death_of, error_of, too_slow

if TYPE_CHECKING:
    from types import TracebackType

    from detente.core.errors import DetenteError

# the slowest way of reading is not slower than this, in bytes a second
_SLOWEST = 500_000
_LONGEST_ANSWER = 256 * 2**20
_LAST_WORDS = 8_000
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from detente.sources._child import main; main()"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    Attributes
    ----------
    memory : int
        Bytes that a child may use beyond what loading its libraries takes.
    seconds : float
        Least time that a file is given; large ones are given a second for each 500 kB on top.
    workers : int
        Children that read side by side, and tables that are written so.
    """

    memory: int = 2 * GIB
    seconds: float = 300.0
    workers: int = 2

    def time_for(self, size: int) -> float:
        """Seconds that a file of so many bytes is given."""
        return self.seconds + size / _SLOWEST


class Sandbox:
    """Child processes that are started when needed and used again; safe to use from threads.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lock = Lock()
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, request: dict[str, Any], *, subject: Path, size: int) -> dict[str, Any]:
        """Have a child do something with a file.

        Parameters
        ----------
        request : dict
            What to do; see ``_child.py``.
        subject : Path
            The file or folder it reads, for the error message.
        size : int
            Its bytes, which decide how long it may take.

        Raises
        ------
        SourceMalformed
            The file cannot be read: the child crashed, or reached a limit of memory or time.
        DetenteError
            What the child itself raised.
        """
        child = self._take()
        try:
            answer = child.ask(request, subject=subject, seconds=self.limits.time_for(size))
        except BaseException:
            self._drop(child)
            raise
        if "error" in answer:
            # after an error nobody knows what the child still holds
            self._drop(child)
            raise error_of(answer["error"])
        with self._lock:
            self._idle.append(child)
        return answer

    def close(self) -> None:
        """End every child with all it has started, at once."""
        with self._lock:
            self._open = False
            children, idle = list(self._all), list(self._idle)
        for child in children:
            child.kill()
        # the others are in the hands of threads, which now hear that their child is gone
        for child in idle:
            child.free()

    def _take(self) -> _Child:
        with self._lock:
            if not self._open:
                raise BuildInterrupted("reading was stopped", fix="run the same command again")
            if self._idle:
                return self._idle.pop()
            child = _Child(self.limits)
            self._all.add(child)
            return child

    def _drop(self, child: _Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.kill()
        child.free()


class _Child:
    def __init__(self, limits: Limits) -> None:
        self._memory = limits.memory
        self._held = ExitStack()
        with guarded(Path(tempfile.gettempdir())):
            self._words, name = tempfile.mkstemp()
            os.unlink(name)
        theirs, self._asks = os.pipe()
        self._answers, ours = os.pipe()
        for handle in (self._words, self._asks, self._answers):
            self._held.callback(os.close, handle)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, json.dumps(sys.path)],
                stdin=theirs,
                stdout=ours,
                stderr=self._words,
                # a group of its own, so that whatever it starts is killed with it
                start_new_session=True,
                env=environment(limits),
            )
        finally:
            os.close(theirs)
            os.close(ours)
        self._waiting = b""

    def ask(self, request: dict[str, Any], *, subject: Path, seconds: float) -> dict[str, Any]:
        # the child has the same place in this file: its words start afresh
        os.lseek(self._words, 0, os.SEEK_SET)
        os.ftruncate(self._words, 0)
        packages = list(sources.__path__)
        asked = {**request, "memory": self._memory, "packages": packages}
        data = json.dumps(asked).encode() + b"\n"
        try:
            os.write(self._asks, data)
            line = self._line(time.monotonic() + seconds)
        except BrokenPipeError:
            line = b""
        except TimeoutError:
            raise too_slow(subject, seconds) from None
        if not line:
            raise self._death(subject)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> None:
        """End it and whatever it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def free(self) -> None:
        """Close its files; for the one thread that uses it."""
        self._held.close()

    def _line(self, end: float) -> bytes:
        """One line of its answers; empty when it is gone."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            while b"\n" not in self._waiting:
                left = end - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                more = os.read(self._answers, 2**20)
                if not more or len(self._waiting) > _LONGEST_ANSWER:
                    return b""
                self._waiting += more
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line

    def _death(self, subject: Path) -> DetenteError:
        """What ended it, as far as can be told from its exit and its last words."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        start = max(0, os.fstat(self._words).st_size - _LAST_WORDS)
        words = os.pread(self._words, _LAST_WORDS, start).decode(errors="replace").strip()
        return death_of(subject, self._process.returncode, words, memory=self._memory)


def environment(limits: Limits) -> dict[str, str]:
    """The environment of a child."""
    cores = os.cpu_count() or 1
    threads = str(max(1, cores // max(1, limits.workers)))
    names = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
    # Arrow keeps the memory that it is about to use again: new pages took a tenth of the time
    keep = {"MALLOC_ARENA_MAX": "2", "MIMALLOC_PURGE_DELAY": "-1"}
    return {**os.environ, **dict.fromkeys(names, threads), **keep}
