"""Building a release from sources: read, check, commit part by part, pool, publish."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from detente.core.discovery import find, modules
from detente.core.errors import UsageError
from detente.lake.build import Build, Origin
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.sources.listing import fingerprint, is_staged, list_source, root_of
from detente.sources.loading import Load, table_named, with_found
from detente.sources.sandbox import Limits, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from detente.core.source import Source
    from detente.engine.protocol import Engine
    from detente.lake.release import Release
    from detente.lake.store import Store

__all__ = ["build", "fingerprint", "known_sources", "table_named"]

PACKAGE = "detente.sources"
POOLED = ("work", "authorship", "label")
DEFAULT = Limits()


def build(
    store: Store,
    sources: Mapping[str, Path | None],
    *,
    engine: Engine,
    label: str,
    progress: Callable[[str], None] = lambda _step: None,
    limits: Limits = DEFAULT,
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
        Told of each step as it begins, and of long ones again and again.
    limits : Limits
        What reading one file of others may take.

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
    given = {name: find(PACKAGE, "SOURCE", name) for name in sources}
    _check_definitions([module.SOURCE for module in given.values()])
    roots = {name: root_of(name, path) for name, path in sources.items()}
    listings = {
        name: list_source(module, roots[name], progress)
        for name, module in given.items()
        if is_staged(module)
    }
    inputs = {
        name: listings[name].fingerprint if name in listings else fingerprint(name, path)
        for name, path in sources.items()
    }
    with store.begin(inputs) as making, Sandbox(limits) as sandbox:
        for name, module in given.items():
            progress(f"reading {module.SOURCE.title}")
            load = Load(making, module, sources[name], sandbox, progress)
            if name in listings:
                load.commit_staged(listings[name])
            else:
                load.commit_read()
        remarks = making.tables.table("remark").to_pylist()
        described = {n: with_found(module.SOURCE, remarks) for n, module in given.items()}
        _check_definitions(described.values())
        _check_keys(making, described)
        if all(making.tables.has(table) for table in POOLED):
            progress("pooling works")
            _commit_pool(making, described, engine)
        progress("publishing")
        return making.finish(_description(described, remarks, label))


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
                fix="build from one of them; the starter already holds facts of others",
            )


def _item(pooled: Callable[[], dict[str, pa.Table]], name: str) -> pa.Table:
    return pooled()[name]


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


def _description(
    described: Mapping[str, Source], remarks: Sequence[Mapping[str, str]], label: str
) -> Description:
    from detente.core.version import __version__

    return Description(
        label=label,
        sources=tuple(described.values()),
        notes=tuple(f"{r['source']}: {r['text']}" for r in remarks if r["kind"] == "note"),
        made_by=f"detente {__version__}",
    )


def known_sources() -> dict[str, Source]:
    """Every source there is, by name."""
    return {name: module.SOURCE for name, module in modules(PACKAGE, "SOURCE").items()}
