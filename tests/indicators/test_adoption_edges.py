"""Adoption lags: swapping, what is censored, and what cannot be asked."""

from __future__ import annotations

import pytest

from detente.core.dimensions import Specification
from detente.core.errors import UnknownName, UsageError
from detente.indicators.run import run
from small_release import Work, dataset_of, old_world

PLAIN = Specification.of()
YEARS = range(2010, 2020)


def adopting(starts, label="vision's end"):
    """Ten papers a year of each country: none on the topic, then one more of them each year."""
    world = []
    for country, start in starts.items():
        for year in YEARS:
            on_topic = max(0, year - start + 1)
            for i in range(10):
                labels = {label: 1.0} if i < on_topic else {"other": 1.0}
                world.append(
                    Work(len(world), year=year, labels=labels, rows=[(1, None, country, None)])
                )
    return world


def lags(dataset, **filters):
    rows = run("adoption_lag", dataset, PLAIN, **filters).to_dicts()
    return {(row["metric"], row["level"]): row for row in rows}


def test_a_planted_lag_is_found_by_every_estimator(tmp_path):
    dataset = dataset_of(tmp_path, adopting({"US": 2012, "CN": 2014}), draws=50)
    found = lags(dataset, country="CN", leader="US", topic="vision's end")
    assert found["shift", None]["value"] == 2
    assert found["horizontal_lag", "20 %"]["value"] == pytest.approx(2)
    assert found["first_to_papers", "5 papers"]["value"] == 2
    assert found["correlation_lag", None]["value"] == 2
    assert found["shift", None]["low"] <= 2 <= found["shift", None]["high"]
    assert found["shift", None]["n"] == 1 + 2 + 3 + 4 + 5 + 6


def test_what_is_not_reached_is_censored_not_zero(tmp_path):
    dataset = dataset_of(tmp_path, adopting({"US": 2012, "CN": 2017, "DE": 2030}), draws=20)
    found = lags(dataset, country="CN", leader="US", topic="vision's end")
    row = found["horizontal_lag", "40 %"]
    assert row["value"] is row["low"] is row["high"] is None
    assert row["note"].startswith("censored: at least 4 years later; CN does not reach it by 2019")
    nobody = lags(dataset, country="DE", leader="CN", topic="vision's end")
    assert "undefined" in nobody["first_to_papers", "50 papers"]["note"]
    back = lags(dataset, country="US", leader="CN", topic="vision's end")
    assert "4 years earlier" in back["horizontal_lag", "40 %"]["note"]


@pytest.mark.parametrize("seed", [1, 4])
def test_swapping_the_countries_turns_the_sign(tmp_path, seed):
    dataset = dataset_of(tmp_path, old_world(seed, 90), draws=10)
    there = lags(dataset, country="CN", leader="US", topic="vision")
    back = lags(dataset, country="US", leader="CN", topic="vision")
    assert any(row["value"] for row in there.values())
    for key, row in there.items():
        mine, theirs = row["value"], back[key]["value"]
        assert mine is theirs is None or mine == pytest.approx(-theirs)


def test_too_few_years_are_insufficient(tmp_path):
    world = [one for one in adopting({"US": 2012, "CN": 2013}) if one.year < 2014]
    dataset = dataset_of(tmp_path, world, draws=5)
    for row in lags(dataset, country="CN", leader="US", topic="vision's end").values():
        assert row["value"] is None
        assert "fewer than five years" in row["note"]


def test_what_cannot_be_asked_is_said(tmp_path):
    dataset = dataset_of(tmp_path, adopting({"US": 2012, "CN": 2014}), draws=0)
    with pytest.raises(UsageError, match="--leader"):
        run("adoption_lag", dataset, PLAIN, country="CN")
    with pytest.raises(UsageError, match="partner of itself"):
        run("adoption_lag", dataset, PLAIN, country="CN", leader="CN")
    with pytest.raises(UnknownName, match="vision's end"):
        run("adoption_lag", dataset, PLAIN, country="CN", leader="US", topic="vision's ends")
