"""Steps that turn edge arrays into a graph; `citation_graph` puts them in order.

Random writes over a large array are slow, so edges are first dealt into buckets of neighbouring
papers, in order, and each bucket is then sorted where it fits into the processor's cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from detente.kernels._bits import prefetch
from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint64]

# Compiled code tells signed from unsigned numbers; for the type checker both are whole numbers.
Unsigned: TypeAlias = Any

# Numbers of the counts that `relabel` gives.
SELF, UNDATED, SAME_DATE, FUTURE, DROPPED = range(5)
COUNTS = 5
# How many papers before it is counted a key's place is asked for, and before that, a paper's key.
PLACES_AHEAD, KEYS_AHEAD = 16, 32
# So many citations that stand together, a page of memory, are looked at or passed over.
BLOCK = 512
# Which citations are kept: all, those that are not of the future, those of earlier papers.
RECORDED, NOT_LATER, EARLIER = range(3)


@jit
def extremes(values: Ints) -> tuple[int, int]:
    """Smallest and largest value."""
    low = high = values[0]
    for value in values:
        low = min(low, value)
        high = max(high, value)
    return low, high


@jit
def ascends(values: Ints, after: Ints) -> bool:
    """Whether no value is above the one of the same place in ``after``, as long."""
    falls = False
    for value, later in zip(values, after):  # noqa: B905 (numba's zip has no other arguments)
        falls |= later < value
    return not falls


@jit
def sample_degrees(stride: int, cited: Ints, degree: Ints) -> None:
    """Add one for each citation of every ``stride``-th block, up to what the type holds."""
    most = np.iinfo(degree.dtype).max
    end = len(cited)
    for begin in range(0, end, stride * BLOCK):
        for i in range(begin, min(begin + BLOCK, end)):
            prefetch(degree, np.uint64(cited[min(i + PLACES_AHEAD, end - 1)]))
            paper = np.uint64(cited[i])
            if degree[paper] < most:
                degree[paper] += 1


@jit
def count_dates(dates: Ints, low: int, counts: Ints) -> None:
    """Add one for each date, at its distance from ``low``."""
    for date in dates:
        counts[np.uint64(date - low)] += 1


@jit
def number_dates(dates: Ints, low: int, number: Ints, group: Ints) -> None:
    """Write the number of each date, which ``number`` has at its distance from ``low``."""
    for i in range(len(dates)):
        group[i] = number[np.uint64(dates[i] - low)]


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
    end = int(starts[last]) - 1
    for paper in range(first, last):
        best: Unsigned
        best, most = len(leading), -1
        for i in range(starts[paper], starts[paper + 1]):
            prefetch(degree, np.uint64(cited[min(i + 32, end)]))
            other = np.uint64(cited[i])
            if degree[other] > most:
                most = degree[other]
                best = other
        leading[paper] = best


@jit
def starts_of(keys: Ints, starts: Ints) -> None:
    """Where the papers of each key begin in an order by key; all of ``starts`` is 0 before."""
    last = len(keys) - 1
    for i in range(len(keys)):
        prefetch(starts, np.uint64(keys[min(i + PLACES_AHEAD, last)]) + np.uint64(1))
        starts[np.uint64(keys[i]) + np.uint64(1)] += 1
    for key in range(1, len(starts)):
        starts[key] += starts[key - 1]


@jit
def order_by(keys: Ints, starts: Ints, order: Ints) -> None:
    """Papers in order of their key, then of their number; uses up ``starts``."""
    last = len(keys) - 1
    for paper in range(len(keys)):
        prefetch(starts, np.uint64(keys[min(paper + PLACES_AHEAD, last)]))
        key = np.uint64(keys[paper])
        place = np.uint64(starts[key])
        order[place] = paper
        starts[key] = place + np.uint64(1)


@jit
def reorder_by(keys: Ints, before: Ints, starts: Ints, order: Ints) -> None:
    """Papers in order of their key, those of equal keys as in ``before``; uses up ``starts``."""
    last = len(before) - 1
    for i in range(len(before)):
        prefetch(keys, np.uint64(before[min(i + KEYS_AHEAD, last)]))
        paper = np.uint64(before[i])
        key = np.uint64(keys[paper])
        place = np.uint64(starts[key])
        order[place] = paper
        starts[key] = place + np.uint64(1)


@step
def _ask_ahead(
    paper: int, last: int, order: Ints, position: Ints, starts: Ints, cited: Ints
) -> None:
    """Ask memory for what `relabel` reads of later papers: the farther, the less is known of it."""
    far = np.uint64(order[min(paper + 24, last)])
    prefetch(starts, far)
    near = np.uint64(order[min(paper + 12, last)])
    references = np.uint64(starts[near])
    prefetch(cited, references)
    prefetch(cited, references + np.uint64(8))
    next_one = np.uint64(order[min(paper + 4, last)])
    for i in range(starts[next_one], starts[next_one + np.uint64(1)]):
        prefetch(position, np.uint64(cited[i]))


@jit
def relabel(
    first: int,
    last: int,
    dated: int,
    undated_cited: bool,
    keep: int,
    order: Ints,
    position: Ints,
    group_starts: Ints,
    starts: Ints,
    cited: Ints,
    shift: int,
    base: int,
    begins: Ints,
    references: Ints,
    buckets: Ints,
    counts: Ints,
) -> int:
    """Write the references of papers ``first:last`` of the new order; return where they end.

    ``references`` receives them without gaps from ``base`` on, ``begins`` where those of the next
    paper begin, ``buckets`` how many fall into each bucket, ``counts`` what was met on the way.
    """
    used: Unsigned = np.uint64(base)
    same = future = dropped = selves = undated = group = 0
    for paper in range(first, last):
        _ask_ahead(paper, last - 1, order, position, starts, cited)
        old = order[paper]
        while group_starts[group + 1] <= paper:
            group += 1
        earliest, next_date = group_starts[group], group_starts[group + 1]
        if paper >= dated:
            undated += starts[old + 1] - starts[old]
            begins[paper + 1] = used
            continue
        for i in range(starts[old], starts[old + 1]):
            other = position[np.uint64(cited[i])]
            if other >= earliest:
                # rare: not of an earlier date
                if other >= dated:
                    if not undated_cited:
                        undated += 1
                        continue
                elif other == paper:
                    selves += 1
                    continue
                else:
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
        begins[paper + 1] = used
    counts[0] += selves
    counts[1] += undated
    counts[2] += same
    counts[3] += future
    counts[4] += dropped
    return int(used)


@jit
def begins_in(order: Ints, starts: Ints, begins: Ints) -> None:
    """Where the references of each paper would begin, if they stood in this order."""
    last = len(order) - 1
    used: Unsigned = starts[0]
    begins[0] = used
    for i in range(len(order)):
        prefetch(starts, np.uint64(order[min(i + PLACES_AHEAD, last)]))
        paper = np.uint64(order[i])
        used += starts[paper + np.uint64(1)] - starts[paper]
        begins[i + 1] = used


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
