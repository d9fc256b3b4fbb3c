"""Synthetic control: the mixture of unlisted entities that went the way of a listed one before.

References: methods §7; Abadie, Diamond & Hainmueller 2010; Abadie 2021.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.kernels._arrays import Booleans, Floats, floats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

MOST_MIXTURES = 20_000_000
_AT_ONCE = 65_536
TOLERANCE = 1e-9


class Synthetic(NamedTuple):
    """A synthetic control and how far the entity strays from it.

    Attributes
    ----------
    weights : array, shape (controls,)
        At least 0; they sum to 1.
    gap : array, shape (years,)
        Count less its synthetic control.
    pre_rmspe, post_rmspe : float
        Root mean squared gap before and after.
    ratio : float
        After over before; NaN where the fit before is perfect.
    """

    weights: Floats
    gap: Floats
    pre_rmspe: float
    post_rmspe: float
    ratio: float


def synthetic_control(
    unit: ArrayLike,
    controls: ArrayLike,
    *,
    before: ArrayLike,
    after: ArrayLike,
    step: float | None = None,
) -> Synthetic:
    """Fit w ≥ 0, Σw = 1 to the years before, and compare in the years after.

    Parameters
    ----------
    unit : array, shape (years,)
    controls : array, shape (controls, years)
    before, after : boolean array, shape (years,)
    step : float, optional
        Look among multiples of it only (the first of equal fits, in ascending order of weights);
        by default the weights are exact.

    Raises
    ------
    UsageError
        There are no controls or no years, or too many mixtures on the grid.
    """
    own, others = floats(unit), floats(controls)
    fit, test = np.asarray(before, bool), np.asarray(after, bool)
    if not len(others) or not fit.any() or not test.any():
        raise UsageError(
            "a synthetic control needs controls, and years before and after",
            why=f"{len(others)} controls, {fit.sum()} years before, {test.sum()} after",
            fix="name other years, or more controls",
        )
    if step is None:
        weights = simplex_weights(own[fit], others[:, fit])
    else:
        weights = grid_weights(own[fit], others[:, fit], step)
    gap = own - weights @ others
    pre, post = (float(np.sqrt(np.mean(gap[years] ** 2))) for years in (fit, test))
    level = max(1.0, float(np.abs(own[fit]).max()))
    return Synthetic(weights, gap, pre, post, post / pre if pre > TOLERANCE * level else np.nan)


def simplex_weights(unit: ArrayLike, controls: ArrayLike) -> Floats:
    """Weights w ≥ 0 with Σw = 1 that minimise the squared distance of ``w @ controls`` to ``unit``.

    With M = controls − unit the distance is |Mᵀw|², and min over u ≥ 0 of |Mᵀu|² + (Σu − 1)² is
    least at a multiple of the w sought: scaled by s = Σu it is s²|Mᵀw|² + (s − 1)², whose minimum
    |Mᵀw|²/(1 + |Mᵀw|²) rises with |Mᵀw|². So non-negative least squares finds it, exactly.

    Where several mixtures fit alike, one of few controls is given.

    Parameters
    ----------
    unit : array, shape (years,)
    controls : array, shape (controls, years)
    """
    from scipy.optimize import nnls

    distance = floats(controls) - floats(unit)
    scale = float(np.abs(distance).max(initial=0.0)) or 1.0
    system = np.vstack([distance.T / scale, np.ones(len(distance))])
    found, _ = nnls(system, np.append(np.zeros(distance.shape[1]), 1.0))
    return floats(found / found.sum())


def grid_weights(unit: ArrayLike, controls: ArrayLike, step: float) -> Floats:
    """The best weights among multiples of ``step``; the first, in ascending order, of equal fits.

    Raises
    ------
    UsageError
        The step does not divide 1, or the grid has too many mixtures to try.
    """
    from math import comb

    own, others = floats(unit), floats(controls)
    parts = round(1 / step) if step > 0 else 0
    if parts < 1 or abs(parts * step - 1) > TOLERANCE:
        raise UsageError(f"a grid of {step:g} does not divide 1", fix="choose a step such as 0.02")
    size = comb(parts + len(others) - 1, len(others) - 1)
    if size > MOST_MIXTURES:
        raise UsageError(
            f"a grid of {step:g} over {len(others)} controls has {size:,} mixtures",
            fix="leave the step out: the weights are then exact",
        )
    best, least = np.zeros(len(others)), np.inf
    for batch in _mixtures(len(others), parts):
        errors = ((batch / parts @ others - own) ** 2).sum(axis=1)
        # errors of equal fits differ in their last digits, and the first is wanted
        first = int(np.argmax(errors <= errors.min() + TOLERANCE * (1 + errors.min())))
        if errors[first] < least - TOLERANCE * (1 + errors[first]):
            best, least = batch[first] / parts, float(errors[first])
    return best


def _mixtures(controls: int, parts: int) -> Iterator[Floats]:
    """Whole numbers of parts for each control, in ascending order, some at a time."""
    batch: list[list[int]] = []
    # bars between parts: the classic count of compositions
    for bars in combinations(range(parts + controls - 1), controls - 1):
        ends = (-1, *bars, parts + controls - 1)
        batch.append([b - a - 1 for a, b in pairwise(ends)])
        if len(batch) == _AT_ONCE:
            yield np.array(batch, float)
            batch = []
    if batch:
        yield np.array(batch, float)


def placebo_share(own: float, placebos: ArrayLike) -> float:
    """Share of units, the listed one included, whose RMSPE ratio is at least the listed one's.

    A placebo that has no ratio, because its fit is perfect, counts as extreme.

    Returns
    -------
    float
        At least 1/(1 + placebos); NaN where the listed unit has no ratio.
    """
    ratios = floats(placebos)
    if np.isnan(own):
        return float("nan")
    extreme = np.isnan(ratios) | (ratios >= own * (1 - TOLERANCE))
    return float((1 + extreme.sum()) / (1 + len(ratios)))


def placebo_ratios(controls: ArrayLike, *, before: ArrayLike, after: ArrayLike) -> Floats:
    """RMSPE ratio of each control against a synthetic control made of the others."""
    others = floats(controls)
    kept: Booleans = ~np.eye(len(others), dtype=bool)
    return np.array(
        [
            synthetic_control(others[i], others[kept[i]], before=before, after=after).ratio
            for i in range(len(others))
        ]
    )
