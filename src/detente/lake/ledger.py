"""The ledger: one line for every part that is finished, appended once its file is safe."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from detente.core.errors import IntegrityError
from detente.lake.disk import replace_bytes
from detente.lake.manifest import LAYOUT, FileEntry, file_entry
from detente.lake.sealed import SealedLog, sealed, sealed_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from detente.lake.sealed import Content

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """A committed part.

    Attributes
    ----------
    part : str
        Name of the part.
    entry : FileEntry
        The file that holds it.
    fingerprint : str
        Hash of everything the part was made from.
    seconds : float
        How long making it took, in seconds.
    """

    part: str
    entry: FileEntry
    fingerprint: str
    seconds: float


class Ledger:
    """The ledger of an unfinished build.

    Parameters
    ----------
    path : Path
        The file; created when it is not there.
    key : str
        What the build is made from. Lines written for another key do not count.
    """

    def __init__(self, path: Path, *, key: str) -> None:
        self._log = SealedLog(path, _header(key))
        found = (_line(content) for content in self._log.contents)
        self.lines = {line.part: line for line in found}

    def append(self, line: Line) -> None:
        """Commit a part whose file is already safe on the disk."""
        self._log.append(_content(line))
        self.lines[line.part] = line


def write_ledger(path: Path, lines: Iterable[Line], *, key: str) -> None:
    """Write the ledger of a finished release: exactly the parts it holds."""
    replace_bytes(path, sealed([_header(key), *(_content(line) for line in lines)]))


def read_ledger(path: Path) -> tuple[str, tuple[Line, ...]]:
    """Key and lines of a finished release's ledger.

    Raises
    ------
    IntegrityError
        A line is damaged or cut short.
    """
    key, lines, size = _read(path)
    if not key or size != path.stat().st_size:
        raise IntegrityError(
            f"{path} is damaged after byte {size}",
            why="a line does not match its own check",
            fix="run `detente verify`, then rebuild: `detente build`",
        )
    return key, tuple(lines)


def _read(path: Path) -> tuple[str, list[Line], int]:
    """Key, lines and length in bytes of the undamaged run from the start."""
    key, lines, size = "", [], 0
    for content, end in sealed_lines(path.read_bytes()):
        if (size == 0) != ("key" in content) or (size == 0 and content["layout"] != LAYOUT):
            break
        if size == 0:
            key = content["key"]
        else:
            lines.append(_line(content))
        size = end
    return key, lines, size


def _header(key: str) -> Content:
    return {"key": key, "layout": LAYOUT}


def _content(line: Line) -> Content:
    content = asdict(line)
    return {**content.pop("entry"), **content}


def _line(content: Content) -> Line:
    own = {name: content.pop(name) for name in ("part", "fingerprint", "seconds")}
    return Line(entry=file_entry(content), **own)
