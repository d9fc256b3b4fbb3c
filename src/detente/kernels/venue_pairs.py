"""Pairs of venues that papers cite together, counted venue by venue.

Reference lists are sorted by venue, in linear time. A pair is then counted in the row of its first
venue: one pass over the papers that cite it, into an array as long as there are venues. That costs
one addition a pair of references, and memory for the distinct pairs only.

A reference list is given as ``venue[first[i]:first[i + 1]]``, the venues that paper i cites; −1 is
a venue that is not known, and in no pair.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._jit import jit

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Ints = NDArray[np.integer]

_PIECES = 16


class Pairs(NamedTuple):
    """Distinct pairs (a, b), a <= b, as sparse rows.

    Attributes
    ----------
    first : integer array, shape (venues + 1,)
        Where the row of each venue a begins.
    second, times : integer arrays, shape (pairs,)
        The venue b of each pair, ascending in a row, and how often the pair is cited.
    """

    first: Ints
    second: Ints
    times: Ints


@dataclass(frozen=True)
class ReferenceLists:
    """Reference lists sorted by venue, unknown venues left out; see `sorted_lists`.

    Attributes
    ----------
    first : integer array, shape (papers + 1,)
        Where each paper's list begins in ``venue``.
    venue : integer array, shape (slots,)
        Venues, ascending in a list.
    by_venue : integer array, shape (venues + 1,)
        Where the slots of each venue begin in ``slot``.
    slot, end : integer arrays, shape (slots,)
        Slots that hold a venue, in order of papers, and where the list of each ends.
    """

    first: Ints
    venue: Ints
    by_venue: Ints
    slot: Ints
    end: Ints

    def each_piece(self, kernel: Callable[..., None], *out: Ints, threads: int) -> None:
        """Run a kernel over all venues, in pieces of about equal work."""
        work = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.end - self.slot)))
        cuts = np.searchsorted(work[self.by_venue], np.linspace(0, work[-1], _PIECES + 1))
        cuts[0], cuts[-1] = 0, len(self.by_venue) - 1

        def one(i: int) -> None:
            piece = int(cuts[i]), int(cuts[i + 1])
            kernel(*piece, self.by_venue, self.slot, self.end, self.venue, *out)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(one, range(_PIECES)))


def sorted_lists(
    first: Ints, venue: Ints, *, venues: int, distinct: bool = False
) -> ReferenceLists:
    """Sort every paper's references by venue.

    Parameters
    ----------
    first, venue : integer arrays
        Reference lists, see the module.
    venues : int
        Number of venues; they are 0 … venues − 1.
    distinct : bool
        Whether a venue counts once a paper, however many references are to it.

    Returns
    -------
    ReferenceLists
    """
    papers = len(first) - 1
    starts, by_venue = np.zeros(papers + 1, np.int64), np.zeros(venues + 1, np.int64)
    _measure(first, venue, distinct, starts, by_venue)
    starts, by_venue = np.cumsum(starts), np.cumsum(by_venue)
    slots = int(starts[-1])
    major, slot, end = (np.empty(slots, np.int64) for _ in range(3))
    ordered = np.empty(slots, np.int32)
    _group_by_venue(first, venue, distinct, by_venue, major)
    _regroup_by_paper(major, by_venue, starts, ordered, slot, end)
    return ReferenceLists(starts, ordered, by_venue, slot, end)


@jit
def _measure(first: Ints, venue: Ints, distinct: bool, starts: Ints, by_venue: Ints) -> None:
    last = np.full(len(by_venue) - 1, -1)
    for paper in range(len(first) - 1):
        for place in range(first[paper], first[paper + 1]):
            one = venue[place]
            if one < 0 or (distinct and last[one] == paper):
                continue
            last[one] = paper
            starts[paper + 1] += 1
            by_venue[one + 1] += 1


@jit
def _group_by_venue(first: Ints, venue: Ints, distinct: bool, by_venue: Ints, major: Ints) -> None:
    free = by_venue.copy()
    for paper in range(len(first) - 1):
        for place in range(first[paper], first[paper + 1]):
            one = venue[place]
            if one < 0:
                continue
            here = free[one]
            if distinct and here > by_venue[one] and major[here - 1] == paper:
                continue
            major[here] = paper
            free[one] += 1


@jit
def _regroup_by_paper(
    major: Ints, by_venue: Ints, starts: Ints, ordered: Ints, slot: Ints, end: Ints
) -> None:
    free = starts.copy()
    for one in range(len(by_venue) - 1):
        for place in range(by_venue[one], by_venue[one + 1]):
            paper = major[place]
            ordered[free[paper]] = one
            slot[place], end[place] = free[paper], starts[paper + 1]
            free[paper] += 1


def count_pairs(lists: ReferenceLists, *, threads: int = 2) -> Pairs:
    """Every pair of venues that some paper cites, and how often.

    A paper with m references to one venue and n to another counts m·n times for the pair, and
    m·(m − 1)/2 times for the first with itself.
    """
    from scipy.sparse import csr_array

    venues = len(lists.by_venue) - 1
    lengths = np.zeros(venues + 1, np.int64)
    lists.each_piece(_row_lengths, lengths, threads=threads)
    first = np.cumsum(lengths)
    second, times = np.empty(first[-1], np.int32), np.empty(first[-1], np.int64)
    lists.each_piece(_fill_rows, first, second, times, threads=threads)
    rows = csr_array((times, second, first), shape=(venues, venues))
    rows.sort_indices()
    return Pairs(first, rows.indices, rows.data)


def count_again(pairs: Pairs, lists: ReferenceLists, *, threads: int = 2) -> Ints:
    """How often other lists hold the same pairs; shape (pairs,), 0 where they do not."""
    times = np.empty(len(pairs.second), np.int64)
    lists.each_piece(_read_rows, pairs.first, pairs.second, times, threads=threads)
    return times


@jit
def _row_lengths(
    start: int, stop: int, by_venue: Ints, slot: Ints, end: Ints, venue: Ints, lengths: Ints
) -> None:
    seen = np.full(len(by_venue) - 1, -1, np.int32)
    for one in range(start, stop):
        for place in range(by_venue[one], by_venue[one + 1]):
            for other in range(slot[place] + 1, end[place]):
                if seen[venue[other]] != one:
                    seen[venue[other]] = one
                    lengths[one + 1] += 1


@jit
def _fill_rows(
    start: int,
    stop: int,
    by_venue: Ints,
    slot: Ints,
    end: Ints,
    venue: Ints,
    first: Ints,
    second: Ints,
    times: Ints,
) -> None:
    sums = np.zeros(len(by_venue) - 1, np.int64)
    for one in range(start, stop):
        free = first[one]
        for place in range(by_venue[one], by_venue[one + 1]):
            for other in range(slot[place] + 1, end[place]):
                if sums[venue[other]] == 0:
                    second[free] = venue[other]
                    free += 1
                sums[venue[other]] += 1
        for entry in range(first[one], free):
            times[entry] = sums[second[entry]]
            sums[second[entry]] = 0


@jit
def _read_rows(
    start: int,
    stop: int,
    by_venue: Ints,
    slot: Ints,
    end: Ints,
    venue: Ints,
    first: Ints,
    second: Ints,
    times: Ints,
) -> None:
    venues = len(by_venue) - 1
    sums, owner = np.zeros(venues, np.int64), np.full(venues, -1, np.int32)
    for one in range(start, stop):
        for place in range(by_venue[one], by_venue[one + 1]):
            for other in range(slot[place] + 1, end[place]):
                if owner[venue[other]] != one:
                    owner[venue[other]], sums[venue[other]] = one, 0
                sums[venue[other]] += 1
        for entry in range(first[one], first[one + 1]):
            times[entry] = sums[second[entry]] if owner[second[entry]] == one else 0


@jit
def find_pair(first: Ints, second: Ints, a: int, b: int, begin: int) -> int:
    """Where the pair (a, b) stands in a's row from ``begin`` on, or would stand if it were there.

    Partners of a are asked for in ascending order, each search beginning where the last one ended.
    """
    low, high = begin, first[a + 1]
    while low < high:
        middle = (low + high) >> 1
        if second[middle] < b:
            low = middle + 1
        else:
            high = middle
    return low
