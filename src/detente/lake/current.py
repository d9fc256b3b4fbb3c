"""``CURRENT``: the one line that says which release a lake stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing, IntegrityError
from detente.lake.disk import replace_bytes
from detente.lake.manifest import split_release_id
from detente.lake.release import REBUILD, Release

if TYPE_CHECKING:
    from pathlib import Path

CURRENT = "CURRENT"
RELEASES = "releases"

# the release's name, the whole hash of its manifest, and nothing else
_LINE = re.compile(rb"([0-9A-Za-z._-]+) ([0-9a-f]{64})\n")


def read_current(lake: Path) -> Release:
    """Open the current release of the lake in the folder ``lake``.

    Raises
    ------
    DataMissing
        No release has become current yet.
    IntegrityError
        ``CURRENT``, or what it names, is damaged.
    """
    path = lake / CURRENT
    try:
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise DataMissing(
            f"there is no release in {lake}",
            why=f"it has no file {CURRENT}, which a finished build writes",
            fix="build one: `detente build`",
        ) from problem
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise IntegrityError(f"{path} cannot be read", why=why, fix=REBUILD) from problem
    match = _LINE.fullmatch(data)
    name = match[1].decode() if match else ""
    if match is None or split_release_id(name) is None:
        raise IntegrityError(
            f"{path} is damaged", why="it is not a release's name and hash", fix=REBUILD
        )
    return Release.open(lake / RELEASES / name, sha256=match[2].decode())


def write_current(lake: Path, release: Release) -> None:
    """Make a release current, in one atomic step."""
    line = f"{release.id} {release.manifest.sha256}\n"
    replace_bytes(lake / CURRENT, line.encode())
