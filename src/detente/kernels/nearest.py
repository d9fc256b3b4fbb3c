"""Controls that were most like each listed entity before its listing.

References: methods §7 (match on level, trend, field mix, type; never yet listed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Booleans, Floats, floats, where_valid

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TOLERANCE = 1e-9


def level_and_slope(years: ArrayLike, counts: ArrayLike, *, before: float) -> tuple[Floats, Floats]:
    """Mean log count of the years before one, and its slope per year; ½ is added for zeros.

    Parameters
    ----------
    years : array, shape (years,)
    counts : array, shape (entities, years)
        NaN where not known.
    before : float

    Returns
    -------
    level, slope : arrays, shape (entities,)
        NaN with fewer than two known years.
    """
    time, logarithm = floats(years), np.log(floats(counts) + 0.5)
    known = ~np.isnan(logarithm) & (time < before)
    size = known.sum(axis=1)
    enough = size >= 2
    n = np.where(enough, size, 1)
    level = np.where(known, logarithm, 0.0).sum(axis=1) / n
    centre = (known * time).sum(axis=1) / n
    away = np.where(known, time - centre[:, None], 0.0)
    spread = (away**2).sum(axis=1)
    slope = (away * np.where(known, logarithm, 0.0)).sum(axis=1) / np.where(spread > 0, spread, 1)
    return where_valid(enough, level), where_valid(enough, slope)


def distances(
    one: tuple[ArrayLike, ArrayLike], others: tuple[ArrayLike, ArrayLike], *, scale: ArrayLike
) -> Floats:
    """Squared distance of one entity to others: traits in units of ``scale``, and of mixes.

    Parameters
    ----------
    one : pair of arrays, shapes (traits,) and (fields,)
        Traits, and shares of fields; none where fields are unknown.
    others : pair of arrays, shapes (others, traits) and (others, fields)
    scale : array, shape (traits + 1,)
        Spread of each trait, and of the distances between mixes; 0 leaves one out.

    Returns
    -------
    array, shape (others,)
        Σ (difference / scale)²; mixes differ by half the sum of their absolute differences.
    """
    traits, mixes = floats(others[0]), floats(others[1])
    apart = np.abs(mixes - floats(one[1])).sum(axis=1) / 2
    away = np.column_stack([traits - floats(one[0]), apart])
    width = floats(scale)
    used = width > 0
    return floats(((away[:, used] / width[used]) ** 2).sum(axis=1))


def nearest(distance: ArrayLike, allowed: ArrayLike, number: int) -> Booleans:
    """The ``number`` nearest of those allowed, with all that tie with the last.

    Parameters
    ----------
    distance : array, shape (others,)
        NaN is never near.
    allowed : boolean array, shape (others,)
    number : int
    """
    away = np.where(np.asarray(allowed, bool) & ~np.isnan(distance), floats(distance), np.inf)
    if number < 1 or not np.isfinite(away).any():
        return np.zeros(len(away), bool)
    last = np.sort(away)[: min(number, len(away))]
    limit = last[np.isfinite(last)][-1]
    return np.asarray(np.isfinite(away) & (away <= limit * (1 + TOLERANCE)))
