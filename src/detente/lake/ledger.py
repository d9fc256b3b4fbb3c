"""The ledger: one line for every part that is finished, appended once its file is safe.

A line is one JSON object that ends with a check of its own bytes, so a line cut short by a kill, or
changed later, is told from a whole one. Only an unbroken run of lines from the start counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import BuildInterrupted, IntegrityError
from detente.lake.disk import guarded, replace_bytes
from detente.lake.manifest import LAYOUT, FileEntry, file_entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

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
        self._path = path
        found, lines, size = _read(path) if path.exists() else ("", [], 0)
        if found != key:
            replace_bytes(path, _seal(_header(key)))
            lines, size = [], path.stat().st_size
        self._size = size
        self._cut()
        self.lines = {line.part: line for line in lines}

    def append(self, line: Line) -> None:
        """Commit a part whose file is already safe on the disk."""
        data = _seal(_content(line))
        try:
            with guarded(self._path), self._path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BuildInterrupted:
            self._cut()
            raise
        self._size += len(data)
        self.lines[line.part] = line

    def _cut(self) -> None:
        with guarded(self._path):
            os.truncate(self._path, self._size)


def write_ledger(path: Path, lines: Iterable[Line], *, key: str) -> None:
    """Write the ledger of a finished release: exactly the parts it holds."""
    content = [_header(key), *(_content(line) for line in lines)]
    replace_bytes(path, b"".join(_seal(item) for item in content))


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
    for raw in path.read_bytes().splitlines(keepends=True):
        content = _unseal(raw)
        if content is None or (size == 0) != ("key" in content):
            break
        if size == 0 and content["layout"] != LAYOUT:
            break
        if size == 0:
            key = content["key"]
        else:
            lines.append(_line(content))
        size += len(raw)
    return key, lines, size


def _header(key: str) -> dict[str, Any]:
    return {"key": key, "layout": LAYOUT}


def _content(line: Line) -> dict[str, Any]:
    content = asdict(line)
    return {**content.pop("entry"), **content}


def _line(content: dict[str, Any]) -> Line:
    own = {name: content.pop(name) for name in ("part", "fingerprint", "seconds")}
    return Line(entry=file_entry(content), **own)


def _seal(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    check = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f'{text[:-1]}, "~check": "{check}"}}\n'.encode()


def _unseal(raw: bytes) -> dict[str, Any] | None:
    """The content of a line, or None unless every byte is as it was written."""
    try:
        content = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(content, dict) or content.pop("~check", None) is None:
        return None
    return content if _seal(content) == raw else None
