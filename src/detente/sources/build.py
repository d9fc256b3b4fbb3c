"""Building a release from sources: read, check, commit part by part, pool, publish."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.discovery import find, modules
from detente.core.errors import DataMissing, SourceMalformed, UsageError
from detente.lake.build import Build, Origin
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pyarrow as pa

    from detente.core.source import Reading, Source
    from detente.core.table import Table
    from detente.engine.protocol import Engine
    from detente.lake.release import Release
    from detente.lake.store import Store

PACKAGE = "detente.sources"
POOLED = ("work", "authorship", "label")


def build(
    store: Store,
    sources: Mapping[str, Path | None],
    *,
    engine: Engine,
    label: str,
    progress: Callable[[str], None] = lambda _step: None,
) -> Release:
    """Make a release from the given sources and make it current.

    Every part is committed with its line in the ledger, so that a build that was killed goes on
    where it stopped; the release becomes visible whole or not at all.

    Parameters
    ----------
    store : Store
        The lake.
    sources : mapping of str to Path or None
        Where the files of each source lie; None for a source that ships its own.
    engine : Engine
        Where the works are pooled.
    label : str
        Readable half of the release's name.
    progress : callable
        Told of each step as it begins.

    Raises
    ------
    UnknownName
        A source is not known.
    UsageError
        No source is given, or two bring the same rows or a definition of the same name.
    DataMissing
        The files of a source are not there.
    SourceMalformed
        A file is not what its publisher declares, or a source gives other tables than it declares.
    BuildInterrupted
        Another build holds the lake.
    """
    if not sources:
        raise UsageError("a release needs at least one source", fix="detente build starter")
    declared: dict[str, Source] = {n: find(PACKAGE, "SOURCE", n).SOURCE for n in sources}
    _check_definitions(declared.values())
    inputs = {name: fingerprint(name, path) for name, path in sources.items()}
    with store.begin(inputs) as making:
        for name, path in sources.items():
            progress(f"reading {declared[name].title}")
            _commit_source(making, declared[name], path)
        _check_keys(making, declared)
        if all(making.tables.has(table) for table in POOLED):
            progress("pooling works")
            _commit_pool(making, declared, engine)
        progress("publishing")
        return making.finish(_description(making, declared, label))


def fingerprint(name: str, path: Path | None) -> str:
    """SHA-256 over the names and bytes of a source's files.

    Raises
    ------
    DataMissing
        There is no such file or folder.
    """
    root = path if path is not None else Path(str(resources.files(PACKAGE) / name / "data"))
    if not root.exists():
        lacking = f"{root} does not exist" if path is not None else "no files come with the package"
        raise DataMissing(
            f"source '{name}': {lacking}",
            fix=f"give the folder of its files: detente build {name}=FOLDER",
        )
    digest = hashlib.sha256()
    files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
    for file in files:
        with file.open("rb") as handle:
            digest.update(f"{file.relative_to(root)}\0".encode())
            digest.update(hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()


def _commit_source(making: Build, source: Source, path: Path | None) -> None:
    @cache
    def reading() -> Reading:
        result: Reading = find(PACKAGE, "SOURCE", source.name).read(path)
        _check_reading(source, result)
        return result

    for name in source.tables:
        table = table_named(name)
        making.part(
            f"{name}-{source.name}",
            table,
            partial(_sorted_table, reading, table),
            origin=Origin(sources=(source.name,)),
        )
    making.part(
        f"remark-{source.name}",
        table_named("remark"),
        lambda: _remarks(source.name, reading()),
        origin=Origin(sources=(source.name,)),
    )


def _check_definitions(sources: Iterable[Source]) -> None:
    """Refuse a name that means two sets of works: a specification could not tell them apart."""
    giver: dict[str, str] = {}
    for source in sources:
        for definition in source.definitions:
            other = giver.setdefault(definition.name, source.name)
            if other != source.name:
                raise UsageError(
                    f"{other} and {source.name} both define '{definition.name}'",
                    why="a name stands for one set of works within a release",
                    fix="build a release from each",
                )


def _check_keys(making: Build, declared: Mapping[str, Source]) -> None:
    """Refuse sources that bring the same rows: they would be counted twice."""
    tables = {name for source in declared.values() for name in source.tables}
    for name in sorted(tables):
        givers = [n for n, source in declared.items() if name in source.tables]
        table = table_named(name)
        if len(givers) < 2 or not table.key:
            continue
        keys = making.tables.table(name, columns=list(table.key))
        if keys.group_by(list(table.key)).aggregate([]).num_rows < keys.num_rows:
            raise UsageError(
                f"{' and '.join(givers)} bring the same rows of '{name}'",
                why="rows with the same key would be counted twice",
                fix="build from one of them; the starter already holds the figures of ncses",
            )


def _check_reading(source: Source, reading: Reading) -> None:
    given, declared = set(reading.tables), set(source.tables)
    if given != declared:
        raise SourceMalformed(
            f"source '{source.name}' gave the tables {sorted(given)}",
            why=f"it declares {sorted(declared)}",
            fix="report the source as changed",
        )
    for name, least, most in source.counts:
        found = reading.tables[name].num_rows
        if not least <= found <= most:
            raise SourceMalformed(
                f"source '{source.name}': {found} rows of '{name}'",
                why=f"between {least} and {most} are declared",
                fix="check that the files are complete, or update the declared counts",
            )


def _remarks(name: str, reading: Reading) -> pa.Table:
    import pyarrow as pa

    texts = [("note", note) for note in reading.notes]
    texts += [("input", f"{file} {digest}") for file, digest in sorted(reading.inputs.items())]
    texts += [("retrieved", reading.retrieved)] if reading.retrieved else []
    rows = [
        {"source": name, "number": number, "kind": kind, "text": text}
        for number, (kind, text) in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, table_named("remark").schema)


def _item(pooled: Callable[[], dict[str, pa.Table]], name: str) -> pa.Table:
    return pooled()[name]


def _sorted_table(reading: Callable[[], Reading], table: Table) -> pa.Table:
    rows = reading().tables[table.name]
    return rows.sort_by([(name, "ascending") for name in table.sort]) if table.sort else rows


def _commit_pool(making: Build, declared: Mapping[str, Source], engine: Engine) -> None:
    parts = tuple(
        f"{table}-{n}" for n, s in declared.items() for table in POOLED if table in s.tables
    )
    definitions = tuple(d for source in declared.values() for d in source.definitions)

    @cache
    def pooled() -> dict[str, pa.Table]:
        relations = {name: making.tables.files(name) for name in POOLED}
        return build_pool(engine, relations, definitions)

    origin = Origin(sources=tuple(declared), after=parts, settings=repr(definitions))
    for name in ("pattern", "cell", "cell_work"):
        making.part(name, table_named(name), partial(_item, pooled, name), origin=origin)


def _description(making: Build, declared: Mapping[str, Source], label: str) -> Description:
    from detente.core.version import __version__

    remarks = making.tables.table("remark").to_pylist()
    notes = tuple(f"{r['source']}: {r['text']}" for r in remarks if r["kind"] == "note")
    return Description(
        label=label,
        sources=tuple(declared.values()),
        notes=notes,
        made_by=f"detente {__version__}",
    )


def table_named(name: str) -> Table:
    """The declaration of a canonical table."""
    table: Table = find("detente.tables", "TABLE", name).TABLE
    return table


def known_sources() -> dict[str, Source]:
    """Every source there is, by name."""
    return {name: module.SOURCE for name, module in modules(PACKAGE, "SOURCE").items()}
