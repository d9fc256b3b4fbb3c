"""Groups compared within strata: against a naive twin, in every draw, however strata are dealt."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels import matching
from naive import bootstrap as naive_bootstrap
from naive import matching as naive

DRAWS, SEED = 7, 3
parts = st.sampled_from(({}, {0: 1.0}, {1: 1.0}, {4: 1.0}, {0: 0.5, 1: 0.5}, {1: 0.25, 4: 0.75}))
paper = st.tuples(
    st.booleans(), parts, st.sampled_from((0.0, 0.5, 1.0, 3.0)), st.sampled_from((0.0, 0.5, 1.0))
)
papers = st.lists(paper, max_size=14)


def drawn(given_papers, **changes):
    rows = [(s, part) for _, p, _, _ in given_papers for s, part in p.items()]
    arguments = {
        "is_first": np.array([p[0] for p in given_papers], bool),
        "begin": np.cumsum([0, *(len(p[1]) for p in given_papers)]),
        "stratum": np.array([s for s, _ in rows], np.int64),
        "part": np.array([part for _, part in rows], float),
        "draws": DRAWS,
        "seed": SEED,
    }
    outcomes = np.array([[p[2:]] for p in given_papers], float).reshape(len(given_papers), 1, 2)
    return matching.matched_draws(
        np.arange(len(given_papers)) * 11, outcomes, **(arguments | changes)
    )


@given(papers)
@settings(max_examples=60, deadline=None)
def test_every_draw_is_that_of_the_naive_twin(given_papers):
    found = drawn(given_papers)
    for column in range(1 + DRAWS):
        weights = [
            naive_bootstrap.weight(SEED, 11 * number, column - 1) if column else 1
            for number in range(len(given_papers))
        ]
        exact = [
            (g, p, Fraction(score), Fraction(base)) for g, p, score, base in given_papers
        ]  # fmt: skip
        score, expected, weight = naive.sums(exact, weights)
        here = [getattr(found, name)[0, column] for name in ("score", "expected", "weight")]
        assert here == pytest.approx([float(v) for v in (score, expected, weight)], abs=1e-12)
        if weight:
            gain = (score - expected) / weight
            assert found.difference[0, column] == pytest.approx(float(gain), abs=1e-12)
        else:
            assert np.isnan(found.difference[0, column])


@given(papers)
@settings(max_examples=30, deadline=None)
def test_blocks_of_strata_change_nothing(given_papers):
    whole, block = drawn(given_papers), matching.BLOCK
    matching.BLOCK = 1
    try:
        again = drawn(given_papers)
    finally:
        matching.BLOCK = block
    for one, other in zip(whole, again, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-13)


@given(papers)
@settings(max_examples=30, deadline=None)
def test_a_paper_without_a_stratum_is_compared_with_none(given_papers):
    rows = sum(len(p[1]) for p in given_papers)
    nowhere = drawn(given_papers, stratum=np.full(rows, -1))
    assert np.isnan(nowhere.difference).all()
    assert not nowhere.weight.any()


@given(papers)
@settings(max_examples=30, deadline=None)
def test_a_group_gains_nothing_over_its_own_copy(given_papers):
    """The same papers on both sides: no difference in the sums as they are."""
    both = [(side, *rest) for _, *rest in given_papers for side in (True, False)]
    gain = drawn(both).difference[0, 0]
    assert np.isnan(gain) or gain == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    "amount, size", [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (400, 5)]
)
def test_team_sizes_fall_into_their_classes(amount, size):
    assert matching.class_of([amount], matching.TEAM_SIZES).tolist() == [size]
