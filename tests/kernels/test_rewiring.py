"""The null model: what it keeps, its twin, that it repeats, and that all networks are alike."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from citation_worlds import columns, networks
from detente.core.errors import UsageError
from detente.kernels.rewiring import rewire
from naive import rewiring as naive


def drawn(edges, year, **options):
    options = {"replicas": 3, "seed": 1, **options}
    return list(rewire(*columns(edges), np.array(year), **options))


def dense_world(seed, papers=60, references=9):
    random = np.random.default_rng(seed)
    year = np.sort(random.integers(2000, 2005, papers))
    edges = [
        (a, int(b))
        for a in range(1, papers)
        for b in random.choice(a, min(a, references), replace=False)
    ]
    return edges, year.tolist()


@given(networks(), st.integers(0, 2**62), st.integers(1, 4))
def test_degrees_and_years_stay_and_nothing_doubles(network, seed, sweeps):
    edges, year = network
    citing, cited = columns(edges)
    for found in drawn(edges, year, seed=seed, sweeps=sweeps):
        assert naive.is_simple(list(zip(citing.tolist(), found.cited.tolist(), strict=True)))
        assert sorted(found.cited) == sorted(cited)
        years = np.array(year)
        assert np.array_equal(years[found.cited], years[cited])
        for when in set(year):
            mine = years[citing] == when
            assert sorted(found.cited[mine]) == sorted(cited[mine])
        assert 0 <= found.refused <= found.proposed <= sweeps * len(edges)


@given(networks(), st.integers(0, 2**62), st.integers(1, 3))
@settings(max_examples=60)
def test_kernel_equals_its_twin(network, seed, sweeps):
    edges, year = network
    for replica, found in enumerate(drawn(edges, year, seed=seed, sweeps=sweeps)):
        expected = naive.shuffled(edges, year, seed=seed, replica=replica, sweeps=sweeps)
        assert found.cited.tolist() == expected
        if edges:
            citing, _ = columns(edges)
            now = set(zip(citing.tolist(), expected, strict=True))
            assert found.moved == len(now - set(edges)) / len(edges)


@given(networks(), st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=60)
def test_order_threads_and_other_years_change_nothing(network, random, threads):
    edges, year = network
    base = [dict(zip(edges, found.cited.tolist(), strict=True)) for found in drawn(edges, year)]
    shuffled = random.sample(edges, len(edges))
    for found, other in zip(base, drawn(shuffled, year, threads=threads), strict=True):
        assert dict(zip(shuffled, other.cited.tolist(), strict=True)) == found
    alone = [edge for edge in edges if year[edge[0]] == year[0]]
    for found, other in zip(base, drawn(alone, year), strict=True):
        assert [found[edge] for edge in alone] == other.cited.tolist()
    (later,) = drawn(edges, year, replicas=1, first_replica=2)
    assert dict(zip(edges, later.cited.tolist(), strict=True)) == base[2]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_many_threads_repeat_a_dense_world_bit_for_bit(threads):
    edges, year = dense_world(1, papers=300, references=25)
    one, other = drawn(edges, year, threads=1), drawn(edges, year, threads=threads)
    assert all(np.array_equal(a.cited, b.cited) for a, b in zip(one, other, strict=True))
    assert [a[1:] for a in one] == [b[1:] for b in other]
    assert not np.array_equal(one[0].cited, one[1].cited)
    assert 0 < one[0].refused < one[0].proposed


WORLDS = {
    "two years, two shared references": (
        [(0, 4), (0, 5), (1, 5), (1, 6), (2, 6), (3, 4)],
        [2001] * 4 + [2000] * 3,
    ),
    "one year, where a paper could cite itself": (
        [(0, 1), (0, 2), (1, 3), (2, 3), (3, 0), (4, 0)],
        [2000] * 5,
    ),
    "two cells that do not mix": (
        [(0, 3), (0, 4), (1, 5), (2, 3), (0, 6), (1, 7), (2, 6)],
        [2002] * 3 + [2001] * 3 + [2000] * 2,
    ),
}


@pytest.mark.parametrize("name", WORLDS)
def test_every_network_is_equally_likely(name):
    edges, year = WORLDS[name]
    possible = naive.all_networks(edges, year)
    citing = [a for a, _ in edges]
    replicas = 400 * len(possible)
    seen = Counter(
        frozenset(zip(citing, found.cited.tolist(), strict=True))
        for found in drawn(edges, year, replicas=replicas, threads=1)
    )
    assert seen.keys() == possible
    assert len(possible) > 5
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


def test_what_cannot_move_stays():
    """One paper that cites all there is, and papers that all cite the same one."""
    for edges in ([(0, 2), (0, 3), (0, 4)], [(0, 4), (1, 4), (2, 4)]):
        found = drawn(edges, [2001, 2001, 2001, 2001, 2000])
        assert [one[1:] for one in found] == [(0, 0, 0.0)] * 3
        for one in found:
            assert set(zip(columns(edges)[0], one.cited, strict=True)) == set(edges)


@pytest.mark.parametrize("edges", [[(0, 1), (0, 1)], [(0, 1), (1, 1)]])
def test_double_citations_and_loops_are_refused(edges):
    with pytest.raises(UsageError, match="null model"):
        drawn(edges, [2000, 2000])


@pytest.mark.parametrize("edge, stranger", [((0, 2), "paper 2"), ((-1, 0), "paper -1")])
def test_papers_that_are_not_there_are_refused(edge, stranger):
    with pytest.raises(UsageError, match=stranger):
        drawn([edge], [2000, 2000])


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(UsageError, match="1 and 2 rows"):
        rewire(np.array([0]), np.array([1, 0]), np.array([2000, 2000]), replicas=1, seed=0)


def test_no_sweep_is_refused():
    with pytest.raises(UsageError, match="sweeps"):
        drawn([(0, 1)], [2000, 2000], sweeps=0)


def test_no_citations_have_no_share_that_moved():
    (found,) = drawn([], [2000], replicas=1)
    assert len(found.cited) == 0
    assert np.isnan(found.moved)
