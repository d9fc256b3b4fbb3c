"""How much of the world the data see, and how far the unseen could move a share.

References: Chapman 1951; Seber 1982; Wilson 1927; methods §1 (domestic and international), §12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import NORMAL_95, Booleans, Floats, floats, ratio, where_valid
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Population(NamedTuple):
    """Estimated number of works there are, and how much of it the sources hold."""

    total: Floats
    standard_deviation: Floats
    low: Floats
    high: Floats
    coverage_first: Floats
    coverage_second: Floats
    coverage_union: Floats


class Bounds(NamedTuple):
    """The least and the most a share can be, whatever the unknown is."""

    low: Floats
    high: Floats


def lincoln_petersen(first: ArrayLike, second: ArrayLike, both: ArrayLike) -> Floats:
    """Capture–recapture estimate n₁n₂/m of all works; NaN where nothing is in both sources."""
    a, b, common = _captures(first, second, both)
    return ratio(a * b, common)


def chapman(
    first: ArrayLike, second: ArrayLike, both: ArrayLike, *, normal: float = NORMAL_95
) -> Population:
    """Chapman's capture–recapture estimate (n₁ + 1)(n₂ + 1)/(m + 1) − 1 of all works.

    It assumes independent sources and that every work is equally easy to find: sources that like
    the same works make it too low, so strata are estimated apart.

    Parameters
    ----------
    first, second, both : array
        Works in each source, and in both.
    normal : float
        Point of the standard normal distribution for the interval, 1.96 for 95 %.

    Returns
    -------
    Population
        NaN where the works in both exceed those in one.
    """
    a, b, common = _captures(first, second, both)
    total = (a + 1) * (b + 1) / (common + 1) - 1
    square = (common + 1) ** 2 * (common + 2)
    deviation = np.sqrt((a + 1) * (b + 1) * (a - common) * (b - common) / square)
    low, high = total - normal * deviation, total + normal * deviation
    covered = (ratio(part, total) for part in (a, b, a + b - common))
    return Population(total, deviation, low, high, *covered)


def wilson(found: ArrayLike, listed: ArrayLike, *, normal: float = NORMAL_95) -> Bounds:
    """Wilson's interval of a proportion, as of the known items that a source holds.

    Returns
    -------
    Bounds
        In [0, 1]; NaN where nothing is listed or more is found than listed.
    """
    hits, trials = _part_of(found, listed)
    proportion = ratio(hits, trials)
    square = normal**2
    centre = (proportion + ratio(square, 2 * trials)) / (1 + ratio(square, trials))
    spread = np.sqrt(ratio(proportion * (1 - proportion), trials) + ratio(square, 4 * trials**2))
    half = normal * spread / (1 + ratio(square, trials))
    # at 0 and at all the exact ends are 0 and 1, which rounding misses
    return Bounds(
        np.where(hits == 0, 0.0 * centre, centre - half),
        np.where(hits == trials, 1.0 + 0.0 * centre, centre + half),
    )


def known_item_recall(found: ArrayLike, listed: ArrayLike) -> Floats:
    """Share of items known to exist that the source holds; NaN where nothing is listed."""
    return ratio(*_part_of(found, listed))


def share_complete_case(part: ArrayLike, other: ArrayLike) -> Floats:
    """Share among those whose country is known, a/(a + b)."""
    return ratio(part, floats(part) + floats(other))


def share_bounds(part: ArrayLike, total: ArrayLike, unknown: ArrayLike) -> Bounds:
    """Bounds [a/N, (a + u)/N] of a share when u of the N could belong anywhere.

    Parameters
    ----------
    part, total, unknown : array
        Works of the country a, all works N (unknown included), works of unknown country u.

    Returns
    -------
    Bounds
        In [0, 1]; NaN where there are no works, or where a and u together exceed them.
    """
    low, works = _part_of(part, total)
    high, _ = _part_of(floats(part) + floats(unknown), works)
    return Bounds(ratio(np.where(np.isnan(high), np.nan, low), works), ratio(high, works))


def share_stratum_adjusted(part: ArrayLike, other: ArrayLike, unknown: ArrayLike) -> Floats:
    """Share if within each stratum (language, publisher) the unknown are as the known.

    Parameters
    ----------
    part, other, unknown : array of shape (…, strata)
        Works of the country, of other countries, and of unknown country.

    Returns
    -------
    array of shape (…)
        In [0, 1]; NaN where a stratum has works and none of them is known, as nothing says what
        they are.
    """
    known_share = share_complete_case(part, other)
    size = floats(part) + floats(other) + floats(unknown)
    weighted = np.where(size == 0, 0.0, known_share * size)
    return ratio(weighted.sum(axis=-1), size.sum(axis=-1))


def international_share(domestic: ArrayLike, international: ArrayLike) -> Floats:
    """Share of international works among those that are surely domestic or international."""
    return share_complete_case(international, domestic)


def international_bounds(
    domestic: ArrayLike, international: ArrayLike, indeterminate: ArrayLike
) -> Bounds:
    """Bounds of the international share over what the indeterminate works could be.

    Parameters
    ----------
    domestic, international, indeterminate : array
        Works of one country whose authors are all known; of several countries; of one country and
        authors of unknown country.

    Returns
    -------
    Bounds
        In [0, 1]; NaN where there are no works.
    """
    total = floats(domestic) + floats(international) + floats(indeterminate)
    return share_bounds(international, total, indeterminate)


def missing_rate(missing: ArrayLike, works: ArrayLike) -> Floats:
    """Share of works that lack something, in [0, 1]; NaN where there are no works."""
    return ratio(*_part_of(missing, works))


def exceeds(rate: ArrayLike, threshold: float) -> Booleans:
    """Whether a rate lies above a threshold; an undefined rate raises no flag."""
    return floats(rate) > threshold * (1 + TOLERANCE)


def retraction_rate(retracted: ArrayLike, works: ArrayLike) -> Floats:
    """Retractions per 10 000 works; recent years are incomplete, as retractions come late."""
    return 10_000 * missing_rate(retracted, works)


def _part_of(part: ArrayLike, whole: ArrayLike) -> tuple[Floats, Floats]:
    """Both as doubles, the part NaN where it is not within the whole."""
    inside, total = np.broadcast_arrays(floats(part), floats(whole))
    # fractional credits add up to the whole but for rounding
    return where_valid((inside >= 0) & (inside <= total * (1 + TOLERANCE)), inside), total


def _captures(
    first: ArrayLike, second: ArrayLike, both: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    a, b, common = np.broadcast_arrays(floats(first), floats(second), floats(both))
    return a, b, where_valid((common >= 0) & (common <= np.minimum(a, b)), common)
