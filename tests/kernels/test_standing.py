"""Standing of papers within strata: an exact twin, and a mean of a half whatever the values."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.placement import placement
from detente.kernels.standing import standing
from naive.standing import standings

WEIGHTS = ((1,), (Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 4), Fraction(3, 4)))
papers = st.lists(
    st.tuples(
        st.one_of(st.none(), st.fractions(-1, 1, max_denominator=7)),
        st.sampled_from(WEIGHTS),
        st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=2, max_size=2),
    ),
    max_size=12,
)


@given(papers)
def test_it_is_the_exact_answer(given_papers):
    values = [value for value, _, _ in given_papers]
    rows = [
        (paper, stratum, weight)
        for paper, (_, weights, strata) in enumerate(given_papers)
        for weight, stratum in zip(weights, strata, strict=False)
    ]
    first = np.cumsum([0, *(len(weights) for _, weights, _ in given_papers)])
    placed = placement(
        np.array([-1 if s is None else s for _, s, _ in rows], int),
        first=first,
        weight=[float(w) for _, _, w in rows],
    )
    found = standing([np.nan if v is None else float(v) for v in values], placed)
    for ours, exact in zip(found, standings(values, rows), strict=True):
        assert np.isnan(ours) if exact is None else abs(ours - float(exact)) < 1e-12


@given(st.lists(st.sampled_from((0.1, 0.2, 0.1 + 0.2, 0.3, -1.0)), min_size=1, max_size=30))
def test_the_mean_is_a_half_and_what_is_equal_but_for_rounding_ties(values):
    found = standing(values, placement(np.zeros(len(values), int)))
    assert abs(found.mean() - 0.5) < 1e-12
    same = [x for v, x in zip(values, found, strict=True) if abs(v - 0.3) < 1e-12]
    assert len(set(same)) <= 1


def test_values_and_papers_must_fit():
    with pytest.raises(ValueError, match="3 papers need as many values"):
        standing([1.0, 2.0], placement([0, 0, 0]))
