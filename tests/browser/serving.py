"""A lake, and the command `detente serve` over it beside the tests.

``python -m browser.serving LAKE`` makes the lake, for several processes to share.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

MAIN = "import sys; from detente.views.cli.main import main; sys.exit(main())"


def build(path):
    """The starter release with the verdict of every claim, as far as it is not there."""
    subprocess.run(
        [sys.executable, "-c", MAIN, "build", "starter", "--lake", path],
        check=True, capture_output=True,
    )  # fmt: skip
    check_claims(path)


def check_claims(path):
    """Have the verdict of every claim computed and kept."""
    from detente.views.web.desk import Desk

    desk = Desk.at(path)
    desk.processes = 2
    claims = list(desk.claims.values())
    # all are asked for before the first is waited for
    for claim in claims:
        desk.findings.known(claim)
    for claim in claims:
        desk.findings.of(claim)
    desk.findings.close()


@contextmanager
def serving(lake):
    """A server over a lake; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--lake", str(lake), "--port", str(port), "--rate", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *words], stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        # it only reads: there is nothing to lose; and what computes verdicts beside it ends too
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(port, process):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, "the server has ended"
            time.sleep(0.1)
    raise AssertionError("the server did not start")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
