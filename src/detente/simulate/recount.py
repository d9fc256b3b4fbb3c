"""The measures of citations once more, by sorting and sparse products: what truths are made of.

Nothing of the kernels or indicators is used, which are to be held against what comes out here.

References: Waltman et al. 2011; Waltman & Schreiber 2013; Funk & Owen-Smith 2017; methods §3, §4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.simulate.graph import Graph

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# focal papers whose neighbourhoods are multiplied at once
CHUNK = 2000


def citations_within(graph: Graph, window: int) -> Floats:
    """Citations up to the end of the ``window``-th year after publication; NaN if that is to come.

    Returns
    -------
    float64 array, shape (papers,)
    """
    age = graph.year[graph.citing].astype(int) - graph.year[graph.cited]
    counted = graph.cited[age <= window]
    received = np.bincount(counted, minlength=graph.papers).astype(float)
    return np.where(_whole(graph, window), received, np.nan)


def _whole(graph: Graph, window: int) -> Flags:
    return np.asarray(graph.year.astype(int) + window <= graph.year.max(initial=0))


def normalised(value: Floats, stratum: Ints, weight: Floats) -> Floats:
    """Value over the weighted mean of its stratum; NaN where that is 0.

    Parameters
    ----------
    value, weight : float64 array
        Of each row: a paper in one of its fields.
    stratum : int array
        From 0.
    """
    total = np.bincount(stratum, weights=weight * value)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / np.bincount(stratum, weights=weight)
    return np.asarray(value / np.where(mean > 0, mean, np.nan)[stratum])


def top_membership(value: Floats, stratum: Ints, weight: Floats, *, top: float) -> Floats:
    """How far each row is among the ``top`` share of its stratum, ties sharing what is left.

    Returns
    -------
    float64 array
        In [0, 1]; weighted, it sums to ``top`` times the weight of each stratum.
    """
    member = np.empty(len(value))
    order = np.lexsort([-value, stratum])
    borders = np.flatnonzero(np.diff(stratum[order])) + 1
    for rows in np.split(order, borders):
        _, tie = np.unique(-value[rows], return_inverse=True)
        tied = np.bincount(tie, weights=weight[rows])
        above = np.cumsum(tied) - tied
        member[rows] = np.clip((top * tied.sum() - above) / tied, 0.0, 1.0)[tie]
    return member


def mid_rank(value: Floats, stratum: Ints) -> Floats:
    """The share of its stratum that lies below each value, half of those tied with it included."""
    rank = np.empty(len(value))
    order = np.lexsort([value, stratum])
    borders = np.flatnonzero(np.diff(stratum[order])) + 1
    for rows in np.split(order, borders):
        _, tie, count = np.unique(value[rows], return_inverse=True, return_counts=True)
        below = np.cumsum(count) - count
        rank[rows] = ((below + count / 2) / len(rows))[tie]
    return rank


def disruption(graph: Graph, window: int) -> Floats:
    """CD over the papers of the ``window`` years after a paper's own.

    Returns
    -------
    float64 array, shape (papers,)
        In [-1, 1]; NaN where nobody cites the paper or its references, or the window has not
        passed. Papers without references score 1, which is no finding: leave them out.
    """
    from scipy.sparse import csr_array

    ones = np.ones(graph.citations, np.int32)
    cites = csr_array((ones, (graph.citing, graph.cited)), shape=(graph.papers, graph.papers))
    counts = np.zeros((3, graph.papers))
    year = graph.year.astype(int)
    for now in np.unique(year[_whole(graph, window)]):
        low, high = np.searchsorted(year, [now, now + window], side="right")
        later = cites[low:high]
        begin, end = np.searchsorted(year, [now, now + 1])
        for start in range(begin, end, CHUNK):
            focal = slice(start, min(start + CHUNK, end))
            citers = later[:, focal].T.tocsr()
            coupled = (cites[focal] @ later.T).tocsr()
            both = coupled.astype(bool).multiply(citers.astype(bool))
            counts[0, focal] = citers.sum(axis=1)
            counts[1, focal] = np.diff(coupled.indptr)
            counts[2, focal] = both.sum(axis=1)
    citing, coupled_by, joint = counts
    with np.errstate(invalid="ignore"):
        return np.asarray((citing - 2 * joint) / (citing + coupled_by - joint))
