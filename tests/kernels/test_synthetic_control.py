"""Synthetic controls against brute force over sets of controls, exactly and on a grid."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import UsageError
from detente.kernels.synthetic_control import (
    grid_weights,
    placebo_ratios,
    placebo_share,
    simplex_weights,
    synthetic_control,
)
from naive import effects as naive

counts = st.integers(0, 40)


def problems(controls=(1, 4)):
    return st.integers(1, 5).flatmap(
        lambda n: st.tuples(
            st.lists(counts, min_size=n, max_size=n),
            st.lists(st.lists(counts, min_size=n, max_size=n), min_size=controls[0],
                     max_size=controls[1]),
        )
    )  # fmt: skip


@given(problems())
@settings(deadline=None)
def test_weights_are_the_best_mixture(problem):
    unit, controls = problem
    least, _ = naive.simplex_weights(unit, controls)
    weights = simplex_weights(unit, controls)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    assert naive.distance(unit, controls, weights) == pytest.approx(float(least), abs=1e-6)


def test_the_best_weights_where_there_is_one_answer():
    unit, controls = [10, 12, 14, 15], [[11, 12, 13, 15], [18, 20, 24, 26], [6, 6, 8, 8]]
    _, weights = naive.simplex_weights(unit, controls)
    assert simplex_weights(unit, controls) == pytest.approx([float(w) for w in weights])


@given(problems(controls=(1, 3)))
@settings(deadline=None, max_examples=40)
def test_grid_weights_are_the_first_best_of_the_grid(problem):
    unit, controls = problem
    best = None
    for parts in product(range(11), repeat=len(controls)):
        if sum(parts) == 10:
            gap = naive.distance([10 * u for u in unit], controls, parts)
            if best is None or gap < best[0]:
                best = gap, parts
    assert grid_weights(unit, controls, 0.1).tolist() == [part / 10 for part in best[1]]


def test_a_grid_must_divide_one_and_be_small():
    with pytest.raises(UsageError, match="does not divide 1"):
        grid_weights([1.0], [[1.0]], 0.3)
    with pytest.raises(UsageError, match="mixtures"):
        grid_weights([1.0], [[1.0]] * 20, 0.02)


def test_gap_and_ratio():
    years = np.arange(4)
    found = synthetic_control([4, 6, 9, 1], [[5, 5, 5, 5]], before=years < 2, after=years >= 2)
    assert found.weights.tolist() == [1.0]
    assert found.gap.tolist() == [-1, 1, 4, -4]
    assert (found.pre_rmspe, found.post_rmspe, found.ratio) == (1, 4, 4)
    perfect = synthetic_control([5, 5, 9, 1], [[5] * 4], before=years < 2, after=years >= 2)
    assert np.isnan(perfect.ratio)


def test_placebos_leave_the_unit_itself_out():
    controls = [[4, 6, 5, 5], [5, 5, 5, 5], [6, 4, 5, 5]]
    before, after = np.array([True, True, False, False]), np.array([False, False, True, True])
    ratios = placebo_ratios(controls, before=before, after=after)
    own = synthetic_control(controls[0], controls[1:], before=before, after=after).ratio
    assert ratios[0] == own
    assert np.isnan(ratios[1])


def test_share_of_placebos():
    assert placebo_share(3.0, [1.0, 3.0, 5.0, np.nan]) == pytest.approx(4 / 5)
    assert placebo_share(9.0, [1.0] * 19) == pytest.approx(1 / 20)
    assert np.isnan(placebo_share(np.nan, [1.0]))


def test_nothing_to_fit_is_refused():
    with pytest.raises(UsageError, match="0 controls"):
        synthetic_control([1.0, 2.0], np.empty((0, 2)), before=[True, False], after=[False, True])
