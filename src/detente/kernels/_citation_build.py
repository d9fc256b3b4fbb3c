"""Steps that turn edge arrays into a graph; `citation_graph` puts them in order.

Random writes over a large array are slow, so edges are first dealt into buckets of neighbouring
papers, in order, and each bucket is then sorted where it fits into the processor's cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint64]

# Numbers of the counts that `relabel` gives.
SELF, UNDATED, SAME_DATE, FUTURE, DROPPED = range(5)
COUNTS = 5
# Which citations are kept: all, those that are not of the future, those of earlier papers.
RECORDED, NOT_LATER, EARLIER = range(3)
# Closes a list of words: a place beyond every paper.
END = np.uint64(0xFFFFFFFF00000000)
# Twelve bits are left for the place of a reference in its list; from here on it is searched.
FAR = 4095


@jit
def extremes(first: int, last: int, values: Ints) -> tuple[int, int]:
    """Smallest and largest of ``values[first:last]``."""
    low = high = values[first]
    for i in range(first, last):
        low = min(low, values[i])
        high = max(high, values[i])
    return low, high


@jit
def ascends(first: int, last: int, values: Ints) -> bool:
    """Whether ``values[first:last]`` never fall, with the value before them."""
    falls = 0
    for i in range(max(first, 1), last):
        falls += values[i] < values[i - 1]
    return falls == 0


@jit
def sample_degrees(stride: int, cited: Ints, degree: Ints) -> None:
    """Add one for every ``stride``-th citation, up to what the type holds."""
    most = np.iinfo(degree.dtype).max
    for i in range(0, len(cited), stride):
        paper = np.uint64(cited[i])
        if degree[paper] < most:
            degree[paper] += 1


@jit
def sorted_starts(first: int, last: int, keys: Ints, starts: Ints) -> None:
    """Where each paper's rows begin, for sorted ``keys``, from the rows ``first:last``."""
    for i in range(first, last):
        previous = -1 if i == 0 else keys[i - 1]
        for paper in range(previous + 1, keys[i] + 1):
            starts[paper] = i
    if last == len(keys):
        previous = -1 if last == 0 else keys[last - 1]
        for paper in range(previous + 1, len(starts)):
            starts[paper] = last


@jit
def count_buckets(first: int, last: int, keys: Ints, shift: int, counts: Ints) -> None:
    """Count the rows ``first:last`` by bucket."""
    for i in range(first, last):
        counts[np.uint64(keys[i]) >> np.uint64(shift)] += 1


@jit
def deal_rows(
    first: int, last: int, keys: Ints, values: Ints, shift: int, places: Ints, pairs: Words
) -> None:
    """Deal the rows ``first:last`` into buckets, as key << 32 | value."""
    for i in range(first, last):
        key = np.uint64(keys[i])
        bucket = key >> np.uint64(shift)
        place = np.uint64(places[bucket])
        pairs[place] = key << np.uint64(32) | np.uint64(values[i])
        places[bucket] = place + np.uint64(1)


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
def sort_bucket(pairs: Words, base: int, first: int, last: int, starts: Ints, values: Ints) -> None:
    """Sort one bucket by its papers ``first:last``; write the values and where they start."""
    places = np.zeros(last - first + 1, np.int64)
    for i in range(len(pairs)):
        places[(pairs[i] >> np.uint64(32)) - np.uint64(first) + np.uint64(1)] += 1
    places[0] = base
    for i in range(last - first):
        starts[first + i] = places[i]
        places[i + 1] += places[i]
    for i in range(len(pairs)):
        paper = (pairs[i] >> np.uint64(32)) - np.uint64(first)
        place = np.uint64(places[paper])
        values[place] = pairs[i] & np.uint64(0xFFFFFFFF)
        places[paper] = place + np.uint64(1)


@jit
def leading_references(
    first: int, last: int, starts: Ints, cited: Ints, degree: Ints, leading: Ints
) -> None:
    """The most cited reference of each paper; the number of papers for one without references."""
    for paper in range(first, last):
        best, most = len(leading), -1
        for i in range(starts[paper], starts[paper + 1]):
            other = np.uint64(cited[i])
            if degree[other] > most:
                most = degree[other]
                best = other
        leading[paper] = best


@jit
def stable_order(keys: Ints, before: Ints, starts: Ints, order: Ints) -> None:
    """Papers in order of their key, those of equal keys as in ``before``; uses up ``starts``."""
    for i in range(len(before)):
        paper = np.uint64(before[i])
        key = np.uint64(keys[paper])
        place = np.uint64(starts[key])
        order[place] = paper
        starts[key] = place + np.uint64(1)


@jit
def relabel(
    first: int,
    last: int,
    dated: int,
    keep: int,
    order: Ints,
    position: Ints,
    group: Ints,
    group_starts: Ints,
    starts: Ints,
    cited: Ints,
    shift: int,
    lengths: Ints,
    references: Ints,
    buckets: Ints,
    counts: Ints,
) -> int:
    """Write the references of papers ``first:last`` of the new order; return how many are kept.

    ``lengths`` receives the number of each paper, ``references`` all of them without gaps,
    ``buckets`` how many fall into each bucket, ``counts`` what was met on the way.
    """
    used = np.uint64(0)
    same = future = dropped = selves = undated = 0
    for paper in range(first, last):
        old = order[paper]
        earliest = group_starts[group[old]]
        next_date = group_starts[group[old] + 1]
        before = used
        if paper >= dated:
            undated += starts[old + 1] - starts[old]
            lengths[paper] = 0
            continue
        for i in range(starts[old], starts[old + 1]):
            other = position[np.uint64(cited[i])]
            if other >= earliest:
                # rare: not of an earlier date
                if other >= dated:
                    undated += 1
                    continue
                if other == paper:
                    selves += 1
                    continue
                if other >= next_date:
                    future += 1
                    drop = keep != 0
                else:
                    same += 1
                    drop = keep == 2
                if drop:
                    dropped += 1
                    continue
            references[used] = other
            used += np.uint64(1)
            buckets[np.uint64(other) >> np.uint64(shift)] += 1
        lengths[paper] = used - before
    counts[0] += selves
    counts[1] += undated
    counts[2] += same
    counts[3] += future
    counts[4] += dropped
    return np.int64(used)


@jit
def invert(order: Ints, position: Ints) -> None:
    """Write the position of each paper."""
    for i in range(len(order)):
        position[np.uint64(order[i])] = i


@jit
def close_gap(source: int, target: int, length: int, values: Ints) -> None:
    """Move ``length`` values down from ``source`` to ``target``."""
    for i in range(length):
        values[target + i] = values[source + i]


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
    written = np.uint64(base)
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
def _first_word(words: Words, place: int, position: int) -> int:
    """The first word at or after ``place`` that may hold a paper from ``position`` on."""
    low = np.uint64(position) >> np.uint64(5)
    here = np.uint64(place)
    while words[here] >> np.uint64(32) < low:
        here += np.uint64(1)
    return here


@jit
def _write_list(rows: Words, begin: int, end: int, written: int, words: Words) -> int:
    """Write sorted citing papers as words; return where the next word goes."""
    at = np.uint64(0)
    bits = np.uint64(0)
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
    start: int,
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
    previous = -1
    next_date = 0
    for i in range(begin, end):
        citing = np.int64(rows[i] >> np.uint64(12))
        if citing >= next_date:
            # a citing paper may be older than the paper it cites
            if citing < group_starts[group]:
                group = np.searchsorted(group_starts, citing, side="right") - 1
            while group_starts[group + 1] <= citing:
                group += 1
            next_date = group_starts[group + 1]
            low = np.uint64(next_date) >> np.uint64(5)
            while words[place] >> np.uint64(32) < low:
                place += np.uint64(1)
        link = starts[citing] + np.int64(rows[i] & np.uint64(FAR))
        if rows[i] & np.uint64(FAR) == np.uint64(FAR):
            while references[link] != cited or links[link] != 0:
                link += 1
        if citing == previous:
            repeated += 1
        else:
            links[link] = place
        previous = citing
    return repeated
