"""Effects of listings against naive twins: every rule, gaps, several dates."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.kernels import event_study
from detente.kernels.event_study import Panel, Rule, compared, influence, mean_difference, widening
from naive import effects as naive

YEARS = [2015, 2016, 2017, 2018, 2019, 2020]
cells = st.one_of(st.none(), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
rows = st.lists(cells, min_size=len(YEARS), max_size=len(YEARS))
entities = st.tuples(rows, st.sampled_from((None, None, 2017, 2018, 2019)))
panels = st.lists(entities, min_size=1, max_size=7)
rules = st.builds(Rule, lag=st.integers(0, 2), not_yet=st.booleans(), equal=st.booleans())


def panel_of(given_panel):
    counts = [[np.nan if n is None else n for n in row] for row, _ in given_panel]
    return Panel(YEARS, counts, [np.nan if year is None else year for _, year in given_panel])


def plain(given_panel):
    return YEARS, [row for row, _ in given_panel], [year for _, year in given_panel]


def as_arguments(rule):
    return {"lag": rule.lag, "not_yet": rule.not_yet, "equal": rule.equal}


@given(panels, rules, st.sampled_from((None, None, -2, 0, 1)))
@settings(deadline=None)
def test_observed_and_expected_are_those_of_the_naive_twin(given_panel, rule, at):
    expected = naive.compared(*plain(given_panel), **as_arguments(rule), at=at)
    found = compared(panel_of(given_panel), rule, relative_year=at)
    if expected is None:
        assert np.isnan(found.expected[0])
        assert np.isnan(found.rate_ratio[0])
    else:
        assert found.observed[0] == pytest.approx(float(expected[0]))
        assert found.expected[0] == pytest.approx(float(expected[1]))


@given(panels, rules, st.lists(st.integers(0, 3), min_size=7, max_size=7))
@settings(deadline=None)
def test_a_weight_is_a_number_of_copies(given_panel, rule, copies):
    repeated = [e for e, n in zip(given_panel, copies, strict=False) for _ in range(n)]
    assume(repeated)
    weights = np.array(copies[: len(given_panel)], float)[:, None]
    drawn = compared(panel_of(given_panel), rule, weights=weights)
    plainly = compared(panel_of(repeated), rule)
    np.testing.assert_allclose(drawn.rate_ratio, plainly.rate_ratio, rtol=1e-9)


@given(panels, rules, st.lists(st.sampled_from((0.5, 1, 1, 3)), min_size=7, max_size=7))
@settings(deadline=None)
def test_influence_is_the_derivative_by_the_logarithm_of_the_weight(given_panel, rule, weights):
    panel = panel_of(given_panel)
    size, step = len(given_panel), 1e-6
    weight = np.array(weights[:size])[:, None]
    ratio = compared(panel, rule, weights=weight).rate_ratio[0]
    found = influence(panel, rule, weights=weight[:, 0])
    if not ratio > 0:
        assert np.isnan(found).all()
        return
    moved = compared(panel, rule, weights=weight * (1 + step * np.eye(size))).rate_ratio
    np.testing.assert_allclose(found, np.log(moved / ratio) / step, atol=1e-4, rtol=1e-4)
    assert found.sum() == pytest.approx(0, abs=1e-9)


@given(panels, st.integers(0, 2))
def test_mean_difference(given_panel, lag):
    expected = naive.mean_difference(*plain(given_panel), lag)
    found = mean_difference(panel_of(given_panel), lag)
    assert (math.isnan(found) and expected is None) or found == pytest.approx(float(expected))


@given(panels, rules)
def test_order_of_entities_plays_no_part(given_panel, rule):
    one = compared(panel_of(given_panel), rule).rate_ratio
    other = compared(panel_of(given_panel[::-1]), rule).rate_ratio
    np.testing.assert_allclose(one, other, rtol=1e-12)


full = st.lists(st.integers(1, 30), min_size=len(YEARS), max_size=len(YEARS))


@given(st.lists(full, min_size=1, max_size=3), st.lists(full, min_size=1, max_size=3))
def test_swapping_listed_and_controls_flips_the_sign(ones, others):
    """Methods §13, invariant 6, where all share one date."""
    side = np.arange(len(ones + others)) < len(ones)
    one, other = (
        compared(Panel(YEARS, ones + others, np.where(listed, 2018.0, np.nan))).rate_ratio[0]
        for listed in (side, ~side)
    )
    assert one * other == pytest.approx(1)


def test_a_listed_entity_is_no_control_after_its_listing():
    """An early listing halves for good; the later one has no effect, and must show none."""
    early, late, never = [8, 8, 4, 4, 4, 4], [8] * 6, [8] * 6
    listed = [2016.0, 2018.0, np.nan]
    panel = Panel(YEARS, [early, late, never], listed)
    for not_yet in (False, True):
        found = compared(panel, Rule(not_yet=not_yet))
        assert found.observed[0] == 4 * 4 + 2 * 8
        assert found.expected[0] == 4 * 8 + 2 * 8


def test_draws_of_few_entities_are_widened_more():
    def factor(size):
        generator = np.random.default_rng(5)
        counts = generator.poisson(20, (3 * size, len(YEARS)))
        listed = np.where(np.arange(3 * size) < size, 2017.0, np.nan)
        panel = Panel(YEARS, counts, listed)
        return widening(influence(panel), ~np.isnan(listed))

    assert factor(4) > factor(10) > factor(40) > 1
    assert factor(10) == pytest.approx(1.13, abs=0.06)
    assert np.isnan(factor(1))


def test_nothing_listed_is_undefined():
    nothing = Panel(YEARS, [[5] * 6, [6] * 6], [np.nan, np.nan])
    assert np.isnan(compared(nothing).rate_ratio[0])
    assert np.isnan(influence(nothing)).all()
    assert event_study.windows(nothing)[0].sum() == 0
