"""Papers among the most disruptive of the most cited, both with fractional ties.

In each stratum the top y by citations give every paper a membership m_cit. Among those papers, each
weighing m_cit, the top x by disruption give m_dis. A paper's membership is m = m_cit · m_dis, its
strata weighted as in `impact`. Where all that are highly cited have a disruption index, a stratum's
share of breakthroughs is x·y exactly.

Who is not eligible, as for too few recorded references, is left out before anything is ranked: the
need is a share of the eligible. Papers without an index stay in the ranking by citations, since
they are cited all the same, and are left out of the ranking by disruption: the top x is a share of
what could be ranked. How much of the top cited that leaves out is returned, because it is the part
of which nothing is known.

References: Funk & Owen-Smith 2017; Waltman & Schreiber 2013; methods §4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, booleans, floats
from detente.kernels._jit import jit
from detente.kernels.dealing import as_numbers, is_placed
from detente.kernels.percentiles import Reference, reference_sets
from detente.kernels.placement import Placement
from detente.kernels.scoring import member

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.dealing import Numbers

    Ints = NDArray[np.integer]


class Breakthroughs(NamedTuple):
    """Memberships of papers.

    Attributes
    ----------
    ranked : boolean array, shape (papers,)
        Eligible, and citations and strata known: those whose credit is the base of a share.
    cited : float64 array, shape (papers, top_cited)
        m_cit; NaN where not ranked.
    membership : float64 array, shape (papers, top_cited, top_disruptive)
        m_cit · m_dis; NaN where not ranked, and where m_cit > 0 and the paper has no index.
    unknown : float64 array, shape (top_cited,)
        Sum of m_cit over the papers without an index.
    """

    ranked: NDArray[np.bool_]
    cited: Floats
    membership: Floats
    unknown: Floats


def breakthroughs(
    citations: ArrayLike,
    disruption: ArrayLike,
    placed: Placement,
    *,
    top_cited: ArrayLike,
    top_disruptive: ArrayLike,
    strata: int,
    eligible: ArrayLike | None = None,
    within: ArrayLike | None = None,
    within_strata: int = 0,
    threads: int = 2,
) -> Breakthroughs:
    """Membership of every paper in the top disruptive of the top cited.

    Parameters
    ----------
    citations : array, shape (papers,)
        As in `reference_sets`.
    disruption : array, shape (papers,)
        CD index or another, larger is more disruptive; NaN where there is none.
    placed : Placement
        Strata in which papers are ranked by citations.
    top_cited, top_disruptive : arrays of shares in (0, 1]
        All y, and all x, of interest.
    strata : int
        Number of strata.
    eligible : boolean array, shape (papers,), optional
        Which papers take part, such as those with five recorded references; by default all.
    within : integer array, shape (rows,), optional
        Strata in which rows are ranked by disruption, such as field × year × references; by
        default those of ``placed``. Those of eligible papers are 0 and up.
    within_strata : int
        Number of strata of ``within``.
    threads : int
        The result does not depend on it, to the last bit.

    Returns
    -------
    Breakthroughs

    Raises
    ------
    ValueError
        A share outside (0, 1], arrays that do not fit, or a highly cited paper with no stratum
        in ``within``.

    References
    ----------
    [@funk2017; @waltman2013]
    """
    numbers, floor = _eligible(citations, placed, eligible)
    shares, tops = (np.atleast_1d(floats(part)) for part in (top_cited, top_disruptive))
    by_citations = reference_sets(numbers, placed, tops=shares, strata=strata, threads=threads)
    paper, row, cited = _cited_rows(numbers, floor, placed, by_citations)
    home = (placed.stratum if within is None else np.asarray(within, np.int32))[row]
    if len(home) and home.min() < 0:
        raise ValueError("a highly cited paper has no stratum to be ranked in by disruption")
    ranked = _ranked(numbers, floor, placed)
    m_cit = np.where(ranked[:, None], 0.0, np.full((1, len(shares)), np.nan))
    np.add.at(m_cit, paper, cited)
    index = floats(disruption)
    membership = np.where(m_cit[:, :, None] > 0, index[:, None, None] * 0, m_cit[:, :, None])
    membership = np.repeat(membership, len(tops), axis=2)
    for column, part in enumerate(cited.T):
        chosen = np.flatnonzero((part > 0) & ~np.isnan(index[paper]))
        m_dis = _disruptive(
            index[paper[chosen]], home[chosen], part[chosen],
            tops=tops, strata=strata if within is None else within_strata, threads=threads,
        )  # fmt: skip
        np.add.at(membership[:, column], paper[chosen], part[chosen, None] * m_dis)
    unknown = np.nansum(m_cit[np.isnan(index)], axis=0)
    return Breakthroughs(ranked, m_cit, membership, unknown)


def _eligible(
    citations: ArrayLike, placed: Placement, eligible: ArrayLike | None
) -> tuple[Numbers, float]:
    """Citations, unknown where a paper takes no part."""
    numbers, floor = as_numbers(citations, placed)
    if eligible is None:
        return numbers, floor
    return as_numbers(np.where(booleans(eligible), numbers, -1 if floor == 0 else np.nan), placed)


def _disruptive(
    index: Floats, stratum: Ints, part: Floats, *, tops: Floats, strata: int, threads: int
) -> Floats:
    """m_dis of rows, each weighing ``part``, shape (rows, tops)."""
    alone = Placement(np.arange(len(index) + 1), stratum, part)
    reference = reference_sets(index, alone, tops=tops, strata=strata, threads=threads)
    out = np.empty((len(index), len(tops)))
    _row_memberships(index, stratum, reference.low, reference.high, reference.share, out)
    return out


def _ranked(numbers: Numbers, floor: float, placed: Placement) -> NDArray[np.bool_]:
    known = numbers >= floor
    if not len(placed.first):
        return np.asarray(known & (placed.stratum >= 0))
    count = np.diff(placed.first)
    of = np.repeat(np.arange(placed.papers), count)
    lost = np.bincount(of[placed.stratum < 0], minlength=placed.papers) > 0
    return np.asarray(known & (count > 0) & ~lost)


def _cited_rows(
    numbers: Numbers, floor: float, placed: Placement, reference: Reference
) -> tuple[Ints, Ints, Floats]:
    """Rows that are in some top by citations: paper, row, and w_pf · m_cit of each top."""
    arrays = (numbers, floor, *placed, reference.low, reference.high, reference.share)
    tops = len(reference.tops)

    def room(size: int) -> tuple[Ints, Ints, Floats]:
        return np.empty(size, np.int64), np.empty(size, np.int64), np.empty((size, tops))

    found = room(_write_cited_rows(*arrays, *room(0)))
    _write_cited_rows(*arrays, *found)
    return found


@jit
def _write_cited_rows(
    values: Numbers,
    floor: float,
    first: Ints,
    stratum: Ints,
    weight: Floats,
    low: Floats,
    high: Floats,
    share: Floats,
    papers: Ints,
    rows: Ints,
    part: Floats,
) -> int:
    """Write the rows; with empty arrays they are counted, so that the caller can make room."""
    tops = low.shape[1]
    count = 0
    for paper in range(len(values)):
        if not is_placed(paper, values[paper], floor, first, stratum):
            continue
        start = first[paper] if len(first) else paper
        stop = first[paper + 1] if len(first) else paper + 1
        for row in range(start, stop):
            home = stratum[row]
            share_of_paper = weight[row] if len(first) else 1.0
            inside = False
            for top in range(tops):
                m = member(values[paper], low[home, top], high[home, top], share[home, top])
                inside = inside or m > 0.0
                if count < len(papers):
                    part[count, top] = share_of_paper * m
            if inside:
                if count < len(papers):
                    papers[count] = paper
                    rows[count] = row
                count += 1
    return count


@jit
def _row_memberships(
    value: Floats, stratum: Ints, low: Floats, high: Floats, share: Floats, out: Floats
) -> None:
    for row in range(len(value)):
        home = stratum[row]
        for top in range(low.shape[1]):
            out[row, top] = member(value[row], low[home, top], high[home, top], share[home, top])
