"""Spark pools the works and answers the statements: every indicator says the same, bit for bit."""

from functools import cache

import pytest

from answer_checks import World
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from indicator_checks import (
    CASES,
    CHECKS,
    CHOICES,
    check_naive,
    check_rows,
    kind_of,
    specification_of,
    without_provenance,
    world_for,
)
from small_release import dataset_of

pytestmark = pytest.mark.spark
SEED, SIZE, DRAWS = 1, 90, 20


@pytest.fixture(scope="module")
def both(tmp_path_factory, spark_engine):
    """By indicator: the same works on DuckDB and on Spark."""

    @cache
    def made(kind):
        world = world_for(kind, SEED, SIZE)
        duck = dataset_of(tmp_path_factory.mktemp("lake"), world, draws=DRAWS, parts=3)
        return duck, Dataset(duck.release, spark_engine, draws=DRAWS, pool_again=True)

    return lambda name: made(kind_of(name))


def test_the_pool_is_the_same(both):
    duck, spark = both("output")
    for name in ("pattern", "cell", "cell_work"):
        assert getattr(spark.pool, name).to_pydict() == getattr(duck.pool, name).to_pydict()


@pytest.mark.parametrize(
    "name, filters", CASES, ids=["-".join([n, *map(str, f.values())]) for n, f in CASES]
)
def test_every_indicator_says_the_same_on_both_engines(both, name, filters):
    specification = specification_of(name, {})
    ours, theirs = (run(name, dataset, specification, **filters) for dataset in both(name))
    assert (ours.provenance.engine, theirs.provenance.engine) == ("duckdb", "spark")
    check_rows(theirs)
    # sums of works are whole numbers, and the rest comes from the same pool: nothing may differ
    assert without_provenance(theirs) == without_provenance(ours)


@pytest.mark.parametrize("name", CHECKS)
def test_the_naive_answer_on_spark(both, name):
    _, spark = both(name)
    world = World(world_for(kind_of(name), SEED, SIZE), draws=DRAWS, seed=spark.seed)
    check_naive(name, spark, world, CHOICES[2])
