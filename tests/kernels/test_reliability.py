"""Krippendorff's alpha and Cohen's kappa against pairs counted one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import reliability
from examples_io import assert_matches, plain
from naive import rules as naive

CODE = st.one_of(st.none(), st.integers(0, 3))
CODES = st.integers(1, 8).flatmap(
    lambda units: st.lists(st.lists(CODE, min_size=units, max_size=units), min_size=1, max_size=4)
)
SCALES = ("nominal", "ordinal", "interval")


def arrays(codes):
    return np.array(codes, dtype=float)


@pytest.mark.parametrize("scale", SCALES)
@given(codes=CODES)
def test_alpha_is_that_of_all_pairs(scale, codes):
    got = reliability.krippendorff(arrays(codes), scale)
    assert_matches(got, plain(naive.near(naive.alpha(codes, scale))))


@pytest.mark.parametrize("scale", SCALES)
@given(codes=CODES, data=st.data())
def test_weights_repeat_units(scale, codes, data):
    size = len(codes[0])
    times = [data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)) for _ in "abc"]
    got = reliability.krippendorff(arrays(codes), scale, weights=times)
    wanted = [naive.near(naive.alpha(codes, scale, row)) for row in times]
    assert_matches(got, plain(wanted))


@pytest.mark.parametrize("scale", SCALES)
@given(codes=CODES)
def test_alpha_is_at_most_one_and_knows_no_order(scale, codes):
    value = reliability.krippendorff(arrays(codes), scale)
    again = reliability.krippendorff(arrays([row[::-1] for row in codes[::-1]]), scale)
    assert_matches(again, plain(value))
    assert np.isnan(value) or value <= 1 + 1e-12


@given(values=st.lists(st.integers(0, 3), min_size=2, max_size=8), coders=st.integers(2, 4))
def test_coders_who_agree_reach_one_or_nothing_can_be_said(values, coders):
    value = reliability.krippendorff([values] * coders)
    assert_matches(value, None if len(set(values)) == 1 else 1.0)


@given(codes=CODES, shift=st.integers(1, 5))
def test_scales_know_what_they_may(codes, shift):
    """Nominal: names do not matter. Ordinal: only order does. Interval: nor does zero."""
    given_codes = arrays(codes)
    renamed = 7 * given_codes % 4
    stretched = given_codes**3
    for scale, other in (
        ("nominal", renamed),
        ("ordinal", stretched),
        ("interval", given_codes + shift),
    ):
        one = reliability.krippendorff(given_codes, scale)
        assert_matches(reliability.krippendorff(other, scale), plain(one))


def test_alpha_of_the_published_reliability_data():
    published = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849}
    for scale, value in published.items():
        assert float(reliability.krippendorff(arrays(naive.REFERENCE), scale)) == pytest.approx(
            value, abs=5e-4
        )


@given(codes=st.lists(st.tuples(CODE, CODE), max_size=9))
def test_kappa_is_counted(codes):
    first, second = [a for a, _ in codes], [b for _, b in codes]
    got = reliability.cohen(arrays(first), arrays(second))
    wanted = naive.kappa(first, second).values()
    assert_matches(list(got), plain([naive.near(value) for value in wanted]))


@given(codes=st.lists(st.tuples(CODE, CODE), min_size=1, max_size=9))
def test_kappa_is_symmetric(codes):
    one, other = arrays([a for a, _ in codes]), arrays([b for _, b in codes])
    assert_matches(list(reliability.cohen(one, other)), plain(list(reliability.cohen(other, one))))


def test_kappa_of_draws_is_that_of_repeated_units():
    one, other = arrays([0, 1, 1, 0, 1]), arrays([0, 1, 0, 0, 1])
    times = np.array([[1, 1, 1, 1, 1], [2, 0, 1, 1, 3], [0, 0, 0, 0, 0]])
    got = reliability.cohen(one, other, weights=times)
    for draw, row in enumerate(times):
        alone = reliability.cohen(np.repeat(one, row), np.repeat(other, row))
        assert_matches([part[draw] for part in got], plain(list(alone)))
