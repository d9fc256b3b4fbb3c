"""A sample pooled in memory is what an engine pools from the same tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.dimensions import Specification
from detente.engine import start
from detente.lake.pooling import build_pool
from detente.simulate.coverage import Coverage
from detente.simulate.draw import draw
from detente.simulate.families import gappy_world
from detente.simulate.sample import Sample
from naive.some_worlds import CODES, worlds


@pytest.mark.parametrize("seed", [1, 2])
def test_pool_is_that_of_the_engine(seed):
    world = gappy_world(seed)
    tables = draw(world, works=800, seed=seed)
    sample = Sample.from_tables(tables, world.definitions, draws=1, seed=1)
    with start("duckdb") as engine:
        made = build_pool(engine, tables, world.definitions)
    assert sample.pool.pattern == made["pattern"]
    assert sample.pool.cell == made["cell"]
    assert sample.pool.cell_work == made["cell_work"]


@given(worlds(), st.integers(1, 60), st.integers(0, 2**40))
@settings(max_examples=40)
def test_papers_are_those_in_the_tables(world, works, seed):
    tables = draw(world, works=works, seed=seed)
    sample = Sample.from_tables(tables, world.definitions, draws=2, seed=seed)
    vision = {r["work"] for r in tables["label"].to_pylist() if r["label"] == "vision"}
    for definition in ("all", "vision"):
        chosen = Specification.of(ai_definition=definition, document_types="all")
        pool = sample.pool
        cells = pool.admitted(chosen)
        found = pool.total(pool.credit(chosen), cells, keys=pool.places + 1, draws=2, seed=seed)
        for code in CODES[: len(world.countries)]:
            has = {r["work"] for r in tables["authorship"].to_pylist() if r["country"] == code}
            wanted = has if definition == "all" else has & vision
            place = pool.countries.index(code) if code in pool.countries else None
            assert (found[0, place, 0] if place is not None else 0) == len(wanted)


def test_coverage_counts_each_side():
    counted = Coverage.of(
        "x", [1.0, 1.0, 1.0, 1.0], low=[0.5, 1.5, 0.0, np.nan], high=[1.5, 2.5, 0.5, np.nan]
    )
    assert (counted.worlds, counted.undefined) == (3, 1)
    assert (counted.below, counted.above, counted.covered) == (1, 1, 1)
    assert counted.share == pytest.approx(1 / 3)
    assert counted.width == pytest.approx((1 + 1 + 0.5) / 3)
    low, high = counted.uncertainty
    assert 0 < low < 1 / 3 < high < 1


def test_coverage_of_nothing_is_undefined():
    counted = Coverage.of("x", [1.0], low=[np.nan], high=[np.nan])
    assert counted.worlds == 0
    assert np.isnan(counted.share)
    assert np.isnan(counted.width)
