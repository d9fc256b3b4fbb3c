"""How well definitions of AI find what people label as AI, and how much they disagree.

Flags are one row a definition, one column an item of the labelled sample. ``weights`` of shape
(…, items) carry inverse sampling probabilities, bootstrap draws of the sample, or their product;
every result then has the leading shape of the weights.

References: Rogan & Gladen 1978; methods §11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, Integers, booleans, floats, ratio, where_valid
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Agreement(NamedTuple):
    """Each definition against the labels; NaN where a part has nothing to be measured on."""

    flagged: Floats
    precision: Floats
    recall: Floats
    specificity: Floats
    corrected_count: Floats
    prevalence: Floats


class Spread(NamedTuple):
    """Largest over smallest positive ratio, and how many definitions could not take part."""

    value: Floats
    excluded: Integers


def agreement(flags: ArrayLike, gold: ArrayLike, *, weights: ArrayLike | None = None) -> Agreement:
    """Precision, recall and what follows from them, for every definition.

    Parameters
    ----------
    flags : boolean array of shape (definitions, items)
        Whether a definition calls an item AI.
    gold : boolean array of shape (items,)
        Whether people do.
    weights : array of shape (…, items), optional
        Weight of each item, 1 by default.

    Returns
    -------
    Agreement
        Each part of shape (…, definitions).
    """
    flag, label = booleans(flags), booleans(gold)
    weight = np.ones(len(label)) if weights is None else floats(weights)
    flagged = weight @ flag.T
    agreed = (weight * label) @ flag.T
    refused = (weight * ~label) @ (~flag).T
    positive = np.sum(weight * label, axis=-1, keepdims=True)
    negative = np.sum(weight * ~label, axis=-1, keepdims=True)
    precision, recall = ratio(agreed, flagged), ratio(agreed, positive)
    specificity = ratio(refused, negative)
    apparent = ratio(flagged, np.sum(weight, axis=-1, keepdims=True))
    return Agreement(
        flagged,
        precision,
        recall,
        specificity,
        corrected_count(flagged, precision, recall),
        rogan_gladen(apparent, recall, specificity),
    )


def agreement_by_stratum(
    flags: ArrayLike,
    gold: ArrayLike,
    strata: ArrayLike,
    *,
    count: int,
    weights: ArrayLike | None = None,
) -> Agreement:
    """`agreement` within each stratum, such as country, year or language.

    Parameters
    ----------
    flags, gold, weights
        As for `agreement`.
    strata : integer array of shape (items,)
        Stratum of each item, 0 to count − 1; -1 in none.
    count : int
        Number of strata.

    Returns
    -------
    Agreement
        Each part of shape (…, count, definitions).
    """
    flag, label, stratum = booleans(flags), booleans(gold), np.asarray(strata)
    weight = np.ones(len(label)) if weights is None else floats(weights)
    parts = []
    for number in range(count):
        inside = stratum == number
        parts.append(agreement(flag[:, inside], label[inside], weights=weight[..., inside]))
    return Agreement(*(np.stack(part, axis=-2) for part in zip(*parts, strict=True)))


def corrected_count(flagged: ArrayLike, precision: ArrayLike, recall: ArrayLike) -> Floats:
    """Estimated number of AI works, flagged × precision / recall; NaN where recall is 0."""
    return floats(flagged) * ratio(precision, recall)


def rogan_gladen(apparent: ArrayLike, recall: ArrayLike, specificity: ArrayLike) -> Floats:
    """Prevalence of AI behind an apparent one, (π + Sp − 1)/(Se + Sp − 1).

    Returns
    -------
    array
        Not cut to [0, 1]: a value outside says that the labels do not fit the flags. NaN where
        Se + Sp = 1, when flags carry no information.
    """
    informedness = floats(recall) + floats(specificity) - 1
    informative = np.abs(informedness) > TOLERANCE
    divisor = np.where(informative, informedness, 1.0)
    return where_valid(informative, (floats(apparent) + floats(specificity) - 1) / divisor)


def pairwise_jaccard(flags: ArrayLike, *, weights: ArrayLike | None = None) -> Floats:
    """Overlap |A ∩ B|/|A ∪ B| of every pair of definitions.

    Parameters
    ----------
    flags : boolean array of shape (definitions, items)
        Whether a definition calls an item AI.
    weights : array of shape (…, items), optional
        Weight of each item, 1 by default.

    Returns
    -------
    array of shape (…, definitions, definitions)
        In [0, 1]; NaN where neither of two definitions flags anything.
    """
    flag = floats(booleans(flags))
    weight = np.ones(flag.shape[-1]) if weights is None else floats(weights)
    both = (flag * weight[..., None, :]) @ flag.T
    alone = weight @ flag.T
    return ratio(both, alone[..., :, None] + alone[..., None, :] - both)


def count_ratio(first: ArrayLike, second: ArrayLike) -> Floats:
    """Works of one country over those of another; NaN where the other has none."""
    return ratio(first, second)


def ratio_spread(ratios: ArrayLike) -> Spread:
    """How far definitions differ: the largest ratio over the smallest.

    Parameters
    ----------
    ratios : array of shape (…, definitions)
        `count_ratio`.

    Returns
    -------
    Spread
        Each part of shape (…). A ratio of 0 would make every spread infinite, and an undefined one
        has no size: both are left out and counted. NaN where none is left.
    """
    values = floats(ratios)
    usable = np.isfinite(values) & (values > 0)
    largest = np.max(values, axis=-1, initial=0.0, where=usable)
    smallest = np.min(values, axis=-1, initial=np.inf, where=usable)
    value = where_valid(usable.any(axis=-1), largest / smallest)
    return Spread(value, np.sum(~usable, axis=-1, dtype=np.int64))


def sign_share(first: ArrayLike, second: ArrayLike) -> Floats:
    """Share of definitions under which the first country has more works than the second.

    Parameters
    ----------
    first, second : array of shape (…, definitions)
        Works of each country under each definition.

    Returns
    -------
    array of shape (…)
        In [0, 1]; ties count against, definitions without works of either are left out, and NaN
        where none is left.
    """
    a, b = np.broadcast_arrays(floats(first), floats(second))
    ahead = a - b > TOLERANCE * np.maximum(np.abs(a), np.abs(b))
    return ratio(np.sum(ahead, axis=-1), np.sum((a > 0) | (b > 0), axis=-1))
