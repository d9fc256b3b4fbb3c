"""A small world with every oddity that bylines have, built into a real release.

`small_release` goes the whole way: tables checked and written in parts, pooled by DuckDB,
published. The plain works stay at hand for naive answers: a work is a `Work`, its rows are
affiliations `(author, institution, country, corresponding)` as in `naive.credit`.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

import evidence
from detente.core.discovery import modules
from detente.core.source import Definition, Source
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.dataset import Dataset
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.lake.store import Store
from detente.tables import author as author_table
from detente.tables import (
    authorship,
    cell,
    cell_work,
    citation,
    figure,
    label,
    pattern,
    work,
    work_field,
    yearly_citation,
)
from identities import orcid_of, people_of

BREXIT = date(2020, 2, 1)
COUNTRIES = ["US"] * 6 + ["CN"] * 5 + ["GB", "GB", "DE", "FR", "HK", "MO", "TW", "SG"]
TYPES = ["article"] * 6 + ["proceedings-article"] * 3 + ["review", "editorial"]
FIRST_COUNTED = 2019
FIELDS = (
    {"cs/vision": 1.0}, {"cs/vision": 0.5, "cs/language": 0.5}, {"cs": 1.0}, {},
    {"cs/language": 0.25, "arts/law": 0.75},
)  # fmt: skip
VENUES = ["ICML", "CVPR", "ACL", None]
OUTSIDE = [7 * number + 5 if number % 3 else 2**62 + number for number in range(200)]
"""Identifiers that no work of a world has."""
DEFINITIONS = (
    Definition("all", "All", "area"),
    Definition("vision", "Vision", "area", ("vision",), 0.5),
    Definition("language", "Language", "area", ("language",)),
)
SOURCE = Source(
    name="ncses",
    title="Invented works",
    url="https://example.org",
    licence="CC0",
    citation="Nobody (2024). Invented works.",
    cadence="never",
    tables=(
        "work",
        "authorship",
        "author",
        "label",
        "work_field",
        "yearly_citation",
        "citation",
        "figure",
        *evidence.tables(),
    ),
    coverage="what a random generator says",
    definitions=DEFINITIONS,
)


PLAIN = (
    work.TABLE, author_table.TABLE, label.TABLE, work_field.TABLE, yearly_citation.TABLE,
    citation.TABLE, figure.TABLE,
)  # fmt: skip


@dataclass
class Work:
    """One work; ``rows`` is empty where no authorship is known."""

    number: int
    year: int = 2021
    day: date | None = None
    type: str = "article"
    venue: str | None = "ICML"
    retracted: bool | None = None
    labels: dict[str, float] = field(default_factory=lambda: {"vision": 1.0})
    rows: list[tuple] = field(default_factory=list)
    citations: int | None = None
    yearly: dict[int, int] = field(default_factory=dict)
    fields: dict[str, float] = field(default_factory=dict)
    cited: list[int] = field(default_factory=list)
    stated_references: int | None = None

    @property
    def appeared(self) -> date:
        """The day by which it belongs to an era: that of publication, or the middle of the year."""
        return self.day or date(self.year, 7, 1)


def small_world(seed: int, works: int) -> list[Work]:
    """Random works; equal seeds give equal worlds, and a larger one starts with a smaller one."""
    chance = random.Random(seed)
    homes = {number: chance.choice(COUNTRIES) for number in range(1, 17)}
    world = [_work(chance, number * 7 + 3, homes) for number in range(works)]
    for one in world:
        _cite(random.Random(seed * 1_000_003 + one.number), one)
    return world


def old_world(seed: int, works: int) -> list[Work]:
    """Works of seventeen years that cite one another a lot, so that windows close.

    In worlds of even seeds every day of publication is known. Venues open as time goes by, so that
    pairs of them are cited for the first time in every year. A part of what works cite is not among
    them, and neighbours cite the same of it.
    """
    world = small_world(seed, works)
    chance, opening, abroad = (random.Random(seeded) for seeded in (seed, -seed, seed + 1_000_003))
    for place, one in enumerate(world):
        moved = date(2006 + 17 * place // works, chance.randrange(1, 13), chance.randrange(1, 29))
        one.year, one.day = moved.year, moved if seed % 2 == 0 or one.day else None
        open_by_now = [*VENUES, *(f"V{number}" for number in range(place // 4))]
        one.venue = opening.choice(open_by_now[-8:] + VENUES)
        _cite(random.Random(seed * 1_000_003 + one.number), one)
        before = [other.number for other in world[: place + 3]][-45:]
        size = chance.choice((0, 3, 5, 8, 12, 20, 30))
        inside = chance.sample(before, min(size, len(before)))
        outside = abroad.sample(OUTSIDE[place // 12 :][:15], abroad.choice((0, 0, 2, 4, 7)))
        one.cited = sorted(inside + outside)
        one.stated_references = chance.choice((None, len(one.cited), 2 * len(one.cited)))
    return world


def _cite(chance: random.Random, one: Work) -> None:
    """Citations, fields and references, a function of the work's number alone."""
    one.fields = chance.choice(FIELDS)
    # a world that is larger has the same works and more: references may lead out of it
    near = [one.number + 7 * step for step in range(-40, 6)]
    one.cited = sorted(set(chance.sample(near, chance.choice((0, 2, 6, 9, 14)))))
    one.stated_references = chance.choice((None, len(one.cited), len(one.cited) + 2))
    if chance.random() < 0.1:
        return
    years = range(max(one.year - 1, FIRST_COUNTED), 2024)
    one.yearly = {year: n for year in years if (n := chance.choice((0, 0, 1, 1, 2, 5)))}
    hidden = chance.choice((0, 0, 3)) if one.year < FIRST_COUNTED else 0
    one.citations = sum(one.yearly.values()) + hidden


def _work(chance: random.Random, number: int, homes: dict[int, str]) -> Work:
    day = date(2018, 1, 1) + timedelta(chance.randrange(5 * 365))
    if chance.random() < 0.15:
        day = chance.choice([BREXIT, BREXIT - timedelta(1)])
    chosen = [name for name in ("vision", "language", "robotics") if chance.random() < 0.5]
    return Work(
        number,
        year=day.year,
        day=None if chance.random() < 0.2 else day,
        type=chance.choice(TYPES),
        venue=chance.choice(VENUES),
        retracted=chance.choice([None, None, False, False, False, chance.random() < 0.5]),
        labels={name: chance.choice([0.2, 0.5, 0.9]) for name in chosen or ["robotics"]},
        rows=_byline(chance, homes),
    )


def _byline(chance: random.Random, homes: dict[int, str]) -> list[tuple]:
    rows: list[tuple] = []
    for author in range(1, chance.choice([1, 1, 2, 2, 3, 3, 4, 5, 7]) + 1):
        flag = chance.choice([True, False, False, None])
        places = [_affiliation(chance, homes) for _ in range(chance.choice([1, 1, 1, 1, 2, 3]))]
        rows += [(author, *place, flag) for place in places]
    if chance.random() < 0.1:
        rows += [(None, *_affiliation(chance, homes), None)]
    return [] if chance.random() < 0.05 else rows


def _affiliation(chance: random.Random, homes: dict[int, str]) -> tuple:
    if chance.random() < 0.12:
        return (None, None)
    name = chance.choice(list(homes))
    if chance.random() < 0.05:
        return (name, None)
    return (None, homes[name]) if chance.random() < 0.2 else (name, homes[name])


def tables_of(world: list[Work]) -> dict[str, pa.Table]:
    """The canonical tables of a world, rows in the order of the world."""
    works = [
        {
            "work": w.number, "date": w.day, "year": w.year, "type": w.type, "venue": w.venue,
            "retracted": w.retracted, "citations": w.citations,
            "stated_references": w.stated_references,
        }
        for w in world
    ]  # fmt: skip
    rows = []
    for w in world:
        seen: dict[int | None, int] = {}
        for author, institution, country, flag in w.rows:
            seen[author] = seen.get(author, 0) + 1
            rows.append({
                "work": w.number, "author": author, "affiliation": seen[author],
                "institution": institution, "country": country, "corresponding": flag,
            })  # fmt: skip
    labels = [
        {"work": w.number, "scheme": "area", "label": name, "score": score}
        for w in world
        for name, score in w.labels.items()
    ]
    return {
        "work": _table(work.TABLE, works),
        "authorship": _table(authorship.TABLE, rows),
        "author": _table(author_table.TABLE, [
            {"work": w.number, "author": position, "person": person, "orcid": orcid_of(person)}
            for w in world
            for position, person in people_of(w).items()
        ]),
        "label": _table(label.TABLE, labels),
        "work_field": _table(work_field.TABLE, [
            {"work": w.number, "field": name, "weight": weight}
            for w in world
            for name, weight in w.fields.items()
        ]),
        "yearly_citation": _table(yearly_citation.TABLE, [
            {"work": w.number, "year": year, "citations": count}
            for w in world
            for year, count in w.yearly.items()
        ]),
        "citation": _table(citation.TABLE, [
            {"citing": w.number, "cited": other} for w in world for other in w.cited if other >= 0
        ]),
        "figure": _table(figure.TABLE, FIGURES),
    }  # fmt: skip


FIGURES = [
    {
        "source": "ncses", "metric": metric, "entity": country, "entity_kind": "country",
        "country": country, "partner_entity": partner or "", "partner": partner, "field": "All",
        "first_year": 2018, "last_year": 2022, "value": value, "unit": "papers",
        "counting": "full", "status": "complete" if value else "suppressed",
    }
    for metric, country, partner, value in [
        ("papers_full", "US", None, 40.0),
        ("papers_full", "CN", None, 35.0),
        ("papers_full", "DE", None, None),
        ("joint_papers", "CN", "US", 12.0),
        ("joint_papers", "US", "CN", 12.0),
    ]
]  # fmt: skip


def _table(declared, rows: list[dict]) -> pa.Table:
    columns = {c.name: [row.get(c.name) for row in rows] for c in declared.columns}
    return declared.check(pa.table(columns, schema=declared.schema), origin="small world")


def release_of(folder: Path, world: list[Work], *, parts: int = 1, chunk_rows: int = 64):
    """Build a release of a world, with the works of its authorships dealt to several parts."""
    given = tables_of(world)
    inputs = {"world": hashlib.sha256(repr((world, parts)).encode()).hexdigest()}
    with (
        DuckDBEngine(chunk_rows=chunk_rows) as engine,
        Store(folder).begin(inputs, code="") as making,
    ):
        for table in PLAIN:
            making.part(table.name, table, lambda t=table: given[t.name])
        for name, facts in evidence.tables().items():
            declared = modules("detente.tables", "TABLE")[name].TABLE
            making.part(name, declared, lambda d=declared, f=facts: d.check(f, origin="facts"))
        rows = given["authorship"]
        dealt = rows["work"].to_numpy() % parts
        for piece in range(parts):
            mine = rows.filter(pa.array(dealt == piece))
            making.part(f"authorship-{piece}", authorship.TABLE, lambda m=mine: m)
        files = {name: making.tables.files(name) for name in ("work", "authorship", "label")}
        pooled = build_pool(engine, files, DEFINITIONS)
        for table in (pattern.TABLE, cell.TABLE, cell_work.TABLE):
            making.part(table.name, table, lambda t=table: pooled[t.name])
        return making.finish(Description("small", (SOURCE,), (), "tests"))


def dataset_of(folder: Path, world: list[Work], *, draws: int = 20, **options) -> Dataset:
    """An open dataset of a world."""
    return Dataset(release_of(folder, world, **options), DuckDBEngine(threads=1), draws=draws)


def small_release(folder: Path, seed: int, works: int, *, draws: int = 20) -> Dataset:
    """An open dataset of a random world: `small_world(seed, works)` are its works."""
    return dataset_of(folder, small_world(seed, works), draws=draws)
