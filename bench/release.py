"""A made-up release in memory: works with dates, types, definitions and countries, pooled."""

import itertools
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from bench.corpus import COUNTRIES, Rows, authorships
from detente.core.countries import all_codes
from detente.lake import pooling
from detente.lake.pool import Pool

FIRST_YEAR, YEARS = 2013, 11
DEFINITIONS = ("all", "machine_learning", "vision", "language", "robotics")
SHARES = (1.0, 0.5, 0.25, 0.2, 0.08)
UNKNOWN_COUNTRY = 0.05
CHUNK = 250_000
LEADING = tuple("US CN GB DE IN JP FR CA AU KR IT HK ES TW".split())


@dataclass
class MadeUp:
    """What the claims room needs of a dataset, and the columns behind it for the polars loop."""

    pool: Pool
    rows: Rows
    codes: np.ndarray
    year: np.ndarray
    day: np.ndarray
    research: np.ndarray
    mask: np.ndarray
    draws: int
    seed: int = 7
    definitions: tuple = DEFINITIONS
    release: object = field(default_factory=lambda: SimpleNamespace(id="made-up"))
    memory: dict = field(default_factory=dict)


def make(works, draws, seed=3):
    """A release of the given number of works."""
    random = np.random.default_rng(seed)
    rows = authorships(works, seed)
    rows.country[random.random(len(rows)) < UNKNOWN_COUNTRY] = -1
    others = [code for code in all_codes() if code not in LEADING]
    codes = np.array([*LEADING, *others][:COUNTRIES])
    growth = 1.08 ** np.arange(YEARS)
    year = FIRST_YEAR + random.choice(YEARS, works, p=growth / growth.sum())
    day = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + random.integers(
        0, 365, works
    )
    research = random.random(works) < 0.8
    member = random.random((works, len(SHARES))) < SHARES
    mask = member @ (1 << np.arange(len(SHARES)))
    columns = {"year": year, "day": day, "research": research, "mask": mask}
    return MadeUp(_pooled(rows, codes, **columns), rows, codes, **columns, draws=draws)


def _pooled(rows, codes, *, year, day, research, mask):
    import pyarrow as pa

    borders = np.searchsorted(rows.work, np.arange(0, len(year) + CHUNK, CHUNK))
    chunks = []
    for low, high in itertools.pairwise(borders):
        work = rows.work[low:high]
        country = rows.country[low:high]
        flag = pa.nulls(high - low, pa.bool_())
        types = np.array(["workshop-paper", "article"])[research[work].astype(int)]
        table = pa.table(
            {
                "work": work.astype(np.int64),
                "author": rows.author[low:high],
                "affiliation": np.ones(high - low, np.int16),
                "institution": pa.nulls(high - low, pa.int64()),
                "country": pa.array(codes[country], mask=country < 0),
                "corresponding": flag,
                "date": day[work],
                "year": year[work].astype(np.int16),
                "type": types,
                "mask": mask[work],
            }
        )
        chunks.append(pooling.pool_chunk(table))
    made = pooling.merge(pa.concat_tables(chunks))
    return Pool(made["pattern"], made["cell"], made["cell_work"], DEFINITIONS)
