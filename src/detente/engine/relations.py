"""What a name in a statement stands for: Parquet files of one schema, or a small Arrow table.

Every engine reads a relation through the same narrow border: integers become 64 bits wide, other
numbers doubles, and a column of any other type than text, day or truth value is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from detente.core.errors import DataMissing, IntegrityError, NotPortable, UsageError
from detente.engine.kinds import Columns, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from detente.engine.protocol import Relation, Relations

ARROW = {
    Kind.INTEGER: pa.int64(),
    Kind.DOUBLE: pa.float64(),
    Kind.STRING: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.BOOLEAN: pa.bool_(),
}

# Both engines expand these in a path, and might read another file than the one that was verified.
_WILDCARDS = frozenset("*?[]{}\\")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def schemas_of(relations: Relations) -> dict[str, Columns]:
    """Columns of every relation, by name.

    Raises
    ------
    DataMissing
        A relation has no files, or one of them is not there.
    IntegrityError
        A file cannot be read as Parquet, or files of one relation differ in their columns.
    NotPortable
        A column has a type that engines treat differently.
    UsageError
        A name or a path that engines would read in their own ways.
    """
    for name in relations:
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"'{name}' cannot name a relation",
                why="engines treat capitals and signs in names differently",
                fix="use lower-case letters, digits and underscores",
            )
    return {name: _columns(name, relation) for name, relation in relations.items()}


def plain(table: pa.Table) -> pa.Table:
    """A table handed over in memory, in the types that every engine reads alike."""
    return table.cast(arrow_schema(_kinds("a table", table.schema).items()))


def arrow_schema(columns: Iterable[tuple[str, Kind]]) -> pa.Schema:
    """Arrow schema of a result."""
    return pa.schema([(name, ARROW[kind]) for name, kind in columns])


def _columns(name: str, relation: Relation) -> Columns:
    if isinstance(relation, pa.Table):
        return _kinds(name, relation.schema)
    if not relation:
        raise DataMissing(
            f"relation '{name}' has no files",
            why="a statement over nothing would answer zero",
            fix="hand over an empty table where nothing is the truth",
        )
    first, *others = [_footer(name, path) for path in relation]
    for path, schema in zip(relation[1:], others, strict=True):
        if not schema.equals(first):
            raise IntegrityError(
                f"{path} has other columns than {relation[0]}",
                why=f"files of relation '{name}' must share one schema",
                fix="rebuild the release: detente build",
            )
    return _kinds(name, first)


def _footer(name: str, path: Path) -> pa.Schema:
    if _WILDCARDS & set(str(path)) or path.name.startswith(("_", ".")) or "=" in str(path.parent):
        raise UsageError(
            f"cannot hand over {path}",
            why="engines expand wildcards, skip files that begin with _ or ., and read columns "
            "from folders called name=value",
            fix="move the lake to a path of plain letters",
        )
    try:
        status = path.stat()
    except OSError as error:
        raise DataMissing(
            f"relation '{name}': {path} is not there", why=str(error), fix="detente verify"
        ) from error
    return _read_footer(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _read_footer(path: Path, _changed: int, _size: int) -> pa.Schema:
    try:
        return pq.read_schema(path).remove_metadata()
    except (pa.ArrowException, OSError) as error:
        raise IntegrityError(
            f"{path} cannot be read as Parquet", why=str(error), fix="detente verify"
        ) from error


def _kinds(name: str, schema: pa.Schema) -> Columns:
    kinds = {}
    for field in schema:
        kind = _kind(field.type)
        if kind is None or field.name in kinds or not _NAME.fullmatch(field.name):
            raise NotPortable(
                f"column '{field.name}' of relation '{name}' is {field.type}",
                why="integers of at most 64 signed bits, doubles, text, days and truth values are "
                "read alike by every engine, each under a name of its own",
                fix="cast it before it enters a table",
            )
        kinds[field.name] = kind
    return kinds


def _kind(type_: pa.DataType) -> Kind | None:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    tests: Mapping[Kind, bool] = {
        Kind.INTEGER: pa.types.is_integer(type_) and not pa.types.is_uint64(type_),
        Kind.DOUBLE: pa.types.is_floating(type_) and not pa.types.is_float16(type_),
        Kind.STRING: pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or pa.types.is_string_view(type_),
        Kind.DATE: pa.types.is_date32(type_),
        Kind.BOOLEAN: pa.types.is_boolean(type_),
    }
    return next((kind for kind, passed in tests.items() if passed), None)
