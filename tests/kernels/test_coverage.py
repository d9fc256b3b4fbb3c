from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detente.kernels import coverage
from naive import quality as naive

COUNT = st.integers(0, 50)


@given(first=COUNT, second=COUNT, data=st.data())
def test_chapman(first, second, data):
    both = data.draw(st.integers(0, min(first, second)))
    found = coverage.chapman(first, second, both)
    assert found.total == pytest.approx(float(naive.chapman(first, second, both)))
    assert found.total >= first + second - both - 1e-9
    assert found.standard_deviation >= 0
    assert found.high - found.total == pytest.approx(found.total - found.low)
    if found.total > 0:
        assert found.coverage_union <= 1 + 1e-12
        assert found.coverage_first == pytest.approx(first / found.total)
    plain = coverage.lincoln_petersen(first, second, both)
    assert np.isnan(plain) if both == 0 else plain == pytest.approx(first * second / both)


def test_more_in_both_than_in_one_is_no_capture():
    assert np.isnan(coverage.chapman(3, 9, 4)).sum() == len(coverage.Population._fields)
    assert np.isnan(coverage.lincoln_petersen(3, 9, 4))


@given(listed=st.integers(0, 300), data=st.data())
def test_wilson_agrees_with_scipy(listed, data):
    found = data.draw(st.integers(0, listed))
    low, high = coverage.wilson(found, listed)
    if listed == 0:
        assert np.isnan(low)
        assert np.isnan(high)
        return
    expected = stats.binomtest(found, listed).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= low <= coverage.known_item_recall(found, listed) <= high <= 1


@given(part=COUNT, other=COUNT, unknown=COUNT)
def test_bounds_hold_whatever_the_unknown_is(part, other, unknown):
    total = part + other + unknown
    low, high = coverage.share_bounds(part, total, unknown)
    if total == 0:
        assert np.isnan(low)
        assert np.isnan(high)
        return
    for hidden in range(unknown + 1):
        assert low <= (part + hidden) / total <= high
    known = coverage.share_complete_case(part, other)
    assert np.isnan(known) or low - 1e-12 <= known <= high + 1e-12
    assert coverage.international_bounds(other, part, unknown) == (low, high)


@given(strata=st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=1, max_size=5))
def test_stratum_adjustment_lies_within_the_bounds(strata):
    part, other, unknown = np.array(strata).T
    adjusted = coverage.share_stratum_adjusted(part, other, unknown)
    total = np.sum(strata)
    if total == 0 or np.any((part + other == 0) & (unknown > 0)):
        assert np.isnan(adjusted)
        return
    expected = sum((a + b + u) * naive.over(a, a + b) for a, b, u in strata if a + b + u) / int(
        total
    )
    assert adjusted == pytest.approx(float(expected))
    bounds = coverage.share_bounds(part.sum(), total, unknown.sum())
    assert bounds.low - 1e-12 <= adjusted <= bounds.high + 1e-12


def test_parts_beyond_the_whole_have_no_bounds():
    assert np.isnan(coverage.share_bounds(6, 10, 5)).all()
    assert np.isnan(coverage.share_bounds(11, 10, 0)).all()
    high = coverage.share_bounds(0.1 + 0.2, 0.3, 0).high  # a hair above
    assert high == pytest.approx(1)


def test_rates_and_flags():
    rate = coverage.missing_rate([10, 11, 0, 5], [100, 100, 0, 4])
    assert rate[:2].tolist() == [0.1, 0.11]
    assert np.isnan(rate[2:]).all()
    assert coverage.exceeds(rate, 0.1).tolist() == [False, True, False, False]
    assert coverage.retraction_rate(3, 20_000) == pytest.approx(1.5)


def test_all_draws_at_once():
    share = coverage.international_share(np.zeros((2, 3)), [[1, 0, 2], [0, 0, 1]])
    np.testing.assert_array_equal(share, [[1, np.nan, 1], [np.nan, np.nan, 1]])
