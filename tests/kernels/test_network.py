"""Standing of nodes against slow answers: paths counted one by one, all eigenvectors."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.kernels import network
from naive import concentration as naive

NETWORKS = (
    st.integers(3, 8)
    .flatmap(
        lambda n: hnp.arrays(np.float64, (n, n), elements=st.sampled_from([0, 0, 0, 1, 2, 3, 6]))
    )
    .map(lambda cells: np.triu(cells, 1) + np.triu(cells, 1).T)
)


def in_order(values):
    return [values[node] for node in sorted(values)]


@given(weights=NETWORKS)
def test_strength_and_degree(weights):
    graph = nx.from_numpy_array(weights)
    assert network.strength(weights).tolist() == in_order(dict(graph.degree(weight="weight")))
    assert network.degree(weights).tolist() == in_order(dict(graph.degree()))
    noise = weights + np.diag(np.full(len(weights), 50.0))
    assert np.array_equal(network.strength(noise), network.strength(weights))


@settings(max_examples=40)
@given(weights=NETWORKS)
def test_betweenness_is_the_share_of_shortest_paths(weights):
    expected = [float(value) for value in naive.betweenness(weights.tolist())]
    np.testing.assert_allclose(network.betweenness(weights), expected, atol=1e-12)


def test_betweenness_needs_a_third():
    assert np.isnan(network.betweenness([[0, 1], [1, 0]])).all()


@settings(deadline=None)
@given(weights=NETWORKS)
def test_eigenvector_of_the_largest_component(weights):
    got = network.eigenvector_centrality(weights)
    inside = network.largest_component(weights)
    assert np.array_equal(~np.isnan(got), inside)
    components = sorted(map(len, nx.connected_components(nx.from_numpy_array(weights))))
    if components[-1] == 1:
        assert not inside.any()
        return
    assert inside.sum() == components[-1]
    members = np.flatnonzero(inside)
    block = weights[np.ix_(members, members)]
    values, vectors = np.linalg.eigh(block)
    np.testing.assert_allclose(got[members], np.abs(vectors[:, -1]), atol=1e-7)
    np.testing.assert_allclose(block @ got[members], values[-1] * got[members], atol=1e-9)
    assert np.sum(got[members] ** 2) == pytest.approx(1)


def test_of_equally_many_nodes_the_heavier_component_is_the_largest():
    weights = np.zeros((5, 5))
    weights[0, 1] = weights[1, 0] = 1
    weights[3, 4] = weights[4, 3] = 2
    assert network.largest_component(weights).tolist() == [False, False, False, True, True]


def test_a_long_path_has_its_known_eigenvector():
    path = np.diag(np.ones(299), 1)
    path += path.T
    got = network.eigenvector_centrality(path)
    exact = np.sin(np.pi * np.arange(1, 301) / 301) * np.sqrt(2 / 301)
    np.testing.assert_allclose(got, exact, atol=1e-9)


def test_all_draws_at_once():
    random = np.random.default_rng(3)
    draws = random.poisson(0.7, (6, 9, 9)).astype(float)
    draws = np.triu(draws, 1) + np.triu(draws, 1).swapaxes(1, 2)
    for measure in (network.strength, network.betweenness, network.eigenvector_centrality):
        together = measure(draws)
        for draw in range(len(draws)):
            np.testing.assert_array_equal(together[draw], measure(draws[draw]))
