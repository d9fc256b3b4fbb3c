"""Drawn tables: valid, as planted, the same for the same seed."""

import time

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import UnknownName, UsageError
from detente.simulate.draw import draw
from detente.simulate.families import gappy_world, random_world, ring_world, with_gaps
from detente.simulate.history import History
from detente.simulate.world import World
from detente.tables import authorship, label, work
from naive.some_worlds import worlds

TABLES = {t.TABLE.name: t.TABLE for t in (work, authorship, label)}
EVEN = {"output": (0.5, 0.5), "company": ((0.5, 0.5), (0.5, 0.5)), "authors": (0.5, 0.5)}


def within(found, expected, n):
    """Whether a share of n is within five standard errors."""
    return abs(found - expected) <= 5 * np.sqrt(max(expected * (1 - expected), 1 / n) / n)


@given(worlds(), st.integers(0, 200), st.integers(0, 2**40))
@settings(max_examples=60)
def test_tables_are_valid(world, works, seed):
    tables = draw(world, works=works, seed=seed)
    for name, table in TABLES.items():
        table.check(tables[name], origin="drawn")
    assert tables["work"].num_rows == works
    assert set(tables["authorship"]["work"].to_pylist()) == set(range(works))


@given(worlds(), st.integers(0, 2**40))
@settings(max_examples=30)
def test_a_seed_names_its_works(world, seed):
    first, second = (draw(world, works=40, seed=seed) for _ in range(2))
    assert first == second


def test_marginals_are_those_planted():
    world = World(
        countries=("US", "CN", "GB"),
        output=(0.5, 0.3, 0.2),
        company=((0.8, 0.15, 0.05), (0.1, 0.9, 0.0), (0.25, 0.25, 0.5)),
        authors=(0.2, 0.0, 0.5, 0.3),
        dual=(0.1, 0.0, 0.4),
        missing=(0.0, 0.0, 0.0),
        years=((2019, 0.25), (2021, 0.75)),
        types=(("article", 0.9), ("editorial", 0.1)),
        labels=(("vision", 0.3), ("language", 0.0)),
    )
    n = 50_000
    tables = draw(world, works=n, seed=5)
    rows = tables["authorship"]
    first = rows.filter(pc.and_(pc.equal(rows["author"], 1), pc.equal(rows["affiliation"], 1)))
    lead = np.array(first["country"].to_pylist())
    for code, chance in zip(world.countries, world.output, strict=True):
        assert within((lead == code).mean(), chance, n)
    main = rows.filter(pc.equal(rows["affiliation"], 1))
    sizes = np.bincount(np.bincount(main["work"].to_numpy()), minlength=5)[1:]
    for size, chance in zip(sizes, world.authors, strict=True):
        assert within(size / n, chance, n)
    further = main.filter(pc.greater(main["author"], 1))
    home = lead[further["work"].to_numpy()]
    abroad = np.array(further["country"].to_pylist())
    for code, row in zip(world.countries, world.company, strict=True):
        here = abroad[home == code]
        for other, chance in zip(world.countries, row, strict=True):
            assert within((here == other).mean(), chance, len(here))
    for code, chance in zip(world.countries, world.dual, strict=True):
        authors = pc.sum(pc.equal(main["country"], code)).as_py()
        assert within(_seconds(rows, code) / authors, chance, authors)
    late = pc.sum(pc.equal(tables["work"]["year"], 2021)).as_py()
    assert within(late / n, 0.75, n)
    editorials = pc.sum(pc.equal(tables["work"]["type"], "editorial")).as_py()
    assert within(editorials / n, 0.1, n)
    labels = dict(tables["label"]["label"].value_counts().to_pylist()[i].values() for i in (0, 1))
    assert labels["ai"] == n
    assert within(labels["vision"] / n, 0.3, n)
    correspondents = main.filter(main["corresponding"])
    assert len(correspondents) == n


def _seconds(rows, code):
    """Second affiliations of authors whose first is in the country."""
    second = np.flatnonzero(rows["affiliation"].to_numpy() == 2)
    return (np.array(rows["country"].to_pylist())[second - 1] == code).sum()


@pytest.mark.parametrize("seed", [1, 2])
def test_authors_are_missing_at_the_rates_of_their_countries(seed):
    """The same seed gives the same works with and without gaps, so that each gap can be traced."""
    world = gappy_world(seed)
    recorded = draw(world, works=60_000, seed=seed)["authorship"]
    complete = draw(world.complete(), works=60_000, seed=seed)["authorship"]
    assert complete["country"].null_count == 0
    whole = complete.filter(pc.equal(complete["affiliation"], 1))
    left = recorded.filter(pc.equal(recorded["affiliation"], 1))
    assert left.select(["work", "author", "corresponding"]) == whole.select(
        ["work", "author", "corresponding"]
    )
    lost = left["country"].is_null().to_numpy()
    home = np.array(whole["country"].to_pylist())
    for code, chance in zip(world.countries, world.missing, strict=True):
        assert within(lost[home == code].mean(), chance, (home == code).sum())
    kept = left["country"].filter(left["country"].is_valid()).to_pylist()
    assert kept == home[~lost].tolist()
    assert left["institution"].is_null() == left["country"].is_null()
    twice = set(zip(recorded["work"].to_pylist(), recorded["author"].to_pylist(), strict=True))
    assert len(twice) == len(left)


def test_drawing_is_fast():
    """A hundred thousand works in well under a second; the best of three, as cores are shared."""
    took = []
    for seed in range(3):
        began = time.perf_counter()
        draw(random_world(1), works=100_000, seed=seed)
        took.append(time.perf_counter() - began)
    assert min(took) < 1


def test_history_keeps_each_world_to_its_years():
    before, after = (
        World(
            countries=("US", "CN"),
            dual=(0, 0),
            missing=(0, 0),
            years=((year, 1.0),),
            **{
                **EVEN,
                "company": company,
            },
        )
        for year, company in ((2018, ((1.0, 0.0), (0.0, 1.0))), (2021, ((0.0, 1.0), (1.0, 0.0))))
    )
    tables = History((before, after), (0.3, 0.7)).draw(works=20_000, seed=1)
    for name, table in TABLES.items():
        table.check(tables[name], origin="drawn")
    years = tables["work"]["year"].to_numpy()
    assert within((years == 2018).mean(), 0.3, len(years))
    rows = tables["authorship"]
    codes = np.array(rows["country"].to_pylist()) == "US"
    of_work = np.bincount(rows["work"].to_numpy(), weights=codes, minlength=len(years))
    authors = np.bincount(rows["work"].to_numpy(), minlength=len(years))
    mixed = (of_work > 0) & (of_work < authors)
    assert not mixed[years == 2018].any()
    assert mixed[(years == 2021) & (authors == 2)].all()


def test_history_refuses_worlds_that_cannot_be_told_apart():
    world = ring_world(1.0)
    with pytest.raises(UsageError, match="share a year"):
        History((world, world), (0.5, 0.5))
    other = World(
        countries=("US", "CN"),
        dual=(0, 0),
        missing=(0, 0),
        years=((2000, 1.0),),
        labels=(("vision", 0.5),),
        **EVEN,
    )
    with pytest.raises(UsageError, match="labels"):
        History((world, other), (0.5, 0.5))


@pytest.mark.parametrize(
    "change, words",
    [
        ({"output": (0.5, 0.6)}, "output sums to"),
        ({"company": ((0.5, 0.5), (0.4, 0.5))}, "company of CN sums to"),
        ({"company": ((0.5, 0.5), (1.0,))}, "company of CN needs one entry a country"),
        ({"dual": (0.5,)}, "dual needs one entry"),
        ({"missing": (0.5, 1.5)}, "outside"),
        ({"authors": (1.5, -0.5)}, "outside"),
        ({"years": ((2020, 0.5),)}, "years sums to"),
        ({"labels": (("vision", 2.0),)}, "outside"),
        ({"countries": ("US", "US")}, "different codes"),
    ],
)
def test_impossible_worlds_are_refused(change, words):
    possible = {"countries": ("US", "CN"), "dual": (0, 0), "missing": (0, 0), **EVEN}
    World(**possible)
    with pytest.raises(UsageError, match=words):
        World(**{**possible, **change})


def test_invented_codes_are_refused():
    with pytest.raises(UnknownName, match="XX"):
        World(countries=("US", "XX"), dual=(0, 0), missing=(0, 0), **EVEN)


def test_gaps_can_be_put_anywhere():
    world = with_gaps(ring_world(1.0), CN=0.25)
    assert dict(zip(world.countries, world.missing, strict=True))["CN"] == 0.25
    assert sum(world.missing) == 0.25
    assert world.complete() == ring_world(1.0)
