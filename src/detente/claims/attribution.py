"""Which choice decides: flip rates and Shapley effects of each dimension (methods §10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente.claims.verdict import TIE, Classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.multiverse import Multiverse, Weights


@dataclass(frozen=True, slots=True)
class FlipRate:
    """How often changing one dimension alone changes the class.

    Attributes
    ----------
    pairs_total : int
        Pairs of specifications that differ in this dimension only; duplicates are no pair.
    pairs_evaluable : int
        Those in which both specifications have data.
    flipped : int
        Those of the evaluable ones whose classes differ.
    rate : float or None
        Weighted share of evaluable pairs that flip; None without any.
    """

    pairs_total: int
    pairs_evaluable: int
    flipped: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Share of a variance that one dimension explains.

    Attributes
    ----------
    first_order : float
        By the dimension alone.
    total : float
        By the dimension and all its interactions.
    shapley : float
        By the dimension, with every interaction divided among its members; sums to 1.
    """

    first_order: float
    total: float
    shapley: float


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Effects by dimension, or None and the reason why there are none."""

    effects: Mapping[str, Effect] | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Everything that is said about which dimension decides.

    Attributes
    ----------
    flips : mapping of str to FlipRate
    of_estimate : Decomposition
        Of the estimates' variance.
    of_support : Decomposition
        Of the variance of "supports", 1 for class S and 0 for C, U and N.
    decisive : str or None
        See :func:`decisive_dimension`.
    """

    flips: Mapping[str, FlipRate]
    of_estimate: Decomposition
    of_support: Decomposition
    decisive: str | None


def attribute(
    estimates: npt.ArrayLike, classes: npt.ArrayLike, multiverse: Multiverse
) -> Attribution:
    """Flip rates, variance effects and the decisive dimension of a full factorial.

    Parameters
    ----------
    estimates
        Estimate per specification in canonical order. A specification below the minimum of data
        keeps its estimate here if it has one; NaN where there is none, which leaves the variance of
        the estimates without a decomposition.
    classes
        S, C, U or N per specification.
    """
    letters = np.asarray(classes, dtype=np.str_)
    flips = flip_rates(letters, multiverse)
    of_support = variance_effects(letters == "S", multiverse)
    of_estimate = variance_effects(estimates, multiverse)
    decisive = decisive_dimension(flips, of_support, of_estimate)
    return Attribution(flips, of_estimate, of_support, decisive)


def flip_rates(classes: npt.ArrayLike, multiverse: Multiverse) -> dict[str, FlipRate]:
    """Flip rate of every dimension.

    Parameters
    ----------
    classes
        S, C, U or N per specification in canonical order.

    References
    ----------
    Methods §10.
    """
    grid = np.asarray(classes, dtype=np.str_).reshape(multiverse.shape)
    return {
        name: _flip_rate(np.moveaxis(grid, axis, 0), name, multiverse)
        for axis, name in enumerate(multiverse.dimensions)
    }


def _flip_rate(grid: Classes, name: str, multiverse: Multiverse) -> FlipRate:
    groups, weights = multiverse.groups(name), multiverse.option_weights(name)
    one, other = np.triu_indices(len(groups), k=1)
    distinct = groups[one] != groups[other]
    one, other = one[distinct], other[distinct]
    rows = grid.reshape(len(groups), -1)
    evaluable = (rows[one] != "N") & (rows[other] != "N")
    flipped = evaluable & (rows[one] != rows[other])
    others = [multiverse.option_weights(n) for n in multiverse.dimensions if n != name]
    pair_weights = np.multiply.outer(weights[one] * weights[other], _product(others).ravel())
    known = float(pair_weights[evaluable].sum())
    rate = float(pair_weights[flipped].sum()) / known if evaluable.any() else None
    return FlipRate(evaluable.size, int(evaluable.sum()), int(flipped.sum()), rate)


def variance_effects(values: npt.ArrayLike, multiverse: Multiverse) -> Decomposition:
    """Exact shares of Var(E[value | dimensions]) of every dimension.

    The value of a set of dimensions is the variance of the means over all others; dimensions are
    drawn independently with the multiverse's weights, so all 2^d sets are exact group means.

    Parameters
    ----------
    values
        Number per specification in canonical order; NaN where there is none.

    Returns
    -------
    Decomposition
        Without effects where a value is missing or all are equal: 0/0 is undefined, not 0.

    References
    ----------
    Methods §10; Owen 2014, Song et al. 2016 (Shapley effects).
    """
    grid = np.asarray(values, dtype=np.float64).reshape(multiverse.shape)
    undefined = int(grid.size - np.isfinite(grid).sum())
    if undefined:
        return Decomposition(None, f"{undefined} of {grid.size} specifications have no value")
    if np.ptp(grid) <= TIE:
        return Decomposition(None, "every specification has the same value")
    explained = _explained(grid, [multiverse.option_weights(n) for n in multiverse.dimensions])
    everything = len(explained) - 1
    shapley = _shapley(explained, grid.ndim)
    return Decomposition(
        {
            name: Effect(
                first_order=float(explained[1 << axis]),
                total=float(1.0 - explained[everything ^ (1 << axis)]),
                shapley=float(shapley[axis]),
            )
            for axis, name in enumerate(multiverse.dimensions)
        }
    )


def _explained(grid: Weights, weights: list[Weights]) -> Weights:
    """Share of variance explained by each set of dimensions; bit d of the index is dimension d."""
    size = grid.ndim
    means = {(1 << size) - 1: grid - grid.mean()}
    variances = np.zeros(1 << size)
    for members in range((1 << size) - 1, -1, -1):
        kept = [axis for axis in range(size) if members >> axis & 1]
        mean = means[members]
        variances[members] = float((_product([weights[a] for a in kept]) * mean**2).sum())
        for place, axis in enumerate(kept):
            smaller = members ^ (1 << axis)
            if smaller not in means:
                means[smaller] = np.tensordot(mean, weights[axis], axes=(place, 0))
        del means[members]
    centre = variances[0]  # weighted mean squared: the plain mean was taken off above
    return np.asarray((variances - centre) / (variances[-1] - centre), dtype=np.float64)


def _shapley(explained: Weights, size: int) -> Weights:
    members = np.arange(len(explained))
    counts = np.array([int(m).bit_count() for m in members])
    share = np.array([1.0 / (size * comb(size - 1, k)) for k in range(size)])
    effects = np.empty(size)
    for axis in range(size):
        without = members[(members >> axis & 1) == 0]
        gains = explained[without | (1 << axis)] - explained[without]
        effects[axis] = (share[counts[without]] * gains).sum()
    return effects


def _product(weights: list[Weights]) -> Weights:
    return reduce(np.multiply.outer, weights, np.ones(()))


def decisive_dimension(
    flips: Mapping[str, FlipRate], of_support: Decomposition, of_estimate: Decomposition
) -> str | None:
    """The dimension whose single change flips the class most often.

    Ties go to the larger Shapley effect on support, then on the estimate, then to the dimension
    declared first.

    Returns
    -------
    str or None
        None where no pair of specifications flips.
    """
    leaders = [name for name, flip in flips.items() if flip.flipped]
    scores = [{name: flips[name].rate or 0.0 for name in leaders}]
    scores += [
        {name: effect.shapley for name, effect in found.effects.items()}
        for found in (of_support, of_estimate)
        if found.effects is not None
    ]
    for score in scores:
        best = max((score[name] for name in leaders), default=0.0)
        leaders = [name for name in leaders if score[name] >= best - TIE]
    return leaders[0] if leaders else None
