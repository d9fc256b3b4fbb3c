"""Spark pools the works and answers the statements: every indicator says the same, bit for bit."""

import pytest

from detente.indicators.run import run
from detente.lake.dataset import Dataset
from indicator_checks import (
    CASES,
    CHECKS,
    CHOICES,
    World,
    check_naive,
    check_rows,
    specification_of,
    without_provenance,
)
from small_release import dataset_of, small_world

pytestmark = pytest.mark.spark
SEED, SIZE, DRAWS = 1, 90, 20


@pytest.fixture(scope="module")
def duck(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    return dataset_of(folder, small_world(SEED, SIZE), draws=DRAWS, parts=3)


@pytest.fixture(scope="module")
def spark(duck, spark_engine):
    return Dataset(duck.release, spark_engine, draws=DRAWS, pool_again=True)


def test_the_pool_is_the_same(duck, spark):
    for name in ("pattern", "cell", "cell_work"):
        assert getattr(spark.pool, name).to_pydict() == getattr(duck.pool, name).to_pydict()


@pytest.mark.parametrize(
    "name, filters", CASES, ids=["-".join([n, *map(str, f.values())]) for n, f in CASES]
)
def test_every_indicator_says_the_same_on_both_engines(duck, spark, name, filters):
    specification = specification_of(name, {})
    ours, theirs = (run(name, dataset, specification, **filters) for dataset in (duck, spark))
    assert (ours.provenance.engine, theirs.provenance.engine) == ("duckdb", "spark")
    check_rows(theirs)
    # sums of works are whole numbers, and the rest comes from the same pool: nothing may differ
    assert without_provenance(theirs) == without_provenance(ours)


@pytest.mark.parametrize("name", CHECKS)
def test_the_naive_answer_on_spark(spark, name):
    world = World(small_world(SEED, SIZE), draws=DRAWS, seed=spark.seed)
    check_naive(name, spark, world, CHOICES[2])
