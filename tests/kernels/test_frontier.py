"""Frontier lags: the worked example, every release and day looked at, and the sign."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import frontier, survival
from detente.kernels.intervals import quantile
from examples_io import assert_exact, assert_matches, load
from naive import frontier as naive
from naive import survival as naive_survival

RELEASES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=10)
SOME = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=10)
AS_OF = 45


@pytest.fixture(scope="module")
def example():
    return load("05b_frontier_lag")


def sides(example):
    given = example["input"]
    return tuple(
        frontier.records(*np.array(given[f"{side}_releases"]).reshape(-1, 2).T)
        for side in ("leader", "follower")
    )


def whole(values):
    """Whole numbers as the example writes them."""
    return [int(value) if float(value).is_integer() else float(value) for value in values]


def rows(spells, names, *columns):
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def plain(value):
    return None if np.isnan(value) or np.isinf(value) else float(value)


def horizons(example):
    """Restricted means are named after their horizon: rmst_300."""
    return [int(name.split("_")[1]) for name in example["expected"] if name.startswith("rmst_")]


def figures(example):
    leader, follower = sides(example)
    as_of = example["params"]["as_of_day"]
    ahead, behind = frontier.forward(leader, follower, as_of), frontier.backward(leader, follower)
    curve = survival.product_limit(ahead.lag, ahead.event)
    days = frontier.by_day(leader, follower, as_of)
    events, ones = ahead.lag[ahead.event], np.ones((len(behind.lag), 1))
    middle = survival.weighted_median
    return {
        "leader_records": list(zip(whole(leader.day), whole(leader.level), strict=True)),
        "follower_records": list(zip(whole(follower.day), whole(follower.level), strict=True)),
        "forward": rows(ahead, ("leader_day", "level", "lag", "event"), whole(ahead.day),
                        whole(ahead.level), whole(ahead.lag), ahead.event.tolist()),
        "km_curve": list(zip(whole(curve.times), curve.survival[:, 0].tolist(), strict=True)),
        "km_median": plain(survival.median(curve)[0]),
        **{f"rmst_{h}": survival.restricted_mean(curve, h)[0] for h in horizons(example)},
        "naive_median_events_only": plain(middle(events, np.ones((len(events), 1)))[0]),
        "naive_mean_events_only": plain(frontier.mean(events, np.ones((len(events), 1)))[0]),
        "naive_median_censored_as_events": plain(
            middle(ahead.lag, np.ones((len(ahead.lag), 1)))[0]),
        "backward": rows(behind, ("follower_day", "level", "lag"), whole(behind.day),
                         whole(behind.level), whole(behind.lag)),
        "backward_mean": plain(frontier.mean(behind.lag, ones)[0]),
        "backward_median": plain(middle(behind.lag, ones)[0]),
        "day_average": days.total.sum() / days.days.sum(),
        "day_average_range": whole([days.least.min(), days.most.max()]),
        "age_of_oldest_unmatched_leader_record": plain(frontier.oldest_unmatched(ahead)),
    }  # fmt: skip


def drawn(spells, weights):
    return survival.median(survival.product_limit(spells.lag, spells.event, weights))


def enumerated(spells):
    """Median of every resample of the leader's records, each of n records n times."""
    n = len(spells.lag)
    picks = np.array(list(product(range(n), repeat=n)))
    weights = np.stack([(picks == record).sum(axis=1) for record in range(n)])
    return drawn(spells, weights)


def ends(medians):
    return [plain(quantile(medians, q)) for q in (0.025, 0.975)]


def test_the_example(example):
    expected = dict(example["expected"])
    resampled = expected.pop("bootstrap")
    assert_matches(figures(example), expected, example["tolerance"])
    leader, follower = sides(example)
    spells = frontier.forward(leader, follower, example["params"]["as_of_day"])
    medians = enumerated(spells)
    assert np.isinf(medians).mean() == pytest.approx(resampled["P_median_not_reached"], abs=1e-9)
    assert ends(medians) == resampled["ci95_km_median"]


def test_the_example_in_fractions(example):
    releases = [
        [tuple(release) for release in example["input"][f"{side}_releases"]]
        for side in ("leader", "follower")
    ]
    as_of = example["params"]["as_of_day"]
    spells = [(lag, event) for _, _, lag, event in naive.forward(*releases, as_of)]
    events = [lag for lag, event in spells if event]
    behind = [lag for _, _, lag in naive.backward(*releases)]
    got = {
        "km_curve": naive_survival.curve(spells),
        **{f"rmst_{h}": naive_survival.restricted_mean(spells, h) for h in horizons(example)},
        "naive_median_events_only": naive_survival.middle(events),
        "naive_mean_events_only": sum(events) / len(events),
        "naive_median_censored_as_events": naive_survival.middle([lag for lag, _ in spells]),
        "backward_mean": sum(behind) / len(behind),
        "backward_median": naive_survival.middle(behind),
        "day_average": naive.day_average(*releases, as_of),
    }
    exact = {key: value for key, value in example["exact"].items() if key != "bootstrap"}
    assert_exact(got, exact)


def test_many_random_resamples_agree_with_all_of_them(example):
    """Methods §13.8: 100,000 draws within 0.01 of the enumerated values."""
    leader, follower = sides(example)
    spells = frontier.forward(leader, follower, example["params"]["as_of_day"])
    n = len(spells.lag)
    weights = np.random.default_rng(5).multinomial(n, [1 / n] * n, size=100_000).T
    medians, every = drawn(spells, weights), enumerated(spells)
    for value in np.unique(every):
        assert (medians <= value).mean() == pytest.approx((every <= value).mean(), abs=0.01)


@given(leader=RELEASES, follower=RELEASES)
def test_every_estimator_looks_up_the_same_days(leader, follower):
    one, other = (frontier.records(*np.array(side).reshape(-1, 2).T) for side in (leader, follower))
    assert list(zip(one.day, one.level, strict=True)) == naive.records(leader)
    ahead = frontier.forward(one, other, AS_OF)
    assert list(zip(*ahead[:4], strict=True)) == naive.forward(leader, follower, AS_OF)
    behind = frontier.backward(one, other)
    assert list(zip(*behind[:3], strict=True)) == naive.backward(leader, follower)
    for spells in (ahead, behind):
        for unit, followed, level in zip(spells.unit, spells.followed, spells.level, strict=True):
            assert (follower if followed else leader)[unit][1] >= level
    both = frontier.joint(one, other, AS_OF)
    found = sorted(zip(both.level, both.lag, both.event, strict=True))
    assert found == sorted(naive.joint(leader, follower, AS_OF))


@given(leader=RELEASES, follower=SOME)
def test_the_days_are_those_counted_one_by_one(leader, follower):
    one, other = (frontier.records(*np.array(side).reshape(-1, 2).T) for side in (leader, follower))
    days = frontier.by_day(one, other, AS_OF)
    lags = naive.by_day(leader, follower, AS_OF)
    assert days.days.sum() == len(lags)
    assert days.total.sum() == sum(lags)
    assert (days.least.min(), days.most.max()) == (min(lags), max(lags))


@given(leader=RELEASES, follower=RELEASES)
def test_swapping_the_sides_flips_the_joint_lag(leader, follower):
    one, other = (frontier.records(*np.array(side).reshape(-1, 2).T) for side in (leader, follower))
    there, back = frontier.joint(one, other, AS_OF), frontier.joint(other, one, AS_OF)
    assert sorted(there.lag) == sorted(-back.lag)
    assert sorted(there.level) == sorted(back.level)


def test_no_days_without_a_follower():
    leader, nobody = frontier.records([1], [5]), frontier.records([], [])
    assert frontier.by_day(leader, nobody, 10).days.size == 0
    assert np.isnan(frontier.mean([], np.zeros((0, 3)))).all()
    assert np.isnan(frontier.oldest_unmatched(frontier.backward(leader, nobody)))
