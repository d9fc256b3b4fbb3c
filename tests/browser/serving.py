"""A lake, and the command `detente serve` over it beside the tests.

``python -m browser.serving LAKE`` makes the lake, for several processes to share.
"""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from served import MAIN, served


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
    with served("serve", lake, "--rate", "0") as server:
        yield server.address


if __name__ == "__main__":
    build(Path(sys.argv[1]))
