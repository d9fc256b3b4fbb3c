"""Two groups of papers compared within strata, on the distribution of the first.

With n_s the weight of the first group's papers in stratum s, and the sums over the strata that have
papers of both groups,

    matched difference = Σ_s n_s · (mean_first_s - mean_other_s) / Σ_s n_s.

A draw of the bootstrap has its own weights and, where a stratum lost all papers of a group, its own
strata. Strata that lack a group altogether match in no draw and are dropped first; the others are
drawn a block at a time, for their sums by stratum and draw are much larger than what is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats, integers, ratio
from detente.kernels.joint import joint_draws

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]

TEAM_SIZES = (1, 2, 3, 5, 9)
"""Where classes of the number of authors begin: 1, 2, 3-4, 5-8, 9 and more."""
COUNTRY_COUNTS = (2, 3, 4)
BLOCK = 512


class Matched(NamedTuple):
    """Sums over the strata that have both groups, as papers are and in every draw.

    Attributes
    ----------
    score : float64 array, shape (outcomes, 1 + draws)
        Σ_s n_s · mean_first_s: the first group's own score.
    expected : float64 array, shape (outcomes, 1 + draws)
        Σ_s n_s · mean_other_s: what it would be with the other group's means.
    weight : float64 array, shape (outcomes, 1 + draws)
        Σ_s n_s.
    """

    score: Floats
    expected: Floats
    weight: Floats

    @property
    def difference(self) -> Floats:
        """Matched difference of the means; NaN where nothing matches."""
        return ratio(self.score - self.expected, self.weight)


def class_of(amount: ArrayLike, begins: tuple[int, ...]) -> Ints:
    """Class of each amount: 1, 2, …; 0 where it is below the first class, as an unknown one is."""
    return np.searchsorted(np.array(begins), np.asarray(amount), side="right")


def matched(first: Floats, other: Floats) -> Matched:
    """Sums over strata from scores and weights by stratum.

    Parameters
    ----------
    first, other : float64 arrays, shape (strata, outcomes, 2, columns)
        Of the two groups: Σ score and Σ weight of each stratum's papers.
    """
    weight = first[:, :, 1]
    both = (weight > 0) & (other[:, :, 1] > 0)
    mean = ratio(other[:, :, 0], other[:, :, 1])
    return Matched(
        np.where(both, first[:, :, 0], 0.0).sum(axis=0),
        np.where(both, weight * mean, 0.0).sum(axis=0),
        np.where(both, weight, 0.0).sum(axis=0),
    )


def matched_draws(
    work: ArrayLike,
    outcomes: ArrayLike,
    *,
    is_first: ArrayLike,
    begin: ArrayLike,
    stratum: ArrayLike,
    part: ArrayLike,
    draws: int,
    seed: int,
) -> Matched:
    """Two groups of papers compared within strata, as they are and in every draw.

    Parameters
    ----------
    work : integer array, shape (papers,)
        Identifiers, by which the weights are drawn.
    outcomes : array, shape (papers, outcomes, 2)
        Score of each paper and its weight, 0 where it has no score.
    is_first : boolean array, shape (papers,)
        Whether a paper is of the first group, or of the other.
    begin : integer array, shape (papers + 1,)
        Where the rows of each paper begin.
    stratum : integer array, shape (rows,)
        0 and up; -1 where a paper can be compared with none.
    part : array, shape (rows,)
        How much of the paper lies in the stratum.
    draws, seed : int

    Returns
    -------
    Matched

    References
    ----------
    [@stuart2010]
    """
    amounts = floats(outcomes)
    papers, size = amounts.shape[:2]
    row = np.repeat(np.arange(papers), np.diff(integers(begin)))
    side = np.where(np.asarray(is_first, bool), 0, 1)[row]
    paper, key, value, strata = _shared(row, integers(stratum), side=side, part=floats(part))
    total = np.zeros((3, size, 1 + draws))
    for start in range(0, strata, BLOCK):
        rows = slice(*np.searchsorted(key, [2 * start, 2 * (start + BLOCK)]))
        mine, place = np.unique(paper[rows], return_inverse=True)
        order = np.argsort(place, kind="stable")
        slots = 2 * min(BLOCK, strata - start)
        sums = joint_draws(
            np.asarray(work)[mine], amounts[mine].reshape(len(mine), 2 * size),
            first=np.searchsorted(place[order], np.arange(len(mine) + 1)),
            key=key[rows][order] - 2 * start, value=value[rows][order], slots=slots,
            draws=draws, seed=seed,
        )  # fmt: skip
        by_side = sums.reshape(slots // 2, 2, size, 2, 1 + draws)
        total += np.stack(matched(by_side[:, 0], by_side[:, 1]))
    return Matched(*total)


def _shared(
    paper: Ints, stratum: Ints, *, side: Ints, part: Floats
) -> tuple[Ints, Ints, Floats, int]:
    """Rows of strata that have papers of both groups, by stratum; 2 · stratum + side is the key."""
    first, other = (stratum[(side == one) & (stratum >= 0)] for one in (0, 1))
    both = np.intersect1d(first, other)
    place = np.searchsorted(both, stratum)
    kept = np.flatnonzero(np.isin(stratum, both))
    key = 2 * place[kept] + side[kept]
    order = np.argsort(key, kind="stable")
    return paper[kept][order], key[order], part[kept][order], len(both)
