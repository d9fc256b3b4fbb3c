"""Small worlds as a pool, and claims about them, for comparing with `naive.multiverse`."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from detente.claims.claim import Choice, Claim
from detente.core.errors import DataMissing
from detente.lake import pooling
from detente.lake.pool import Pool
from naive.multiverse import Work
from pooled import TYPES
from works import COUNTRIES

DEFINITIONS = ("all", "vision", "steady")


@dataclass
class Manifest:
    definitions: tuple


@dataclass
class NamedRelease:
    id: str
    manifest: Manifest


@dataclass(frozen=True)
class Named:
    name: str


@dataclass
class World:
    """Works with what `evaluate` asks of a dataset: a pool, draws, a seed, a release's name."""

    works: list
    draws: int = 40
    seed: int = 5
    cuts: tuple = ()
    release: NamedRelease = field(
        default_factory=lambda: NamedRelease("world", Manifest(tuple(map(Named, DEFINITIONS))))
    )
    _pool: Pool | None = None

    @property
    def definitions(self):
        return DEFINITIONS

    @property
    def pool(self):
        if self._pool is None:
            self._pool = pool_of(self.works, cuts=self.cuts)
        return self._pool

    @property
    def work_pool(self):
        raise DataMissing("insufficient data: these works have no scores")

    def need(self, *tables):
        raise DataMissing(f"insufficient data: a world of works has no {', '.join(tables)}")

    def citations(self, tables):
        return ("Nobody (2024). Invented works.",)

    @property
    def countries(self):
        """Codes that the naive answer ranks and balances."""
        return sorted({row[2] for work in self.works for row in work.rows if row[2]} | {"CN", "EU"})


def rows_of(works):
    rows = []
    for work in sorted(works, key=lambda work: work.number):
        ordered = sorted(work.rows, key=lambda row: (row[0] is None, row[0] or 0))
        for place, (author, institution, country, flag) in enumerate(ordered):
            rows.append(
                {
                    "work": work.number,
                    "author": author,
                    "affiliation": place,
                    "institution": institution,
                    "country": country,
                    "corresponding": flag,
                    "date": work.date,
                    "year": work.year,
                    "type": work.type,
                    "mask": sum(1 << i for i, name in enumerate(DEFINITIONS) if name in work.meets),
                }
            )
    return pa.Table.from_pylist(rows, pa.schema(list(TYPES.items())))


def pool_of(works, cuts=()):
    """The pool, from as many chunks as the cuts (numbers of works) make."""
    rows = rows_of(works)
    piece = np.searchsorted(sorted(cuts), rows["work"].to_numpy(), side="right")
    chunks = [
        pooling.pool_chunk(rows.filter(pa.array(piece == part))) for part in range(len(cuts) + 1)
    ]
    tables = pooling.merge(pa.concat_tables(chunks[::-1]))
    return Pool(tables["pattern"], tables["cell"], tables["cell_work"], DEFINITIONS)


def random_work(chance, number, *, countries=COUNTRIES, unknown=0.12, years=(2017, 2022)):
    """One work: mostly joint, sometimes of one author, without authors, or with unknowns."""
    rows = []
    if chance.random() > 0.04:
        for author in range(1 if chance.random() < 0.9 else 2, 2 + chance.randrange(4)):
            for _ in range(chance.choice((1, 1, 1, 2))):
                here = None if chance.random() < unknown else chance.choice(countries)
                there = chance.choice((None, number % 3, 7))
                rows.append((author, there, here, chance.choice((True, False, None))))
        if chance.random() < 0.1:
            rows.append((None, None, chance.choice((*countries, None)), None))
        rows = [(a, i, c, next(f for x, _, _, f in rows if x == a)) for a, i, c, _ in rows]
    year = chance.randint(*years)
    day = date(year, 1, 1) + timedelta(chance.randrange(365)) if chance.random() < 0.6 else None
    meets = {"all"} | {name for name in DEFINITIONS[1:] if chance.random() < 0.6}
    return Work(
        number,
        tuple(rows) or ((None, None, None, None),),
        year,
        chance.choice(("article", "article", "proceedings-article", "editorial")),
        frozenset(meets),
        day,
    )


def random_world(seed, size=30, **options):
    chance = random.Random(seed)
    numbers = chance.sample(range(10_000), size)
    return World([random_work(chance, number, **options) for number in sorted(numbers)])


def claim_of(*atoms, minimum=3, **options):
    """A claim over the given options of each dimension."""
    return Claim(
        id="invented",
        title="invented",
        text="invented",
        said_by="nobody",
        said_in="",
        said_at="",
        said_on="",
        families=tuple(str(i) for i in range(len(atoms))),
        atoms=atoms,
        choices=tuple(Choice(name, tuple(chosen), "", {}) for name, chosen in options.items()),
        minimum=minimum,
        rival_of=(),
        hash="",
    )
