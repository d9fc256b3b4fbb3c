"""Files of JSON to batches of whole lines, each byte checked against the file's own checksum.

Bytes are decompressed into one buffer that is used again from batch to batch: new memory for each
costs more than decompressing.
"""

from __future__ import annotations

import io
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from isal import igzip, isal_zlib

from detente.core.errors import SourceMalformed
from detente.kernels._vectors import REACH
from detente.kernels.json_tokens import line_spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BATCH = 16 * 2**20
LONGEST_LINE = 64 * 2**20
"""Bytes of the longest record that is read."""

_READ = 2**18
_AGAIN = "fetch the file again; the publisher's copy may be whole"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of a file; they hold until the next batch is asked for.

    Attributes
    ----------
    buffer : ndarray of uint8
        Holds the lines, and room behind them for as many bytes again.
    size : int
        Bytes of the lines, each with its end.
    used : int
        Bytes behind which the buffer is free.
    starts : ndarray of int64, shape (n, 2)
        Of each line that is not blank: where it begins, and its place among all lines.
    ends : ndarray of int64, shape (n,)
    first : int
        The number of the first line in the file, from 1.
    """

    buffer: NDArray[np.uint8]
    size: int
    used: int
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: int

    @property
    def data(self) -> bytes:
        """The lines, each with its end."""
        return self.buffer[: self.size].tobytes()

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The number of each line in its file, from 1."""
        return self.starts[:, 1] + self.first

    def line(self, place: int) -> bytes:
        """One line, by its place in the batch."""
        return self.buffer[self.starts[place, 0] : self.ends[place]].tobytes()


def batches(path: Path, name: str) -> Iterator[Batch]:
    """Whole lines of a file, some at a time.

    Parameters
    ----------
    path : Path
        JSON lines, plain or gzip; or a JSON object, array or page of the API (``.json``).
    name : str
        What the file is called in errors.

    Raises
    ------
    SourceMalformed
        A gzip is cut short, damaged or followed by something else; or a line never ends.
    """
    with path.open("rb", buffering=0) as file:
        # a gzip by its first bytes, whatever it is called
        start = file.read(2)
        file.seek(0)
        zipped = start == b"\x1f\x8b"
        if not zipped and path.suffix == ".gz" and start:
            raise _damaged(name, "it is not a gzip file")
        stream: Any = igzip.open(file) if zipped else file
        if path.name.removesuffix(".gz").endswith(".json"):
            pieces = iter(lambda: _read(stream, bytearray(_READ), name), b"")
            stream = io.BytesIO(_as_lines(b"".join(pieces), name))
        yield from _batches(stream, name)


def lines_of(texts: list[bytes]) -> Batch:
    """Lines that stand in memory."""
    data = b"".join(text + b"\n" for text in texts)
    buffer = np.zeros(2 * (len(data) + REACH), np.uint8)
    buffer[: len(data)] = np.frombuffer(data, np.uint8)
    return _batch(buffer, len(data), size=len(data), first=1)[0]


def _read(stream: Any, room: Any, name: str) -> bytes:
    """The next bytes."""
    return bytes(room[: _fill(stream, memoryview(room), name)])


def _fill(stream: Any, room: memoryview, name: str) -> int:
    """Read into some room; how many bytes there were, 0 at the end."""
    try:
        return int(stream.readinto(room))
    except EOFError as problem:
        why = "it ends before its gzip stream does: it was cut short"
        raise _damaged(name, why) from problem
    except (igzip.BadGzipFile, isal_zlib.error, zlib.error) as problem:
        raise _damaged(name, f"its content does not match its checksum: {problem}") from problem


def _batches(stream: Any, name: str) -> Iterator[Batch]:
    limit = min(BATCH, LONGEST_LINE)
    buffer, size, first = _room(limit), 0, 1
    while True:
        got = _fill(stream, memoryview(buffer)[size : min(limit, size + _READ)], name)  # type: ignore[arg-type]
        size += got
        if got and size < limit:
            continue
        if not got and size and buffer[size - 1] != ord("\n"):
            buffer[size] = ord("\n")
            size += 1
        end = size if not got else _last_line(buffer, size)
        if end:
            batch, lines = _batch(buffer, end, size=size, first=first)
            yield batch
            first += lines
        elif got and limit == LONGEST_LINE:
            raise _endless(name, first)
        if not got:
            return
        rest = buffer[end:size].copy()
        if not end:
            limit = min(2 * limit, LONGEST_LINE)
            buffer = _room(limit)
        buffer[: len(rest)] = rest
        size = len(rest)


def _room(limit: int) -> NDArray[np.uint8]:
    # a last line may lack its end; texts with escapes are written out behind
    return np.empty(2 * (limit + 1 + REACH), np.uint8)


def _last_line(buffer: NDArray[np.uint8], size: int) -> int:
    """Where the last whole line ends; 0 if none does."""
    end = size
    while end > 0:
        begin = max(0, end - _READ)
        found = buffer[begin:end].tobytes().rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0


def _batch(buffer: NDArray[np.uint8], end: int, *, size: int, first: int) -> tuple[Batch, int]:
    buffer[size : size + REACH] = 0
    room, count = 1024, np.zeros(1, np.int64)
    while True:
        starts, ends = np.empty((room, 2), np.int64), np.empty(room, np.int64)
        found = line_spans(buffer, end, starts, ends, count)
        if found >= 0:
            break
        room *= 4
    used = size + REACH
    return Batch(buffer, end, used, starts[:found], ends[:found], first), int(count[0])


def _endless(name: str, line: int) -> SourceMalformed:
    why = f"records are at most {LONGEST_LINE // 2**20} MB long"
    return SourceMalformed(f"{name}: line {line} has no end", why=why, fix=_AGAIN)


def _damaged(name: str, why: str) -> SourceMalformed:
    return SourceMalformed(f"{name} is damaged", why=why, fix=_AGAIN)


def _as_lines(text: bytes, name: str) -> bytes:
    """Records of one JSON document as lines; of JSON lines under another name, the same lines."""
    try:
        content = json.loads(text.decode())
    except (ValueError, RecursionError) as problem:
        if "Extra data" in str(problem):
            return text
        raise SourceMalformed(f"{name} is not JSON", why=str(problem), fix=_AGAIN) from problem
    if isinstance(content, dict) and "results" in content:
        content = content["results"]
    records = content if isinstance(content, list) else [content]
    lines = (json.dumps(modern(record), separators=(",", ":")) for record in records)
    return "".join(line + "\n" for line in lines).encode()


def modern(record: Any) -> Any:
    """A record in today's form: what the API left out until 2024 is derived from what it gave.

    Only a record that has none of the counts and names below is taken for one of that time.
    """
    since = ("ids", "language", "indexed_in", "countries_distinct_count", "locations_count",
             "referenced_works_count", "is_xpac")  # fmt: skip
    if not isinstance(record, dict) or any(name in record for name in since):
        return record
    try:
        return _modern(record)
    except (KeyError, TypeError, AttributeError):
        return record  # too broken to help; the checks will say how


def _modern(record: dict[str, Any]) -> dict[str, Any]:
    authorships = [_modern_authorship(given) for given in record["authorships"] or []]
    return {
        "title": record["display_name"],
        "language": None,
        **record,
        "authorships": authorships,
        "countries_distinct_count": len({c for given in authorships for c in given["countries"]}),
        "referenced_works_count": len(record["referenced_works"]),
    }


def _modern_authorship(given: dict[str, Any]) -> dict[str, Any]:
    codes = [institution["country_code"] for institution in given["institutions"]]
    countries = sorted({code for code in codes if code is not None})
    return {"countries": countries, "is_corresponding": None, **given}
