"""Claims about breakthroughs agree with the indicator, also on where there is no interval."""

import math
import re

import pytest

from claims.claim_world import claim_of
from detente.claims.atom import Atom
from detente.claims.evaluate import evaluate
from detente.core.dimensions import Specification
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators import breakthrough
from detente.indicators.tally import Tally
from detente.simulate.cited_families import random_citations
from detente.simulate.cited_sample import CitedSample
from detente.simulate.literature import draw_literature

CHOICES = {
    "counting": ("full", "first_author"),
    "top_share": ("10%", "1%"),
    "top_disruptive": ("20%", "5%"),
    "territory": ("separate", "hk_mo_with_cn"),
}
SIZES = (900, 4000)


@pytest.fixture(scope="module", params=SIZES, ids=("few works", "many works"))
def sample(request):
    literature = draw_literature(random_citations(1), works=request.param, seed=3)
    with DuckDBEngine(threads=1) as engine:
        yield CitedSample.of(literature, engine, draws=40, seed=3)


def shown(sample, choices):
    """Rows of the indicator by metric, and by country where they are of one alone."""
    tally = Tally(sample, Specification.of(choices))
    tables = breakthrough.compute(tally, country="US", partner="CN")
    rows = [row for table in tables for row in table.to_pylist()]
    return {(row["metric"], row["country"] if not row["partner"] else None): row for row in rows}


@pytest.mark.parametrize("relation", ["gt", "lt"])
def test_a_share_has_a_class_where_the_indicator_has_an_interval(sample, relation):
    atom = Atom(relation, "breakthrough_share", "US", comparator="CN")
    (found,) = evaluate(claim_of(atom, **CHOICES), sample).atoms
    scarce = 0
    for index, choices in enumerate(found.specifications):
        rows = shown(sample, choices)
        ratio = rows["breakthrough_share_ratio", None]
        members = [rows["breakthroughs", country]["value"] for country in ("US", "CN")]
        few = min(members) < 2 - 1e-9
        scarce += few
        assert (ratio["low"] is None) == few, choices
        assert (found.classes[index] == "N") == few, choices
        assert math.isnan(found.low[index]) == math.isnan(found.high[index]) == few
        if min(members) > 0:
            sign = 1 if relation == "gt" else -1
            assert sign * found.estimates[index] == pytest.approx(math.log(ratio["value"]))
    told = [int(re.search(r"in (\d+) of 16 definitions", note)[1]) for note in found.notes]
    assert told == ([scarce] if scarce else [])
    assert scarce
    assert (scarce < len(found.specifications)) == (len(sample.work_pool.sizes) > SIZES[0])


def test_a_count_rests_on_the_breakthroughs_themselves(sample):
    """25 of them are asked for in all, so that no least number for each side is needed."""
    atom = Atom("gt", "breakthroughs", "US", comparator="CN")
    (found,) = evaluate(claim_of(atom, minimum=25, **CHOICES), sample).atoms
    for index, choices in enumerate(found.specifications):
        rows = shown(sample, choices)
        members = sum(rows["breakthroughs", country]["value"] for country in ("US", "CN"))
        assert found.n[index] < len(sample.work_pool.sizes)
        assert members < 25 or found.classes[index] != "N", choices
        assert found.n[index] >= 25 or found.classes[index] == "N", choices
    assert found.notes == ()
