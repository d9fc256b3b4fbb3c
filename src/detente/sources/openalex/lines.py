"""Files of JSON to batches of whole lines, each byte checked against the file's own checksum.

DuckDB takes a gzip whose checksum is wrong for a good one, so files are decompressed here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isal import igzip_lib, isal_zlib

from detente.core.errors import SourceMalformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BATCH = 64 * 2**20
LONGEST_LINE = 16 * 2**20
"""Bytes of the longest record that is read; DuckDB's own limit."""

_READ = 2**20
_GZIP = 31  # a gzip header and checksum are expected
_AGAIN = "fetch the file again; the publisher's copy may be whole"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of a file.

    Attributes
    ----------
    data : bytes
        The lines, each with its end.
    spans : list of (int, int)
        Where each line begins and ends.
    numbers : sequence of int
        The number of each line in its file, from 1.
    """

    data: bytes
    spans: list[tuple[int, int]]
    numbers: range | list[int]

    def keep(self, wanted: Iterable[int]) -> Batch:
        """The batch with the given lines only, by their place in the batch."""
        places = list(wanted)
        lines = [self.data[begin : end + 1] for begin, end in (self.spans[p] for p in places)]
        data = b"".join(lines)
        return Batch(data, _spans(data), [self.numbers[place] for place in places])


def _spans(data: bytes) -> list[tuple[int, int]]:
    find, spans, begin = data.find, [], 0
    while (end := find(b"\n", begin)) >= 0:
        spans.append((begin, end))
        begin = end + 1
    return spans


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
    blocks = _blocks(path, name)
    if path.name.removesuffix(".gz").endswith(".json"):
        blocks = iter([_as_lines(b"".join(blocks), name)])
    return _batches(blocks, name)


def _batches(blocks: Iterator[bytes], name: str) -> Iterator[Batch]:
    first, waiting, size = 1, [], 0
    for block in blocks:
        waiting.append(block)
        size += len(block)
        if size < BATCH:
            continue
        # only the last block is cut: large copies cost as much as parsing
        end = block.rfind(b"\n") + 1
        if not end:
            if size > BATCH + 2 * LONGEST_LINE:
                raise _endless(name, first + b"".join(waiting).count(b"\n"))
            continue
        data = b"".join([*waiting[:-1], block[:end]])
        waiting, size = [block[end:]], len(block) - end
        spans = _spans(data)
        yield Batch(data, spans, range(first, first + len(spans)))
        first += len(spans)
    rest = b"".join(waiting)
    if rest:
        rest += b"" if rest.endswith(b"\n") else b"\n"
        spans = _spans(rest)
        yield Batch(rest, spans, range(first, first + len(spans)))


def _endless(name: str, line: int) -> SourceMalformed:
    why = f"records are at most {LONGEST_LINE // 2**20} MB long"
    return SourceMalformed(f"{name}: line {line} has no end", why=why, fix=_AGAIN)


def _blocks(path: Path, name: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(_READ), b"")
        # a gzip by its first bytes, whatever it is called
        start = next(pieces, b"")
        if not start.startswith(b"\x1f\x8b"):
            if path.suffix == ".gz" and start:
                raise _damaged(name, "it is not a gzip file")
            yield start
            yield from pieces
            return
        yield from _decompressed(start, pieces, name)


def _decompressed(start: bytes, pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The content of a gzip file, of one member or several."""
    member: Any = isal_zlib.decompressobj(_GZIP)
    data = start
    while data or (data := next(pieces, b"")):
        if member.eof:
            data = data.lstrip(b"\0")  # padding of some archives
            if not data:
                continue
            member = isal_zlib.decompressobj(_GZIP)
        try:
            yield member.decompress(data)
        except igzip_lib.IsalError as problem:
            raise _damaged(name, f"its content does not match its checksum: {problem}") from problem
        data = member.unused_data if member.eof else b""
    if not member.eof:
        raise _damaged(name, "it ends before its gzip stream does: it was cut short")


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
