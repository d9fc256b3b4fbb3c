"""Scores of pairs of venues under a null model, and what the pairs of a paper add up to.

References: [@uzzi2013]; methods §0 (quantiles), §4.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._jit import jit
from detente.kernels.null_scores import NullScores, null_scores
from detente.kernels.venue_pairs import (
    Pairs,
    ReferenceLists,
    count_again,
    count_pairs,
    find_pair,
    sorted_lists,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from detente.kernels._arrays import Floats, Integers

    Ints = NDArray[np.integer]

MEDIAN, TAIL = 50, 10  # percent, so that ranks are compared as whole numbers
_TOLERANCE = 1e-9


class Atypicality(NamedTuple):
    """How a paper combines venues, arrays of shape (papers,); see `atypicality`.

    Attributes
    ----------
    conventionality, tail : float array
        Median and 10th percentile of z over the pairs that have a place; NaN where none has, and
        where the one in question lies beyond what the replicas resolve.
    atypical : float array
        1 if the tail is below 0, also where it is only known to be, else 0; NaN without pairs.
    pairs : integer array
        Pairs of references that have a place in the order of z.
    beyond : integer array
        Those of them known to be above or below all replicas and no more; see `placed`.
    undefined : integer array
        Pairs without a place: as often observed as in every replica.
    unknown : integer array
        References whose venue is not known; they are in no pair.
    """

    conventionality: Floats
    tail: Floats
    atypical: Floats
    pairs: Integers
    beyond: Integers
    undefined: Integers
    unknown: Integers


def nothing_yet(papers: int) -> Atypicality:
    """NaN and 0 for so many papers."""
    numbers = (np.full(papers, np.nan) for _ in range(3))
    counts = (np.zeros(papers, np.int64) for _ in range(4))
    return Atypicality(*numbers, *counts)


def pair_scores(
    lists: ReferenceLists, first: Ints, replicas: Iterable[Ints], *, threads: int = 2
) -> tuple[Pairs, NullScores]:
    """Z of every pair of venues that some paper cites.

    Parameters
    ----------
    lists : ReferenceLists
        The observed reference lists.
    first : integer array, shape (papers + 1,)
        Where each paper's references begin in a replica.
    replicas : iterable of integer arrays
        The venues cited in networks of the null model.
    threads : int
        Threads to use. The result does not depend on it.

    Returns
    -------
    tuple of Pairs and NullScores
        One score a distinct pair.
    """
    pairs = count_pairs(lists, threads=threads)
    venues = len(lists.by_venue) - 1

    def counted(venue: Ints) -> Ints:
        return count_again(pairs, sorted_lists(first, venue, venues=venues), threads=threads)

    return pairs, null_scores(pairs.times, map(counted, replicas))


def placed(pairs: Pairs, scores: NullScores) -> Floats:
    """Z by which pairs can be put in order, also those whose count never varies in the null.

    A pair that no replica happens to make is above all of them, and more replicas would give it a
    high z: it has a place, if not a number. Leaving such pairs out would leave out the rare ones.

    Returns
    -------
    array of shape (pairs,)
        z; ±∞ where every replica has the same count and the observed is above or below it; NaN
        where the observed is the same, too.
    """
    away = pairs.times - scores.mean
    never = (scores.sd == 0) & (away != 0)
    # counts are whole, so a mean as near as this is the count; its rounding error has no sign
    equal = (scores.sd > 0) & (np.abs(away) < _TOLERANCE)
    return np.where(never, np.copysign(np.inf, away), np.where(equal, 0.0, scores.z))


def paper_scores(
    lists: ReferenceLists, pairs: Pairs, z: Floats, *, threads: int = 2
) -> Atypicality:
    """Quantiles of z over the pairs of every paper, each as often as it is cited.

    Parameters
    ----------
    lists : ReferenceLists
        Sorted references of the papers.
    pairs : Pairs
        Distinct pairs, all that the papers cite among them.
    z : array of shape (pairs,)
        Their scores, such as `placed` gives; NaN where there is none.
    threads : int
        Threads to use. The result does not depend on it.

    Returns
    -------
    Atypicality
        ``unknown`` is 0: the lists hold known venues only.
    """
    papers = len(lists.first) - 1
    found = nothing_yet(papers)
    cuts = np.searchsorted(lists.first, np.linspace(0, lists.first[-1], 8 * threads + 1))
    cuts[0], cuts[-1] = 0, papers

    def one(i: int) -> None:
        piece = int(cuts[i]), int(cuts[i + 1])
        _summarise(
            *piece,
            lists.first,
            lists.venue,
            pairs.first,
            pairs.second,
            z,
            found.conventionality,
            found.tail,
            found.atypical,
            found.pairs,
            found.beyond,
            found.undefined,
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(8 * threads)))
    return found


@jit
def _distinct(first: Ints, venue: Ints, paper: int, own: Ints, times: Ints) -> int:
    count = 0
    for slot in range(first[paper], first[paper + 1]):
        if count and own[count - 1] == venue[slot]:
            times[count - 1] += 1
        else:
            own[count], times[count] = venue[slot], 1
            count += 1
    return count


@jit
def _summarise(
    start: int,
    stop: int,
    first: Ints,
    venue: Ints,
    row: Ints,
    second: Ints,
    z: Floats,
    median: Floats,
    tail: Floats,
    atypical: Floats,
    defined: Ints,
    beyond: Ints,
    undefined: Ints,
) -> None:
    longest = 0
    for paper in range(start, stop):
        longest = max(longest, first[paper + 1] - first[paper])
    own, times = np.empty(longest, np.int64), np.empty(longest, np.int64)
    for paper in range(start, stop):
        venues = _distinct(first, venue, paper, own, times)
        scores = np.empty(venues * (venues + 1) // 2)
        weight = np.empty(len(scores), np.int64)
        known = 0
        for i in range(venues):
            place = row[own[i]]
            for j in range(i, venues):
                times_both = times[i] * (times[i] - 1) // 2 if i == j else times[i] * times[j]
                if times_both == 0:
                    continue
                place = find_pair(row, second, own[i], own[j], place)
                if np.isnan(z[place]):
                    undefined[paper] += times_both
                else:
                    scores[known], weight[known] = z[place], times_both
                    known += 1
                    defined[paper] += times_both
                    if np.isinf(z[place]):
                        beyond[paper] += times_both
        if known == 0:
            continue
        order = np.argsort(scores[:known])
        below = 0
        for place in order:
            before = below
            below += weight[place]
            if 100 * before < TAIL * defined[paper] <= 100 * below:
                tail[paper] = scores[place]
            if 100 * before < MEDIAN * defined[paper] <= 100 * below:
                median[paper] = scores[place]
        atypical[paper] = 1.0 if tail[paper] < 0.0 else 0.0
        tail[paper] = tail[paper] if np.isfinite(tail[paper]) else np.nan
        median[paper] = median[paper] if np.isfinite(median[paper]) else np.nan
