"""Claims about lags and openness say what the indicators say, in months and as log ratios."""

import math

import numpy as np
import pytest

from detente.claims.atom import Atom
from detente.claims.evaluate import evaluate
from detente.claims.grammar import parse, render
from detente.claims.metrics import frontier_lag, open_model_share
from detente.claims.typed import typed_claim
from detente.core.dimensions import Specification
from detente.core.errors import UsageError
from detente.indicators.run import run
from small_release import dataset_of, small_world

LAG = Atom("lag", "frontier_lag", "CN", comparator="US", bounds=(12.0, 24.0))
OPENER = Atom("gt", "open_model_share", "CN", comparator="US")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return dataset_of(tmp_path_factory.mktemp("lake"), small_world(1, 20), draws=50)


def specifications(**choices):
    """Every combination of the given options."""
    found = [Specification.of()]
    for name, options in choices.items():
        found = [one.but(**{name: option}) for one in found for option in options]
    return found


def test_months_are_the_days_of_the_indicator(dataset):
    asked = specifications(
        lag_scale=("index", "benchmarks", "compute"),
        lag_estimator=("forward_median", "backward_mean", "day_average", "joint_mean"),
        developer_country=("headquarters", "any_affiliated"),
    )
    drawn = frontier_lag.draw(LAG, asked, dataset)
    for place, specification in enumerate(asked):
        (row,) = [
            row
            for row in run(
                "frontier_lag", dataset, specification, country="CN", leader="US"
            ).to_dicts()
            if row["metric"] == "lag"
        ]
        if row["value"] is None:
            continue
        assert drawn.value[place, 0] == pytest.approx(row["value"] / 30.4375)
        assert drawn.n[place] == row["n"]
        assert drawn.unknown_share[place] == pytest.approx(row["unknown_share"])
        for found, end in ((drawn.low[place], row["low"]), (drawn.high[place], row["high"])):
            if end is None:
                assert not math.isfinite(found)
            else:
                assert found == pytest.approx(end / 30.4375)


def test_a_median_that_is_not_reached_has_an_open_interval(dataset):
    """Half of the levels are open: the estimate is a lower bound, and some draws have none."""
    asked = Specification.of(lag_estimator="forward_median", record_era="all")
    (country, row), *_ = (
        (country, row)
        for country in ("HK", "FR", "GB", "CN")
        for row in run("frontier_lag", dataset, asked, country=country, leader="US").to_dicts()
        if row["metric"] == "lag" and (row["note"] or "").startswith("not reached")
    )
    late = Atom("lag", "frontier_lag", country, comparator="US", bounds=(0.0, 1.0))
    drawn = frontier_lag.draw(late, [asked.but(lag_scale=row["lag_scale"])], dataset)
    assert row["value"] is None
    assert f"exceeds {drawn.value[0, 0] * frontier_lag.MONTH:.0f} days" in row["note"]
    assert np.isinf(drawn.value[0, 1:]).any()
    assert drawn.notes == (frontier_lag.NOT_REACHED,)


def test_shares_are_compared_as_log_ratios(dataset):
    asked = specifications(model_list=("all", "notable"), open_means=("weights", "any_use"))
    drawn = open_model_share.draw(OPENER, asked, dataset)
    swapped = Atom("gt", "open_model_share", "US", comparator="CN")
    back = open_model_share.draw(swapped, asked, dataset)
    np.testing.assert_allclose(back.value, -drawn.value)
    np.testing.assert_allclose((back.low, back.high), (-drawn.high, -drawn.low))
    np.testing.assert_allclose((back.bound_low, back.bound_high),
                               (-drawn.bound_high, -drawn.bound_low))  # fmt: skip
    for place, specification in enumerate(asked):
        shares = {}
        for row in run("openness", dataset, specification).to_dicts():
            if row["metric"] in ("open_share", "open_share_least", "open_share_most"):
                shares[row["country"], row["metric"]] = row
        cn, us = shares["CN", "open_share"], shares["US", "open_share"]
        assert drawn.value[place, 0] == pytest.approx(math.log(cn["value"] / us["value"]))
        assert drawn.n[place] == min(cn["n"], us["n"])
        least = shares["CN", "open_share_least"]["value"] / shares["US", "open_share_most"]["value"]
        assert drawn.bound_low[place] == pytest.approx(math.log(least))
        assert drawn.bound_low[place] <= drawn.value[place, 0] <= drawn.bound_high[place]


@pytest.mark.parametrize("text, atom", [
    ("CN is 12 to 24 months behind US", LAG),
    ("China is 1 to 2 years behind the US", LAG),
    ("CN has a higher open model share than US", OPENER),
])  # fmt: skip
def test_sentences_are_read_written_and_checked(dataset, text, atom):
    assert parse(text) == (atom,)
    assert parse(render(atom)) == (atom,)
    finding = evaluate(typed_claim(text), dataset)
    (part,) = finding.atoms
    assert part.verdict.name
    assert part.sources == ("Nobody (2024). Invented works.",)


def test_a_field_that_the_atom_names_is_that_of_the_models(dataset):
    named = Atom("lag", "frontier_lag", "CN", comparator="US", bounds=(0.0, 9.0), scope="language")
    asked = specifications(lag_scale=("benchmarks",), lag_estimator=("day_average",))
    by_name = frontier_lag.draw(named, asked, dataset)
    by_choice = frontier_lag.draw(LAG, [asked[0].but(model_domain="language")], dataset)
    np.testing.assert_array_equal(by_name.value, by_choice.value)
    other = Atom("lag", "frontier_lag", "CN", comparator="US", bounds=(0.0, 9.0), scope="robotics")
    with pytest.raises(UsageError, match="robotics"):
        frontier_lag.draw(other, asked, dataset)


@pytest.mark.parametrize("metric, atom", [
    (frontier_lag, Atom("gt", "frontier_lag", "CN", comparator="US")),
    (open_model_share, Atom("lag", "open_model_share", "CN", comparator="US", bounds=(1, 2))),
    (open_model_share, Atom("gt", "open_model_share", "CN", value=0.0)),
])  # fmt: skip
def test_what_a_metric_cannot_say_is_refused(metric, atom):
    with pytest.raises(UsageError):
        metric.axis(atom)
