"""A literature in memory gives indicators what a release of it gives, number for number."""

import pytest

from detente.core.dimensions import Specification
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators import breakthrough, disruption, impact
from detente.indicators.tally import Tally
from detente.lake.dataset import Dataset
from detente.lake.store import Store
from detente.simulate.cited_families import lossy_citations
from detente.simulate.cited_sample import CitedSample
from detente.simulate.literature import draw_literature
from detente.simulate.release import release

WORLD, WORKS, SEED, DRAWS = lossy_citations(1), 900, 3, 20


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with DuckDBEngine(threads=1) as engine:
        store = Store(tmp_path_factory.mktemp("lake"))
        made = release(store, WORLD, works=WORKS, seed=SEED, engine=engine)
        literature = draw_literature(WORLD, works=WORKS, seed=SEED)
        yield (
            Dataset(made, engine, draws=DRAWS, seed=SEED),
            CitedSample.of(literature, engine, draws=DRAWS, seed=SEED),
        )


@pytest.mark.parametrize(
    "indicator, choices, options",
    [
        (impact, {"window": "three_years"}, {}),
        (impact, {"domestic_citations": "dropped"}, {}),
        (disruption, {}, {"replicas": 0}),
        (breakthrough, {}, {}),
    ],
)
def test_numbers_are_those_of_the_release(both, indicator, choices, options):
    rows = []
    for dataset in both:
        tally = Tally(dataset, Specification.of(**choices))
        tables = indicator.compute(tally, country="US", partner="CN", **options)
        rows.append([row for table in tables for row in table.to_pylist()])
    assert len(rows[0]) > 5
    assert rows[0] == rows[1]


def test_it_is_called_simulated(both):
    assert both[1].release.id == "simulated"
    assert both[1].definitions == both[0].definitions
    assert not both[1].release.has("figure")
