"""Ranks and recall of known pairs against their slow twins, and what must hold of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.retrieval import pair_recall, ranks_of
from naive import retrieval as naive


@st.composite
def worlds(draw):
    """Similarities with ties and gaps, and which pairs are known."""
    queries, texts = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    score = st.none() | st.integers(0, 3)
    rows = st.lists(score, min_size=texts, max_size=texts)
    known = st.lists(st.booleans(), min_size=texts, max_size=texts)
    return (
        draw(st.lists(rows, min_size=queries, max_size=queries)),
        draw(st.lists(known, min_size=queries, max_size=queries)),
        draw(st.lists(st.integers(0, 3), min_size=queries, max_size=queries)),
    )


@given(worlds())
def test_ranks_and_recall_are_those_of_the_slow_twin(world):
    similarity, gold, drawn = world
    ranks = ranks_of(np.array(similarity, float))
    assert ranks.tolist() == [naive.ranks(row) for row in similarity]
    ks = [1, 2, len(gold[0])]
    weights = np.array([[1] * len(gold), drawn])
    for row, weight in zip(pair_recall(ranks, gold, ks, weights=weights), weights, strict=True):
        for value, k in zip(row, ks, strict=True):
            expected = naive.recall(ranks.tolist(), gold, k, weight.tolist())
            assert np.isnan(value) if expected is None else value == pytest.approx(float(expected))
    values = pair_recall(ranks, gold, ks)
    assert np.isnan(values).all() if not np.any(gold) else (np.diff(values) >= 0).all()
    # every text is among the first of all texts
    assert not np.any(gold) or values[-1] == 1


@given(worlds())
def test_only_the_order_of_similarities_matters(world):
    scores = np.array(world[0], float)
    assert (ranks_of(scores) == ranks_of(np.exp(2 * scores))).all()


def test_ties_do_not_flatter():
    for other in (1.0, 1.0 + 1e-12):
        assert ranks_of([[1.0, other, 0.0]]).tolist() == [[2, 2, 3]]
    assert pair_recall([[2, 2, 3]], [[True, False, False]], [1, 2]).tolist() == [0.0, 1.0]
