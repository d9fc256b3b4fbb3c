"""What lies between two releases: records added, removed and changed, sources, definitions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.core.discovery import modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from detente.core.table import Table
    from detente.engine.protocol import Engine
    from detente.lake.release import Release

# Computed from the others, with numbers that mean something within one release alone.
DERIVED = ("pattern", "cell", "cell_work")


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How the rows of a table differ.

    Attributes
    ----------
    table : str
    before, after : int
        Rows there were and are.
    added, removed : int or None
        Rows whose key is in one release alone; None where the table has no key that lasts.
    changed : int or None
        Rows with the same key and other values.
    columns : mapping of str to int
        Rows with another value, by column.
    same : bool
        Whether both are made of the same bytes.
    """

    table: str
    before: int
    after: int
    added: int | None
    removed: int | None
    changed: int | None
    columns: Mapping[str, int]
    same: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something that both releases declare, or one of them.

    Attributes
    ----------
    kind : str
        ``source``, ``definition`` or ``input``.
    name : str
    what : str
        ``added``, ``removed`` or ``changed``.
    before, after : str
        What is declared; of a change, the parts that differ.
    """

    kind: str
    name: str
    what: str
    before: str
    after: str


def compare_tables(
    earlier: Release,
    later: Release,
    engine: Engine,
    *,
    progress: Callable[[str], None] = lambda _step: None,
) -> list[TableDifference]:
    """Records added, removed and changed, by table.

    Rows are joined by the key of their table, on the engine and without loading them here. Tables
    that are the same bytes are not read.
    """
    found = []
    for name in sorted({*earlier.tables, *later.tables}):
        progress(f"comparing {name}")
        found.append(_compare(name, earlier, later, engine=engine))
    return found


def compare_declarations(earlier: Release, later: Release) -> list[Change]:
    """Sources, definitions and inputs that were added, removed or changed."""
    return [
        change
        for kind in ("source", "definition", "input")
        for change in _changes(kind, _declared(kind, earlier), _declared(kind, later))
    ]


def _compare(name: str, earlier: Release, later: Release, *, engine: Engine) -> TableDifference:
    hashes = [
        sorted(e.sha256 for e in release.entries if e.table == name) for release in (earlier, later)
    ]
    before, after = (release.rows(name) if release.has(name) else 0 for release in (earlier, later))
    if hashes[0] == hashes[1]:
        return TableDifference(name, before, after, 0, 0, 0, {}, same=True)
    table = _table(name)
    if table is None or not table.key or name in DERIVED:
        return TableDifference(name, before, after, None, None, None, {}, same=False)
    if not before or not after:
        return TableDifference(name, before, after, after, before, 0, {}, same=False)
    common = _common_columns(table, earlier, later)
    files = {"earlier": earlier.files(name), "later": later.files(name)}
    row = engine.query(statement(table.key, common), files).to_pylist()[0]
    added = int(row["added"] or 0)
    columns = {c: int(row[f"changed_{c}"] or 0) for c in common}
    return TableDifference(
        table=name,
        before=before,
        after=after,
        added=added,
        removed=before - (after - added),
        changed=int(row["changed"] or 0),
        columns={column: count for column, count in columns.items() if count},
        same=False,
    )


def statement(key: Sequence[str], columns: Sequence[str]) -> str:
    """Counts of new keys and of other values under the same key; null equals null."""
    joined = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in key)
    listed = ", ".join([*key, *columns, "1 AS present"])
    differs = {name: f"a.{name} IS DISTINCT FROM b.{name}" for name in columns}
    counts = [_count("added", "b.present IS NULL")]
    anything = " OR ".join(f"({test})" for test in differs.values()) or "FALSE"
    counts += [_count("changed", f"b.present IS NOT NULL AND ({anything})")]
    counts += [
        _count(f"changed_{name}", f"b.present IS NOT NULL AND {test}")
        for name, test in differs.items()
    ]
    return (
        f"SELECT {', '.join(counts)} FROM later AS a "
        f"LEFT JOIN (SELECT {listed} FROM earlier) AS b ON {joined}"
    )


def _count(name: str, test: str) -> str:
    return f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END) AS {name}"


def _common_columns(table: Table, *releases: Release) -> list[str]:
    """Columns without the key that both releases have: an older one may have fewer."""
    from pyarrow import parquet

    found = [set(parquet.read_schema(release.files(table.name)[0]).names) for release in releases]
    names = [column.name for column in table.columns if column.name not in table.key]
    return [name for name in names if all(name in columns for columns in found)]


def _table(name: str) -> Table | None:
    for module in modules("detente.tables", "TABLE").values():
        if module.TABLE.name == name:
            table: Table = module.TABLE
            return table
    return None


def _declared(kind: str, release: Release) -> dict[str, dict[str, Any]]:
    if kind == "definition":
        return {d.name: asdict(d) for d in release.manifest.definitions}
    if kind == "input":
        return {
            name: {"SHA-256": f"{text[:12]}…"} for name, text in release.manifest.inputs.items()
        }
    sources = release.manifest.description.sources
    # definitions are listed by themselves
    return {
        s.name: {key: value for key, value in asdict(s).items() if key != "definitions"}
        for s in sources
    }


def _changes(
    kind: str, before: Mapping[str, dict[str, Any]], after: Mapping[str, dict[str, Any]]
) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield Change(kind, name, "added", "", _title(new))
        elif new is None and old is not None:
            yield Change(kind, name, "removed", _title(old), "")
        elif old is not None and new is not None and old != new:
            keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
            parts = ({key: of.get(key) for key in keys} for of in (old, new))
            yield Change(kind, name, "changed", *map(_said, parts))


def _title(declared: Mapping[str, Any]) -> str:
    return str(declared["title"]) if "title" in declared else _said(declared)


def _said(declared: Mapping[str, Any]) -> str:
    return "; ".join(f"{key} {value}" for key, value in declared.items())
