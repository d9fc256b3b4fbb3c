"""Blocs: the division of a network into groups with most links inside.

The Louvain method of networkx depends on the order in which it visits nodes, so it is run many
times and the result says how far the runs agree.

References: Newman 2004; Blondel et al. 2008; methods §9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels.network import without_diagonal

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import ArrayLike

    from detente.kernels._arrays import Floats, Integers

RUNS = 100
_GAIN = 1e-12


class Partition(NamedTuple):
    """A division of the nodes and how far the runs that found it agree.

    ``groups`` numbers the groups from 0, that with most links first. ``same`` is the share of runs
    that end in these groups, ``agreement`` the mean share of node pairs that a run joins or parts
    as these groups do (Rand's index), and ``node_agreement`` the same for the pairs of each node.
    """

    groups: Integers
    modularity: float
    same: float
    agreement: float
    node_agreement: Floats


def modularity(weights: ArrayLike, groups: ArrayLike, *, resolution: float = 1.0) -> float:
    """Newman's modularity of a partition.

    Parameters
    ----------
    weights : array of shape (n, n)
        Symmetric link weights; the diagonal is not read.
    groups : integer array of shape (n,)
        Group of each node.
    resolution : float
        Above 1 favours small groups.

    Returns
    -------
    float
        Weight inside groups less what chance puts there, in [−1, 1]; NaN without links.
    """
    import networkx as nx

    named = np.asarray(groups)
    parts = [set(np.flatnonzero(named == group).tolist()) for group in np.unique(named)]
    return _quality(nx.from_numpy_array(without_diagonal(weights)), parts, resolution)


def best_partition(
    weights: ArrayLike, *, resolution: float = 1.0, seed: int = 0, runs: int = RUNS
) -> Partition:
    """The partition of largest modularity that a number of runs find.

    Parameters
    ----------
    weights : array of shape (n, n)
        Symmetric link weights; the diagonal is not read. A node without links is a group of its
        own.
    resolution : float
        Above 1 favours small groups.
    seed : int
        Of the orders in which nodes are visited; run r has the seed ``seed + r``.
    runs : int
        How often it is run, at least once.

    Returns
    -------
    Partition
        Of partitions that tie, the first found. Modularity is NaN without links.
    """
    import networkx as nx

    matrix = without_diagonal(weights)
    graph = nx.from_numpy_array(matrix)
    louvain = nx.community.louvain_communities
    divided = [louvain(graph, resolution=resolution, seed=seed + run) for run in range(runs)]
    quality = [_quality(graph, parts, resolution) for parts in divided]
    found = [_numbered(matrix, parts) for parts in divided]
    best = int(np.argmax(np.array(quality) >= max(quality) - _GAIN))
    groups = found[best]
    joined = np.stack([run[:, None] == run for run in found])
    agreed = (joined == joined[best]).mean(axis=0)
    return Partition(
        groups,
        quality[best],
        float(np.mean([np.array_equal(run, groups) for run in found])),
        _mean_of_pairs(agreed),
        np.array([_mean_of_others(agreed, node) for node in range(len(matrix))]),
    )


def _quality(graph: nx.Graph, parts: list[set[int]], resolution: float) -> float:
    from networkx.algorithms.community import modularity as quality

    if graph.number_of_edges() == 0:
        return float("nan")
    return float(quality(graph, parts, resolution=resolution))


def _numbered(matrix: Floats, parts: list[set[int]]) -> Integers:
    """Number of the group of each node: by links, most first, then by the first node."""
    strength = matrix.sum(axis=1)
    # added up from the first node on, so that no bit depends on the order within a set
    ordered = sorted(parts, key=lambda part: (-sum(strength[sorted(part)]), min(part)))
    groups = np.empty(len(matrix), np.int64)
    for number, part in enumerate(ordered):
        groups[list(part)] = number
    return groups


def _mean_of_pairs(agreed: Floats) -> float:
    pairs = np.triu_indices(len(agreed), 1)
    return float(agreed[pairs].mean()) if len(pairs[0]) else 1.0


def _mean_of_others(agreed: Floats, node: int) -> float:
    others = np.delete(agreed[node], node)
    return float(others.mean()) if len(others) else 1.0
