"""How far coders agree beyond chance: Krippendorff's alpha and Cohen's kappa.

Codes are one row a coder, one column a unit, NaN where a coder did not code a unit. ``weights`` of
shape (…, units) repeat units, as a bootstrap does; every result has their leading shape. Where only
one category occurs there is nothing to agree on beyond chance, and agreement is undefined.

References: Krippendorff 2011; Hayes & Krippendorff 2007; Cohen 1960; methods §6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats, ratio, where_valid
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Scale = Literal["nominal", "ordinal", "interval"]


class Kappa(NamedTuple):
    """Units that both coded, their agreement, agreement by chance, and kappa."""

    n: Floats
    observed: Floats
    expected: Floats
    value: Floats


def krippendorff(
    codes: ArrayLike, scale: Scale = "nominal", *, weights: ArrayLike | None = None
) -> Floats:
    """Krippendorff's alpha, 1 − D_o/D_e.

    Parameters
    ----------
    codes : array of shape (coders, units)
        Numbers that name or measure a category; NaN where missing. A unit that fewer than two
        coders coded is left out.
    scale : {"nominal", "ordinal", "interval"}
        How far two categories are apart: at all, by how many codes lie between, or by their
        squared difference.
    weights : array of shape (…, units), optional
        How often each unit counts, 1 by default.

    Returns
    -------
    array of shape (…)
        At most 1, which is full agreement; 0 is chance. NaN where fewer than two categories occur
        among the units that count.
    """
    given = floats(codes)
    categories = np.unique(given[~np.isnan(given)])
    counts = floats(np.sum(given[:, :, None] == categories, axis=0))
    coders = counts.sum(axis=1)
    pairable = coders >= 2
    counts, coders = counts[pairable], coders[pairable]
    times = np.ones(len(pairable)) if weights is None else floats(weights)
    share = times[..., pairable] / np.maximum(coders - 1, 1)
    # ordered pairs of codes within a unit; a code makes no pair with itself
    size = len(categories)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(size)
    coincidence = (share @ pairs.reshape(len(pairs), size**2)).reshape(
        *share.shape[:-1], size, size
    )
    totals = coincidence.sum(axis=-1)
    distance = _distances(categories, totals, scale)
    n = totals.sum(axis=-1)
    observed = np.sum(coincidence * distance, axis=(-2, -1))
    expected = np.einsum("...c,...k,...ck->...", totals, totals, distance)
    varied = expected > TOLERANCE
    return where_valid(varied, 1 - (n - 1) * observed / np.where(varied, expected, 1.0))


def _distances(categories: Floats, totals: Floats, scale: Scale) -> Floats:
    """Squared distance of each pair of categories, shape (…, categories, categories)."""
    if scale == "nominal":
        return 1.0 - np.eye(len(categories))
    if scale == "interval":
        return np.square(categories[:, None] - categories)
    middle = np.cumsum(totals, axis=-1) - totals / 2
    return np.square(middle[..., :, None] - middle[..., None, :])


def cohen(first: ArrayLike, second: ArrayLike, *, weights: ArrayLike | None = None) -> Kappa:
    """Cohen's kappa of two coders, (p_o − p_e)/(1 − p_e).

    Parameters
    ----------
    first, second : array of shape (units,)
        Category of each unit by each coder, NaN where missing; units that one did not code are
        left out.
    weights : array of shape (…, units), optional
        How often each unit counts, 1 by default.

    Returns
    -------
    Kappa
        Each part of shape (…); NaN where nobody coded, and kappa where chance agreement is 1.
    """
    one, other = floats(first), floats(second)
    known = ~(np.isnan(one) | np.isnan(other))
    times = (np.ones(len(known)) if weights is None else floats(weights))[..., known]
    one, other = one[known], other[known]
    categories = np.unique(np.concatenate([one, other]))
    n = times.sum(axis=-1)
    observed = ratio(np.sum(times * (one == other), axis=-1), n)
    margins = [times @ floats(coder[:, None] == categories) for coder in (one, other)]
    expected = ratio(np.sum(margins[0] * margins[1], axis=-1), np.square(n))
    informative = expected < 1 - TOLERANCE
    chance = np.where(informative, expected, 0.0)
    value = where_valid(informative, (observed - chance) / (1 - chance))
    return Kappa(n, observed, expected, value)
