"""The worked example of restrictions, every expected key, whatever names and years it has."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from detente.kernels import trend
from detente.kernels.event_study import Panel, Rule, compared, mean_difference
from detente.kernels.listing_permutations import permutation
from detente.kernels.regressions import interrupted_series, ppml
from detente.kernels.synthetic_control import synthetic_control
from examples_io import assert_exact, assert_matches, load
from naive import effects as naive

EXAMPLE = load("07a_restrictions")
EXPECTED = EXAMPLE["expected"]
EVENT = int(EXAMPLE["params"]["event"])
PRE = EXAMPLE["params"]["pre"]
LISTED = set(EXAMPLE["input"]["treated"])
# years before those that the example calls "pre" take no part
YEARS = [y for y in EXAMPLE["input"]["years"] if y in PRE or y >= EVENT]
FULL_YEARS = np.array(EXAMPLE["input"]["years"])
SERIES = EXAMPLE["input"]["co_publications"]
NAMES = list(SERIES)


def of_years(name, years):
    every = dict(zip(EXAMPLE["input"]["years"], SERIES[name], strict=True))
    return [every[year] for year in years]


def panel(years=YEARS, event=EVENT):
    listed = [float(event) if name in LISTED else math.nan for name in NAMES]
    return Panel(years, [of_years(name, years) for name in NAMES], listed)


def plain(years=YEARS, event=EVENT):
    listed = [event if name in LISTED else None for name in NAMES]
    return years, [of_years(name, years) for name in NAMES], listed


def by_lag(lag):
    return {
        "post": [year for year in YEARS if year > EVENT + lag],
        "washout": [year for year in YEARS if EVENT <= year <= EVENT + lag],
        "rate_ratio": compared(panel(), Rule(lag=lag)).rate_ratio[0],
        "did_mean": mean_difference(panel(), lag),
    }


def placebo_in_time():
    """A listing that never was: the last year before the true one is called "after"."""
    return compared(panel(PRE, event=PRE[-1] - 0.5)).rate_ratio[0]


def sums(listed, years):
    chosen = [name for name in NAMES if (name in LISTED) == listed]
    return np.sum([of_years(name, years) for name in chosen], axis=0)


def interrupted():
    first_after = min(year for year in FULL_YEARS if year > EVENT)
    found = interrupted_series(FULL_YEARS, sums(True, FULL_YEARS), first_after=first_after)
    return {
        "level": found.level,
        "trend": found.trend,
        f"step_{first_after}": found.step,
        "slope_change": found.slope_change,
    }


def synthetic(name):
    controls = [other for other in NAMES if other not in LISTED]
    before, after = FULL_YEARS <= EVENT, FULL_YEARS > EVENT
    found = synthetic_control(
        SERIES[name], [SERIES[other] for other in controls], before=before, after=after,
        step=EXAMPLE["params"]["synthetic_grid"],
    )  # fmt: skip
    return {
        "weights": dict(zip(controls, found.weights, strict=True)),
        "pre_rmspe": found.pre_rmspe,
        "post_rmspe": found.post_rmspe,
        "ratio": found.ratio,
        "gap_post": found.gap[after],
    }


def test_every_expected_number():
    poisson, dealt = ppml(panel()), permutation(panel())
    got = {
        "by_publication_lag": {str(lag): by_lag(lag) for lag in EXAMPLE["params"]["lags_tested"]},
        "ppml_beta_lag0": poisson.beta,
        "ppml_percent_change_lag0": poisson.relative_change,
        "permutation": {
            "n": dealt.assignments,
            "p_one_sided": dealt.fell,
            "p_two_sided": dealt.either,
            "minimum_attainable_p_one_sided": dealt.minimum,
        },
        "placebo_in_time_rate_ratio": placebo_in_time(),
        "pre_trend_log_slope": {
            side: trend.slope_per_year(PRE, np.log(sums(side == "treated", PRE)))
            for side in ("treated", "control")
        },
        "its_coefficients": interrupted(),
    }
    for key in EXPECTED:
        if key.startswith("synthetic_control_"):
            got[key] = synthetic(key.removeprefix("synthetic_control_"))
    assert_matches(got, EXPECTED, EXAMPLE["tolerance"])


def test_the_naive_twin_is_exact():
    shares, number = naive.permutation(*plain())
    first_after = min(year for year in YEARS if year > EVENT)
    lines = naive.interrupted(FULL_YEARS.tolist(), sums(True, FULL_YEARS).tolist(), first_after)
    exact = EXAMPLE["exact"]
    got = {
        "by_publication_lag": {
            lag: {
                "rate_ratio": naive.rate_ratio(*plain(), lag=int(lag)),
                "did_mean": naive.mean_difference(*plain(), int(lag)),
            }
            for lag in exact["by_publication_lag"]
        },
        "permutation": {
            "p_one_sided": shares[0],
            "p_two_sided": shares[2],
            "minimum_attainable_p_one_sided": Fraction(1, number),
        },
        "placebo_in_time_rate_ratio": naive.rate_ratio(*plain(PRE, PRE[-1] - 0.5)),
        "its_coefficients": dict(
            zip(("level", "trend", f"step_{first_after}", "slope_change"), lines, strict=True)
        ),
    }
    assert_exact(got, exact)


@pytest.mark.parametrize("lag", EXAMPLE["params"]["lags_tested"])
def test_poisson_regression_gives_the_rate_ratio_at_every_lag(lag):
    assert math.exp(ppml(panel(), lag).beta) == pytest.approx(
        EXPECTED["by_publication_lag"][str(lag)]["rate_ratio"], rel=1e-6
    )
