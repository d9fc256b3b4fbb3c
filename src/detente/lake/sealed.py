"""Files of lines that carry a check of their own bytes, appended one by one.

A line is one JSON object that ends with a check of its own bytes, so a line cut short by a kill, or
changed later, is told from a whole one. Only an unbroken run of lines from the start counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from detente.core.errors import BuildInterrupted
from detente.lake.disk import guarded, replace_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Content: TypeAlias = "dict[str, Any]"


class SealedLog:
    """A sealed file that is being appended to, perhaps by several threads.

    Parameters
    ----------
    path : Path
        The file; created when it is not there.
    header : dict
        Its first line. A file with another one starts afresh.

    Attributes
    ----------
    contents : list of dict
        The lines after the header, as found when the file was opened.
    """

    def __init__(self, path: Path, header: Content) -> None:
        self._path, self._header = path, header
        self.contents: list[Content] = []
        self._size = 0
        self._lock = Lock()
        lines = sealed_lines(path.read_bytes()) if path.exists() else iter(())
        for content, end in lines:
            if (content == header) != (self._size == 0):
                break
            if self._size:
                self.contents.append(content)
            self._size = end
        if not self._size:
            self.rewrite([])
        self._cut()

    def append(self, content: Content) -> None:
        """Add a line, durably; it is taken back if the disk has no room for all of it."""
        data = seal(content)
        with self._lock:
            try:
                with guarded(self._path), self._path.open("ab") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            except BuildInterrupted:
                self._cut()
                raise
            self._size += len(data)

    def rewrite(self, contents: Iterable[Content]) -> None:
        """Give it other lines after its header, in one atomic step."""
        data = sealed([self._header, *contents])
        replace_bytes(self._path, data)
        self._size = len(data)

    def _cut(self) -> None:
        with guarded(self._path):
            os.truncate(self._path, self._size)


def sealed(contents: Iterable[Content]) -> bytes:
    """Lines as they stand in a file."""
    return b"".join(seal(content) for content in contents)


def sealed_lines(data: bytes) -> Iterator[tuple[Content, int]]:
    """The undamaged run of lines from the start: each line's content, and where it ends."""
    end = 0
    for raw in data.splitlines(keepends=True):
        content = unseal(raw)
        if content is None:
            return
        end += len(raw)
        yield content, end


def seal(content: Content) -> bytes:
    """One line, with its check."""
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    check = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f'{text[:-1]}, "~check": "{check}"}}\n'.encode()


def unseal(raw: bytes) -> Content | None:
    """The content of a line, or None unless every byte is as it was written."""
    try:
        content = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(content, dict) or content.pop("~check", None) is None:
        return None
    return content if seal(content) == raw else None
