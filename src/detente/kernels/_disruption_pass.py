"""The pass over all papers: who cites a paper, its references, or both, inside its window.

For one paper the citing papers of its references are united as words of 32 bits. The state of a
word is marks of those seen (low half) and of those that cite the paper itself (high half). What a
paper touches is noted and cleared, so nothing is ever swept.

The words of a reference that lie in the window are found once for neighbours with the same window,
and found again from where they were, not from the start: windows move forward with the papers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._bits import lowest_bit, popcount
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint64]


@jit
def count_citers(
    first: int,
    last: int,
    after: Ints,
    until: Ints,
    reference_starts: Ints,
    references: Ints,
    citer_starts: Ints,
    citer_ends: Ints,
    words: Words,
    shared: int,
    state: Words,
    noted: Ints,
    ranges: Ints,
    turn: Ints,
    tally: Ints,
    only_focal: Ints,
    both: Ints,
    only_references: Ints,
    coupled: Ints,
    strongly: Ints,
) -> None:
    """Fill the counts of the papers ``first:last``; the state is as empty after as before."""
    half = np.uint64(32)
    low_half = np.uint64(0xFFFFFFFF)
    one = np.uint64(1)
    now = turn[0]
    window_after = window_until = -1
    for focal in range(first, last):
        begin, end = np.int64(after[focal]), np.int64(until[focal])
        if begin >= end:
            continue
        if begin != window_after or end != window_until:
            now += 1
            window_after, window_until = begin, end
        low = np.uint64(begin) >> np.uint64(5)
        high = np.uint64(end - 1) >> np.uint64(5)
        below = (one << (np.uint64(begin) & np.uint64(31))) - one
        above = low_half & ~((np.uint64(2) << (np.uint64(end - 1) & np.uint64(31))) - one)
        state[low] |= below
        state[high] |= above

        # who cites the paper itself
        citers = np.uint64(0)
        own = np.uint64(citer_starts[focal])
        own_end = np.uint64(citer_ends[focal])
        while own < own_end and words[own] >> half < low:
            own += one
        stop = own
        while stop < own_end and words[stop] >> half <= high:
            at = words[stop] >> half
            bits = words[stop] & low_half & ~state[at]
            state[at] |= bits << half
            citers += popcount(bits)
            stop += one

        # who cites its references
        seen = np.uint64(0)
        hits = np.uint64(0)
        top = np.uint64(0)
        for i in range(reference_starts[focal], reference_starts[focal + 1]):
            r = np.uint64(references[i])
            if ranges[r, 1] >> 32 != now:
                _move(r, low, high, now, citer_starts, citer_ends, words, ranges)
            place = np.uint64(ranges[r, 0])
            final = place + (np.uint64(ranges[r, 1]) & low_half)
            if shared > 1:
                while place < final:
                    word = words[place]
                    found = word & (state[word >> half] >> half)
                    while found != np.uint64(0):
                        tally[(word >> half) * half + lowest_bit(found)] += 1
                        found &= found - one
                    place += one
                place = np.uint64(ranges[r, 0])
            while place < final:
                word = words[place]
                at = word >> half
                bits = word & low_half
                marks = state[at]
                seen += popcount(bits & ~marks)
                hits += popcount(bits & (marks >> half))
                state[at] = marks | bits
                noted[top] = at
                top += np.uint64(marks & low_half == np.uint64(0))
                place += one

        # both, and an empty state again
        joint = np.uint64(0)
        strong = 0
        for place in range(own, stop):
            at = words[place] >> half
            marks = state[at]
            joint += popcount(marks & (marks >> half))
            if shared > 1:
                found = marks >> half
                while found != np.uint64(0):
                    citer = at * half + lowest_bit(found)
                    strong += tally[citer] >= shared
                    tally[citer] = 0
                    found &= found - one
            state[at] = np.uint64(0)
        for i in range(top):
            state[noted[i]] = np.uint64(0)
        state[low] = np.uint64(0)
        state[high] = np.uint64(0)
        only_focal[focal] = citers - joint
        both[focal] = joint
        only_references[focal] = seen - joint
        coupled[focal] = hits
        if shared > 1:
            strongly[focal] = strong
    turn[0] = now


@jit
def _move(
    paper: int,
    low: int,
    high: int,
    now: int,
    starts: Ints,
    ends: Ints,
    words: Words,
    ranges: Ints,
) -> None:
    """Move a paper's range of words to those from ``low`` to ``high``."""
    start, end = starts[paper], ends[paper]
    first = ranges[paper, 0]
    last = first + (ranges[paper, 1] & 0xFFFFFFFF)
    if ranges[paper, 1] == 0:
        first = last = start
    half = np.uint64(32)
    while first < end and words[np.uint64(first)] >> half < low:
        first += 1
    while first > start and words[np.uint64(first - 1)] >> half >= low:
        first -= 1
    last = max(first, last)
    while last < end and words[np.uint64(last)] >> half <= high:
        last += 1
    while last > first and words[np.uint64(last - 1)] >> half > high:
        last -= 1
    ranges[paper, 0] = first
    ranges[paper, 1] = now << 32 | (last - first)
