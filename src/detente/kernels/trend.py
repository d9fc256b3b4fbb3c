"""How a count or a share changes over the years.

Years run along the last axis. A year whose value is undefined makes slopes and ratios that need it
undefined: leaving it out would change what is estimated.

References: methods §2 (trend).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import NORMAL_95, Floats, floats, ratio, where_valid
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class RatioChange(NamedTuple):
    """Change of a share from the first to the last year, on the log scale, with its interval."""

    log_ratio: Floats
    standard_error: Floats
    ratio_low: Floats
    ratio_high: Floats


def slope_per_year(years: ArrayLike, values: ArrayLike) -> Floats:
    """Slope of the least-squares line.

    Parameters
    ----------
    years : array of shape (years,)
        Gaps are fine.
    values : array of shape (…, years)
        The value of each year.

    Returns
    -------
    array of shape (…)
        In units of the values per year; NaN for fewer than two different years.
    """
    time = floats(years)
    if time.size == 0:
        return np.full(floats(values).shape[:-1], np.nan)
    centred = time - time.mean()
    return ratio(floats(values) @ centred, centred @ centred)


def annual_growth(years: ArrayLike, values: ArrayLike) -> Floats:
    """Compound annual growth rate between the first and the last year.

    Returns
    -------
    array of shape (…)
        0.02 is +2 % a year; NaN where the first value is not positive or the years are the same.
    """
    time, amounts = floats(years), floats(values)
    growth = ratio(amounts[..., -1], amounts[..., 0])
    span = time[-1] - time[0]
    # a root of no years must not be written as a power: 1 to the NaN is 1
    return floats(where_valid((growth >= 0) & (span > 0), growth) ** (1 / max(span, 1)) - 1)


def peak_year(years: ArrayLike, values: ArrayLike, *, tolerance: float = TOLERANCE) -> Floats:
    """The year of the largest value, the first of several that tie.

    Returns
    -------
    array of shape (…)
        NaN where no year has a value; years without one are passed over.
    """
    amounts = floats(values)
    known = ~np.isnan(amounts)
    largest = np.max(amounts, axis=-1, keepdims=True, initial=-np.inf, where=known)
    level = known & (amounts >= np.where(known, largest - tolerance * np.abs(largest), 0.0))
    return where_valid(known.any(axis=-1), floats(years)[level.argmax(axis=-1)])


def change_of_share(
    counts: ArrayLike, bases: ArrayLike, *, normal: float = NORMAL_95
) -> RatioChange:
    """Log ratio of the last share to the first, with its delta-method standard error.

    Parameters
    ----------
    counts, bases : array of shape (…, years)
        Share k/n of each year; k are among the n.
    normal : float
        Point of the standard normal distribution for the interval, 1.96 for 95 %.

    Returns
    -------
    RatioChange
        ln(s₂/s₁), its error √(1/k₁ − 1/n₁ + 1/k₂ − 1/n₂), and the interval of s₂/s₁. NaN where a
        count or base of the first or last year is 0, or a count exceeds its base.
    """
    part, whole = np.broadcast_arrays(floats(counts), floats(bases))
    part, whole = part[..., [0, -1]], whole[..., [0, -1]]
    valid = np.all((part > 0) & (part <= whole), axis=-1, keepdims=True)
    logarithm = np.log(where_valid(valid, ratio(part, whole)))
    change = logarithm[..., 1] - logarithm[..., 0]
    variance = where_valid(valid, ratio(1, part) - ratio(1, whole)).sum(axis=-1)
    error = np.sqrt(variance)
    ends = np.exp(change - normal * error), np.exp(change + normal * error)
    return RatioChange(change, error, *ends)
