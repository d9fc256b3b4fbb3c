"""Comparison: ours are a slow recount, published are as published, and the ratio is theirs."""

import pytest

from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.indicators.reasons import COMPARED, REASONS, reasons
from naive.published import recount
from views.view_world import planted


@pytest.fixture
def lake(planted_lake):
    import detente

    return detente.open(planted_lake)


def cells(measure):
    found = {}
    for r in measure.to_dicts():
        key = (r["figure"], r["country"], r["partner"], r["first_year"], r["last_year"])
        found.setdefault(key, {})[r["metric"]] = r
    return found


@pytest.mark.parametrize("years", ["total", "each", "2021"])
def test_ours_are_those_of_a_slow_recount(lake, years):
    tables = planted()
    found = cells(lake.comparison(years=years))
    assert found
    for key, metrics in found.items():
        assert metrics["ours"]["value"] == recount(tables, *key)
        assert metrics["ours"]["n"] == metrics["ours"]["value"]


def test_published_are_as_published_and_the_ratio_is_theirs(lake):
    printed = {
        (r["metric"], r["country"], r["partner"], r["first_year"], r["last_year"]): r["value"]
        for r in planted()["figure"].to_pylist()
    }
    for key, metrics in cells(lake.comparison(country="US")).items():
        ours, theirs, ratio = (metrics[m] for m in ("ours", "published", "ratio"))
        assert theirs["value"] == printed[key]
        assert ratio["value"] == pytest.approx(ours["value"] / theirs["value"], rel=1e-12)
        assert ratio["low"] == pytest.approx(ours["low"] / theirs["value"], rel=1e-12)
        assert ratio["high"] == pytest.approx(ours["high"] / theirs["value"], rel=1e-12)


def test_what_cannot_be_divided_says_why(lake):
    found = cells(lake.comparison())
    zero = found["papers_full", "DE", None, 2013, 2022]["ratio"]
    assert (zero["value"], zero["note"]) == (None, "published as 0: no ratio")
    hidden = found["joint_papers", "CN", "DE", 2013, 2022]
    assert hidden["published"]["value"] is None
    assert hidden["published"]["n"] is None
    assert hidden["ratio"]["note"] == "suppressed by its publisher"


def test_a_pair_stands_once_unless_a_country_is_asked_for(lake):
    pairs = [key[1:3] for key in cells(lake.comparison(figure="joint_papers"))]
    assert len(pairs) == len({frozenset(pair) for pair in pairs}) == 6
    of_germany = cells(lake.comparison(figure="joint_papers", country="DE"))
    assert {key[1] for key in of_germany} == {"DE"}
    assert len(of_germany) == 3
    with_germany = cells(lake.comparison(figure="joint_papers", partner="DE"))
    assert {key[1] for key in with_germany} == {"US", "CN", "GB"}


def test_merging_hong_kong_adds_its_papers_to_china(lake):
    separate = cells(lake.comparison(figure="papers_full", country="CN"))
    merged = cells(lake.comparison(figure="papers_full", country="CN", territory="hk_mo_with_cn"))
    (key,) = separate
    assert merged[key]["ours"]["value"] > separate[key]["ours"]["value"]


def test_a_country_that_counts_as_another_is_not_compared(lake):
    separate = lake.comparison(figure="papers_full", years="each").rows["country"].unique()
    assert "HK" in separate.to_pylist()
    merged = lake.comparison(figure="papers_full", years="each", territory="hk_mo_with_cn")
    assert "HK" not in merged.rows["country"].unique().to_pylist()


@pytest.mark.parametrize(
    "arguments, error",
    [
        ({"source": "cat"}, UnknownName),
        ({"figure": "papers"}, UnknownName),
        ({"country": "FR"}, DataMissing),
        ({"years": "1900"}, DataMissing),
        ({"territory": "eu_bloc"}, UsageError),
    ],
)
def test_what_cannot_be_compared_is_refused(lake, arguments, error):
    with pytest.raises(error):
        lake.comparison(**arguments)


def test_every_source_that_is_compared_declares_its_reasons():
    for source, declared in REASONS.items():
        assert declared
        assert reasons(source) == declared
        for reason in declared:
            assert set(reason.figures) <= set(COMPARED)
    assert all(not r.figures for r in reasons("ncses", ["papers_full"]))
    assert reasons("nobody") == ()
