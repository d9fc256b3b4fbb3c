"""The interval of the smallest of several numbers: against its slow twin, and its invariants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.kernels.contenders import interval_of_least, within_reach
from detente.kernels.intervals import interval
from naive import contenders as naive

numbers = st.floats(-9, 9, allow_nan=False) | st.integers(-2, 2).map(float)
tables = st.tuples(st.integers(1, 5), st.integers(2, 60)).flatmap(
    lambda shape: arrays(float, shape, elements=numbers)
)


@given(tables)
def test_agrees_with_the_slow_twin(values):
    assert interval_of_least(values) == naive.interval_of_least(values.tolist())


@given(tables)
def test_one_contender_gives_the_percentile_interval(values):
    low, high, _ = interval(values[0, 1:])
    assert interval_of_least(values[:1]) == (low, high)


@given(tables)
def test_holds_the_percentile_interval_of_the_lowest(values):
    """Other contenders widen upwards against the lowest alone only as far as they are lower."""
    low, high = interval_of_least(values)
    lowest = values[np.argmin(values[:, 0])]
    alone = interval(lowest[1:])
    assert low <= alone.low
    assert low <= high


@given(tables, st.integers(-5, 5))
def test_moves_with_its_numbers(values, step):
    whole = np.round(values)
    low, high = interval_of_least(whole)
    assert interval_of_least(whole + step) == (low + step, high + step)


@given(tables)
def test_order_of_contenders_does_not_matter(values):
    distinct = values + np.arange(len(values))[:, None] * 1e-3
    assert interval_of_least(distinct) == interval_of_least(distinct[::-1])


def test_a_contender_out_of_reach_changes_nothing():
    generator = np.random.default_rng(5)
    near = generator.normal(0, 1, (2, 401))
    far = generator.normal(50, 1, (1, 401))
    assert interval_of_least(np.concatenate([near, far])) == interval_of_least(near)
    assert list(within_reach(np.concatenate([near, far])[:, 1:], 0)) == [True, True, False]


def test_two_tied_contenders_reach_higher_than_the_draws_of_the_smallest():
    """The point of it: the smallest of tied numbers is biased down, and this interval is not."""
    values = np.random.default_rng(6).normal(0, 1, (2, 2001))
    values[:, 0] = 0.0
    smallest = interval(values[:, 1:].min(axis=0))
    assert interval_of_least(values)[1] > smallest.high + 0.3


def test_undefined_draws():
    values = np.zeros((2, 101))
    values[:, 1:5] = np.nan
    assert interval_of_least(values) == (0.0, 0.0)
    values[:, 1:8] = np.nan
    assert np.isnan(interval_of_least(values)).all()
    values[1] = 1.0
    assert interval_of_least(values) == pytest.approx((0.0, 1.0))
    assert np.isnan(interval_of_least(np.zeros((2, 1)))).all()
