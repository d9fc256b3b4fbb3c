"""From draws to intervals: order statistics that leave out, and count, what is undefined.

References: Hyndman & Fan 1996 (type 1); methods §0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, Integers, floats, integers, ratio, where_valid

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MAXIMUM_NULL_SHARE = 0.05


class Interval(NamedTuple):
    """Ends of an interval and the number of draws in which the statistic is undefined."""

    low: Floats
    high: Floats
    undefined: Integers


class Probability(NamedTuple):
    """Share of the defined draws in which an event occurs, and the number of undefined draws."""

    value: Floats
    undefined: Integers


def quantile(values: ArrayLike, q: float) -> Floats:
    """The smallest value v with CDF(v) ≥ q (type 1, never interpolated).

    Parameters
    ----------
    values : array of shape (…, draws)
        NaN is left out.
    q : float
        In [0, 1].

    Returns
    -------
    array of shape (…)
        A value that occurs; NaN where all are NaN.
    """
    ordered = np.sort(floats(values), axis=-1)  # NaN last
    return _order_statistic(ordered, _defined(ordered), q)


def interval(
    draws: ArrayLike,
    *,
    level: float = 0.95,
    maximum_null_share: float = MAXIMUM_NULL_SHARE,
) -> Interval:
    """Central percentile interval of each statistic.

    Draws in which the statistic is undefined say nothing about where it lies, and they are not a
    random part of all draws: a ratio is undefined just where its denominator is smallest. An
    interval from the others is biased, so beyond a declared share of undefined draws there is none.

    Parameters
    ----------
    draws : array of shape (…, draws)
        The statistic in each draw, NaN where it is undefined.
    level : float
        Coverage, in (0, 1).
    maximum_null_share : float
        Share of undefined draws above which the interval is NaN.

    Returns
    -------
    Interval
        Each part of shape (…).
    """
    ordered = np.sort(floats(draws), axis=-1)
    defined = _defined(ordered)
    undefined = ordered.shape[-1] - defined
    usable = undefined <= maximum_null_share * ordered.shape[-1]
    tail = (1 - level) / 2
    low, high = (_order_statistic(ordered, defined, q) for q in (tail, 1 - tail))
    return Interval(where_valid(usable, low), where_valid(usable, high), undefined)


def probability(events: ArrayLike) -> Probability:
    """How often an event occurs among the draws in which it is defined.

    Parameters
    ----------
    events : array of shape (…, draws)
        1 or True where it occurs, 0 where not, NaN where it is undefined.

    Returns
    -------
    Probability
        In [0, 1], NaN where no draw is defined.
    """
    drawn = floats(events)
    undefined = integers(np.sum(np.isnan(drawn), axis=-1))
    return Probability(ratio(np.nansum(drawn, axis=-1), drawn.shape[-1] - undefined), undefined)


def _defined(ordered: Floats) -> Integers:
    return integers(np.sum(~np.isnan(ordered), axis=-1))


def _order_statistic(ordered: Floats, defined: Integers, q: float) -> Floats:
    if ordered.shape[-1] == 0:
        return np.full(ordered.shape[:-1], np.nan)
    # 0.07 × 100 is 7.000000000000001 in doubles, and must stay the seventh
    rank = np.ceil(q * defined - 1e-9).astype(np.int64)
    position = np.clip(rank - 1, 0, np.maximum(defined - 1, 0))
    return np.take_along_axis(ordered, position[..., None], axis=-1)[..., 0]
