from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.kernels import communities
from naive import concentration as naive

NETWORKS = (
    st.integers(2, 6)
    .flatmap(lambda n: hnp.arrays(np.float64, (n, n), elements=st.integers(0, 4)))
    .map(lambda cells: np.triu(cells, 1) + np.triu(cells, 1).T)
)


def planted(blocs, size, inside, between):
    random = np.random.default_rng(2)
    group = np.repeat(np.arange(blocs), size)
    mean = np.where(group[:, None] == group, inside, between)
    cells = np.triu(random.poisson(mean), 1)
    return (cells + cells.T).astype(float), group


@settings(deadline=None, max_examples=40)
@given(weights=NETWORKS, resolution=st.sampled_from([0.5, 1.0, 1.5]))
def test_what_is_found_is_never_better_than_the_best_of_all_divisions(weights, resolution):
    found = communities.best_partition(weights, resolution=resolution, runs=3)
    if not weights.any():
        assert np.isnan(found.modularity)
        assert len(set(found.groups)) == len(weights)
        return
    best, _ = naive.best_partitions(weights.astype(int).tolist(), resolution)
    assert found.modularity <= float(best) + 1e-12
    groups = [np.flatnonzero(found.groups == g).tolist() for g in np.unique(found.groups)]
    exact = naive.modularity(weights.astype(int).tolist(), groups, resolution)
    assert found.modularity == pytest.approx(float(exact), abs=1e-12)


def test_runs_find_the_best_of_all_divisions_of_small_networks():
    random = np.random.default_rng(5)
    for _ in range(15):
        cells = np.triu(random.poisson(1.2, (6, 6)), 1)
        weights = (cells + cells.T).astype(float)
        best, divisions = naive.best_partitions(weights.astype(int).tolist())
        found = communities.best_partition(weights, runs=40)
        assert found.modularity == pytest.approx(float(best), abs=1e-12)
        groups = [np.flatnonzero(found.groups == g).tolist() for g in np.unique(found.groups)]
        assert sorted(groups) in divisions


@given(weights=NETWORKS, groups=st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_modularity_agrees_with_fractions(weights, groups):
    chosen = groups[: len(weights)]
    got = communities.modularity(weights, chosen)
    parts = [[n for n, g in enumerate(chosen) if g == group] for group in set(chosen)]
    expected = naive.modularity(weights.astype(int).tolist(), parts)
    if expected is None:
        assert np.isnan(got)
    else:
        assert got == pytest.approx(float(expected), abs=1e-12)


def test_planted_blocs_are_found_in_every_run():
    weights, group = planted(4, 12, 8.0, 0.5)
    found = communities.best_partition(weights, runs=20)
    together = group[:, None] == group
    assert np.array_equal(found.groups[:, None] == found.groups, together)
    strength = [weights[found.groups == g].sum() for g in range(4)]
    assert strength == sorted(strength, reverse=True)
    assert found.same == 1
    assert found.agreement == 1
    assert found.node_agreement.tolist() == [1.0] * len(weights)


def test_runs_on_a_network_without_clear_blocs_disagree():
    weights, _ = planted(3, 15, 1.2, 0.7)
    found = communities.best_partition(weights, runs=30)
    assert 0 < found.same < 1
    assert found.same < found.agreement < 1
    # each pair counts for both of its nodes
    assert found.node_agreement.mean() == pytest.approx(found.agreement)


def test_the_seed_decides_everything():
    weights, _ = planted(3, 15, 1.2, 0.7)
    first, again = (communities.best_partition(weights, seed=4, runs=5) for _ in range(2))
    assert first.groups.tolist() == again.groups.tolist()
    assert first.node_agreement.tolist() == again.node_agreement.tolist()
    assert first[1:4] == again[1:4]


def test_a_country_without_links_is_a_group_of_its_own():
    weights = np.zeros((5, 5))
    weights[1, 3] = weights[3, 1] = 2
    groups = communities.best_partition(weights, runs=2).groups
    assert groups.tolist() == [1, 0, 2, 0, 3]


def test_one_node_agrees_with_itself():
    found = communities.best_partition([[0.0]], runs=2)
    assert found.groups.tolist() == [0]
    assert np.isnan(found.modularity)
    assert found[2:4] == (1.0, 1.0)
