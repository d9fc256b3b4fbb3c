"""Checking rows against a table's declaration, once, where data enters."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from detente.core.table import Column, Table, reject


def validate(table: Table, data: pa.Table, *, origin: str) -> pa.Table:
    """Implementation of :meth:`detente.core.table.Table.check`."""
    declared = [c.name for c in table.columns]
    missing = [n for n in declared if n not in data.column_names]
    unknown = [n for n in data.column_names if n not in declared]
    twice = sorted({n for n in data.column_names if data.column_names.count(n) > 1})
    if missing or unknown or twice:
        parts = []
        if missing:
            parts.append("columns missing: " + ", ".join(missing))
        if unknown:
            parts.append("columns not declared: " + ", ".join(unknown))
        if twice:
            parts.append("columns given twice: " + ", ".join(twice))
        raise reject(table, "; ".join(parts), origin=origin)
    columns = [_checked(table, column, data, origin=origin) for column in table.columns]
    result = pa.table(columns, schema=table.schema)
    _check_key(table, result, origin)
    return result


def _checked(table: Table, column: Column, data: pa.Table, *, origin: str) -> pa.ChunkedArray:
    wanted = pa.type_for_alias(column.type)
    values = data.column(column.name)
    if values.type != wanted:
        try:
            values = values.cast(wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as problem:
            raise reject(table, f"column {column.name}: {problem}", origin=origin) from problem
    if not column.nullable and values.null_count:
        row = _first(pc.is_null(values))
        raise reject(table, f"{column.name} is null", origin=origin, row=row)
    for bad, reason in _violations(column, values):
        row = _first(bad)
        if row is not None:
            shown = values[row].as_py()
            raise reject(table, f"{column.name} = {shown!r} {reason}", origin=origin, row=row)
    return values


def _violations(column: Column, values: pa.ChunkedArray) -> list[tuple[pa.ChunkedArray, str]]:
    found = []
    ends = {}
    if column.minimum is not None or column.maximum is not None:
        ends = pc.min_max(values).as_py()  # one pass, where nearly always all is well
    least, most = ends.get("min"), ends.get("max")
    if column.minimum is not None and least is not None and least < column.minimum:
        found.append((pc.less(values, column.minimum), f"is below {column.minimum:g}"))
    if column.maximum is not None and most is not None and most > column.maximum:
        found.append((pc.greater(values, column.maximum), f"is above {column.maximum:g}"))
    if pa.types.is_floating(values.type):
        found.append((pc.invert(pc.is_finite(values)), "is not finite"))
    if column.pattern:
        matches = pc.match_substring_regex(values, f"^(?:{column.pattern})$")
        found.append((pc.invert(matches), f"does not match {column.pattern}"))
    if column.options:
        known = pc.is_in(values, pa.array(column.options, values.type), skip_nulls=False)
        bad = pc.and_(pc.invert(known), pc.is_valid(values))
        found.append((bad, "is not one of " + ", ".join(column.options)))
    return found


def _first(mask: pa.ChunkedArray) -> int | None:
    row: int = pc.index(pc.fill_null(mask, False), True).as_py()
    return None if row < 0 else row


def _check_key(table: Table, data: pa.Table, origin: str) -> None:
    if not table.key or data.num_rows < 2 or _rises([data.column(name) for name in table.key]):
        return
    counts = data.group_by(list(table.key)).aggregate([([], "count_all")])
    if counts.num_rows == data.num_rows:
        return
    twice = counts.filter(pc.greater(counts.column("count_all"), 1)).slice(0, 1).to_pylist()[0]
    key = ", ".join(f"{name}={twice[name]!r}" for name in table.key)
    raise reject(table, f"key occurs {twice['count_all']} times: {key}", origin=origin)


def _rises(columns: list[pa.ChunkedArray]) -> bool:
    """Whether each row is above the one before it: rows in order need not be grouped."""
    rises: pa.ChunkedArray | None = None
    for values in reversed(columns):
        before, after = values.slice(0, len(values) - 1), values.slice(1)
        above = pc.less(before, after)
        rises = above if rises is None else pc.or_(above, pc.and_(pc.equal(before, after), rises))
    # a comparison with null is null: such rows are grouped
    return bool(rises is not None and rises.null_count == 0 and pc.all(rises).as_py())
