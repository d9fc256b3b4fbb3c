"""Scores against a null model: the twin, constant replicas, values that are not defined."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citation_worlds import columns, networks
from detente.core.errors import UsageError
from detente.kernels.null_scores import null_scores
from detente.kernels.rewiring import rewire
from naive.rewiring import null_score

values = st.one_of(st.none(), st.integers(-9, 9))


def same(found, expected):
    if expected is None:
        return math.isnan(found)
    return found == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.lists(values, min_size=1, max_size=5), st.data())
def test_scores_equal_their_twin(observed, data):
    row = st.lists(values, min_size=len(observed), max_size=len(observed))
    replicas = data.draw(st.lists(row, max_size=6))
    found = null_scores(observed, iter(replicas))
    for place, value in enumerate(observed):
        z, mean, deviation, defined = null_score(value, [row[place] for row in replicas])
        assert same(found.z[place], z)
        assert same(found.mean[place], mean)
        assert same(found.sd[place], deviation)
        assert found.defined[place] == defined


@given(st.floats(-1e9, 1e9), st.integers(2, 9))
def test_equal_replicas_have_no_score(value, replicas):
    found = null_scores([value + 1.0], [[value]] * replicas)
    assert found.sd[0] == 0
    assert np.isnan(found.z[0])


def test_other_lengths_are_refused():
    with pytest.raises(UsageError, match="3 values"):
        null_scores([1.0, 2.0], [[1.0, 2.0, 3.0]])


@given(networks())
def test_what_rewiring_keeps_has_no_score(network):
    """Citations of each paper are the same in every replica."""
    edges, year = network
    citing, cited = columns(edges)
    drawn = rewire(citing, cited, np.array(year), replicas=3, seed=1)
    found = null_scores(
        np.bincount(cited, minlength=len(year)),
        (np.bincount(one.cited, minlength=len(year)) for one in drawn),
    )
    assert np.all(found.sd == 0)
    assert np.isnan(found.z).all()
