"""A command that listens, in a process beside: on a free port, waited for, and ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

MAIN = "import sys; from detente.views.cli.main import main; sys.exit(main())"
PATIENCE = 60


@dataclass(frozen=True)
class Served:
    """A command that listens.

    Attributes
    ----------
    port : int
    process : subprocess.Popen
    log : Path
        What it says on stderr.
    """

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self):
        return self.log.read_text(encoding="utf-8")


@contextmanager
def served(command, lake, *words):
    """``detente COMMAND`` over a lake, once it listens; at the end it is killed with its children.

    It only reads: there is nothing to lose.
    """
    port = free_port()
    call = [sys.executable, "-c", MAIN, command, "--lake", str(lake), "--port", str(port), *words]
    with TemporaryDirectory() as folder:
        log = Path(folder, "stderr")
        with log.open("wb") as stderr:
            process = subprocess.Popen(call, stderr=stderr, start_new_session=True)
        found = Served(port, process, log)
        try:
            _wait(found)
            yield found
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port():
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(found):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert found.process.poll() is None, f"it has ended: {found.said}"
        with suppress(OSError), socket.create_connection(("127.0.0.1", found.port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"it does not listen: {found.said}")
