"""One Parquet file of works to one file of the stage.

The schema says at once whether a field is missing, renamed or of another type; values are checked
as those of JSON are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.errors import SourceMalformed
from detente.lake.disk import FULL
from detente.sources.openalex.account import Account, drift
from detente.sources.openalex.arrow_columns import ArrowColumns
from detente.sources.openalex.examination import examine
from detente.sources.openalex.fields import MARK, UNREAD, WORK
from detente.sources.openalex.stage import StageWriter
from detente.sources.openalex.storing import store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from detente.core.source import Conversion, Piece
    from detente.sources.openalex.examination import Examined

ROWS = 8192

_TYPES: dict[str, Callable[[Any], bool]] = {
    "text": lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
    "whole": pa.types.is_integer,
    "number": lambda kind: pa.types.is_floating(kind) or pa.types.is_integer(kind),
    "flag": pa.types.is_boolean,
    "words": lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
}


def convert_table(piece: Piece, target: Path) -> Conversion:
    """Convert a Parquet file.

    Raises
    ------
    SourceMalformed
        The file is damaged, or its columns are not those of works.
    """
    account = Account(piece)
    try:
        with pq.ParquetFile(piece.path, page_checksum_verification=True) as file:
            absent = _check_schema(file.schema_arrow, account)
            with StageWriter(target, piece.name) as writer:
                first = 1
                for batch in file.iter_batches(ROWS, columns=_read(file), use_threads=False):
                    lines = np.arange(first, first + len(batch))
                    first += len(batch)
                    examined = examine(ArrowColumns(batch, absent))
                    _quarantine(examined, lines, account)
                    store(examined, lines, writer=writer, account=account)
                    writer.end_batch()
    except (pa.ArrowException, OSError) as problem:
        if getattr(problem, "errno", None) in FULL:  # of the stage, not of the file
            raise
        raise _damaged(piece, problem) from problem
    return account.settle()


def _read(file: pq.ParquetFile) -> list[str]:
    """Paths of the columns that are read, as the file names them."""
    wanted = set(_leaves(WORK, ""))
    kind = pa.struct(list(file.schema_arrow))
    paths = [file.schema.column(number).path for number in range(len(file.schema))]
    return [path for path in paths if _plain(path.split("."), kind) in wanted]


def _plain(steps: list[str], kind: Any) -> str:
    """A path without the two steps that each list adds to it."""
    names = []
    while steps:
        if pa.types.is_struct(kind):
            names.append(steps[0])
            kind, steps = kind.field(steps[0]).type, steps[1:]
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            kind, steps = kind.value_type, steps[2:]
        else:
            break
    return ".".join(names)


def _leaves(shape: object, path: str) -> Iterator[str]:
    if isinstance(shape, dict):
        for name, inner in shape.items():
            yield from _leaves(inner, f"{path}.{name}".lstrip("."))
    else:
        yield from _leaves(shape[0], path) if isinstance(shape, list) else [path]


def _damaged(piece: Piece, problem: Exception) -> SourceMalformed:
    return SourceMalformed(
        f"{piece.name} is damaged",
        why=str(problem).partition("\n")[0],
        fix="fetch the file again; the publisher's copy may be whole",
    )


def _check_schema(schema: pa.Schema, account: Account) -> frozenset[str]:
    """Columns that may be absent and are.

    Raises
    ------
    SourceMalformed
        Another column is missing, or one has another type.
    """
    names = set(schema.names)
    absent = {"is_xpac"} - names if MARK not in names else set()
    declared = {name: shape for name, shape in WORK.items() if name not in absent}
    kind = pa.struct([schema.field(name) for name in schema.names])
    wrong = list(_wrong(kind, declared, ""))
    if wrong:
        raise drift(account.piece.name, "; ".join(wrong))
    account.unknown |= set(_unknown(kind, declared, ""))
    return frozenset(absent)


def _wrong(kind: Any, shape: object, path: str) -> Iterator[str]:
    if isinstance(shape, list):
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            yield from _wrong(kind.value_type, shape[0], path)
        else:
            yield f"{path}: a list is expected, not {kind}"
    elif isinstance(shape, dict):
        if not pa.types.is_struct(kind):
            yield f"{path}: an object is expected, not {kind}"
            return
        inner = {kind.field(i).name: kind.field(i).type for i in range(kind.num_fields)}
        for name, wanted in shape.items():
            place = f"{path}.{name}".lstrip(".")
            if name in inner:
                yield from _wrong(inner[name], wanted, place)
            else:
                yield f"{place} is missing"
    elif not _fits(kind, str(shape).rstrip("?"), path):
        yield f"{path}: {str(shape).rstrip('?')} is expected, not {kind}"


def _fits(kind: Any, shape: str, path: str) -> bool:
    if path.endswith("_date") and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return True
    return _TYPES[shape](kind)


def _unknown(kind: Any, shape: object, path: str) -> Iterator[str]:
    if isinstance(shape, list):
        yield from _unknown(kind.value_type, shape[0], path)
    elif isinstance(shape, dict):
        known = UNREAD.get(path, frozenset())
        for i in range(kind.num_fields):
            name = kind.field(i).name
            place = f"{path}.{name}".lstrip(".")
            if name in shape:
                yield from _unknown(kind.field(i).type, shape[name], place)
            elif name not in known:
                yield place


def _quarantine(examined: Examined, lines: np.ndarray[Any, Any], account: Account) -> None:
    for row in np.flatnonzero(examined.fault >= 0).tolist():
        reason = f"{examined.faults[examined.fault[row]]} is not as declared"
        work = int(examined.work[row])
        account.quarantine(int(lines[row]), reason, f"W{work}" if work >= 0 else "")
