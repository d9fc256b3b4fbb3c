"""How much of a whole lies in few hands, and the rule for the risk of a monopoly.

Amounts are one array whose last axis are the units (countries, institutions). Which units are there
is the caller's decision and changes every figure: whether the EU is one, whether the unknown is
one. A unit with amount 0 counts as a unit. NaN among the amounts makes the result NaN.

References: methods §9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Booleans, Floats, Integers, booleans, floats, ratio, where_valid

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TOLERANCE = 1e-9
RISK_CLASSES = ("low", "medium", "high")


def shares(amounts: ArrayLike) -> Floats:
    """Each unit's part of the sum, in [0, 1]; NaN where the sum is 0 or an amount is negative."""
    values = floats(amounts)
    valid = np.all(values >= 0, axis=-1, keepdims=True)
    return where_valid(valid, ratio(values, values.sum(axis=-1, keepdims=True)))


def hhi(amounts: ArrayLike) -> Floats:
    """Herfindahl–Hirschman index Σs², in [1/n, 1]; times 10 000 for the scale of market law.

    Parameters
    ----------
    amounts : array of shape (…, units)
        What each unit has, 0 or more.

    Returns
    -------
    array of shape (…)
        1 where one unit has everything; NaN where nobody has anything.
    """
    return _total(shares(amounts) ** 2)


def effective_number(amounts: ArrayLike) -> Floats:
    """Number of equal units that would be as concentrated, 1/HHI, in [1, n]."""
    return 1.0 / hhi(amounts)


def hhi_normalised(amounts: ArrayLike) -> Floats:
    """(HHI − 1/n)/(1 − 1/n), in [0, 1] whatever the number of units; NaN for a single unit."""
    even = 1 / max(1, floats(amounts).shape[-1])
    return ratio(hhi(amounts) - even, 1 - even)


def hhi_unbiased(counts: ArrayLike) -> Floats:
    """Σx(x − 1)/(N(N − 1)): the chance that two of N items drawn share a unit.

    Returns
    -------
    array of shape (…)
        In [0, 1], without the upward bias of HHI on small counts; NaN for fewer than two items.
    """
    values = floats(counts)
    total = values.sum(axis=-1)
    valid = np.all(values >= 0, axis=-1) & (total > 1)
    return where_valid(valid, ratio(np.sum(values * (values - 1), axis=-1), total * (total - 1)))


def concentration_ratio(amounts: ArrayLike, *, largest: int) -> Floats:
    """Share of the ``largest`` units together (CR_k), in [0, 1]."""
    ordered = np.sort(shares(amounts), axis=-1)
    return _total(ordered[..., ::-1][..., :largest])


def gini(amounts: ArrayLike) -> Floats:
    """Gini coefficient Σ(2i − n − 1)x_i/(nΣx) over amounts in rising order, in [0, 1 − 1/n]."""
    ordered = np.sort(shares(amounts), axis=-1)
    units = ordered.shape[-1]
    weights = 2.0 * np.arange(1, units + 1) - units - 1
    return floats(_total(weights * ordered) / max(1, units))


def shannon_effective_number(amounts: ArrayLike) -> Floats:
    """Number of equal units with the same entropy, exp(−Σ s ln s), in [1, n]."""
    part = shares(amounts)
    logarithms = np.zeros_like(part)
    np.log(part, out=logarithms, where=part > 0)
    return np.exp(-_total(part * logarithms))


@dataclass(frozen=True, slots=True)
class MonopolyThresholds:
    """What makes the risk high or medium: both the count and the ratio must be reached.

    The defaults follow the published rule of ASPI's tracker as methods §9 reports it.
    """

    high_count: float = 8
    high_ratio: float = 3
    medium_count: float = 5
    medium_ratio: float = 2


ASPI = MonopolyThresholds()


def monopoly_ratio(lead: ArrayLike, second: ArrayLike) -> Floats:
    """Output of the leading country over that of the second; ∞ where there is no second.

    Returns
    -------
    array
        1 or more; NaN where the lead is 0 too.
    """
    ahead, behind = np.broadcast_arrays(floats(lead), floats(second))
    return np.where((behind == 0) & (ahead > 0), np.inf, ratio(ahead, behind))


def monopoly_risk(
    top_count: ArrayLike, lead_ratio: ArrayLike, thresholds: MonopolyThresholds = ASPI
) -> Floats:
    """Class of the monopoly risk.

    Parameters
    ----------
    top_count : array
        How many of the top ten institutions are in the leading country; fractional with ties.
    lead_ratio : array
        `monopoly_ratio`.
    thresholds : MonopolyThresholds
        Where the classes begin; reached also when missed by a rounding error.

    Returns
    -------
    array
        0 low, 1 medium, 2 high (`RISK_CLASSES`); NaN where an input is.
    """
    count, times = np.broadcast_arrays(floats(top_count), floats(lead_ratio))
    high = _reaches(count, thresholds.high_count) & _reaches(times, thresholds.high_ratio)
    medium = _reaches(count, thresholds.medium_count) & _reaches(times, thresholds.medium_ratio)
    return where_valid(~np.isnan(count + times), np.where(high, 2.0, np.where(medium, 1.0, 0.0)))


class TopCount(NamedTuple):
    """How many of the top institutions belong to a group, and how far ties could move it."""

    expected: Floats
    lowest: Floats
    highest: Floats


def top_membership(amounts: ArrayLike, *, places: int = 10) -> Floats:
    """How much of a place among the top each unit has.

    Parameters
    ----------
    amounts : array of shape (…, units)
        What decides the order; NaN and 0 give no place.
    places : int
        How many places there are.

    Returns
    -------
    array of shape (…, units)
        1 inside, 0 outside; units tied across the last place share what is left of the places
        equally. Sums to ``places``, or to the units where there are fewer.
    """
    inside, level = _inside_and_level(floats(amounts), places)
    left = places - inside.sum(axis=-1, keepdims=True)
    tied = level.sum(axis=-1, keepdims=True)
    portion = np.minimum(1.0, left / np.maximum(tied, 1))
    return np.where(inside, 1.0, np.where(level, portion, 0.0))


def top_count(amounts: ArrayLike, member: ArrayLike, *, places: int = 10) -> TopCount:
    """How many of the top units belong to a group, such as the leading country.

    Parameters
    ----------
    amounts : array of shape (…, units)
        What decides the order.
    member : boolean array of shape (…, units)
        Who belongs to the group.
    places : int
        How many places there are.

    Returns
    -------
    TopCount
        With fractional membership at a tie for the last place, and if the tie went wholly against
        or wholly for the group.
    """
    values, group = floats(amounts), booleans(member)
    inside, level = _inside_and_level(values, places)
    left = np.minimum(places - inside.sum(axis=-1), level.sum(axis=-1))
    sure = np.sum(inside & group, axis=-1)
    lowest = sure + np.maximum(0, left - np.sum(level & ~group, axis=-1))
    highest = sure + np.minimum(left, np.sum(level & group, axis=-1))
    expected = np.sum(top_membership(values, places=places) * group, axis=-1)
    return TopCount(expected, floats(lowest), floats(highest))


def lead_and_second(amounts: ArrayLike) -> tuple[Integers, Floats, Floats]:
    """Position of the largest amount (the first of ties), that amount, and the next largest.

    The second is 0 where there is one unit only. NaN takes no part; where nothing is known the
    position is -1 and the amounts are NaN.
    """
    values = floats(amounts)
    known = np.where(np.isnan(values), -np.inf, values)
    position = np.where(np.isneginf(known.max(axis=-1)), -1, known.argmax(axis=-1))
    padding = np.zeros((*values.shape[:-1], 1))
    ordered = np.sort(np.concatenate([np.maximum(known, 0.0), padding], axis=-1), axis=-1)
    found = position >= 0
    return (
        position.astype(np.int64),
        where_valid(found, ordered[..., -1]),
        where_valid(found, ordered[..., -2]),
    )


def _total(parts: Floats) -> Floats:
    """Sum over the units; NaN, not 0, where there are none."""
    return floats(np.sum(parts, axis=-1)) if parts.shape[-1] else np.full(parts.shape[:-1], np.nan)


def _reaches(value: Floats, threshold: float) -> Booleans:
    return value >= threshold * (1 - TOLERANCE)


def _inside_and_level(values: Floats, places: int) -> tuple[Booleans, Booleans]:
    """Who is clearly among the top, and who ties with the last place."""
    present = values > 0
    known = np.where(present, values, -np.inf)
    rank_of_last = min(places, values.shape[-1])
    last = np.sort(known, axis=-1)[..., values.shape[-1] - rank_of_last, None]
    slack = TOLERANCE * np.where(np.isneginf(last), 0.0, last)
    level = present & (np.abs(np.where(present, values, np.inf) - last) <= slack)
    return (known > last) & ~level, level
