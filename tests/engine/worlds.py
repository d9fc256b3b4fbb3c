"""Random works and authorships with everything that makes engines differ, as rows and as files."""

import datetime as dt
import random
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from naive import sql as naive

CHUNK_ROWS = 16
BIG = 2**53 + 1  # not a double
TYPES = [
    "article",
    "Übersicht",
    "期刊",
    "it's",
    "a\\b",
    "${x}",
    "A",
    "a",
    "",
    " a",
    "é",
    "e\u0301",
    None,
]
COUNTRIES = ["US", "CN", "HK", "GB", "DE", None]

WORK = pa.schema(
    [
        ("work", pa.int64()),
        ("day", pa.date32()),
        ("year", pa.int16()),
        ("type", pa.string()),
        ("citations", pa.int32()),
        ("retracted", pa.bool_()),
        ("score", pa.float64()),
        ("impact", pa.float32()),
    ]
)
AUTHORSHIP = pa.schema(
    [
        ("work", pa.int64()),
        ("author", pa.int16()),
        ("affiliation", pa.int16()),
        ("country", pa.dictionary(pa.int32(), pa.string())),
    ]
)
REGION = pa.schema([("country", pa.string()), ("region", pa.large_string()), ("weight", pa.int8())])


def maybe(chance, value):
    return None if random.random() < chance else value


def make_work(number):
    year = random.randrange(2010, 2020)
    day = dt.date(year, random.randrange(1, 13), random.randrange(1, 29))
    return {
        "work": BIG + 2 * number,
        "day": maybe(0.2, day),
        "year": year,
        "type": random.choice(TYPES),
        "citations": maybe(0.3, random.randrange(-3, 50)),
        "retracted": maybe(0.3, random.random() < 0.2),
        "score": maybe(0.2, random.choice([0.0, -1.5, 0.1, 1e10, 2.7, random.random()])),
        "impact": maybe(0.2, random.randrange(8) / 4),
    }


def make_authorships(work):
    for author in range(1, random.randrange(1, 6)):
        for affiliation in range(1, random.randrange(2, 4)):
            yield {
                "work": work,
                "author": maybe(0.1, author),
                "affiliation": affiliation,
                "country": random.choice(COUNTRIES),
            }


@dataclass(frozen=True)
class World:
    """The same rows as Python lists and as the relations that an engine is given."""

    work: list
    authorship: list
    region: list
    relations: dict


def make_world(folder, size):
    random.seed(20261123)
    work = [make_work(n) for n in range(size)]
    authorship = [a for w in work if random.random() < 0.9 for a in make_authorships(w["work"])]
    region = naive.table(
        "country",
        "region",
        "weight",
        rows=[("US", "America", 3), ("CN", "Asia", 5), ("HK", "Asia", 1), (None, "nowhere", 7)],
    )[: size and 4]
    random.shuffle(authorship)
    folder.mkdir(parents=True)
    half = size // 2
    paths = [folder / name for name in ("work 1.parquet", "work 2.parquet", "auth'orship.parquet")]
    pq.write_table(pa.Table.from_pylist(work[:half], WORK), paths[0])
    pq.write_table(pa.Table.from_pylist(work[half:], WORK), paths[1])
    pq.write_table(pa.Table.from_pylist(authorship, AUTHORSHIP), paths[2])
    relations = {
        "work": paths[:2],
        "authorship": paths[2:],
        "region": pa.Table.from_pylist(region, REGION),
    }
    return World(work, authorship, region, relations)


def make_worlds(folder):
    """One world of many rows, and one whose tables are there and empty."""
    return {"many": make_world(folder / "many", 120), "none": make_world(folder / "none", 0)}
