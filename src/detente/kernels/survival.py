"""Times to an event when some have not happened yet: product-limit curve, median, restricted mean.

Every record has a time and either an event at it or a censoring: it had not happened by then.
Records may carry weights, one column a bootstrap draw, so that resampling a cluster of records is
changing their weight. Events come before censorings at equal time. Times may be negative: nothing
here needs time to start at 0.

References: Kaplan & Meier 1958; Royston & Parmar 2013 (restricted mean); methods §5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, booleans, floats, where_valid

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# a product of ratios that should be ½ may miss it by some last bits
TOLERANCE = 1e-9


class Curve(NamedTuple):
    """Share of records that are still without an event.

    Attributes
    ----------
    times : float64 array, shape (times,)
        Distinct times of events, rising.
    survival : float64 array, shape (times, draws)
        S just after each time, in [0, 1]; NaN in a draw where no record has weight.
    """

    times: Floats
    survival: Floats


def product_limit(times: ArrayLike, events: ArrayLike, weights: ArrayLike | None = None) -> Curve:
    """Kaplan-Meier curve, S(t) = Π_{t_k ≤ t} (1 - d_k / r_k).

    Parameters
    ----------
    times : array, shape (records,)
        When the event happened, or until when it had not.
    events : boolean array, shape (records,)
        Whether it happened.
    weights : array, shape (records, draws), optional
        How often each record counts in each draw; once, in a single draw, where not given.

    Returns
    -------
    Curve
        With no censoring it is one minus the empirical distribution function.
    """
    time, event = floats(times), booleans(events)
    weight = np.ones((len(time), 1)) if weights is None else floats(weights)
    distinct, place = np.unique(time, return_inverse=True)
    ended, present = (np.zeros((len(distinct), weight.shape[1])) for _ in range(2))
    np.add.at(present, place, weight)
    np.add.at(ended, place, weight * event[:, None])
    at_risk = np.cumsum(present[::-1], axis=0)[::-1]
    share = np.divide(ended, at_risk, out=np.zeros_like(ended), where=at_risk > 0)
    survival = np.cumprod(1.0 - share, axis=0)
    happened = np.isin(distinct, time[event])
    return Curve(distinct[happened], where_valid(weight.sum(axis=0) > 0, survival[happened]))


def median(curve: Curve) -> Floats:
    """The smallest time at which S is ½ or less.

    Returns
    -------
    array, shape (draws,)
        Infinite where S stays above ½ ("not reached"), NaN where the curve is undefined.
    """
    if not len(curve.times):
        return np.full(curve.survival.shape[1], np.inf)
    reached = curve.survival <= 0.5 + TOLERANCE
    first = curve.times[reached.argmax(axis=0)]
    found = np.where(reached.any(axis=0), first, np.inf)
    return where_valid(~np.isnan(curve.survival[0]), found)


def restricted_mean(curve: Curve, horizon: float) -> Floats:
    """Mean of min(time, horizon): the area under the curve up to it, less that lost before 0.

    Parameters
    ----------
    curve : Curve
    horizon : float
        At most the longest time of any record, if that is a censoring: nothing is known beyond.

    Returns
    -------
    array, shape (draws,)
        In units of the times; NaN where the curve is undefined.
    """
    if not len(curve.times):
        return np.full(curve.survival.shape[1], float(horizon))
    start = where_valid(~np.isnan(curve.survival[:1]), 1.0)
    within = curve.survival[curve.times <= horizon]
    drops = -np.diff(np.concatenate([start, within]), axis=0)
    last = within[-1] if len(within) else start[0]
    times = curve.times[curve.times <= horizon]
    return floats((drops * times[:, None]).sum(axis=0) + last * horizon)


def weighted_median(values: ArrayLike, weights: ArrayLike) -> Floats:
    """The middle value, or the mean of the two middle ones, of values taken ``weights`` times.

    Parameters
    ----------
    values : array, shape (records,)
        Infinite ones are ranked, too.
    weights : integer array, shape (records, draws)

    Returns
    -------
    array, shape (draws,)
        NaN where nothing has weight, or where the two middle ones are opposite infinities.
    """
    value = floats(values)
    order = np.argsort(value, kind="stable")
    rising = np.cumsum(floats(weights)[order], axis=0)
    if not len(value):
        return np.full(rising.shape[1], np.nan)
    half = rising[-1] / 2
    lower = value[order][(rising >= half).argmax(axis=0)]
    upper = value[order][(rising > half).argmax(axis=0)]
    with np.errstate(invalid="ignore"):
        return where_valid(half > 0, (lower + upper) / 2)
