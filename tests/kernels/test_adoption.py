"""Topic adoption: the worked example, the naive twin, and what swapping does."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.kernels import adoption as kernel
from examples_io import assert_matches, load
from naive import adoption as naive

EXAMPLE = load("05a_topic_lag")
QUARTERS = [Fraction(n, 4) for n in range(-24, 25)]


def test_the_worked_example():
    given_, expected = EXAMPLE["input"], EXAMPLE["expected"]
    tolerance, least = EXAMPLE["tolerance"], EXAMPLE["params"]["min_overlap_years"]
    years, total = given_["years"], given_["total"]
    counts = given_["leader_topic"], given_["follower_topic"]
    leader, follower = (kernel.shares(topic, total) for topic in counts)
    ends = {"first_year": years[0], "last_year": years[-1]}

    taus = list(expected["mse_by_tau"])
    gaps = kernel.mean_squared_gaps(leader, follower, [float(tau) for tau in taus], least=least)
    assert_matches(dict(zip(taus, gaps, strict=True)), expected["mse_by_tau"], tolerance)
    best = kernel.best_shift(gaps, [float(tau) for tau in taus])
    assert_matches(float(best), expected["tau_best"], tolerance)

    levels = list(expected["horizontal_lag"])
    when = [
        kernel.crossing(share, [float(q) for q in levels], first_year=years[0])
        for share in (leader, follower)
    ]
    found = kernel.lag_of(*when, **ends)
    rows = {
        q: {
            "leader": finite(found.leader[i]), "follower": finite(found.follower[i]),
            "lag": finite(found.lag[i]), "censored_lag_at_least": finite(found.at_least[i]),
        }
        for i, q in enumerate(levels)
    }  # fmt: skip
    assert_matches(rows, expected["horizontal_lag"], tolerance)

    ks = list(expected["first_to_k"])
    first = [kernel.first_to(c, [int(k) for k in ks], first_year=years[0]) for c in counts]
    found = kernel.lag_of(*first, **ends)
    rows = {
        k: {name: finite(getattr(found, name)[i]) for name in expected["first_to_k"][k]}
        for i, k in enumerate(ks)
    }
    assert_matches(rows, expected["first_to_k"], tolerance)

    lags = list(expected["ccf_first_differences"])
    steps = [int(lag) for lag in lags]
    found = kernel.difference_correlations(leader, follower, steps, least=least)
    assert_matches(
        dict(zip(lags, found, strict=True)), expected["ccf_first_differences"], tolerance
    )
    assert_matches(
        float(kernel.best_correlation(found, steps)), expected["ccf_best_lag"], tolerance
    )


def finite(value):
    return float(value) if np.isfinite(value) else None


counts = st.integers(4, 11).flatmap(
    lambda n: st.lists(
        st.tuples(*[st.integers(0, 9)] * 2, *[st.sampled_from((0, 10, 10, 16, 25))] * 2),
        min_size=n, max_size=n,
    )
)  # fmt: skip


def series(rows):
    """Topic papers and totals of two countries; no topic papers where there are no papers."""
    a, b, m, n = (list(column) for column in zip(*rows, strict=True))
    a, b = ([min(x, t) for x, t in zip(*pair, strict=True)] for pair in ((a, m), (b, n)))
    exact = naive.share(a, m), naive.share(b, n)
    return (a, m), (b, n), exact, tuple(floats(s) for s in exact)


def floats(values):
    return np.array([np.nan if v is None else float(v) for v in values])


def near(found, expected):
    if expected is None:
        return np.isnan(found)
    return found == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@given(counts, st.integers(3, 6))
def test_gaps_and_shift_as_the_naive_twin_has_them(rows, least):
    _, _, (a, b), (x, y) = series(rows)
    taus = [float(tau) for tau in QUARTERS]
    for function, twin in (
        (kernel.mean_squared_gaps, naive.gap), (kernel.symmetric_gaps, naive.symmetric),
    ):  # fmt: skip
        expected = [twin(a, b, tau, least) for tau in QUARTERS]
        found = function(x, y, taus, least=least)
        assert all(near(f, e) for f, e in zip(found, expected, strict=True))
        worst = [None if e is None else -e for e in expected]
        assert near(kernel.best_shift(found, taus), naive.best(worst, QUARTERS))


@given(counts, st.integers(3, 6))
def test_correlations_as_the_naive_twin_has_them(rows, least):
    _, _, (a, b), (x, y) = series(rows)
    lags = range(-6, 7)
    expected = [naive.correlation(a, b, lag, least) for lag in lags]
    found = kernel.difference_correlations(x, y, lags, least=least)
    assert all(near(f, e) for f, e in zip(found, expected, strict=True))
    best = naive.best([None if e is None else round(e, 7) for e in expected], list(lags))
    if best is not None and sum(e is not None and e > max(
        v for v in expected if v is not None) - 1e-6 for e in expected) == 1:  # fmt: skip
        assert near(kernel.best_correlation(found, lags), best)


@given(counts)
def test_arrivals_as_the_naive_twin_has_them(rows):
    (a, m), (b, n), exact, (x, y) = series(rows)
    levels = [Fraction(1, 20), Fraction(1, 5), Fraction(2, 5), Fraction(4, 5)]
    asked = [float(level) for level in levels]
    when = [[naive.crossing(s, level) for level in levels] for s in exact]
    found = [kernel.crossing(s, asked) for s in (x, y)]
    for mine, theirs in zip(found, when, strict=True):
        assert all(near(f, e) for f, e in zip(mine, theirs, strict=True))
    lag = kernel.lag_of(*found, first_year=0, last_year=len(a) - 1)
    for i, pair in enumerate(zip(*when, strict=True)):
        assert near(lag.lag[i], naive.lag_of(*pair))
        assert np.isnan(lag.at_least[i]) == np.isfinite(lag.lag[i]) or np.isnan(lag.lag[i])
    ks = [1, 5, 10, 50]
    for topic, total in ((a, m), (b, n)):
        found = kernel.first_to(topic, ks)
        assert found.tolist() == [naive.first_to(topic, k) for k in ks]
        found = kernel.first_to_share(topic, total, asked)
        assert found.tolist() == [naive.first_to_share(topic, total, q) for q in levels]


@given(counts)
def test_swapping_the_countries_turns_the_sign(rows):
    _, _, _, (x, y) = series(rows)
    taus = np.arange(-24, 25) / 4
    there = kernel.best_shift(kernel.symmetric_gaps(x, y, taus), taus)
    back = kernel.best_shift(kernel.symmetric_gaps(y, x, taus), taus)
    assert (np.isnan(there) and np.isnan(back)) or there == -back
    whole = np.arange(-6.0, 7.0)
    there = kernel.best_shift(kernel.mean_squared_gaps(x, y, whole), whole)
    back = kernel.best_shift(kernel.mean_squared_gaps(y, x, whole), whole)
    assert (np.isnan(there) and np.isnan(back)) or there == -back
    ends = {"first_year": 0, "last_year": len(x) - 1}
    levels = [0.05, 0.2, 0.4]
    one, other = kernel.crossing(x, levels), kernel.crossing(y, levels)
    here, there = kernel.lag_of(one, other, **ends), kernel.lag_of(other, one, **ends)
    np.testing.assert_array_equal(here.lag, -there.lag)
    np.testing.assert_array_equal(here.at_least, there.at_least)


@given(counts, st.integers(1, 4))
def test_draws_stand_behind_the_years(rows, copies):
    (a, m), _, _, (x, y) = series(rows)
    assume(len(x) >= 5)
    wide = [np.stack([s] * copies, axis=1) for s in (x, y)]
    taus, lags = np.arange(-8, 9) / 4, range(-3, 4)
    for function, over in (
        (kernel.mean_squared_gaps, taus), (kernel.difference_correlations, lags),
    ):  # fmt: skip
        plain, many = function(x, y, over), function(*wide, over)
        # what is 0 but for rounding is rounded otherwise in an array of another shape
        np.testing.assert_allclose(many, np.stack([plain] * copies, axis=1), atol=1e-12)
    plain, many = kernel.crossing(x, [0.1, 0.3]), kernel.crossing(wide[0], [0.1, 0.3])
    np.testing.assert_array_equal(many, np.stack([plain] * copies, axis=1))
    topic, total = (np.stack([v] * copies, axis=1) for v in (a, m))
    np.testing.assert_array_equal(
        kernel.first_to_share(topic, total, [0.1]),
        np.stack([kernel.first_to_share(a, m, [0.1])] * copies, axis=1),
    )


def test_a_shift_that_was_made_is_found():
    years = np.arange(14)
    share = 1 / (1 + np.exp(-(years - 6.0)))
    later = 1 / (1 + np.exp(-(years - 8.5)))
    taus = np.arange(-36, 37) / 4
    assert kernel.best_shift(kernel.symmetric_gaps(share, later, taus), taus) == 2.5
    found = kernel.lag_of(
        kernel.crossing(share, [0.5]), kernel.crossing(later, [0.5]), first_year=0, last_year=13
    )
    assert found.lag[0] == pytest.approx(2.5, abs=0.05)


def test_too_few_years_say_nothing():
    short = np.array([0.0, 0.1, 0.2, 0.3])
    assert np.isnan(kernel.best_shift(kernel.mean_squared_gaps(short, short, [0.0]), [0.0]))
    assert np.isnan(kernel.difference_correlations(short, short, [0]))[0]
