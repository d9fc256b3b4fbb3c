"""Controls like a listed entity before its listing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.nearest import distances, level_and_slope, nearest
from naive import effects as naive

YEARS = [2014, 2015, 2016, 2017]
numbers = st.integers(-3, 3)
points = st.tuples(numbers, numbers)


@given(points, st.lists(st.tuples(points, st.booleans()), min_size=1, max_size=8),
       st.integers(0, 9))  # fmt: skip
def test_the_nearest_are_those_of_the_naive_twin(one, others, number):
    spots, allowed = [spot for spot, _ in others], [able for _, able in others]
    empty = np.empty((len(spots), 0))
    away = distances((one, []), (spots, empty), scale=[1.0, 1.0, 0.0])
    expected = naive.nearest(one, spots, allowed, number)
    assert nearest(away, allowed, number).tolist() == expected


def test_mixes_differ_by_the_share_that_would_have_to_move():
    away = distances(
        ([0.0], [0.5, 0.5]), ([[0.0], [2.0]], [[1.0, 0.0], [0.5, 0.5]]), scale=[1.0, 0.25]
    )
    assert away.tolist() == [4.0, 4.0]
    level_alone = distances(([0.0], [1.0]), ([[2.0]], [[0.0]]), scale=[2.0, 0.0])
    assert level_alone.tolist() == [1.0]


@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=4, max_size=4),
       st.sampled_from((2015, 2016, 2018)))  # fmt: skip
def test_level_and_slope_are_those_of_the_least_squares_line(counts, before):
    known = [
        (year, math.log(n + 0.5))
        for year, n in zip(YEARS, counts, strict=True)
        if n is not None and year < before
    ]
    row = [[np.nan if n is None else n for n in counts]]
    (level,), (slope,) = level_and_slope(YEARS, row, before=before)
    if len(known) < 2:
        assert math.isnan(level)
        assert math.isnan(slope)
        return
    expected, mean = np.polyfit([y - 2014 for y, _ in known], [v for _, v in known], 1), 0.0
    mean = sum(v for _, v in known) / len(known)
    assert level == pytest.approx(mean)
    assert slope == pytest.approx(expected[0], abs=1e-9)


def test_what_is_not_known_is_never_near():
    assert nearest([1.0, np.nan, 3.0], [True] * 3, 3).tolist() == [True, False, True]
    assert not nearest([np.nan], [True], 1).any()
