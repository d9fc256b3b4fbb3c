"""Blocs: the division of a network into groups with most links inside.

The best division is exact (every partition is tried) up to `EXACT_NODES` nodes and by the Louvain
method above. Louvain depends on the order in which it visits nodes, so it is run many times and the
result says how far the runs agree.

References: Newman 2004; Blondel et al. 2008; methods §9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._jit import jit
from detente.kernels.network import without_diagonal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from detente.kernels._arrays import Floats, Integers

EXACT_NODES = 12  # 4 213 597 partitions, a tenth of a second
RUNS = 100
_GAIN = 1e-12


class Partition(NamedTuple):
    """A division of the nodes and how it was found."""

    groups: Integers  # of each node, 0 and up in order of first appearance
    modularity: float
    exact: bool
    same: float  # share of the Louvain runs that end in these groups
    agreement: float  # mean share of node pairs on which a run agrees with these groups


def modularity(weights: ArrayLike, groups: ArrayLike, *, resolution: float = 1.0) -> float:
    """Newman's modularity of a partition.

    Parameters
    ----------
    weights : array of shape (n, n)
        Symmetric link weights; the diagonal is not read.
    groups : integer array of shape (n,)
        Group of each node, 0 and up.
    resolution : float
        Above 1 favours small groups.

    Returns
    -------
    float
        Weight inside groups less what chance puts there, in [−1, 1]; NaN without links.
    """
    matrix = without_diagonal(weights)
    total = matrix.sum()
    if total <= 0:
        return float("nan")
    member = np.asarray(groups)[:, None] == np.unique(groups)
    between = member.T @ matrix @ member
    chance = between.sum(axis=1) / total
    return float(np.trace(between) / total - resolution * np.sum(chance**2))


def best_partition(
    weights: ArrayLike, *, resolution: float = 1.0, seed: int = 0, runs: int = RUNS
) -> Partition:
    """The partition of largest modularity that is found.

    Parameters
    ----------
    weights : array of shape (n, n)
        Symmetric link weights; the diagonal is not read. A node without links is a group of its
        own.
    resolution : float
        Above 1 favours small groups.
    seed : int
        Of the orders in which Louvain visits nodes.
    runs : int
        How often it is run, at least once.

    Returns
    -------
    Partition
        Of partitions that tie, the first found. Modularity is NaN without links.
    """
    matrix = without_diagonal(weights)
    linked = np.flatnonzero(matrix.sum(axis=1) > 0)
    network = np.ascontiguousarray(matrix[np.ix_(linked, linked)])
    random = np.random.default_rng(seed)
    found = [_louvain(network, resolution, random) for _ in range(runs)]
    exact = len(linked) <= EXACT_NODES
    candidates = [_tried_all(network, resolution)] if exact and len(linked) else found
    quality = [modularity(network, groups, resolution=resolution) for groups in candidates]
    best = candidates[int(np.argmax(np.array(quality) >= max(quality) - _GAIN))]
    agreed = [_pair_agreement(groups, best) for groups in found]
    groups = np.full(len(matrix), -1, dtype=np.int64)
    groups[linked] = best
    groups[groups < 0] = len(linked) + np.arange(len(matrix) - len(linked))
    same = float(np.mean([bool(np.all(entry == best)) for entry in found]))
    return Partition(_renumbered(groups), max(quality), exact, same, float(np.mean(agreed)))


def _renumbered(groups: Integers) -> Integers:
    """Groups numbered in order of first appearance."""
    _, first, position = np.unique(groups, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[position].astype(np.int64)


def _pair_agreement(one: Integers, other: Integers) -> float:
    """Share of node pairs that both partitions join, or both part (Rand index)."""
    pairs = np.triu_indices(len(one), 1)
    joined = [(groups[:, None] == groups)[pairs] for groups in (one, other)]
    return float(np.mean(joined[0] == joined[1])) if len(pairs[0]) else 1.0


def _louvain(network: Floats, resolution: float, random: np.random.Generator) -> Integers:
    """Move single nodes while that helps, then whole groups, until nothing does."""
    groups = np.arange(len(network))
    while True:
        order = random.permutation(len(network))
        moved = _renumbered(_moved(network, network.sum(axis=1), order, resolution))
        groups = moved[groups]
        if moved.max(initial=-1) + 1 == len(network):
            return _renumbered(groups)
        member = (moved[:, None] == np.arange(moved.max() + 1)).astype(np.float64)
        network = np.ascontiguousarray(member.T @ network @ member)


def _tried_all(network: Floats, resolution: float) -> Integers:
    """The best of all partitions."""
    strength = network.sum(axis=1)
    benefit = network - resolution * np.outer(strength, strength) / strength.sum()
    return _exhaustive(benefit, _GAIN * strength.sum())


@jit
def _moved(network: Floats, strength: Floats, order: Integers, resolution: float) -> Integers:
    """Group of each node once no single move raises modularity."""
    nodes = len(network)
    total = 0.0
    for node in range(nodes):
        total += strength[node]
    groups = np.arange(nodes)
    mass = strength.copy()
    links = np.empty(nodes)
    improving = True
    while improving:
        improving = False
        for node in order:
            for group in range(nodes):
                links[group] = 0.0
            for other in range(nodes):
                if other != node:
                    links[groups[other]] += network[node, other]
            own = groups[node]
            mass[own] -= strength[node]
            pull = resolution * strength[node] / total
            best, best_gain = own, links[own] - pull * mass[own]
            for group in range(nodes):
                gain = links[group] - pull * mass[group]
                if gain > best_gain + _GAIN * total:
                    best, best_gain = group, gain
            mass[best] += strength[node]
            if best != own:
                groups[node] = best
                improving = True
    return groups


@jit
def _exhaustive(benefit: Floats, gain: float) -> Integers:
    """Labels of most benefit inside, of all label rows where no label skips a number."""
    nodes = len(benefit)
    labels = np.zeros(nodes, np.int64)
    used = np.ones(nodes, np.int64)  # labels among the first nodes, up to each
    score = np.zeros(nodes)  # benefit among the first nodes, up to each
    best, best_score, changed = labels.copy(), -np.inf, 0
    while True:
        for node in range(changed, nodes):
            score[node] = benefit[node, node] + (score[node - 1] if node > 0 else 0.0)
            used[node] = max(used[node - 1], labels[node] + 1) if node > 0 else 1
            for other in range(node):
                if labels[other] == labels[node]:
                    score[node] += 2.0 * benefit[node, other]
        if score[-1] > best_score + gain:
            best, best_score = labels.copy(), score[-1]
        changed = nodes - 1
        while changed > 0 and labels[changed] == used[changed - 1]:
            changed -= 1
        if changed == 0:
            return best
        labels[changed] += 1
        for node in range(changed + 1, nodes):
            labels[node] = 0
