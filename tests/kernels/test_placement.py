"""Strata: what is refused, and which are merged."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import impact, percentiles
from detente.kernels.dealing import begins
from detente.kernels.placement import merge_upward, parents_of, placement
from naive import impact as naive

LEVELS = 4


@st.composite
def nested_rows(draw):
    """Rows of (keys from finest to coarsest, weight) whose keys nest, with numbers of their own."""
    width = draw(st.integers(1, 3))
    rows = []
    for _ in range(draw(st.integers(1, 60))):
        path = [draw(st.integers(0, width)) for _ in range(LEVELS)]
        keys = [
            sum(p * (width + 1) ** i for i, p in enumerate(path[: LEVELS - n]))
            for n in range(LEVELS)
        ]
        rows.append(
            (tuple(keys), draw(st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(1, 2)])))
        )
    return rows


def merged_of(rows, minimum):
    keys = np.array([keys for keys, _ in rows])
    size = np.bincount(keys[:, 0], [float(weight) for _, weight in rows])
    parents = [parents_of(keys[:, n], keys[:, n + 1]) for n in range(LEVELS - 1)]
    return keys, merge_upward(size, parents, minimum=minimum)


@given(nested_rows(), st.integers(1, 12))
def test_small_strata_are_merged_as_the_naive_ones(rows, minimum):
    keys, merged = merged_of(rows, minimum)
    got = merged.target[keys[:, 0]]
    expected = naive.merged(rows, minimum)
    assert (got >= 0).all()
    assert [(merged.level[s], merged.key[s]) for s in got] == expected
    size = [
        sum(float(w) for (_, w), s in zip(rows, got, strict=True) if s == n)
        for n in range(len(merged.size))
    ]
    assert merged.size.tolist() == pytest.approx(size)
    assert merged.small.tolist() == [total < minimum - 1e-6 for total in size]
    assert (merged.level[merged.small] == LEVELS - 1).all()
    assert merged.moved.sum() == pytest.approx(sum(size))
    for level in range(LEVELS):
        assert merged.moved[level] == pytest.approx(merged.size[merged.level == level].sum())


@given(nested_rows(), st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_world_keeps_its_share_in_merged_strata(rows, minimum, random):
    """Methods §13.3 after merging: a paper-row is in one stratum and no other."""
    keys, merged = merged_of(rows, minimum)
    stratum = merged.target[keys[:, 0]]
    citations = np.array([random.randrange(20) for _ in rows])
    placed = placement(stratum)
    reference = percentiles.reference_sets(citations, placed, tops=[0.1], strata=len(merged.size))
    scores = impact.scores(citations, placed, reference)
    for number in range(len(merged.size)):
        mine = stratum == number
        assert scores.membership[mine, 0].mean() == pytest.approx(0.1)
        if citations[mine].any():
            assert scores.ncs[mine].mean() == pytest.approx(1)


def test_small_types_are_pooled_with_small_types():
    """Field 0 has a large and two small types; field 1 is small as a whole."""
    size = [60, 30, 25, 10, 5]
    merged = merge_upward(size, [[0, 0, 0, 1, 1], [0, 0]])
    assert merged.target.tolist() == [0, 1, 1, 2, 2]
    assert merged.level.tolist() == [0, 1, 2]
    assert merged.key.tolist() == [0, 0, 0]
    assert merged.size.tolist() == [60, 55, 15]
    assert merged.small.tolist() == [False, False, True]
    assert merged.moved.tolist() == [60, 55, 15]


def test_fractions_that_make_fifty_but_for_rounding_are_enough():
    assert merge_upward([50 - 1e-12], [[0]]).level.tolist() == [0]
    assert merge_upward([49.99], [[0]]).level.tolist() == [1]


def test_a_key_without_papers_has_no_stratum():
    merged = merge_upward([60.0, 0.0, 3.0], [[0, -1, 0]])
    assert merged.target.tolist() == [0, -1, 1]


def test_small_papers_with_nowhere_to_go_are_refused():
    with pytest.raises(ValueError, match="no key on level 1"):
        merge_upward([60.0, 3.0], [[0, -1]])


def test_no_papers_make_no_strata():
    assert len(merge_upward([], [[]]).size) == 0


def test_keys_that_do_not_nest_are_refused():
    assert parents_of([2, 0, 2], [5, 4, 5]).tolist() == [4, -1, 5]
    with pytest.raises(ValueError, match="key 2 lies in more than one"):
        parents_of([2, 0, 2], [5, 4, 4])


@pytest.mark.parametrize(
    "arrays",
    [
        {"weight": [1.0, 1.0]},
        {"first": [0, 1]},
        {"first": [1, 2]},
        {"first": [0, 2, 1, 2]},
        {"first": [0, 2], "weight": [0.5]},
        {"first": [0, 2], "weight": [0.5, 0.4]},
        {"first": [0, 2], "weight": [1.5, -0.5]},
        {"first": [0, 2], "weight": [np.nan, 1.0]},
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays):
    with pytest.raises(ValueError, match=r"first|weight"):
        placement([0, 1], **arrays)


def test_rows_of_a_paper_weigh_the_same_by_default():
    placed = placement([0, 1, 2, 0], first=[0, 3, 3, 4])
    assert placed.papers == 3
    assert placed.weight.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_rows_of_papers_begin_where_they_are_counted(rows):
    paper = np.repeat(np.arange(len(rows)), rows)
    assert begins(paper, len(rows)).tolist() == np.cumsum([0, *rows]).tolist()


@pytest.mark.parametrize("paper", [[1, 0], [0, 3], [-1, 0], [0, 2, 1]])
def test_rows_out_of_order_or_of_no_paper_are_refused(paper):
    with pytest.raises(ValueError, match="sorted by paper"):
        begins(np.array(paper), 3)
