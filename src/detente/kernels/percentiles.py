"""Reference sets: in each stratum the mean, and who is in the top x %, with fractional ties.

In a stratum of weight n, need = x·n papers are in the top x. Of value v, with ``above`` the weight
strictly higher and ``tied`` the weight equal, the papers are members by

    m(v) = clip((need − above) / tied, 0, 1),

so that the stratum's share in its top x is x exactly, however many tie. All members of a group of
ties get the same m, and m falls from 1 to 0 at one group: a stratum and an x need no more than that
group's ends and its m. Values tie within 1e-9 of the larger of 1 and the group's largest value,
which leads the group: ties do not chain. Whole numbers tie when equal.

Linear in the rows: they are dealt to their strata by counting, and whole numbers are counted, too;
only values with a fraction, or far apart, are sorted within their stratum. A stratum is one
thread's work and its rows stand in the order of the papers, so results do not depend on the threads
to the last bit.

References: Waltman & Schreiber 2013; methods §0, §3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats
from detente.kernels._jit import jit, step
from detente.kernels.dealing import as_numbers, by_stratum, in_pieces, within_strata

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.dealing import Numbers
    from detente.kernels.placement import Placement

    Ints = NDArray[np.integer]

TOLERANCE = 1e-9
# of the stratum: 0.07 · 100 is 7.000000000000001 in doubles, and seven papers must be enough
_ROUNDING = 1e-12


class Reference(NamedTuple):
    """What a paper's value is compared with, by stratum.

    Attributes
    ----------
    tops : float64 array, shape (tops,)
        The shares x.
    weight, mean : float64 arrays, shape (strata,)
        Weighted papers, and their weighted mean value; NaN in an empty stratum.
    low, high, share : float64 arrays, shape (strata, tops)
        Papers above ``high`` are members of the top x, those from ``low`` to ``high`` by ``share``.
    """

    tops: Floats
    weight: Floats
    mean: Floats
    low: Floats
    high: Floats
    share: Floats


def reference_sets(
    values: ArrayLike, placed: Placement, *, tops: ArrayLike, strata: int, threads: int = 2
) -> Reference:
    """Mean and top shares of each stratum, over all papers whose value and strata are known.

    Parameters
    ----------
    values : array, shape (papers,)
        Whole numbers, negative unknown, such as citations; or floats, NaN unknown. For the lowest
        instead of the top, pass them negated.
    placed : Placement
    tops : array, shape (tops,)
        Shares x in (0, 1].
    strata : int
        Number of strata.
    threads : int
        The result does not depend on it, to the last bit.

    Returns
    -------
    Reference

    Raises
    ------
    ValueError
        A share outside (0, 1], a stratum beyond the last, or another number of values than of
        papers.

    References
    ----------
    [@waltman2013]
    """
    shares = np.atleast_1d(floats(tops))
    if not ((shares > 0) & (shares <= 1)).all():
        raise ValueError("a top share must be above 0 and at most 1")
    within_strata(placed, strata)
    numbers, floor = as_numbers(values, placed)
    begin, grouped, weight = by_stratum(numbers, floor, placed, strata=strata, threads=threads)
    size, mean = np.zeros(strata), np.full(strata, np.nan)
    # where rounding keeps the last group from being enough, all are members
    low, high = (np.full((strata, len(shares)), -np.inf) for _ in range(2))
    share = np.ones((strata, len(shares)))
    ascending = np.argsort(shares, kind="stable")
    whole = np.issubdtype(numbers.dtype, np.integer)
    cuts = np.searchsorted(begin, np.linspace(0, begin[-1], 4 * threads + 1)[1:-1])

    def describe(start: int, stop: int) -> None:
        _describe_strata(
            start, stop, begin, grouped, weight, shares, ascending, whole,
            size, mean, low, high, share,
        )  # fmt: skip

    in_pieces(describe, [0, *cuts.tolist(), strata], threads)
    return Reference(shares, size, mean, low, high, share)


@step
def _settle(
    done: int,
    above: float,
    tied: float,
    total: float,
    tops: Floats,
    ascending: Ints,
    least: float,
    most: float,
    low: Floats,
    high: Floats,
    share: Floats,
) -> int:
    """Set the ends and the share of every top that this group of ties completes; count the done."""
    while done < len(tops):
        column = ascending[done]
        need = tops[column] * total
        if above + tied < need - _ROUNDING * total:
            break
        low[column] = least
        high[column] = most
        share[column] = min(max((need - above) / tied, 0.0), 1.0)
        done += 1
    return done


@jit
def _describe_strata(
    start: int,
    stop: int,
    begin: Ints,
    grouped: Numbers,
    weight: Floats,
    tops: Floats,
    ascending: Ints,
    whole: bool,
    size: Floats,
    mean: Floats,
    low: Floats,
    high: Floats,
    share: Floats,
) -> None:
    histogram = np.zeros(1024)
    for stratum in range(start, stop):
        a, b = begin[stratum], begin[stratum + 1]
        if a == b:
            continue
        total = 0.0
        weighted = 0.0
        most = grouped[a]
        for row in range(a, b):
            part = weight[row] if len(weight) else 1.0
            total += part
            weighted += part * grouped[row]
            most = max(most, grouped[row])
        size[stratum] = total
        mean[stratum] = weighted / total
        lows, highs, shares = low[stratum], high[stratum], share[stratum]
        above = 0.0
        done = 0
        if whole and most <= 8 * (b - a) + 1024:
            cells = int(most) + 1
            if len(histogram) < cells:
                histogram = np.zeros(2 * cells)
            for row in range(a, b):
                histogram[int(grouped[row])] += weight[row] if len(weight) else 1.0
            for value in range(cells - 1, -1, -1):
                tied = histogram[value]
                if tied > 0.0 and done < len(tops):
                    done = _settle(
                        done, above, tied, total, tops, ascending, value, value, lows, highs, shares
                    )
                    above += tied
                histogram[value] = 0.0
            continue
        order = np.argsort(grouped[a:b])
        place = b - a - 1
        while place >= 0 and done < len(tops):
            leader = float(grouped[a + order[place]])
            slack = 0.0 if whole else TOLERANCE * max(1.0, abs(leader))
            least = leader
            tied = 0.0
            while place >= 0 and grouped[a + order[place]] >= leader - slack:
                row = a + order[place]
                least = float(grouped[row])
                tied += weight[row] if len(weight) else 1.0
                place -= 1
            done = _settle(
                done, above, tied, total, tops, ascending, least, leader, lows, highs, shares
            )
            above += tied
