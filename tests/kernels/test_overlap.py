"""Overlap of sets of rules against sums code by code, and outcomes one by one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import overlap
from examples_io import assert_matches, plain
from naive import rules as naive

STRENGTHS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8)
MEASURES = {
    "jaccard": overlap.jaccard,
    "dice": overlap.dice,
    "overlap_coefficient": overlap.overlap_coefficient,
    "coverage": overlap.coverage,
}


def sides(pairs):
    return np.array([a for a, _ in pairs], float), np.array([b for _, b in pairs], float)


def as_sets(pairs):
    return tuple(dict(enumerate(side)) for side in zip(*pairs, strict=True))


@given(pairs=STRENGTHS)
def test_measures_are_summed_code_by_code(pairs):
    wanted = naive.measures(*as_sets(pairs))
    for name, measure in MEASURES.items():
        assert_matches(measure(*sides(pairs)), plain(naive.near(wanted[name])), where=name)


@given(pairs=STRENGTHS)
def test_ranges_and_symmetry(pairs):
    one, other = sides(pairs)
    for name, measure in MEASURES.items():
        value = measure(one, other)
        assert np.isnan(value) or -1e-12 <= value <= 1 + 1e-12
        if name != "coverage":
            assert_matches(measure(other, one), plain(value), where=name)
    jaccard, dice = overlap.jaccard(one, other), overlap.dice(one, other)
    assert_matches(dice, plain(2 * jaccard / (1 + jaccard)))
    smaller = np.nanmax([overlap.coverage(one, other), overlap.coverage(other, one), -1])
    if one.any() and other.any():
        assert_matches(overlap.overlap_coefficient(one, other), float(smaller))


@given(pairs=STRENGTHS)
def test_an_empty_set_leaves_what_divides_by_it_undefined(pairs):
    one, _ = sides(pairs)
    empty = np.zeros(len(one))
    for measure in MEASURES.values():
        assert np.isnan(measure(empty, empty))
    assert np.isnan(overlap.coverage(empty, one))
    assert np.isnan(overlap.overlap_coefficient(one, empty))


@given(pairs=STRENGTHS, families=st.integers(1, 3))
def test_coarser_codes_never_cover_less(pairs, families):
    """A family is as strong as its strongest type: presence coverage of families can only be 0
    where that of types is, and is 1 where that of types is.
    """
    one, other = sides(pairs)
    member = np.arange(len(one)) % families
    coarse = [
        np.array([side[member == f].max(initial=0) for f in range(families)])
        for side in (one, other)
    ]
    fine = overlap.coverage(one > 0, other > 0)
    merged = overlap.coverage(coarse[0] > 0, coarse[1] > 0)
    assert np.isnan(fine) == np.isnan(merged)
    if fine == 1:
        assert merged == 1
    if fine > 0:
        assert merged > 0


@given(pairs=STRENGTHS, families=st.integers(1, 3))
def test_what_is_unique_and_added(pairs, families):
    first, second = as_sets(pairs)
    one, other = sides(pairs)
    inside = np.arange(len(one)) % families == np.arange(families)[:, None]
    only = overlap.unique(one, other)
    assert set(np.flatnonzero(only)) == naive.unique(first, second)
    for number, members in enumerate(inside):
        codes = set(np.flatnonzero(members))
        assert overlap.adds(one, other, inside)[number] == naive.adds(first, second, codes)
        unique = naive.unique(first, second)
        wanted = naive.share(len(unique & codes), len(unique))
        got = overlap.unique_share(only, inside)[number]
        assert_matches(got, plain(naive.near(wanted)))


@given(pairs=STRENGTHS)
def test_leading_axes_are_evaluated_together(pairs):
    one, other = sides(pairs)
    stacked = np.stack([one, other, one]), np.stack([other, one, one])
    for measure in MEASURES.values():
        wanted = [plain(measure(a, b)) for a, b in zip(*stacked, strict=True)]
        assert_matches(measure(*stacked), wanted)


CHANCE = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)])


@given(chances=st.lists(st.tuples(CHANCE, CHANCE), min_size=1, max_size=4))
def test_every_outcome_is_visited_with_its_probability(chances):
    codes = len(chances)
    flat = [a for a, _ in chances] + [b for _, b in chances]
    found = overlap.presence_outcomes([float(value) for value in flat])
    assert found.probability.sum() == pytest.approx(1)
    values = overlap.overlap_coefficient(found.present[:, :codes], found.present[:, codes:])
    got = overlap.chance(values, found.probability)
    listed = []
    for there, weight in naive.outcomes(dict(enumerate(flat))):
        first = {code: 1 for code in there if code < codes}
        second = {code - codes: 1 for code in there if code >= codes}
        listed.append((naive.measures(first, second)["overlap_coefficient"], weight))
    mean, reached, ends = naive.expected(listed)
    wanted = [naive.near(value) for value in (mean, reached, *ends)]
    assert_matches(list(got), plain(wanted))


def test_many_uncertain_codes_are_sampled_and_repeat():
    chance = np.full(20, 0.25)
    found = overlap.presence_outcomes(chance, draws=4000, seed=3, enumerated=10)
    assert found.present.shape == (4000, 20)
    assert found.probability.sum() == pytest.approx(1)
    assert np.abs(found.present.mean(axis=0) - 0.25).max() < 0.035
    again = overlap.presence_outcomes(chance, draws=4000, seed=3, enumerated=10)
    assert np.array_equal(found.present, again.present)


def test_nothing_defined_is_no_chance():
    assert np.isnan(list(overlap.chance([np.nan, np.nan], [0.5, 0.5]))).all()
