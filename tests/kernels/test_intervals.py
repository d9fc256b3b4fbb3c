from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import intervals
from naive import strength as naive

DRAW = st.one_of(st.integers(0, 5).map(float), st.just(math.nan))
DRAWS = st.lists(DRAW, min_size=1, max_size=40)


@given(draws=DRAWS, q=st.sampled_from([0.0, 0.025, 0.07, 0.1, 0.3, 0.5, 0.7, 0.975, 1.0]))
def test_quantiles_invert_the_distribution(draws, q):
    expected = naive.quantile(draws, q)
    got = intervals.quantile(draws, q)
    assert (None if np.isnan(got) else got) == expected


def test_decimal_levels_mean_what_they_say():
    for q in range(1, 101):
        assert intervals.quantile(np.arange(1.0, 101), q / 100) == q
    low, high, undefined = intervals.interval(np.arange(1.0, 1001))
    assert (low, high, undefined) == (25, 975, 0)


def test_undefined_draws_are_counted_and_too_many_leave_no_interval():
    draws = np.arange(1.0, 101) * np.ones((3, 1))
    draws[1, :5] = np.nan
    draws[2, :6] = np.nan
    found = intervals.interval(draws, level=0.9)
    assert found.undefined.tolist() == [0, 5, 6]
    assert found.low[:2].tolist() == [5, 10]
    assert found.high[:2].tolist() == [95, 96]
    assert np.isnan(found.low[2])
    assert np.isnan(found.high[2])
    tolerant = intervals.interval(draws, level=0.9, maximum_null_share=0.06)
    assert not np.isnan(tolerant.low).any()


def test_infinite_draws_are_values():
    assert intervals.quantile([1, np.inf, np.inf, np.nan], 0.9) == np.inf


def test_nothing_drawn_has_no_interval():
    assert np.isnan(intervals.quantile(np.empty((2, 0)), 0.5)).all()
    assert np.isnan(intervals.interval(np.empty(0)).low)
    assert np.isnan(intervals.interval([np.nan]).low)


@given(draws=DRAWS)
def test_probability_is_over_the_defined_draws(draws):
    events = [value if math.isnan(value) else float(value > 2) for value in draws]
    known = [value for value in events if not math.isnan(value)]
    found = intervals.probability(events)
    assert found.undefined == len(events) - len(known)
    if known:
        assert found.value == pytest.approx(sum(known) / len(known))
    else:
        assert np.isnan(found.value)
