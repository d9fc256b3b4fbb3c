"""One file of JSON to one file of the stage, every record accounted for.

A batch of lines is scanned and examined at once. A line that does not fit is looked at on its own,
by the exact and slow look of ``record.py``: it is set aside with its number and the reason, or, if
it is sound but written in an unusual way, written anew and read again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels.json_scanner import Scanner
from detente.sources.openalex.account import Account, drift
from detente.sources.openalex.examination import Examined, examine
from detente.sources.openalex.fields import shape
from detente.sources.openalex.json_columns import JsonColumns
from detente.sources.openalex.lines import batches, lines_of
from detente.sources.openalex.record import fault_of_line
from detente.sources.openalex.stage import StageWriter
from detente.sources.openalex.storing import store

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Conversion, Piece
    from detente.sources.openalex.lines import Batch

SHOWN = 400
UNREADABLE = "it cannot be read as it is declared"


def convert_lines(piece: Piece, target: Path) -> Conversion:
    """Convert a file of JSON lines, or a document of the API.

    Raises
    ------
    SourceMalformed
        The file is damaged, or its records have another form than they should.
    """
    account = Account(piece)
    usual, unusual = Scanner(shape()), Scanner(shape())
    with StageWriter(target, piece.name) as writer:
        for batch in batches(piece.path, piece.name):
            if not len(batch.ends):
                continue
            examined = _examined(batch, usual, account)
            again, numbers = _set_aside(batch, examined, account)
            store(examined, batch.numbers, writer=writer, account=account)
            if again:
                rewritten = lines_of(again)
                examined = _examined(rewritten, unusual, account)
                _refuse(rewritten, examined, numbers, account=account)
                store(examined, numbers, writer=writer, account=account)
            writer.end_batch()
    return account.settle()


def _examined(batch: Batch, scanner: Scanner, account: Account) -> Examined:
    scanner.scan(batch.buffer, batch.starts, batch.ends)
    account.unknown |= scanner.unknown(batch.buffer)
    examined = examine(JsonColumns(scanner, batch))
    examined.blame(UNREADABLE, ~scanner.sound)
    # whatever else was found in a record that is none does not matter
    if not scanner.sound.all():
        examined.fault[~scanner.sound] = examined.faults.index(UNREADABLE)
    return examined


def _set_aside(
    batch: Batch, examined: Examined, account: Account
) -> tuple[list[bytes], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Quarantine what is wrong; lines to be read again, written anew, and their numbers."""
    rows = np.flatnonzero(examined.fault >= 0).tolist()
    reasons = [fault_of_line(batch.line(row)) for row in rows]
    if len(rows) == len(batch.ends) > 1 and len(set(reasons)) == 1 and reasons[0] is not None:
        raise drift(
            account.piece.name, f"in each of {len(reasons)} records looked at: {reasons[0]}"
        )
    again: list[bytes] = []
    numbers: list[int] = []
    for row, reason in zip(rows, reasons, strict=True):
        line, number = batch.line(row), int(batch.numbers[row])
        name = examined.faults[examined.fault[row]]
        anew = _anew(line) if reason is None and name == UNREADABLE else None
        if anew is not None:
            again.append(anew)
            numbers.append(number)
        else:
            account.quarantine(number, reason or _named(name), _shown(line))
    return again, np.array(numbers, np.int64)


def _anew(line: bytes) -> bytes | None:
    """The same record in the plainest JSON; None if it holds what no text of UTF-8 can."""
    try:
        text = json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))
        return text.encode()
    except (UnicodeEncodeError, RecursionError):
        return None


def _refuse(
    batch: Batch,
    examined: Examined,
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]],
    *,
    account: Account,
) -> None:
    for row in np.flatnonzero(examined.fault >= 0).tolist():
        name = examined.faults[examined.fault[row]]
        account.quarantine(int(numbers[row]), _named(name), _shown(batch.line(row)))


def _named(name: str) -> str:
    return name if name == UNREADABLE else f"{name} is not as declared"


def _shown(line: bytes) -> str:
    return line[:SHOWN].decode(errors="replace")
