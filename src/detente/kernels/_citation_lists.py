"""Steps that turn dealt citations into lists of who cites a paper, and link citations to them.

A word is place << width | bits: bit b is set if the paper at ``width`` · place + b cites. Words are
of 32 bits, since lists are read from memory, and the wait for it is most of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from detente.kernels._bits import prefetch
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint64]
    ListWords = NDArray[np.uint32]

# Compiled code tells signed from unsigned numbers; for the type checker both are whole numbers.
Unsigned: TypeAlias = Any

# Closes a list of words: a place beyond every paper.
END = np.uint32(0xFFFFFFFF)
# How many citations before it is linked a cited paper's cursor is asked for, and then its word.
CURSOR_AHEAD, WORD_AHEAD = 64, 24


def word_width(papers: int) -> int:
    """Papers in a word: what its place leaves of 32 bits, and no more than half of them."""
    return next(width for width in range(16, 1, -1) if papers // width + 2 < 2 ** (32 - width))


@jit
def deal_references(
    first: int,
    last: int,
    starts: Ints,
    references: Ints,
    shift: int,
    places: Ints,
    citing: ListWords,
    cited: Ints,
) -> None:
    """Deal the references of papers ``first:last`` into the buckets of the papers they cite.

    A row is a citing paper and a cited one, which is counted from the bucket's first paper.
    """
    inside = (np.uint64(1) << np.uint64(shift)) - np.uint64(1)
    for paper in range(first, last):
        for i in range(starts[paper], starts[paper + 1]):
            other = np.uint64(references[i])
            bucket = other >> np.uint64(shift)
            place = np.uint64(places[bucket])
            citing[place] = paper
            cited[place] = other & inside
            places[bucket] = place + np.uint64(1)


@jit
def pack_bucket(
    begin: int,
    end: int,
    first: int,
    last: int,
    width: int,
    group_starts: Ints,
    citing: ListWords,
    cited: Ints,
    ordered: ListWords,
    begins: Ints,
    own: Ints,
) -> None:
    """Turn the rows ``begin:end`` of a bucket into lists of who cites the papers ``first:last``.

    The lists take the place of the rows' citing papers, which are first sorted into ``ordered``.
    ``begins`` receives where each list begins, and ``own``, where it goes on after the paper's own
    date.
    """
    size = last - first
    bounds = np.zeros(size + 2, np.int64)
    for i in range(begin, end):
        bounds[np.uint64(cited[i]) + np.uint64(2)] += 1
    for i in range(size):
        bounds[i + 2] += bounds[i + 1]
    # each bound moves on to the end of its list, where the next one begins
    for i in range(begin, end):
        row = np.uint64(cited[i]) + np.uint64(1)
        place = np.uint64(bounds[row])
        ordered[place] = citing[i]
        bounds[row] = place + np.uint64(1)
    words = citing
    written: Unsigned = np.uint64(begin)
    group = 0
    for i in range(size):
        paper = first + i
        while group_starts[group + 1] <= paper:
            group += 1
        begins[paper] = start = written
        written = _write_list(ordered, bounds[i], bounds[i + 1], width, written, words)
        low = group_starts[group + 1] // width
        while words[start] >> np.uint64(width) < low:
            start += np.uint64(1)
        own[paper] = start


@jit
def _write_list(
    citing: ListWords, begin: int, end: int, width: int, written: Unsigned, words: ListWords
) -> Unsigned:
    """Write sorted citing papers as words and close them; return where the next list goes."""
    size, shift = np.uint64(width), np.uint64(width)
    at: Unsigned = np.uint64(0)
    bits: Unsigned = np.uint64(0)
    for i in range(begin, end):
        paper = np.uint64(citing[i])
        here = paper // size
        if here != at or bits == np.uint64(0):
            if bits != np.uint64(0):
                words[written] = at << shift | bits
                written += np.uint64(1)
            at = here
            bits = np.uint64(0)
        bits |= np.uint64(1) << (paper - here * size)
    if bits != np.uint64(0):
        words[written] = at << shift | bits
        written += np.uint64(1)
    words[written] = END
    return written + np.uint64(1)


@jit
def link_references(
    first: int,
    last: int,
    width: int,
    starts: Ints,
    group_starts: Ints,
    begins: Ints,
    words: ListWords,
    cursor: Ints,
    links: Ints,
) -> int:
    """Turn the references of papers ``first:last`` into links; return how many repeat another.

    A link is where the list of the cited paper goes on after the date of the citing one; 0 for a
    repeated reference. ``cursor`` is room for two numbers a paper: how far its list is read, and
    1 + the last paper that was linked to it, in whose date later words need not be looked at.
    """
    for paper in range(len(begins)):
        cursor[2 * paper] = begins[paper]
        cursor[2 * paper + 1] = 0
    repeated = 0
    end = int(starts[last]) - 1
    group = 0
    for paper in range(first, last):
        while group_starts[group + 1] <= paper:
            group += 1
        low = np.uint64(group_starts[group + 1] // width)
        for i in range(starts[paper], starts[paper + 1]):
            prefetch(cursor, np.uint64(2) * np.uint64(links[min(i + CURSOR_AHEAD, end)]))
            soon = np.uint64(cursor[np.uint64(2) * np.uint64(links[min(i + WORD_AHEAD, end)])])
            prefetch(words, soon)
            prefetch(words, soon + np.uint64(16))
            cited = np.uint64(2) * np.uint64(links[i])
            place = np.uint64(cursor[cited])
            linked = np.int64(cursor[cited + np.uint64(1)])
            if linked == paper + 1:
                repeated += 1
                links[i] = 0
                continue
            if linked <= group_starts[group]:
                while words[place] >> np.uint64(width) < low:
                    place += np.uint64(1)
                cursor[cited] = place
            cursor[cited + np.uint64(1)] = paper + 1
            links[i] = place
    return repeated
