"""Where a country stands in the network of links.

A network is a symmetric matrix of link weights; 0 is no link, the diagonal is never read. Every row
counts as a node: leave out countries that are not part of the question.

References: Freeman 1978; Brandes 2001; Bonacich 1987; methods §9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Booleans, Floats, floats
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike


def without_diagonal(weights: ArrayLike) -> Floats:
    """A copy with zeros on the diagonal."""
    matrix = np.array(weights, dtype=np.float64)
    nodes = np.arange(matrix.shape[-1])
    matrix[..., nodes, nodes] = 0.0
    return matrix


def degree(weights: ArrayLike) -> Floats:
    """Number of partners of each node; shape (…, n, n) to (…, n)."""
    return floats(np.sum(without_diagonal(weights) > 0, axis=-1))


def strength(weights: ArrayLike) -> Floats:
    """Sum of the link weights of each node; shape (…, n, n) to (…, n)."""
    return floats(np.sum(without_diagonal(weights), axis=-1))


def betweenness(weights: ArrayLike) -> Floats:
    """Share of shortest paths between two others that lead through a node, in hops.

    Parameters
    ----------
    weights : array of shape (…, n, n)
        Link weights; every link is one hop, however strong.

    Returns
    -------
    array of shape (…, n)
        In [0, 1], divided by the (n − 1)(n − 2)/2 pairs of others; NaN for fewer than three nodes.
    """
    return _each(weights, _betweenness)


def _betweenness(matrix: Floats) -> Floats:
    import networkx as nx

    nodes = len(matrix)
    if nodes < 3:
        return np.full(nodes, np.nan)
    found = nx.betweenness_centrality(nx.from_numpy_array(matrix > 0))
    return floats([found[node] for node in range(nodes)])


def eigenvector_centrality(weights: ArrayLike) -> Floats:
    """Leading eigenvector of the largest connected component, of length 1.

    Parameters
    ----------
    weights : array of shape (…, n, n)
        Link weights.

    Returns
    -------
    array of shape (…, n)
        In (0, 1] inside the component with most nodes (of several, that with most weight, then the
        first); NaN outside, where the measure has no meaning, and for a network without links.
    """
    return _each(weights, _eigenvector)


def _eigenvector(matrix: Floats) -> Floats:
    from scipy.linalg import eigh

    central = np.full(len(matrix), np.nan)
    members = np.flatnonzero(_component(matrix))
    if len(members):
        block = matrix[np.ix_(members, members)]
        _, vectors = eigh(block, subset_by_index=[len(members) - 1, len(members) - 1])
        # the sign of an eigenvector is arbitrary, and of a connected network's first all are alike
        central[members] = np.abs(vectors[:, 0])
    return central


def largest_component(weights: ArrayLike) -> Booleans:
    """Nodes of the largest connected component, as `eigenvector_centrality` chooses it.

    Returns
    -------
    boolean array of shape (…, n)
        All False for a network without links.
    """
    return _each(weights, _component).astype(bool)


def _component(matrix: Floats) -> Floats:
    from scipy.sparse.csgraph import connected_components

    count, label = connected_components(matrix > 0, directed=False)
    size = np.bincount(label, minlength=count)
    weight = np.bincount(label, weights=matrix.sum(axis=1), minlength=count)
    best = 0
    for other in range(1, count):
        heavier = weight[other] > weight[best] * (1 + TOLERANCE)
        if (size[other], heavier) > (size[best], False):
            best = other
    return floats((label == best) & (weight[best] > 0))


def _each(weights: ArrayLike, measure: Callable[[Floats], Floats]) -> Floats:
    """The measure of each network of a stack."""
    matrices = without_diagonal(weights)
    nodes = matrices.shape[-1]
    found = [measure(matrix) for matrix in matrices.reshape(-1, nodes, nodes)]
    return np.array(found).reshape(matrices.shape[:-1])
