"""Where a country stands in the network of links.

A network is a symmetric matrix of link weights; 0 is no link, the diagonal is never read. Every row
counts as a node: leave out countries that are not part of the question.

References: Freeman 1978; Brandes 2001; Bonacich 1987; methods §9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.kernels._arrays import Booleans, Floats, Integers, floats
from detente.kernels._jit import inlined, jit
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Length = Literal["hops", "inverse_weight"]
_ROUNDS = 2000
_PRECISION = 1e-13


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


def betweenness(weights: ArrayLike, *, length: Length = "hops") -> Floats:
    """Share of shortest paths between two others that lead through a node.

    Parameters
    ----------
    weights : array of shape (…, n, n)
        Link weights.
    length : {"hops", "inverse_weight"}
        What a link adds to a path: 1, or 1/weight. Paths that differ by rounding only are equally
        short.

    Returns
    -------
    array of shape (…, n)
        In [0, 1], divided by the (n − 1)(n − 2)/2 pairs of others; NaN for fewer than three nodes.
    """
    matrices, shape = _matrices(weights)
    lengths = np.full_like(matrices, np.inf)
    source = matrices if length == "inverse_weight" else np.ones_like(matrices)
    np.divide(1.0, source, out=lengths, where=matrices > 0)
    central = np.zeros(matrices.shape[:2])
    _fill_betweenness(lengths, central)
    nodes = matrices.shape[1]
    pairs = (nodes - 1) * (nodes - 2)  # every pair is met from both ends
    return (central / pairs if pairs > 0 else central * np.nan).reshape(shape)


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
    matrices, shape = _matrices(weights)
    inside = largest_component(matrices)
    central = np.full(matrices.shape[:2], np.nan)
    settled = np.zeros(len(matrices), dtype=bool)
    _fill_eigenvector(matrices, inside, central, settled)
    for row in np.flatnonzero(~settled & inside.any(axis=1)):
        members = np.flatnonzero(inside[row])
        _, vectors = np.linalg.eigh(matrices[row][np.ix_(members, members)])
        central[row, members] = np.abs(vectors[:, -1])
    return central.reshape(shape)


def largest_component(weights: ArrayLike) -> Booleans:
    """Nodes of the largest connected component, as `eigenvector_centrality` chooses it.

    Returns
    -------
    boolean array of shape (…, n)
        All False for a network without links.
    """
    matrices, shape = _matrices(weights)
    inside = np.zeros(matrices.shape[:2], dtype=bool)
    _fill_component(matrices, inside)
    return inside.reshape(shape)


def _matrices(weights: ArrayLike) -> tuple[Floats, tuple[int, ...]]:
    matrix = without_diagonal(weights)
    nodes = matrix.shape[-1]
    return matrix.reshape(-1, nodes, nodes), matrix.shape[:-1]


@inlined
def _paths_from(
    source: int, lengths: Floats, distance: Floats, paths: Floats, order: Integers
) -> int:
    """Distances and numbers of shortest paths from a node; the nodes reached, nearest first."""
    nodes = len(lengths)
    distance[:] = np.inf
    paths[:] = 0.0
    done = np.zeros(nodes, np.bool_)
    distance[source], paths[source] = 0.0, 1.0
    reached = 0
    for _ in range(nodes):
        here = -1
        for node in range(nodes):
            if not done[node] and (here < 0 or distance[node] < distance[here]):
                here = node
        if np.isinf(distance[here]):
            break
        done[here] = True
        order[reached] = here
        reached += 1
        for node in range(nodes):
            if not done[node]:
                through = distance[here] + lengths[here, node]
                if through < distance[node] * (1.0 - TOLERANCE):
                    distance[node], paths[node] = through, paths[here]
                elif through <= distance[node] * (1.0 + TOLERANCE) and not np.isinf(through):
                    paths[node] += paths[here]
    return reached


@jit
def _fill_betweenness(all_lengths: Floats, central: Floats) -> None:
    nodes = all_lengths.shape[1]
    distance, paths, passing = np.empty(nodes), np.empty(nodes), np.empty(nodes)
    order = np.empty(nodes, np.int64)
    for row in range(len(all_lengths)):
        lengths = all_lengths[row]
        for source in range(nodes):
            reached = _paths_from(source, lengths, distance, paths, order)
            passing[:] = 0.0
            for place in range(reached - 1, 0, -1):
                node = order[place]
                for earlier in range(place):
                    before = order[earlier]
                    through = distance[before] + lengths[before, node]
                    if through <= distance[node] * (1.0 + TOLERANCE):
                        share = paths[before] / paths[node]
                        passing[before] += share * (1.0 + passing[node])
                central[row, node] += passing[node]


@inlined
def _component_of(start: int, matrix: Floats, seen: Booleans, queue: Integers) -> int:
    """Breadth-first: the nodes connected with one, put into ``queue``; their number."""
    seen[start] = True
    queue[0] = start
    head, tail = 0, 1
    while head < tail:
        for node in range(len(matrix)):
            if matrix[queue[head], node] > 0.0 and not seen[node]:
                seen[node] = True
                queue[tail] = node
                tail += 1
        head += 1
    return tail


@inlined
def _row_sum(matrix: Floats, node: int) -> float:
    total = 0.0
    for other in range(len(matrix)):
        total += matrix[node, other]
    return total


@inlined
def _power_step(matrix: Floats, shift: float, vector: Floats, after: Floats) -> float:
    """Multiply by the shifted matrix and scale to length 1; the largest change of an entry.

    Without the shift a network of two camps would swing between them for ever. Nodes outside the
    component start at 0 and stay there.
    """
    square = 0.0
    for node in range(len(matrix)):
        after[node] = shift * vector[node]
        for other in range(len(matrix)):
            after[node] += matrix[node, other] * vector[other]
        square += after[node] ** 2
    change = 0.0
    for node in range(len(matrix)):
        new = after[node] / np.sqrt(square)
        change = max(change, abs(new - vector[node]))
        vector[node] = new
    return change


@jit
def _fill_component(matrices: Floats, inside: Booleans) -> None:
    nodes = matrices.shape[1]
    queue = np.empty(nodes, np.int64)
    for row in range(len(matrices)):
        seen = np.zeros(nodes, np.bool_)
        best_size, best_weight = 1, 0.0
        for start in range(nodes):
            if seen[start]:
                continue
            size = _component_of(start, matrices[row], seen, queue)
            weight = 0.0
            for place in range(size):
                weight += _row_sum(matrices[row], queue[place])
            heavier = weight > best_weight * (1.0 + TOLERANCE)
            if size > best_size or (size == best_size and size > 1 and heavier):
                best_size, best_weight = size, weight
                inside[row] = False
                for place in range(size):
                    inside[row, queue[place]] = True


@jit
def _fill_eigenvector(
    matrices: Floats, inside: Booleans, central: Floats, settled: Booleans
) -> None:
    nodes = matrices.shape[1]
    vector, after = np.empty(nodes), np.empty(nodes)
    for row in range(len(matrices)):
        matrix = matrices[row]
        shift = 0.0
        for node in range(nodes):
            vector[node] = 1.0 if inside[row, node] else 0.0
            shift = max(shift, 0.5 * _row_sum(matrix, node))
        if shift == 0.0:
            continue
        for _ in range(_ROUNDS):
            if _power_step(matrix, shift, vector, after) <= _PRECISION:
                settled[row] = True
                break
        for node in range(nodes):
            if inside[row, node]:
                central[row, node] = vector[node]
