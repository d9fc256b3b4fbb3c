"""Evening of reference lists: its twin, lengths, nesting, lasting names, and that it is fair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.evening import evened_references
from naive import evening as naive

PAPERS = 8
edge_sets = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40).map(sorted)
lengths = st.lists(st.integers(0, 9), min_size=PAPERS, max_size=PAPERS)
identities = st.lists(st.integers(0, 2**62), min_size=PAPERS, max_size=PAPERS, unique=True)


def stays(edges, most, names=range(PAPERS)):
    citing, cited = np.array(edges, np.int32).reshape(-1, 2).T
    return evened_references(citing, cited, np.array(most), names=np.array(names))


@given(edge_sets, lengths, identities)
def test_kernel_equals_its_twin(edges, most, names):
    lists = {name: [] for name in names}
    for a, b in edges:
        lists[names[a]].append(names[b])
    expected = naive.kept(lists, dict(zip(names, most, strict=True)))
    got = stays(edges, most, names)
    assert got.tolist() == [names[b] in expected[names[a]] for a, b in edges]


@given(edge_sets, lengths)
def test_lists_have_the_length_asked_for_or_their_own(edges, most):
    citing = np.array([a for a, _ in edges], int)
    before = np.bincount(citing, minlength=PAPERS)
    after = np.bincount(citing, stays(edges, most), minlength=PAPERS)
    assert after.tolist() == np.minimum(before, most).tolist()


@given(edge_sets, lengths)
def test_what_stays_of_a_short_list_stays_of_a_longer_one(edges, most):
    assert np.all(stays(edges, most) <= stays(edges, np.array(most) + 1))


def test_every_reference_stays_as_often():
    """Of 4,000 papers with ten references, 8 of which stay, each place keeps about 80 %."""
    citing, cited = np.repeat(np.arange(4000), 10), np.tile(np.arange(10), 4000)
    kept = evened_references(citing, cited, np.full(4000, 8), names=np.arange(4000))
    share = kept.reshape(4000, 10).mean(axis=0)
    assert np.all(np.abs(share - 0.8) < 4 * np.sqrt(0.8 * 0.2 / 4000))


def test_references_out_of_order_are_refused():
    with pytest.raises(ValueError, match="sorted"):
        evened_references(np.array([1, 0]), np.array([0, 1]), np.ones(2, int), names=np.arange(2))
