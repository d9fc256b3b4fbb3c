"""A release of a simulated world, made the ordinary way and labelled as simulated everywhere.

Its name begins with "simulated"; its only source, licence, citation and gaps say that nothing in it
is data; and what is planted stands in its notes.
"""

from __future__ import annotations

import json
from functools import cache, partial
from typing import TYPE_CHECKING

from detente.core.source import Source
from detente.lake.build import Build, Origin
from detente.lake.manifest import Description
from detente.lake.origin import hash_of
from detente.simulate.cited_tables import TABLES, tables_of
from detente.simulate.citing import PLANTED
from detente.simulate.literature import draw_literature

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from detente.core.table import Table
    from detente.engine.protocol import Engine
    from detente.lake.release import Release
    from detente.lake.store import Store
    from detente.simulate.citing import CitationWorld

NAME = "simulated"
WARNING = "simulated, not data: every work, author and citation in it is invented"
POOLED = ("work", "authorship", "label")


def release(
    store: Store,
    world: CitationWorld,
    *,
    works: int,
    seed: int,
    engine: Engine,
    title: str = "",
    progress: Callable[[str], None] = lambda _step: None,
) -> Release:
    """Draw works of a world, make a release of them, and make it current.

    A build that was killed goes on where it stopped, as from any source.

    Parameters
    ----------
    store : Store
        The lake; best one of its own, so that no simulated release follows one of data.
    world : CitationWorld
    works, seed : int
        As for :func:`detente.simulate.literature.draw_literature`.
    engine : Engine
        Where the works are pooled.
    title : str
        What the world is called, in the release's name after "simulated": letters, digits, dots and
        underscores.
    progress : callable
        Told of each step as it begins.

    Raises
    ------
    UsageError
        The title cannot be part of a name.
    BuildInterrupted
        Another build holds the lake.
    """
    said = (WARNING, f"{works:,} works, seed {seed}", *planted(world))
    label = f"{NAME}_{title}" if title else NAME
    description = Description(label, (source_of(world, works, seed),), said, _made_by())
    inputs = {NAME: hash_of(world.parameters(), works, seed)}

    @cache
    def tables() -> dict[str, pa.Table]:
        progress("simulating works that cite each other")
        return tables_of(draw_literature(world, works=works, seed=seed))

    with store.begin(inputs) as making:
        for name in TABLES:
            _part(making, name, lambda name=name: tables()[name])  # type: ignore[misc]
        _part(making, "remark", partial(_remarks, said, world))
        progress("pooling works")
        _commit_pool(making, world, engine)
        progress("publishing")
        return making.finish(description)


def is_simulated(release: Release) -> bool:
    """Whether a release holds simulated works."""
    return any(source.name == NAME for source in release.manifest.description.sources)


def source_of(world: CitationWorld, works: int, seed: int) -> Source:
    """What stands where the source of data would."""
    return Source(
        name=NAME,
        title="Simulated works, not data",
        url="docs/simulate.md",
        licence="none needed: simulated, not data",
        citation=f"{_made_by()}: {works:,} simulated works, seed {seed}; simulated, not data.",
        cadence="never",
        tables=TABLES,
        coverage=f"simulated works of {', '.join(world.world.countries)}; no real country is meant",
        known_gaps=(WARNING, *planted(world)),
        definitions=world.world.definitions,
    )


def planted(world: CitationWorld) -> tuple[str, ...]:
    """What is planted in a world, in words; empty where nothing is."""
    said = []
    for name in PLANTED:
        values: tuple[float, ...] = getattr(world, name)
        if len(set(values)) > 1:
            listed = zip(world.world.countries, values, strict=True)
            said.append(f"planted {name}: " + ", ".join(f"{c} {value:.3g}" for c, value in listed))
        elif values[0] != (name == "quality"):
            said.append(f"planted {name}: {values[0]:.3g} everywhere")
    if world.dividend != 1:
        said.append(f"planted dividend of works of several countries: {world.dividend:.3g}")
    said += [f"planted dividend of {a} with {b}: {x:.3g}" for a, b, x in world.pairs if x != 1]
    return tuple(said)


def _made_by() -> str:
    from detente.core.version import __version__

    return f"detente {__version__}"


def _part(making: Build, name: str, producer: Callable[[], pa.Table]) -> None:
    making.part(f"{name}-{NAME}", _declared(name), producer, origin=Origin(sources=(NAME,)))


def _declared(name: str) -> Table:
    from detente.core.discovery import find

    table: Table = find("detente.tables", "TABLE", name).TABLE
    return table


def _remarks(said: tuple[str, ...], world: CitationWorld) -> pa.Table:
    """What the notes say, and every parameter of the world."""
    import pyarrow as pa

    texts = (*said, json.dumps(world.parameters(), sort_keys=True))
    rows = [
        {"source": NAME, "number": number, "kind": "note", "text": text}
        for number, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=_declared("remark").schema)


def _commit_pool(making: Build, world: CitationWorld, engine: Engine) -> None:
    from detente.lake.pooling import build_pool

    definitions = world.world.definitions

    @cache
    def pooled() -> dict[str, pa.Table]:
        relations = {name: making.tables.files(name) for name in POOLED}
        return build_pool(engine, relations, definitions)

    parts = tuple(f"{name}-{NAME}" for name in POOLED)
    origin = Origin(sources=(NAME,), after=parts, settings=repr(definitions))
    for name in ("pattern", "cell", "cell_work"):
        making.part(name, _declared(name), lambda name=name: pooled()[name], origin=origin)  # type: ignore[misc]
