from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import trend
from naive import strength as naive

SERIES = st.dictionaries(st.integers(1990, 2030), st.integers(0, 500), min_size=1, max_size=10).map(
    lambda series: (sorted(series), [series[year] for year in sorted(series)])
)


@given(series=SERIES)
def test_slope_agrees_with_the_normal_equations(series):
    expected = naive.slope(*series)
    got = trend.slope_per_year(*series)
    if expected is None:
        assert np.isnan(got)
    else:
        assert got == pytest.approx(float(expected), abs=1e-9)


@given(series=SERIES)
def test_growth_and_peak(series):
    years, values = series
    growth = trend.annual_growth(years, values)
    if len(years) > 1 and values[0] > 0:
        back = values[0] * (1 + growth) ** (years[-1] - years[0])
        assert back == pytest.approx(values[-1], rel=1e-9, abs=1e-9)
    else:
        assert np.isnan(growth)
    assert trend.peak_year(years, values) == years[values.index(max(values))]


def test_many_draws_at_once():
    years = [2018, 2019, 2021]
    draws = np.array([[1.0, 2, 4], [5, 5, 5], [3, np.nan, 1]])
    np.testing.assert_allclose(trend.slope_per_year(years, draws), [1, 0, np.nan], atol=1e-12)
    assert trend.peak_year(years, draws).tolist() == [2021, 2018, 2018]
    np.testing.assert_allclose(trend.annual_growth(years, draws[:2]), [4 ** (1 / 3) - 1, 0])
    assert np.isnan(trend.peak_year(years, [np.nan] * 3))


def test_gaps_count_as_years():
    assert trend.annual_growth([2018, 2022], [100, 110]) == pytest.approx(1.1**0.25 - 1)


@given(
    counts=st.lists(st.integers(0, 50), min_size=2, max_size=4),
    room=st.lists(st.integers(0, 50), min_size=4, max_size=4),
)
def test_change_of_a_share(counts, room):
    bases = [count + extra for count, extra in zip(counts, room, strict=False)]
    found = trend.change_of_share(counts, bases)
    if counts[0] == 0 or counts[-1] == 0:
        assert np.isnan(found).all()
        return
    first, last = counts[0] / bases[0], counts[-1] / bases[-1]
    variance = 1 / counts[0] - 1 / bases[0] + 1 / counts[-1] - 1 / bases[-1]
    assert found.log_ratio == pytest.approx(math.log(last / first), abs=1e-12)
    assert found.standard_error == pytest.approx(math.sqrt(variance), abs=1e-12)
    assert found.ratio_low <= last / first * (1 + 1e-12)
    assert found.ratio_high >= last / first * (1 - 1e-12)
    back = trend.change_of_share(counts[::-1], bases[::-1])
    assert back.log_ratio == pytest.approx(-found.log_ratio, abs=1e-12)


def test_a_count_beyond_its_base_has_no_share():
    assert np.isnan(trend.change_of_share([5, 3], [4, 9])).all()


def test_no_years_have_no_slope():
    assert np.isnan(trend.slope_per_year([], np.empty((2, 0)))).all()
