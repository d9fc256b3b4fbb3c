"""Kaplan-Meier against fractions, and its invariants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import survival
from naive import survival as naive

SPELLS = st.lists(st.tuples(st.integers(-20, 60), st.booleans()), min_size=1, max_size=12)


def curve_of(spells, weights=None):
    times, events = zip(*spells, strict=True)
    return survival.product_limit(times, events, weights)


@given(spells=SPELLS, horizon=st.integers(-30, 80))
def test_curve_median_and_restricted_mean(spells, horizon):
    found = curve_of(spells)
    expected = naive.curve(spells)
    assert found.times.tolist() == [time for time, _ in expected]
    np.testing.assert_allclose(found.survival[:, 0], [float(s) for _, s in expected], atol=1e-12)
    middle = naive.median(spells)
    assert survival.median(found)[0] == (np.inf if middle is None else middle)
    area = naive.restricted_mean(spells, horizon)
    assert survival.restricted_mean(found, horizon)[0] == pytest.approx(float(area), abs=1e-9)


@given(times=st.lists(st.integers(0, 50), min_size=1, max_size=15))
def test_without_censoring_it_is_the_empirical_distribution(times):
    found = curve_of([(time, True) for time in times])
    for time, left in zip(found.times, found.survival[:, 0], strict=True):
        assert left == pytest.approx(sum(other > time for other in times) / len(times), abs=1e-12)
    assert survival.restricted_mean(found, 100)[0] == pytest.approx(np.mean(times))


@given(spells=SPELLS, data=st.data())
def test_a_weight_is_a_number_of_copies(spells, data):
    weight = data.draw(st.lists(st.integers(0, 3), min_size=len(spells), max_size=len(spells)))
    copies = [spell for spell, times in zip(spells, weight, strict=True) for _ in range(times)]
    found = curve_of(spells, np.array(weight)[:, None])
    if not copies:
        assert np.isnan(survival.median(found)[0]) or not len(found.times)
        return
    middle = naive.median(copies)
    assert survival.median(found)[0] == (np.inf if middle is None else middle)
    area = naive.restricted_mean(copies, 30)
    assert survival.restricted_mean(found, 30)[0] == pytest.approx(float(area), abs=1e-9)


@given(
    values=st.lists(st.integers(-9, 9), min_size=1, max_size=9),
    data=st.data(),
)
def test_the_weighted_median(values, data):
    weight = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    copies = [value for value, times in zip(values, weight, strict=True) for _ in range(times)]
    found = survival.weighted_median(values, np.array(weight)[:, None])[0]
    expected = naive.middle(copies)
    assert np.isnan(found) if expected is None else found == expected


def test_events_come_before_censorings_at_equal_time():
    found = curve_of([(10, False), (10, True)])
    assert found.survival[:, 0].tolist() == [0.5]
    assert survival.median(found)[0] == 10


def test_nothing_happened_and_nothing_weighs():
    none = curve_of([(10, False), (20, False)])
    assert survival.median(none)[0] == np.inf
    assert survival.restricted_mean(none, 15)[0] == 15
    empty = curve_of([(10, True)], np.zeros((1, 1)))
    assert np.isnan(survival.median(empty)[0])
    assert np.isnan(survival.restricted_mean(empty, 15)[0])
    assert np.isnan(survival.weighted_median([], np.zeros((0, 2)))).all()
