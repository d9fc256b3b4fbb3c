"""Exact moments of pair counts when all references are dealt out at random.

A null model without years, and without a bar on citing a paper twice: every order of the references
is equally likely. Where years do not matter and no paper is cited twice from one place, it is what
rewiring tends to, without drawing anything.

Two pairs of slots are the same pair, or share a slot, or share none; for each of these the chance
that both hold venues a and b follows from how many references there are to each.

References: methods §4 (atypicality), Ex. 04d.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats, integers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_ROUNDING = 1e-12  # a variance this much smaller than what it is the difference of is 0


class Moments(NamedTuple):
    """Expectation and standard deviation of pair counts; see `shuffled_moments`."""

    expected: Floats
    sd: Floats


def shuffled_moments(
    references: ArrayLike, citations: ArrayLike, *, a: ArrayLike, b: ArrayLike
) -> Moments:
    """Exact moments of pair counts if all references were dealt out to all slots at random.

    A null model without years, and without a bar on citing a paper twice; where those do not
    matter, what `pair_scores` tends to with many replicas.

    Parameters
    ----------
    references : array of shape (papers,)
        Length of each paper's reference list, known venues only.
    citations : array of shape (venues,)
        References to each venue; the same sum.
    a, b : integer arrays of shape (pairs,)
        The venues of each pair.

    Returns
    -------
    Moments
        Expected count, and standard deviation: 0 where the count cannot vary, or varies by less
        than rounding can tell.
    """
    lengths, sizes = floats(references), floats(citations)
    one, other = integers(a), integers(b)
    pairs = float(np.sum(lengths * (lengths - 1) / 2))
    chains = float(np.sum(lengths * (lengths - 1) * (lengths - 2)))  # two pairs with one in common
    total = float(lengths.sum())
    n, m, same = sizes[one], sizes[other], one == other
    p_pair = _chance(np.where(same, n * (n - 1), 2 * n * m), total, 2)
    triple = np.where(same, n * (n - 1) * (n - 2), n * m * (n + m - 2))
    four = np.where(same, _falling(n, 4), 4 * n * (n - 1) * m * (m - 1))
    expected = pairs * p_pair
    apart = pairs * (pairs - 1) - chains
    square = expected + chains * _chance(triple, total, 3) + apart * _chance(four, total, 4)
    variance = square - expected**2
    return Moments(expected, np.sqrt(np.where(variance > _ROUNDING * square, variance, 0.0)))


def _falling(n: ArrayLike, factors: int) -> Floats:
    return floats(np.prod([floats(n) - i for i in range(factors)], axis=0))


def _chance(ways: Floats, total: float, drawn: int) -> Floats:
    """Ways over all ways to draw so many in order; 0 where there are too few to draw."""
    return ways / _falling(total, drawn) if total >= drawn else np.zeros_like(ways)
