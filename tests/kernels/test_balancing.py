from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.kernels import balancing
from detente.kernels.network import strength
from naive import strength as naive


def symmetric(cells):
    upper = np.triu(cells, 1)
    return upper + upper.T


MATRICES = st.integers(2, 7).flatmap(
    lambda n: hnp.arrays(np.float64, (n, n), elements=st.integers(0, 40)).map(symmetric)
)
FACTORS = st.lists(st.floats(1e-3, 1e3), min_size=4, max_size=12)


@given(links=MATRICES)
def test_margins_are_reproduced(links):
    margins = strength(links)
    expected = balancing.expected_links(margins)
    active = margins > 0
    if active.sum() < 2:
        assert np.isnan(expected).all()
        return
    sums = np.nansum(expected, axis=1)
    np.testing.assert_allclose(sums[active], margins[active], rtol=1e-9)
    assert np.isnan(expected[~active]).all()
    assert np.isnan(np.diagonal(expected)).all()


@given(factors=FACTORS)
def test_an_independent_matrix_has_ratio_one(factors):
    x = np.array(factors)
    links = np.outer(x, x) * ~np.eye(len(x), dtype=bool)
    margins = strength(links)
    assume(margins.max() < (1 - 1e-6) * (margins.sum() - margins.max()))
    ratio = balancing.observed_over_expected_balanced(links)
    np.testing.assert_allclose(ratio[links > 0], 1.0, rtol=1e-7)
    fitted = balancing.quasi_independence(margins)
    np.testing.assert_allclose(fitted * (fitted.sum() - fitted), margins, rtol=1e-9)


@given(links=MATRICES)
def test_agrees_with_proportional_fitting(links):
    margins = strength(links)
    rest = margins.sum() - margins.max()
    assume((margins > 0).sum() > 2)
    assume(margins.max() < 0.97 * rest)  # near the boundary the slow way does not arrive
    slow = np.array(naive.proportional_fitting(margins.tolist()))
    fast = balancing.expected_links(margins)
    np.testing.assert_allclose(np.nan_to_num(fast), slow, rtol=1e-7, atol=1e-9)


@given(links=MATRICES, scale=st.floats(1e-6, 1e6))
def test_units_and_orders_do_not_matter(links, scale):
    ratio = balancing.observed_over_expected_balanced(links)
    scaled = balancing.observed_over_expected_balanced(links * scale)
    np.testing.assert_allclose(scaled, ratio, rtol=1e-6)
    back = balancing.observed_over_expected_balanced(links[::-1, ::-1])[::-1, ::-1]
    np.testing.assert_allclose(back, ratio, rtol=1e-6)


def test_two_countries_meet_as_expected_whatever_their_links():
    links = np.array([[0, 7.0, 0], [7, 0, 0], [0, 0, 0]])
    ratio = balancing.observed_over_expected_balanced(links)
    assert ratio[0, 1] == ratio[1, 0] == 1
    assert np.isnan(ratio[2]).all()
    assert np.isnan(ratio[:, 2]).all()


def test_three_countries_have_no_freedom_left():
    links = symmetric(np.array([[0, 120.0, 3], [0, 0, 55], [0, 0, 0]]))
    ratio = balancing.observed_over_expected_balanced(links)
    np.testing.assert_allclose(ratio[np.triu_indices(3, 1)], 1, rtol=1e-12)


def test_a_star_expects_what_it_has_and_nothing_between_the_others():
    links = np.zeros((4, 4))
    links[0, 1:] = links[1:, 0] = [0.1, 0.2, 0.7]
    expected = balancing.expected_links(strength(links))
    np.testing.assert_allclose(expected[0, 1:], [0.1, 0.2, 0.7])
    assert (expected[1, 2:] == 0).all()
    ratio = balancing.observed_over_expected_balanced(links)
    np.testing.assert_allclose(ratio[0, 1:], 1)
    assert np.isnan(ratio[1:, 1:]).all()
    assert np.isnan(balancing.quasi_independence(strength(links))).all()


@pytest.mark.parametrize("gap", [1e-1, 1e-3, 1e-6, 1e-9])
def test_margins_hold_right_up_to_the_boundary(gap):
    margins = np.array([10 * (1 - gap), 4, 3, 2, 1])
    sums = np.nansum(balancing.expected_links(margins), axis=1)
    np.testing.assert_allclose(sums, margins, rtol=1e-12)


@pytest.mark.parametrize("margins", [[0, 0, 0], [5, 0, 0], [9, 4, 3], [1, np.nan, 2], [3, 3, -1]])
def test_margins_of_no_matrix_have_no_fit(margins):
    assert np.isnan(balancing.expected_links(margins)).all()
    assert np.isnan(balancing.quasi_independence(margins)).all()


def test_no_country_is_larger_than_what_many_equal_ones_leave():
    margins = np.full(200, 7.0)
    expected = balancing.expected_links(margins)
    np.testing.assert_allclose(expected[0, 1:], 7 / 199, rtol=1e-12)


def test_skewed_worlds_of_many_countries_and_all_draws_at_once():
    random = np.random.default_rng(5)
    sizes = random.lognormal(0, 3, (20, 150))
    links = random.poisson(sizes[:, :, None] * sizes[:, None, :] * 0.01).astype(float)
    links = np.triu(links, 1) + np.triu(links, 1).swapaxes(1, 2)
    margins = strength(links)
    expected = balancing.expected_links(margins)
    active = margins > 0
    np.testing.assert_allclose(np.nansum(expected, axis=-1)[active], margins[active], rtol=1e-9)
