from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.kernels import communities
from naive import concentration as naive

NETWORKS = st.integers(2, 6).flatmap(
    lambda n: hnp.arrays(np.float64, (n, n), elements=st.integers(0, 4))
).map(lambda cells: np.triu(cells, 1) + np.triu(cells, 1).T)


def planted(blocs, size, inside, between):
    random = np.random.default_rng(2)
    group = np.repeat(np.arange(blocs), size)
    mean = np.where(group[:, None] == group, inside, between)
    cells = np.triu(random.poisson(mean), 1)
    return (cells + cells.T).astype(float), group


@settings(deadline=None, max_examples=40)
@given(weights=NETWORKS, resolution=st.sampled_from([0.5, 1.0, 1.5]))
def test_small_networks_are_divided_exactly(weights, resolution):
    found = communities.best_partition(weights, resolution=resolution, runs=3)
    assert found.exact
    if not weights.any():
        assert np.isnan(found.modularity)
        assert len(set(found.groups)) == len(weights)
        return
    best, _ = naive.best_partitions(weights.astype(int).tolist(), resolution)
    assert found.modularity == pytest.approx(float(best), abs=1e-12)
    again = communities.modularity(weights, found.groups, resolution=resolution)
    assert again == pytest.approx(found.modularity, abs=1e-12)


@given(weights=NETWORKS, groups=st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_modularity_agrees_with_networkx(weights, groups):
    chosen = groups[: len(weights)]
    got = communities.modularity(weights, chosen)
    if not weights.any():
        assert np.isnan(got)
        return
    parts = [{n for n, g in enumerate(chosen) if g == group} for group in set(chosen)]
    graph = nx.from_numpy_array(weights)
    assert got == pytest.approx(nx.community.modularity(graph, parts), abs=1e-12)


def test_planted_blocs_are_found_in_every_run():
    weights, group = planted(4, 12, 8.0, 0.5)
    found = communities.best_partition(weights, runs=20)
    assert not found.exact
    assert found.groups.tolist() == group.tolist()
    assert found.same == 1
    assert found.agreement == 1


def test_as_good_as_networkx_on_a_network_without_clear_blocs():
    weights, _ = planted(3, 15, 1.2, 0.7)
    graph = nx.from_numpy_array(weights)
    theirs = max(
        nx.community.modularity(
            graph, nx.community.louvain_communities(graph, seed=seed)
        )
        for seed in range(10)
    )
    found = communities.best_partition(weights, runs=30)
    assert found.modularity >= theirs - 1e-3
    assert 0 < found.same < 1
    assert found.same < found.agreement < 1


def test_the_seed_decides_everything():
    weights, _ = planted(3, 15, 1.2, 0.7)
    first, again = (communities.best_partition(weights, seed=4, runs=5) for _ in range(2))
    assert first.groups.tolist() == again.groups.tolist()
    assert first[1:] == again[1:]


def test_a_country_without_links_is_a_group_of_its_own():
    weights = np.zeros((5, 5))
    weights[1, 3] = weights[3, 1] = 2
    groups = communities.best_partition(weights, runs=2).groups
    assert groups.tolist() == [0, 1, 2, 1, 3]
