"""Citation impact of papers and of countries, against the world's papers of the same strata.

With w_pf the weight of paper p in stratum f, c_p its citations and μ_f the stratum's mean,

    NCS_p = Σ_f w_pf · c_p / μ_f,      m_p = Σ_f w_pf · m_f(c_p),
    TNCS_c = Σ_p w_pc · NCS_p,         MNCS_c = TNCS_c / Σ_p w_pc · d_p,
    P_c(top x) = Σ_p w_pc · m_p,       PP_c(top x) = P_c(top x) / Σ_p w_pc.

Where a stratum's papers are all uncited, μ_f = 0 and its part of NCS is undefined: it is dropped
from both parts of MNCS and kept in PP. d_p = Σ_f w_pf over the strata with μ_f > 0 is therefore
what a paper weighs in MNCS: 1 nearly always, 0 where NCS_p is NaN, and in between for an uncited
paper that lies in such a stratum and in another. (Dropping the latter altogether would take its
weight, but no citations, from the other stratum, whose mean score would then exceed 1.)

Papers whose citations or strata are unknown take no part at all, and are counted.

The reference sets are the world's: papers of unknown country belong to them. References: Waltman et
al. 2011, 2012; Waltman & Schreiber 2013; methods §3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats, ratio
from detente.kernels.dealing import as_numbers, fitting_credit, in_pieces, within_strata
from detente.kernels.passes import PIECES
from detente.kernels.percentiles import Reference, reference_sets
from detente.kernels.scoring import PAPERS, SCORE, SCORED, TOPS, score_papers, sum_papers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.placement import Placement

    Ints = NDArray[np.integer]


class Scores(NamedTuple):
    """Impact of each paper.

    Attributes
    ----------
    ranked : boolean array, shape (papers,)
        Whether citations and strata are known.
    ncs : float64 array, shape (papers,)
        Normalised citation score, 1 is the world's mean; NaN where undefined.
    scored : float64 array, shape (papers,)
        Weight in MNCS, in [0, 1].
    membership : float64 array, shape (papers, tops)
        Of each top, in [0, 1]; NaN where not ranked.
    """

    ranked: NDArray[np.bool_]
    ncs: Floats
    scored: Floats
    membership: Floats

    def contributions(self) -> Floats:
        """What a paper adds to the sums of whoever has credit for it.

        Returns
        -------
        array of shape (papers, 3 + tops)
            Columns as in `sums_by_slot`; 0 where a paper takes no part.
        """
        head = np.column_stack([self.ranked, self.scored, self.ncs])
        return floats(np.nan_to_num(np.column_stack([head, self.membership]), nan=0.0))


def scores(
    citations: ArrayLike, placed: Placement, reference: Reference, *, threads: int = 2
) -> Scores:
    """Normalised score and top memberships of each paper.

    Parameters
    ----------
    citations : array, shape (papers,)
        As in `reference_sets`.
    placed : Placement
    reference : Reference
        Of the world's papers.

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        A stratum without a reference, or another number of values than of papers.

    References
    ----------
    [@waltman2011; @waltman2013]
    """
    within_strata(placed, len(reference.weight))
    numbers, floor = as_numbers(citations, placed)
    papers, tops = placed.papers, len(reference.tops)
    ranked, ncs, scored = np.empty(papers, np.bool_), np.empty(papers), np.empty(papers)
    membership = np.empty((papers, tops))

    def one(start: int, stop: int) -> None:
        score_papers(
            start, stop, numbers, floor, *placed, reference.weight, reference.mean,
            reference.low, reference.high, reference.share, ranked, ncs, scored, membership,
        )  # fmt: skip

    in_pieces(one, _borders(papers, threads), threads)
    return Scores(ranked, ncs, scored, membership)


def sums_by_slot(
    citations: ArrayLike,
    placed: Placement,
    reference: Reference,
    *,
    first: Ints,
    key: Ints,
    value: Floats,
    slots: int,
    threads: int = 2,
) -> Floats:
    """Impact summed by country, in one pass and without a table of papers.

    Parameters
    ----------
    citations, placed, reference
        As in `scores`.
    first, key, value : arrays, shape (papers + 1,), (entries,), (entries,)
        Credits of each paper: paper p gives ``value[i]`` to the slot ``key[i]``, for i from
        ``first[p]`` to ``first[p + 1]``. A slot is a country, or a counting and a country.
    slots : int
    threads : int
        The result does not depend on it, to the last bit.

    Returns
    -------
    array of shape (slots, 3 + tops)
        Column PAPERS: credit for papers that are ranked; SCORED: credit for those of defined
        score; SCORE: TNCS; from TOPS on: P(top x), one a top.

    Raises
    ------
    ValueError
        As in `scores`, or credits that do not fit the papers or the slots.

    References
    ----------
    [@waltman2012]
    """
    within_strata(placed, len(reference.weight))
    numbers, floor = as_numbers(citations, placed)
    fitting_credit(first, key, value, rows=placed.papers, slots=slots)
    borders = _borders(placed.papers, PIECES)
    parts = np.zeros((PIECES, slots, TOPS + len(reference.tops)))

    def one(start: int, stop: int) -> None:
        sum_papers(
            start, stop, numbers, floor, *placed, reference.weight, reference.mean,
            reference.low, reference.high, reference.share, first, key, value,
            parts[borders.index(start)],
        )  # fmt: skip

    in_pieces(one, borders, threads)
    return np.asarray(parts.sum(axis=0))


def mean_score(sums: ArrayLike) -> Floats:
    """MNCS from sums whose columns stand on axis 1, as `sums_by_slot` and `joint_draws` give them.

    Returns
    -------
    array of shape (slots, …)
        1 is the world's mean; NaN without papers of defined score.
    """
    table = np.asarray(sums)
    return ratio(table[:, SCORE], table[:, SCORED])


def top_share(sums: ArrayLike, *, top: int) -> Floats:
    """PP(top x) of the top of that number, as `mean_score`; in [0, 1], NaN without papers."""
    table = np.asarray(sums)
    return ratio(table[:, TOPS + top], table[:, PAPERS])


def top_membership(
    values: ArrayLike, placed: Placement, *, tops: ArrayLike, strata: int, lowest: bool = False
) -> Floats:
    """Membership of each paper in the top (or the lowest) x of its strata by any value.

    Parameters
    ----------
    values : array, shape (papers,)
        As in `reference_sets`, such as a disruption index; what is unknown takes no part.
    placed, tops, strata
        As in `reference_sets`.
    lowest : bool
        Whether the smallest values are the top.

    Returns
    -------
    array of shape (papers, tops)
        In [0, 1]; NaN where not ranked.
    """
    numbers, floor = as_numbers(values, placed)
    if lowest:
        known = numbers >= floor
        numbers = np.where(known, -numbers.astype(np.float64), np.nan)
    return scores(
        numbers, placed, reference_sets(numbers, placed, tops=tops, strata=strata)
    ).membership


def _borders(papers: int, pieces: int) -> list[int]:
    return [papers * piece // pieces for piece in range(pieces + 1)]
