"""Steps that turn dealt citations into lists of who cites a paper, and link citations to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint64]

# Compiled code tells signed from unsigned numbers; for the type checker both are whole numbers.
Unsigned: TypeAlias = Any

# Closes a list of words: a place beyond every paper.
END = np.uint64(0xFFFFFFFF00000000)
# Twelve bits are left for the place of a reference in its list; from here on a list is sorted, and
# searched.
FAR = 4095


@jit
def deal_references(
    first: int, last: int, starts: Ints, references: Ints, shift: int, places: Ints, words: Words
) -> None:
    """Deal the references of papers ``first:last`` into the buckets of the papers they cite.

    Each is written as citing << 33 | place among the references << 21 | cited, of which the last
    is counted from the bucket's first paper, and a place beyond `FAR` is written as that.
    """
    inside = (np.uint64(1) << np.uint64(shift)) - np.uint64(1)
    for paper in range(first, last):
        begin = starts[paper]
        for i in range(begin, starts[paper + 1]):
            cited = np.uint64(references[i])
            bucket = cited >> np.uint64(shift)
            place = np.uint64(places[bucket])
            nearby = np.uint64(min(i - begin, FAR))
            words[place] = (
                np.uint64(paper) << np.uint64(33) | nearby << np.uint64(21) | cited & inside
            )
            places[bucket] = place + np.uint64(1)


@jit
def pack_bucket(
    begin: int,
    end: int,
    base: int,
    first: int,
    last: int,
    starts: Ints,
    references: Ints,
    group_starts: Ints,
    links: Ints,
    own: Ints,
    words: Words,
) -> int:
    """Turn a bucket, rows ``begin:end`` of ``words``, into lists; return how many repeat another.

    A list says who cites one of the papers ``first:last``, in order, as words: place << 32 | 32
    bits, each a citing paper 32·place + bit; `END` closes it. The lists stand from ``base``.
    ``links`` receives, for every citation, where the list of the cited paper goes on after the date
    of the citing paper; ``own``, for every paper, where its list goes on after its own date.
    """
    size = last - first
    inside = np.uint64(0x1FFFFF)
    bounds = np.zeros(size + 1, np.int64)
    for i in range(begin, end):
        bounds[(words[i] & inside) + np.uint64(1)] += 1
    for i in range(size):
        bounds[i + 1] += bounds[i]
    sorted_rows = np.empty(end - begin, np.uint64)
    places = bounds.copy()
    for i in range(begin, end):
        cited = words[i] & inside
        place = np.uint64(places[cited])
        sorted_rows[place] = words[i] >> np.uint64(21)
        places[cited] = place + np.uint64(1)
    repeated = 0
    written: Unsigned = np.uint64(base)
    group = 0
    for i in range(size):
        paper = first + i
        while group_starts[group + 1] <= paper:
            group += 1
        start = written
        written = _write_list(sorted_rows, bounds[i], bounds[i + 1], written, words)
        words[written] = END
        written += np.uint64(1)
        own[paper] = _first_word(words, start, group_starts[group + 1])
        repeated += _link(
            paper, sorted_rows, bounds[i], bounds[i + 1], start, starts, references, group_starts,
            group, links, words,
        )  # fmt: skip
    return repeated


@jit
def _first_word(words: Words, place: Unsigned, position: int) -> Unsigned:
    """The first word at or after ``place`` that may hold a paper from ``position`` on."""
    low = np.uint64(position) >> np.uint64(5)
    here = np.uint64(place)
    while words[here] >> np.uint64(32) < low:
        here += np.uint64(1)
    return here


@jit
def _write_list(rows: Words, begin: int, end: int, written: Unsigned, words: Words) -> Unsigned:
    """Write sorted citing papers as words; return where the next word goes."""
    at: Unsigned = np.uint64(0)
    bits: Unsigned = np.uint64(0)
    for i in range(begin, end):
        citing = rows[i] >> np.uint64(12)
        if citing >> np.uint64(5) != at or bits == np.uint64(0):
            if bits != np.uint64(0):
                words[written] = at << np.uint64(32) | bits
                written += np.uint64(1)
            at = citing >> np.uint64(5)
            bits = np.uint64(0)
        bits |= np.uint64(1) << (citing & np.uint64(31))
    if bits != np.uint64(0):
        words[written] = at << np.uint64(32) | bits
        written += np.uint64(1)
    return written


@jit
def _link(
    cited: int,
    rows: Words,
    begin: int,
    end: int,
    start: Unsigned,
    starts: Ints,
    references: Ints,
    group_starts: Ints,
    group: int,
    links: Ints,
    words: Words,
) -> int:
    """Link every citation of a paper to where its list goes on; return how many repeat another."""
    repeated = 0
    place = np.uint64(start)
    previous: Unsigned = -1
    next_date: Unsigned = 0
    for i in range(begin, end):
        citing = np.int64(rows[i] >> np.uint64(12))
        if citing >= next_date:
            # a citing paper may be older than the paper it cites
            if citing < group_starts[group]:
                group = int(np.searchsorted(group_starts, citing, side="right")) - 1
            while group_starts[group + 1] <= citing:
                group += 1
            next_date = group_starts[group + 1]
            low = np.uint64(next_date) >> np.uint64(5)
            while words[place] >> np.uint64(32) < low:
                place += np.uint64(1)
        link = starts[citing] + np.int64(rows[i] & np.uint64(FAR))
        if rows[i] & np.uint64(FAR) == np.uint64(FAR):
            far = references[link : starts[citing + 1]]
            link += int(np.searchsorted(far, cited))
        if citing == previous:
            repeated += 1
        else:
            links[link] = place
        previous = citing
    return repeated
