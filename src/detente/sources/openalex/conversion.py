"""One file of JSON to one file of the stage, every record accounted for.

DuckDB reads a batch of lines at once. Where it refuses the batch, or a record does not fit, lines
are looked at one by one, so that each that is set aside has its number and its reason.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.sources.openalex.account import Account, drift
from detente.sources.openalex.examination import Examined, examine, store
from detente.sources.openalex.lines import Batch, batches
from detente.sources.openalex.reader import Reader, Refused
from detente.sources.openalex.record import fault_of_line, unknown_fields
from detente.sources.openalex.stage import StageWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from detente.core.source import Conversion, Piece

SAMPLE = 12
"""Records of a batch that are looked at exactly; all of a batch that has no more."""
SHOWN = 400

# where the text of a record says null, and where that text is looked for
_NULL_TEXT = {
    "title": b'"title":null',
    "publication_year": b'"publication_year":null',
    "publication_date": b'"publication_date":null',
    "language": b'"language":null',
    "authorships": b'"authorships":null',
    "abstract_inverted_index": b'"abstract_inverted_index":null',
    "address": b'"landing_page_url":null',
}


def convert_lines(piece: Piece, target: Path) -> Conversion:
    """Convert a file of JSON lines, or a document of the API.

    Raises
    ------
    SourceMalformed
        The file is damaged, or its records have another form than they should.
    """
    account = Account(piece)
    with (
        tempfile.TemporaryDirectory(dir=target.parent) as scratch,
        Reader(Path(scratch) / "batch.jsonl") as reader,
        StageWriter(target, piece.name) as writer,
    ):
        for batch in batches(piece.path, piece.name):
            _look_at_sample(batch, account)
            for part, rows in _rows(batch, reader=reader, account=account):
                examined = _judged(part, examine(rows), account=account)
                store(examined, np.array(part.numbers), writer=writer, account=account)
    return account.settle()


def _look_at_sample(batch: Batch, account: Account) -> None:
    """Note unknown fields, and stop at a fault that every record has."""
    spans = batch.spans
    lines = (batch.data[begin:end] for begin, end in spans[:: max(1, len(spans) // SAMPLE)])
    faults = []
    for line in filter(bytes.strip, lines):
        faults.append(fault_of_line(line))
        if faults[-1] is None:
            account.unknown |= unknown_fields(json.loads(line))
    if len(faults) > 1 and len(set(faults)) == 1 and faults[0] is not None:
        raise drift(account.piece.name, f"in each of {len(faults)} records looked at: {faults[0]}")


def _rows(batch: Batch, *, reader: Reader, account: Account) -> Iterator[tuple[Batch, pa.Table]]:
    """Rows of the lines that can be read, with those lines; the others are quarantined."""
    plain = [i for i, (begin, end) in enumerate(batch.spans) if batch.data[begin:end].strip()]
    if len(plain) < len(batch.numbers):
        batch = batch.keep(plain)
    if not plain:
        return
    try:
        rows = reader.read(batch.data)
    except Refused as refusal:
        yield from _piecemeal(batch, str(refusal), reader=reader, account=account)
        return
    if len(rows) == len(batch.numbers):
        yield batch, rows
    else:
        yield from _piecemeal(batch, "not one record a line", reader=reader, account=account)


def _piecemeal(
    batch: Batch, refusal: str, *, reader: Reader, account: Account
) -> Iterator[tuple[Batch, pa.Table]]:
    """Set aside what is wrong by the exact look; if nothing is, find the line by halving."""
    lines = [batch.data[begin:end] for begin, end in batch.spans]
    reasons = [fault_of_line(line) for line in lines]
    sound = [i for i, reason in enumerate(reasons) if reason is None]
    if len(sound) < len(lines):
        for number, line, reason in zip(batch.numbers, lines, reasons, strict=True):
            if reason is not None:
                account.quarantine(number, reason, _shown(line))
        parts = [sound]
    elif len(lines) == 1:
        account.quarantine(batch.numbers[0], refusal.partition("\n")[0], _shown(lines[0]))
        parts = []
    else:
        parts = [sound[: len(sound) // 2], sound[len(sound) // 2 :]]
    for part in parts:
        yield from _rows(batch.keep(part), reader=reader, account=account)


def _judged(batch: Batch, examined: Examined, *, account: Account) -> Examined:
    """Faults in words, and quarantined; those of doubtful records found."""
    doubtful = np.setdiff1d(_doubtful(batch, examined), examined.faulty)
    rows = [*examined.faulty.tolist(), *doubtful.tolist()]
    if not rows:
        return examined
    fault, spans = examined.fault.to_pylist(), batch.spans
    for row in rows:
        begin, end = spans[row]
        line = batch.data[begin:end]
        reason = fault_of_line(line) or (fault[row] and f"{fault[row]} is not as declared")
        if reason:
            fault[row] = reason
            account.quarantine(batch.numbers[row], reason, _shown(line))
    return Examined(examined.raw, examined.authors, pa.array(fault, pa.string()))


def _doubtful(batch: Batch, examined: Examined) -> NDArray[np.int64]:
    """Records where a field may be absent, not null, or hold something else than text.

    Most of them say ``"field":null`` in so many words, which is found at once.
    """
    raw, spans, find = examined.raw, batch.spans, batch.data.find
    found = [np.flatnonzero(examined.authors.gaps), _flagged(raw["odd_text"])]
    for name, text in _NULL_TEXT.items():
        rows = _flagged(raw[f"no_{name}"])
        found.append(np.array([row for row in rows if find(text, *spans[row]) < 0], int))
    rows = _flagged(raw["no_source"])
    found.append(np.array([row for row in rows if not _null_source(batch, *spans[row])], int))
    rows = _flagged(raw["no_is_xpac"])
    # extended works came with has_content; earlier records have neither
    if len(rows) and (len(rows) < len(raw) or find(b'"has_content"') >= 0):
        found.append(rows)
    return np.unique(np.concatenate(found))


def _null_source(batch: Batch, begin: int, end: int) -> bool:
    """Whether the record says that its first location, or the source of that, is null."""
    place = batch.data.find(b'"primary_location":', begin, end)
    if place < 0 or batch.data.startswith(b"null", place + 19):
        return place >= 0
    # in OpenAlex the authors stand behind the location, and before any other source
    behind = batch.data.find(b'"authorships":', place, end)
    return batch.data.find(b'"source":null', place, behind if behind >= 0 else begin) >= 0


def _flagged(column: pa.ChunkedArray) -> NDArray[np.int64]:
    rows: NDArray[np.int64] = np.flatnonzero(pc.fill_null(column, False).to_numpy())
    return rows


def _shown(line: bytes) -> str:
    return line[:SHOWN].decode(errors="replace")
