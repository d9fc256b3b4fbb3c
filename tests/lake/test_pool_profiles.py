"""The pool in memory, and patterns as a territory policy sees them."""

import numpy as np
import pytest

from detente.core.dimensions import Specification
from detente.core.dimensions.bylines import COUNTING
from detente.core.errors import DataMissing, UnknownName
from detente.core.territory import TERRITORIES
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.dataset import Dataset
from detente.lake.entries import Entries, sum_by
from detente.lake.pool import Pool
from naive.bootstrap import weight
from naive.credit import credits_of
from pooled import pool_of, tables_of
from small_release import Work, release_of, small_release, small_world
from works import code_of


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("lake"), 21, 150)


@pytest.fixture(scope="module")
def world():
    return [work for work in small_world(21, 150) if work.retracted is not True]


def admitted(world, specification):
    years = specification.period
    return [
        work
        for work in world
        if work.year in years
        and (
            specification["document_types"] == "all"
            or work.type in ("article", "proceedings-article", "review")
        )
        and (
            specification["ai_definition"] == "all"
            or work.labels.get(specification["ai_definition"], 0) >= 0.5
        )
    ]


SPECIFICATIONS = [
    Specification.of(),
    Specification.of(document_types="all"),
    Specification.of(ai_definition="vision", period="2019-2021"),
    Specification.of(period="-2019"),
    Specification.of(period="2020-", territory="eu_bloc"),
    Specification.of(period="1990"),
]


@pytest.mark.parametrize("specification", SPECIFICATIONS, ids=str)
def test_admitted_works_are_those_that_pass_the_filters(dataset, world, specification):
    pool = dataset.pool
    begin, works = pool.works_of(pool.admitted(specification))
    chosen = admitted(world, specification)
    assert sorted(works.tolist()) == sorted(work.number for work in chosen)
    assert begin[-1] == len(works) == pool.works_by_profile(specification).sum()
    assert set(pool.eras(specification)) == set(
        pool.cell["era"].to_numpy()[pool.admitted(specification)].tolist()
    )


@pytest.mark.parametrize("policy", [t.name for t in TERRITORIES])
def test_profiles_say_what_is_known_of_their_works(dataset, world, policy):
    pool = dataset.pool
    profiles = pool.profiles(policy)
    cell_of = dict(
        zip(pool.cell_work["work"].to_pylist(), pool.cell_work["cell"].to_pylist(), strict=True)
    )
    for work in world:
        profile = profiles.cell[cell_of[work.number]]
        mapping = code_of(policy, work.appeared)
        rows = work.rows or [(None,) * 4]
        known = [(a, mapping(c)) for a, _, c, _ in rows if c is not None]
        assert profiles.countries[profile] == len({c for _, c in known})
        assert profiles.authors[profile] == len({row[0] for row in rows if row[0] is not None})
        assert profiles.unknown[profile] == sum(row[2] is None for row in rows)
        spans = any(
            c != d and (a is None or a != b)
            for i, (a, c) in enumerate(known)
            for b, d in known[i + 1 :]
        )
        assert bool(profiles.two_authors[profile]) == spans
    assert profiles.size == len(profiles.countries) == sum(n for _, n, _ in profiles.pieces())


@pytest.mark.parametrize("place", ["CN", None])
@pytest.mark.parametrize("counting", [option.name for option in COUNTING.options])
def test_credit_if_the_unknown_were_known_is_that_of_the_filled_works(counting, place):
    works = [
        [(1, 0, "US", True), (1, 1, None, True), (2, None, None, None)],
        [(1, None, "CN", None), (2, None, None, True), (3, None, "CN", True)],
        [(1, 2, None, True), (2, 2, None, True)],
        [(2, None, None, None), (None, None, "DE", None)],
    ]
    pool = pool_of(works)
    specification = Specification.of(counting=counting)
    entries = pool.credit_if(specification, None if place is None else pool.place(place))
    total = sum_by(entries.key, entries.value, pool.places + 40)
    expected = {}
    for number, work in enumerate(works):
        filled = [
            # each unknown affiliation is an institution of its own
            row if row[2] else (row[0], 100 + i, place or f"new {number}.{i}", row[3])
            for i, row in enumerate(work)
        ]
        for code, value in credits_of(filled, counting).items():
            expected[code] = expected.get(code, 0) + value
    for code in pool.countries:
        assert total[pool.place(code)] == pytest.approx(float(expected.get(code, 0)))
    assert total.sum() == pytest.approx(float(sum(expected.values())))


def test_weights_are_the_sums_of_the_works_own(dataset):
    pool = dataset.pool
    cells = np.array([0, 2, 5, 2])
    found = pool.weights(cells, draws=7, seed=3)[cells]
    for row, cell in zip(found, cells, strict=True):
        _, works = pool.works_of(np.array([cell]))
        drawn = [sum(weight(3, int(w), draw) for w in works) for draw in range(7)]
        assert row.tolist() == [len(works), *drawn]
    again = pool.weights(np.arange(len(pool.sizes)), draws=7, seed=3)
    np.testing.assert_array_equal(again[cells], found)


def test_totals_by_group_add_up_to_the_whole(dataset):
    pool, specification = dataset.pool, Specification.of()
    cells, credit = pool.admitted(specification), pool.credit(specification)
    options = {"keys": pool.places + 1, "draws": 5, "seed": 1}
    whole = pool.total(credit, cells, **options)
    years, group = np.unique(pool.years[cells], return_inverse=True)
    by_year = pool.total(credit, cells, group=group, groups=len(years), **options)
    np.testing.assert_allclose(by_year.sum(axis=0), whole[0])
    assert by_year.shape == (len(years), pool.places + 1, 6)


def test_countries_have_places_and_others_are_named(dataset):
    pool = dataset.pool
    assert {"CN", "EU", "US"} <= set(pool.countries)
    assert [pool.place(code) for code in pool.countries] == list(range(pool.places))
    with pytest.raises(UnknownName, match="'FI'"):
        pool.place("FI")


def test_a_definition_that_is_not_there_is_named(dataset):
    with pytest.raises(UnknownName) as problem:
        dataset.pool.admitted(Specification.of(ai_definition="visoin"))
    assert problem.value.suggestions == ("vision",)


@pytest.mark.parametrize("counting", ["institution", "corresponding"])
def test_a_scheme_that_needs_what_nobody_recorded_lacks_data(counting):
    pool = pool_of([[(1, None, "US", None)], [(1, None, None, None), (2, None, "CN", None)]])
    with pytest.raises(DataMissing, match="insufficient data") as problem:
        pool.credit(Specification.of(counting=counting))
    assert counting in problem.value.what
    with pytest.raises(DataMissing):
        pool.credit_if(Specification.of(counting=counting), None)


def test_a_pool_of_nothing_gives_nothing():
    tables = tables_of([[(1, None, "US", None)]])
    pool = Pool(*(tables[n].slice(0, 0) for n in ("pattern", "cell", "cell_work")), ("all",))
    specification = Specification.of(document_types="all")
    assert pool.countries == ("CN", "EU")
    assert len(pool.admitted(specification)) == 0
    assert pool.eras(specification) == ()
    assert len(pool.credit(specification).value) == 0
    assert len(pool.links(specification).value) == 0
    assert pool.profiles("eu_bloc").size == 0


def test_entries_are_put_in_order_whatever_the_order_they_come_in():
    entries = Entries.of(np.array([1, 0]), [(np.array([0, 1, 2]), np.array([3, 5]), np.ones(2))])
    assert entries.row.tolist() == [0, 1]
    mixed = entries.rekeyed(np.array([1, 0, 1]), np.array([4, 2, 1]), np.array([1.0, 2.0, 3.0]))
    assert mixed.first.tolist() == [0, 1, 3]
    assert mixed.key.tolist() == [2, 1, 4]
    assert mixed.value.tolist() == [2.0, 3.0, 1.0]
    ordered = entries.rekeyed(np.array([0, 1, 1]), np.array([2, 1, 4]), np.array([2.0, 3.0, 1.0]))
    assert [a.tolist() for a in (ordered.first, ordered.key, ordered.value)] == [
        a.tolist() for a in (mixed.first, mixed.key, mixed.value)
    ]
    nothing = Entries.of(np.zeros(0, int), [])
    assert (nothing.first.tolist(), len(nothing.key)) == ([0], 0)
    assert entries.weighted(np.array([2.0, 0.0]), keys=6).tolist() == [0, 0, 0, 2.0, 0, 0]


def test_a_dataset_reads_the_pool_of_its_release_or_makes_it_again(dataset):
    again = Dataset(dataset.release, DuckDBEngine(threads=1), pool_again=True)
    for name in ("pattern", "cell", "cell_work"):
        assert getattr(again.pool, name).equals(getattr(dataset.pool, name))
    assert dataset.definitions == ("all", "vision", "language")
    assert dataset.citations(["work", "figure"]) == ("Nobody (2024). Invented works.",)


def test_a_dataset_answers_statements_over_its_release(dataset, world):
    statement = "SELECT year, COUNT(*) AS n FROM work GROUP BY year ORDER BY year"
    found = dataset.query(statement, "work").to_pylist()
    assert sum(row["n"] for row in found) == 150


def test_a_table_that_the_release_lacks_is_missing_data(dataset):
    dataset.need("work", "figure")
    with pytest.raises(DataMissing, match="no table quarantine, remark"):
        dataset.need("work", "quarantine", "remark")


def test_a_dataset_of_one_work_without_authors_has_a_pool(tmp_path):
    release = release_of(tmp_path, [Work(1)])
    pool = Dataset(release, DuckDBEngine(threads=1)).pool
    assert pool.works_by_profile(Specification.of()).tolist() == [1.0]
    assert pool.credit(Specification.of()).key.tolist() == [pool.places]
