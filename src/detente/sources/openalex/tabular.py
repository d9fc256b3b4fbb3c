"""One Parquet file of works to one file of the stage.

The schema says at once whether a field is missing, renamed or of another type; values are checked
as those of JSON are.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.errors import SourceMalformed
from detente.engine.files import OWN_FAULT, EngineError, open_files
from detente.sources.openalex.account import Account, drift
from detente.sources.openalex.examination import examine, store
from detente.sources.openalex.fields import UNREAD, WORK
from detente.sources.openalex.reader import MEMORY, labels
from detente.sources.openalex.stage import StageWriter
from detente.sources.openalex.statement import parquet_relation, statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from detente.core.source import Conversion, Piece
    from detente.sources.openalex.examination import Examined

ROWS = 20_000

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
    absent = _check_schema(_schema(piece), account)
    query = statement(parquet_relation(str(piece.path), absent), labels(), from_text=False)
    with (
        tempfile.TemporaryDirectory(dir=target.parent) as scratch,
        open_files(Path(scratch), memory=MEMORY, threads=1) as connection,
        StageWriter(target, piece.name) as writer,
    ):
        try:
            row = 1
            for batch in connection.sql(query).to_arrow_reader(ROWS):
                lines = np.arange(row, row + len(batch))
                row += len(batch)
                examined = examine(pa.Table.from_batches([batch]))
                _quarantine(examined, lines, account)
                store(examined, lines, writer=writer, account=account)
        except OWN_FAULT:
            raise
        except (EngineError, pa.ArrowException) as problem:
            raise _damaged(piece, problem) from problem
    return account.settle()


def _schema(piece: Piece) -> pa.Schema:
    try:
        return pq.read_schema(piece.path)
    except (pa.ArrowException, OSError) as problem:
        raise _damaged(piece, problem) from problem


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
    # extended works came with has_content; earlier files have neither
    absent = {"is_xpac"} - names if "has_content" not in names else set()
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
    for row in examined.faulty.tolist():
        reason = f"{examined.fault[row].as_py()} is not as declared"
        work = examined.raw["work"][row].as_py()
        account.quarantine(int(lines[row]), reason, f"W{work}" if work is not None else "")
