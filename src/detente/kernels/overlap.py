"""How much two sets of rules share: overlap, coverage and what only one of them has.

A set is one number a code of the taxonomy: 0 or 1 for presence, 0 to 3 for strength, or a mean of
coders. Every measure takes any of them, with min for "and" and max for "or"; an empty set leaves it
undefined. Leading axes are evaluated together.

References: methods §6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Booleans, Floats, booleans, floats, ratio
from detente.kernels.bootstrap import uniforms

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

STRONG = 2.0
ENUMERATED = 14
"""Uncertain codes up to which every outcome is visited: 16,384 of them."""


class Outcomes(NamedTuple):
    """Which codes are there, outcome by outcome, and the probability of each outcome."""

    present: Booleans
    probability: Floats


class Chance(NamedTuple):
    """A measure under uncertain presence: mean, P(≥ threshold), ends of the central 95 %."""

    mean: float
    reached: float
    low: float
    high: float


def jaccard(first: ArrayLike, second: ArrayLike) -> Floats:
    """Σ min / Σ max over codes, in [0, 1]; of strengths it is the weighted Jaccard."""
    a, b = floats(first), floats(second)
    return ratio(np.minimum(a, b).sum(axis=-1), np.maximum(a, b).sum(axis=-1))


def dice(first: ArrayLike, second: ArrayLike) -> Floats:
    """2 Σ min / (Σ first + Σ second), in [0, 1]."""
    a, b = floats(first), floats(second)
    return ratio(2 * np.minimum(a, b).sum(axis=-1), a.sum(axis=-1) + b.sum(axis=-1))


def overlap_coefficient(first: ArrayLike, second: ArrayLike) -> Floats:
    """Σ min / the smaller of the two sums, in [0, 1]; 1 if one is part of the other."""
    a, b = floats(first), floats(second)
    shared = np.minimum(a, b).sum(axis=-1)
    return ratio(shared, np.minimum(a.sum(axis=-1), b.sum(axis=-1)))


def coverage(first: ArrayLike, second: ArrayLike) -> Floats:
    """How much of the first the second covers, Σ min / Σ first, in [0, 1]."""
    a, b = floats(first), floats(second)
    return ratio(np.minimum(a, b).sum(axis=-1), a.sum(axis=-1))


def unique(first: ArrayLike, second: ArrayLike) -> Booleans:
    """Codes that the second has and the first lacks."""
    return np.asarray((floats(first) == 0) & (floats(second) > 0))


def unique_share(only: ArrayLike, family: ArrayLike) -> Floats:
    """Share of the unique codes that lie in each family.

    Parameters
    ----------
    only : boolean array of shape (…, codes)
        `unique`.
    family : boolean array of shape (families, codes)
        Which codes belong to each.

    Returns
    -------
    array of shape (…, families)
        In [0, 1]; NaN where no code is unique.
    """
    mask = floats(booleans(only))
    return ratio(mask @ floats(family).T, mask.sum(axis=-1, keepdims=True))


def adds(first: ArrayLike, second: ArrayLike, family: ArrayLike) -> Booleans:
    """Families that the second has at strength 2 or more and the first has nothing of.

    Parameters
    ----------
    first, second : array of shape (…, codes)
        Strengths, 0 to 3.
    family : boolean array of shape (families, codes)
        Which codes belong to each.

    Returns
    -------
    boolean array of shape (…, families)
    """
    inside = booleans(family)
    without = np.any((floats(first)[..., None, :] > 0) & inside, axis=-1)
    strong = np.any((floats(second)[..., None, :] >= STRONG) & inside, axis=-1)
    return np.asarray(strong & ~without)


def presence_outcomes(
    probability: ArrayLike, *, draws: int = 10_000, seed: int = 0, enumerated: int = ENUMERATED
) -> Outcomes:
    """Which codes may be there, if each is with its own probability and independently.

    Parameters
    ----------
    probability : array of shape (codes,)
        In [0, 1]: the share of coders who found the code.
    draws, seed : int
        Sample to take where the uncertain codes are more than ``enumerated``.
    enumerated : int
        Uncertain codes up to which every outcome is visited.

    Returns
    -------
    Outcomes
        ``present`` of shape (outcomes, codes); probabilities sum to 1.
    """
    chance = floats(probability)
    uncertain = np.flatnonzero((chance > 0) & (chance < 1))
    if len(uncertain) > enumerated:
        present = chance > uniforms(np.arange(len(chance)), draws=draws, seed=seed).T
        return Outcomes(present, np.full(draws, 1 / draws))
    pattern = (np.arange(2 ** len(uncertain))[:, None] >> np.arange(len(uncertain))) & 1
    present = np.repeat((chance == 1)[None, :], len(pattern), axis=0)
    present[:, uncertain] = pattern == 1
    each = np.where(pattern == 1, chance[uncertain], 1 - chance[uncertain])
    return Outcomes(present, np.prod(each, axis=1))


def chance(values: ArrayLike, probability: ArrayLike, *, threshold: float = 0.5) -> Chance:
    """What a measure is expected to be over outcomes, and how probably it reaches a threshold.

    Parameters
    ----------
    values : array of shape (outcomes,)
        The measure in each outcome; those where it is NaN are left out.
    probability : array of shape (outcomes,)
        Of each outcome.
    threshold : float

    Returns
    -------
    Chance
        Quantiles are values that occur (type 1); NaN where no outcome is defined.
    """
    value, weight = floats(values), floats(probability)
    known = ~np.isnan(value)
    value, weight = value[known], weight[known]
    if not len(value) or weight.sum() <= 0:
        return Chance(np.nan, np.nan, np.nan, np.nan)
    weight = weight / weight.sum()
    order = np.argsort(value, kind="stable")
    reached = np.cumsum(weight[order])
    ends = [value[order][np.searchsorted(reached, q - 1e-12)] for q in (0.025, 0.975)]
    least = threshold - 1e-12
    return Chance(float(value @ weight), float(weight[value >= least].sum()), *map(float, ends))
