"""The pass over all papers: who cites a paper, its references, or both, inside its window.

For one paper the citing papers of its references are united as words of up to 16 neighbours. The
state of a word is marks of those seen (low half) and of those that cite the paper itself (high
half). What a paper touches is noted and cleared, so nothing is ever swept.

Every citation is linked to the word where the window of the citing paper opens in the list of the
cited one, so nothing is searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._bits import lowest_bit, popcount, prefetch
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint32]


# How many lists before it is read the start of a list is asked for; its next lines, later.
AHEAD = 32
# How many papers before they are written a paper's counts are asked for.
PAPERS_AHEAD = 8


@jit
def count_citers(
    first: int,
    last: int,
    group_starts: Ints,
    until: Ints,
    own_end: bool,
    order: Ints,
    starts: Ints,
    links: Ints,
    own: Ints,
    words: Words,
    width: int,
    shared: int,
    state: Words,
    noted: Ints,
    tally: Ints,
    only_focal: Ints,
    both: Ints,
    only_references: Ints,
    coupled: Ints,
    references: Ints,
    strongly: Ints,
) -> None:
    """Fill the counts of the papers ``first:last``; the state is as empty after as before.

    ``until`` is the first position after the window of a paper, or of the papers of a date.
    """
    one = np.uint64(1)
    half, size = np.uint64(16), np.uint64(width)
    low_half = (one << size) - one
    line = np.uint64(16)
    group = 0
    for focal in range(first, last):
        soon = np.uint64(order[min(focal + PAPERS_AHEAD, last - 1)])
        prefetch(only_focal, soon)
        prefetch(both, soon)
        prefetch(only_references, soon)
        prefetch(coupled, soon)
        prefetch(references, soon)
        prefetch(words, np.uint64(own[min(focal + PAPERS_AHEAD, last - 1)]))
        while group_starts[group + 1] <= focal:
            group += 1
        begin = np.uint64(group_starts[group + 1])
        end = np.uint64(until[focal if own_end else group])
        low = high = beyond = np.uint64(0)
        if begin < end:
            low, high = begin // size, (end - one) // size
            beyond = (high + one) << size
            state[low] |= (one << (begin - low * size)) - one
            state[high] |= low_half & ~((np.uint64(2) << (end - one - high * size)) - one)

        # who cites the paper itself
        citers = np.uint64(0)
        place = np.uint64(own[focal])
        while words[place] < beyond:
            at = words[place] >> size
            bits = words[place] & low_half & ~state[at]
            state[at] |= bits << half
            citers += popcount(bits)
            place += one
        stop = place

        # who cites its references
        seen = np.uint64(0)
        hits = np.uint64(0)
        top = np.uint64(0)
        if shared > 1:
            for i in range(starts[focal], starts[focal + 1]):
                place = np.uint64(links[i])
                word = words[place]
                while word < beyond:
                    found = np.uint64(word & low_half & (state[word >> size] >> half))
                    while found != np.uint64(0):
                        tally[(word >> size) * size + lowest_bit(found)] += 1
                        found &= found - one
                    place += one
                    word = words[place]
        distinct = 0
        for i in range(starts[focal], starts[focal + 1]):
            distinct += links[i] != 0
            prefetch(words, np.uint64(links[i + AHEAD]))
            prefetch(words, np.uint64(links[i + AHEAD // 2]) + line)
            prefetch(words, np.uint64(links[i + AHEAD // 3]) + line * np.uint64(2))
            prefetch(words, np.uint64(links[i + AHEAD // 8]) + line * np.uint64(3))
            place = np.uint64(links[i])
            word = words[place]
            while word < beyond:
                at = word >> size
                bits = word & low_half
                marks = state[at]
                seen += popcount(bits & ~marks)
                hits += popcount(bits & (marks >> half))
                state[at] = marks | bits
                noted[top] = at
                top += np.uint64(marks == np.uint64(0))
                place += one
                word = words[place]

        # both, and an empty state again
        joint = np.uint64(0)
        strong = 0
        place = np.uint64(own[focal])
        while place < stop:
            at = words[place] >> size
            marks = state[at]
            joint += popcount(marks & (marks >> half))
            if shared > 1:
                found = np.uint64(marks >> half)
                while found != np.uint64(0):
                    citer = at * size + lowest_bit(found)
                    strong += tally[citer] >= shared
                    tally[citer] = 0
                    found &= found - one
            state[at] = np.uint64(0)
            place += one
        for i in range(top):
            state[noted[i]] = np.uint64(0)
        state[low] = np.uint64(0)
        state[high] = np.uint64(0)
        paper = np.uint64(order[focal])
        only_focal[paper] = citers - joint
        both[paper] = joint
        only_references[paper] = seen - joint
        coupled[paper] = hits
        references[paper] = distinct
        if shared > 1:
            strongly[paper] = strong
