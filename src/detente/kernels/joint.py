"""Sums by country under the bootstrap, for all countries, countings and measures at once.

What a paper contributes is fixed: its score and its memberships were found in the world as it is,
and only the papers of that world are resampled, jointly, with the weights of `bootstrap`. The
reference sets are not drawn again. That is the definition of the methods' example, and what makes
an interval say how much a country's figure hangs on single papers, not how much the thresholds do.

Papers that share a group give their credit to the same slots in the same parts: they are added up
first, and each group is handed on once. Papers are taken in the order of group, then identifier,
and threads take draws, not papers: sums repeat bit for bit on any number of threads and for any
order of the papers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, Integers, floats, where_valid
from detente.kernels._jit import jit
from detente.kernels.bootstrap import mix, poisson, uniform
from detente.kernels.dealing import fitting_credit
from detente.kernels.intervals import Interval, interval, probability

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]

TOLERANCE = 1e-9
# Draws at a time, at most: more make no paper cheaper, and sums would leave the cache.
BLOCK = 512
_LOW = np.uint64(0xFFFFFFFF)


class Comparison(NamedTuple):
    """How a statistic of two countries compares with what equality would give.

    Attributes
    ----------
    above, equal, below : float64 arrays
        Shares of the defined draws.
    interval : Interval
        Ends, and the number of undefined draws.
    """

    above: Floats
    equal: Floats
    below: Floats
    interval: Interval

    @property
    def undefined(self) -> Integers:
        """Draws in which the statistic is undefined."""
        return self.interval.undefined


def joint_draws(
    work: ArrayLike,
    contributions: ArrayLike,
    *,
    first: Ints,
    key: Ints,
    value: Floats,
    slots: int,
    draws: int,
    seed: int,
    group: ArrayLike | None = None,
    threads: int = 2,
) -> Floats:
    """Contributions of papers summed by slot, as they are and in every draw.

    Parameters
    ----------
    work : integer array, shape (papers,)
        Identifiers, >= 0, by which the weights are drawn.
    contributions : array, shape (papers, columns)
        What each paper adds, such as `Scores.contributions`; more columns may follow.
    first, key, value : arrays, shape (groups + 1,), (entries,), (entries,)
        Credits of each group: ``value[i]`` to the slot ``key[i]``, for i from ``first[g]`` to
        ``first[g + 1]``. A slot is a country, or a counting and a country.
    slots, draws, seed : int
    group : integer array, shape (papers,), optional
        The group of each paper; by default each is its own.
    threads : int
        The result does not depend on it, to the last bit.

    Returns
    -------
    array of shape (slots, columns, 1 + draws)
        Column 0 of the last axis are the sums as they are, every paper weighing 1.

    Raises
    ------
    ValueError
        Arrays that do not fit the papers, the groups or the slots.
    """
    works = np.ascontiguousarray(work, np.int64)
    amounts = np.ascontiguousarray(floats(contributions))
    groups = np.arange(len(works)) if group is None else np.asarray(group, np.int64)
    rows = len(first) - 1
    fitting_credit(first, key, value, rows=rows, slots=slots)
    if not len(works) == len(amounts) == len(groups):
        raise ValueError("there must be contributions, and a group, for each paper")
    if len(groups) and not 0 <= groups.min() <= groups.max() < rows:
        raise ValueError(f"a paper is in a group outside 0 to {rows - 1}")
    order = np.lexsort((works, groups))
    out = np.zeros((slots, amounts.shape[1], 1 + draws))
    block = max(1, min(BLOCK, -(-draws // threads)))

    def add(start: int, size: int) -> None:
        part = np.zeros((slots, amounts.shape[1], size))
        _add_draws(order, works, groups, amounts, first, key, value, seed, start, part)
        out[:, :, 1 + start : 1 + start + size] = part

    add(-1, 1)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda start: add(start, min(block, draws - start)), range(0, draws, block)))
    return out


def difference(one: ArrayLike, other: ArrayLike, *, level: float = 0.95) -> Comparison:
    """One statistic less another, draw by draw, compared with 0.

    Parameters
    ----------
    one, other : arrays, shape (…, draws)
        Of two countries in the same draws; NaN where undefined, as without papers.
    level : float
        Coverage of the interval.

    Returns
    -------
    Comparison
        ``above`` is the share of the defined draws in which the first is larger. Within 1e-9 they
        are equal.
    """
    change = floats(one) - floats(other)
    return _compared(change, change, level)


def quotient(one: ArrayLike, other: ArrayLike, *, level: float = 0.95) -> Comparison:
    """One statistic over another, draw by draw, compared with 1; otherwise as `difference`.

    A draw in which the other is 0, or one of them undefined, is undefined.
    """
    above, below = np.broadcast_arrays(floats(one), floats(other))
    drawn = np.full(above.shape, np.nan)
    np.divide(above, below, out=drawn, where=~np.isnan(above) & (below > 0))
    return _compared(drawn, drawn - 1, level)


def _compared(drawn: Floats, change: Floats, level: float) -> Comparison:
    known = ~np.isnan(change)
    signs = (change > TOLERANCE, np.abs(change) <= TOLERANCE, change < -TOLERANCE)
    above, equal, below = (probability(where_valid(known, sign)).value for sign in signs)
    return Comparison(above, equal, below, interval(drawn, level=level))


@jit
def _add_draws(
    order: Ints,
    work: Ints,
    group: Ints,
    amounts: Floats,
    first: Ints,
    key: Ints,
    value: Floats,
    seed: int,
    start: int,
    out: Floats,
) -> None:
    """Add up the draws from ``start`` on, one a place of the last axis; -1 is papers as they are.

    Sums of a group are kept apart until the group is complete; a column that a group does not
    touch, as the tops of most, is not handed on.
    """
    columns, draws = out.shape[1], out.shape[2]
    weight = np.empty(draws)
    sums = np.zeros((columns, draws))
    touched = np.zeros(columns, np.bool_)
    for place in range(len(order)):
        paper = order[place]
        here = group[paper]
        if start < 0:
            weight[0] = 1.0
        else:
            keys = mix(np.uint64(work[paper]) + mix(np.uint64(seed) + np.uint64(1)))
            first_key, second_key = np.uint32(keys & _LOW), np.uint32(keys >> np.uint64(32))
            for draw in range(draws):
                weight[draw] = poisson(uniform(start + draw, first_key, second_key))
        for column in range(columns):
            amount = amounts[paper, column]
            if amount != 0.0:
                touched[column] = True
                row = sums[column]
                for draw in range(draws):
                    row[draw] += amount * weight[draw]
        if place + 1 < len(order) and group[order[place + 1]] == here:
            continue
        for column in range(columns):
            if touched[column]:
                row = sums[column]
                for entry in range(first[here], first[here + 1]):
                    target = out[key[entry], column]
                    share = value[entry]
                    for draw in range(draws):
                        target[draw] += share * row[draw]
                for draw in range(draws):
                    row[draw] = 0.0
                touched[column] = False
