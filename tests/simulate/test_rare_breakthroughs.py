"""Fewer than two breakthroughs have no interval: one paper says nothing of how rare it is."""

import pytest

from detente.core.dimensions import Specification
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators import breakthrough
from detente.indicators.tally import Tally
from detente.simulate.cited_families import random_citations
from detente.simulate.cited_sample import CitedSample
from detente.simulate.literature import draw_literature

COUNTED = ("breakthroughs", "breakthrough_share")
ENDS = ("low", "high")


@pytest.fixture(scope="module", params=(900, 4000), ids=("few works", "many works"))
def tally(request):
    literature = draw_literature(random_citations(1), works=request.param, seed=3)
    with DuckDBEngine(threads=1) as engine:
        sample = CitedSample.of(literature, engine, draws=40, seed=3)
        yield Tally(sample, Specification.of())


def rows_of(tally, **asked):
    return [row for table in breakthrough.compute(tally, **asked) for row in table.to_pylist()]


def test_a_country_has_an_interval_from_two_on(tally):
    rows = [row for row in rows_of(tally) if row["metric"] in COUNTED and row["value"] is not None]
    count = {row["country"]: row["value"] for row in rows if row["metric"] == COUNTED[0]}
    for row in rows:
        many = count[row["country"]] >= 2
        assert [row[end] is not None for end in ENDS] == [many, many], row
        assert many or row["note"].count("no interval") == 1, row
        assert not many or "fewer than 2" not in (row["note"] or ""), row
    few = len(tally.dataset.work_pool.sizes) < 1000
    assert any(0 < found < 2 for found in count.values()) == few


def test_a_comparison_rests_on_the_smaller_side(tally):
    rows = rows_of(tally, country="US", partner="CN")
    count = [row["value"] for row in rows if row["metric"] == COUNTED[0]]
    many = min(count) >= 2
    compared = [row for row in rows if row["partner"] and row["metric"].startswith("breakthrough")]
    ahead = [row for row in rows if row["metric"].startswith("p_")]
    assert (len(compared), len(ahead)) == (4, 2)
    for row in compared:
        assert row["value"] is not None
        assert [row[end] is not None for end in ENDS] == [many, many], row
    for row in ahead:
        assert (row["value"] is not None) == many, row
    for row in (*compared, *ahead):
        assert ("fewer than 2 breakthroughs" in (row["note"] or "")) is not many, row
