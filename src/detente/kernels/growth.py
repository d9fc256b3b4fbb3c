"""Growing a citation graph, paper by paper in order of time.

A paper looks for references until it has as many as it wants. It finds a paper on its own: an age,
a field and perhaps its own country are drawn, and among the papers there one by its fitness. Then
it either leaves the references of what it found aside, or takes some of them over. Papers that are
cited often are found in many lists of references, so that citations beget citations.

References: Bianconi & Barabási 2001 (fitness); Krapivsky & Redner 2005 (taking references over).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

# how often a paper looks, for each reference it wants, before it does without
TRIES = 8


@step
def first_above(rising: Floats, low: int, high: int, value: float) -> int:
    """The first index in ``low:high`` whose number is above the value; the last one otherwise."""
    high -= 1
    while low < high:
        middle = (low + high) >> 1
        if rising[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@jit
def grow(
    wanted: Ints,
    year: Ints,
    field: Ints,
    second: Ints,
    country: Ints,
    order: Ints,
    slot: Ints,
    rising: Floats,
    ages: Floats,
    fields: Floats,
    same_field: float,
    minor: float,
    more: float,
    home: Floats,
    leave: Floats,
    random: Generator,
    first: Ints,
    cited: Ints,
) -> int:
    """Fill the references of every paper; papers are numbered in order of time.

    Parameters
    ----------
    wanted : integer array, shape (papers,)
        References that each paper looks for.
    year, field, second, country : integer array, shape (papers,)
        Where each paper stands, from 0; ``second`` is ``field`` where there is no other.
    order : integer array, shape (papers,)
        Papers by field, year and country.
    slot : integer array, shape (fields · years · countries + 1,)
        Where each of these groups begins in ``order``.
    rising : float64 array, shape (papers + 1,)
        Fitness added up along ``order``, from 0.
    ages : float64 array, shape (years,)
        P(a reference is at most so many years old), before the beginning of time cuts it.
    fields : float64 array
        Shares of the fields added up, ending in 1.
    same_field : float
        P(a reference is sought in the paper's own field); otherwise it is in any.
    minor : float
        P(it is the second field that counts as the paper's own).
    more : float
        P(yet another reference is taken over, after each).
    home, leave : float64 array, shape (countries,)
        P(a paper of the country seeks a reference in its own country), and P(who finds a paper of
        the country leaves its references aside).
    random : numpy.random.Generator
    first : int64 array, shape (papers + 1,)
        Filled: where the references of each paper begin.
    cited : int32 array, shape (sum of ``wanted``,)
        Filled: the references, each paper's in order.

    Returns
    -------
    int
        Number of references.
    """
    years, countries = len(ages), len(home)
    seen = np.full(len(wanted), -1, np.int32)
    edge = 0
    for paper in range(len(wanted)):
        first[paper] = edge
        stop = edge + wanted[paper]
        tries = TRIES * wanted[paper]
        while edge < stop and tries > 0:
            tries -= 1
            limit = random.random() * ages[year[paper]]
            then = year[paper] - first_above(ages, 0, year[paper] + 1, limit)
            if random.random() < same_field:
                where = field[paper]
                if second[paper] != where and random.random() < minor:
                    where = second[paper]
            else:
                where = first_above(fields, 0, len(fields), random.random())
            group, width = (where * years + then) * countries, countries
            if random.random() < home[country[paper]]:
                group, width = group + country[paper], 1
            low, high = slot[group], slot[group + width]
            if low == high:
                continue
            below = rising[low]
            limit = below + random.random() * (rising[high] - below)
            # rising[i + 1] is the sum up to and with the i-th of the order
            found = order[first_above(rising, low + 1, high + 1, limit) - 1]
            if found >= paper or seen[found] == paper:
                continue
            seen[found] = paper
            cited[edge] = found
            edge += 1
            theirs = first[found + 1] - first[found]
            if theirs == 0 or random.random() < leave[country[found]]:
                continue
            # each look counts, so that no chance of 1 goes on for ever
            while edge < stop and tries > 0:
                tries -= 1
                other = cited[first[found] + int(random.random() * theirs)]
                if seen[other] != paper:
                    seen[other] = paper
                    cited[edge] = other
                    edge += 1
                if random.random() >= more:
                    break
        for place in range(first[paper] + 1, edge):
            moved, back = cited[place], place
            while back > first[paper] and cited[back - 1] > moved:
                cited[back] = cited[back - 1]
                back -= 1
            cited[back] = moved
    first[len(wanted)] = edge
    return edge
