"""When a topic reached one country after another: four estimators of a lag in years.

Years stand on the first axis, draws on any axes behind it. A lag is that of the follower: positive
if it came later. What a country has not reached is at infinity, what cannot be told is NaN.
References: Rogers 2003; methods §5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats, ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LEAST_YEARS = 5
TOLERANCE = 1e-9


class Lag(NamedTuple):
    """When two countries reached a level, and the time between.

    Attributes
    ----------
    leader, follower : float64 arrays
        Year; inf where it is not reached, -inf where it was before the data begin.
    lag : float64 array
        Follower - leader; ±inf where one of them is not known, NaN where both are not.
    at_least : float64 array
        Where the lag is infinite: how far it is from 0 at least, in that direction; NaN elsewhere.
    """

    leader: Floats
    follower: Floats
    lag: Floats
    at_least: Floats


def shares(topic: ArrayLike, total: ArrayLike) -> Floats:
    """Topic papers over a country's own papers of the year; NaN where it has none."""
    return ratio(topic, total)


def mean_squared_gaps(
    leader: ArrayLike, follower: ArrayLike, shifts: ArrayLike, *, least: int = LEAST_YEARS
) -> Floats:
    """Mean squared gap between the follower and the leader some years earlier.

    The leader's share is read between two years by linear interpolation. Years of which either is
    unknown are left out.

    Parameters
    ----------
    leader, follower : arrays, shape (years, …)
        Shares of consecutive years, NaN where unknown.
    shifts : array, shape (shifts,)
        In years.
    least : int
        Years that must overlap.

    Returns
    -------
    float64 array, shape (shifts, …)
        NaN where fewer years overlap.
    """
    ahead, behind = np.broadcast_arrays(floats(leader), floats(follower))
    return np.stack([_gap(ahead, behind, float(tau), least) for tau in floats(shifts)])


def _gap(leader: Floats, follower: Floats, shift: float, least: int) -> Floats:
    place = np.arange(len(leader)) - shift
    inside = np.flatnonzero((place >= -TOLERANCE) & (place <= len(leader) - 1 + TOLERANCE))
    if len(inside) < least:
        return np.full(leader.shape[1:], np.nan)
    low = np.floor(place[inside] + TOLERANCE).astype(int)
    part = place[inside] - low
    read = leader[low]
    between = part > TOLERANCE
    if between.any():
        weight = part[between].reshape(-1, *[1] * (leader.ndim - 1))
        read = read.copy()
        read[between] = (1 - weight) * read[between] + weight * leader[low[between] + 1]
    square = (follower[inside] - read) ** 2
    known = (~np.isnan(square)).sum(axis=0)
    return np.where(known >= least, ratio(np.nansum(square, axis=0), known), np.nan)


def symmetric_gaps(
    one: ArrayLike, other: ArrayLike, shifts: ArrayLike, *, least: int = LEAST_YEARS
) -> Floats:
    """The mean of both directions: each series is interpolated in turn.

    Between whole years :func:`mean_squared_gaps` depends on which of the two is interpolated; the
    mean does not, so that swapping the countries turns the sign of the best shift and no more.
    """
    there = mean_squared_gaps(one, other, shifts, least=least)
    back = mean_squared_gaps(other, one, -floats(shifts), least=least)
    return np.asarray((there + back) / 2)


def best_shift(gaps: ArrayLike, shifts: ArrayLike) -> Floats:
    """The shift of the smallest gap; of several the one nearest to 0.

    Returns
    -------
    float64 array
        NaN where no gap is defined, or where as many years later fit as earlier.
    """
    return _best(-floats(gaps), floats(shifts))


def difference_correlations(
    leader: ArrayLike, follower: ArrayLike, lags: ArrayLike, *, least: int = LEAST_YEARS
) -> Floats:
    """Correlation of yearly changes of the follower with those of the leader some years earlier.

    Of changes, never of levels, which rise together whoever follows whom.

    Parameters
    ----------
    leader, follower : arrays, shape (years, …)
    lags : integer array, shape (lags,)
    least : int
        Years that must overlap: one more than there are changes.

    Returns
    -------
    float64 array, shape (lags, …)
        In [-1, 1]; NaN where too few years overlap, or either does not change.
    """
    ahead, behind = np.broadcast_arrays(floats(leader), floats(follower))
    steps = np.diff(ahead, axis=0), np.diff(behind, axis=0)
    return np.stack(
        [_correlation(*_paired(steps, int(lag)), least - 1) for lag in np.asarray(lags)]
    )


def _paired(steps: tuple[Floats, Floats], lag: int) -> tuple[Floats, Floats]:
    leader, follower = steps
    size = max(0, len(leader) - abs(lag))
    early, late = slice(0, size), slice(len(leader) - size, None)
    return (leader[early], follower[late]) if lag >= 0 else (leader[late], follower[early])


def _correlation(one: Floats, other: Floats, least: int) -> Floats:
    known = ~(np.isnan(one) | np.isnan(other))
    count = known.sum(axis=0)
    apart = []
    for values in (one, other):
        kept = np.where(known, values, 0.0)
        apart.append(np.where(known, values - ratio(kept.sum(axis=0), count), 0.0))
    spread = np.sqrt((apart[0] ** 2).sum(axis=0) * (apart[1] ** 2).sum(axis=0))
    # what is left of equal changes after rounding is no change
    scale = sum(np.abs(np.where(known, v, 0.0)).sum(axis=0) for v in (one, other))
    usable = (count >= max(least, 2)) & (spread > (1e-12 * scale) ** 2)
    found = ratio((apart[0] * apart[1]).sum(axis=0), np.where(usable, spread, 0.0))
    return np.clip(found, -1.0, 1.0)


def best_correlation(correlations: ArrayLike, lags: ArrayLike) -> Floats:
    """The lag of the largest correlation; ties as :func:`best_shift`."""
    return _best(floats(correlations), floats(lags))


def _best(values: Floats, places: Floats) -> Floats:
    """The place of the largest value, of several the nearest to 0; NaN for ± the same."""
    filled = np.where(np.isnan(values), -np.inf, values)
    most = filled.max(axis=0)
    near = filled >= most - TOLERANCE * np.abs(np.where(np.isfinite(most), most, 0.0))
    at = places.reshape(-1, *[1] * (values.ndim - 1))
    distance = np.where(near, np.abs(at), np.inf)
    nearest = near & (distance <= distance.min(axis=0) + TOLERANCE)
    low = np.where(nearest, at, np.inf).min(axis=0)
    high = np.where(nearest, at, -np.inf).max(axis=0)
    return np.where(np.isfinite(most) & (high - low <= TOLERANCE), low, np.nan)


def crossing(share: ArrayLike, levels: ArrayLike, *, first_year: float = 0.0) -> Floats:
    """When a share first reaches a level from below, between two years by linear interpolation.

    Parameters
    ----------
    share : array, shape (years, …)
        Of consecutive years; NaN is left out.
    levels : array, shape (levels,)
    first_year : float
        The year that comes first.

    Returns
    -------
    float64 array, shape (levels, …)
        The year; inf if the level is not reached, -inf if it was before the data begin, NaN if no
        share is known.
    """
    values = floats(share)
    return np.stack([_crossing(values, level, first_year) for level in floats(levels)])


def _crossing(values: Floats, level: float, first_year: float) -> Floats:
    flat = values.reshape(len(values), -1)
    before_year = np.full(flat.shape[1], np.nan)
    before = np.full(flat.shape[1], np.nan)
    found = np.full(flat.shape[1], np.nan)
    for year, here in enumerate(flat, start=0):
        known = ~np.isnan(here)
        reached = known & (here >= level - TOLERANCE) & ~(np.abs(found) >= 0)
        rise = np.where(here > before, here - before, 1.0)
        part = np.clip((level - before) / rise, 0.0, 1.0)
        when = before_year + part * (year - before_year)
        found = np.where(reached, np.where(np.isnan(before), -np.inf, first_year + when), found)
        before, before_year = np.where(known, here, before), np.where(known, year, before_year)
    found = np.where(np.isnan(found) & ~np.isnan(before), np.inf, found)
    return found.reshape(values.shape[1:])


def first_to(count: ArrayLike, thresholds: ArrayLike, *, first_year: float = 0.0) -> Floats:
    """The year in which the papers so far reach a number.

    Parameters
    ----------
    count : array, shape (years, …)
        Papers of each year.
    thresholds : array, shape (thresholds,)

    Returns
    -------
    float64 array, shape (thresholds, …)
        The year; inf if the number is not reached.
    """
    return _first_at_least(np.cumsum(floats(count), axis=0), thresholds, first_year)


def first_to_share(
    topic: ArrayLike, total: ArrayLike, levels: ArrayLike, *, first_year: float = 0.0
) -> Floats:
    """The year in which the topic papers so far reach a share of a country's own papers so far.

    A large country is first to any number of papers; it is not so to a share of its own.
    """
    so_far = [np.cumsum(floats(values), axis=0) for values in (topic, total)]
    return _first_at_least(ratio(*so_far), levels, first_year)


def _first_at_least(values: Floats, levels: ArrayLike, first_year: float) -> Floats:
    wanted = floats(levels).reshape(-1, *[1] * values.ndim)
    # nothing at all reaches nothing
    reached = (values >= wanted - TOLERANCE) & (values > 0)
    return np.where(reached.any(axis=1), first_year + reached.argmax(axis=1), np.inf)


def lag_of(leader: ArrayLike, follower: ArrayLike, *, first_year: float, last_year: float) -> Lag:
    """The time between two arrivals; censored where one of them lies outside the data."""
    ahead, behind = np.broadcast_arrays(floats(leader), floats(follower))
    with np.errstate(invalid="ignore"):
        lag = behind - ahead
    held = [np.clip(year, first_year, last_year) for year in (ahead, behind)]
    at_least = np.where(np.isinf(lag), np.maximum(0.0, np.abs(held[1] - held[0])), np.nan)
    return Lag(ahead, behind, lag, at_least)
