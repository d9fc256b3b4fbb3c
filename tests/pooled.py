"""Works in plain Python (see `naive.credit`) as the arrays of the kernels, and as a pool."""

import itertools
from datetime import date

import numpy as np
import pyarrow as pa

from detente.lake import pooling
from detente.lake.pool import Pool
from examples_io import load

TYPES = {
    "work": pa.int64(),
    "author": pa.int16(),
    "affiliation": pa.int16(),
    "institution": pa.int64(),
    "country": pa.string(),
    "corresponding": pa.bool_(),
    "date": pa.date32(),
    "year": pa.int16(),
    "type": pa.string(),
    "mask": pa.int64(),
}


def example_works():
    """The works of the counting example."""
    given_ = load("01a_counting")["input"]
    home = given_["institution_country"]
    number = {name: place for place, name in enumerate(sorted(home))}
    works = []
    for entry in given_["works"]:
        work = []
        for place, own in enumerate(entry["authors"]):
            flag = place in entry["corresponding"]
            rows = [(place + 1, number[name], home[name], flag) for name in own]
            work += rows or [(place + 1, None, None, flag)]
        works.append(work)
    return works


def rows_of(works, days=None):
    """Authorship rows joined with their works, as an engine hands them to `pool_chunk`."""
    rows = []
    for number, work in enumerate(works):
        day = days[number] if days else date(2021, 7, 1)
        # the engine puts what belongs to no author last
        ordered = sorted(work, key=lambda row: (row[0] is None, row[0] or 0))
        for place, (author, institution, country, flag) in enumerate(ordered or [(None,) * 4]):
            rows.append(
                {
                    "work": number,
                    "author": author,
                    "affiliation": place,
                    "institution": institution,
                    "country": country,
                    "corresponding": flag,
                    "date": day,
                    "year": day.year,
                    "type": "article",
                    "mask": 1,
                }
            )
    return pa.Table.from_pylist(rows, pa.schema(list(TYPES.items())))


def tables_of(works, days=None, cuts=()):
    """The three tables of the pool, built from as many chunks as the cuts make."""
    rows = rows_of(works, days)
    number = rows["work"].to_numpy()
    borders = [0, *sorted(cuts), len(works)]
    chunks = [
        pooling.pool_chunk(rows.filter(pa.array((number >= low) & (number < high))))
        for low, high in itertools.pairwise(borders)
    ]
    return pooling.merge(pa.concat_tables(chunks[::-1]))


def pool_of(works, days=None):
    tables = tables_of(works, days)
    return Pool(tables["pattern"], tables["cell"], tables["cell_work"], ("all",))


def credits_in(pool, specification, draws=0, seed=0):
    """Credit by country as {code: total over works}; zeros left out."""
    totals = pool.total(
        pool.credit(specification),
        pool.admitted(specification),
        keys=pool.places + 1,
        draws=draws,
        seed=seed,
    )
    names = [*pool.countries, "UNK"]
    return {name: value for name, value in zip(names, totals[0, :, 0], strict=True) if value}


def links_in(pool, specification):
    """Links by pair as {(a, b): total over works}."""
    totals = pool.total(
        pool.links(specification),
        pool.admitted(specification),
        keys=pool.places**2,
        draws=0,
        seed=0,
    )[0, :, 0]
    return {
        (pool.countries[key // pool.places], pool.countries[key % pool.places]): totals[key]
        for key in np.flatnonzero(totals)
    }


def arrays_of(works, countries):
    """Kernel arrays of the raw rows, with countries numbered in the given order."""
    rows = rows_of(works).to_pylist()

    def column(name, kind, number=int):
        return np.array([-1 if r[name] is None else number(r[name]) for r in rows], kind)

    return {
        "work": column("work", np.int64),
        "author": column("author", np.int16),
        "institution": column("institution", np.int32),
        "country": column("country", np.int16, countries.index),
        "corresponding": column("corresponding", np.int8),
    }


def assert_same(actual, exact, tolerance=1e-9):
    """The same keys, and values that equal the fractions within the tolerance."""
    assert set(actual) == {key for key, value in exact.items() if value}
    for key, value in actual.items():
        assert abs(value - exact[key]) <= tolerance * max(1.0, float(exact[key])), key
