"""The specification curve in numbers, and its joint distribution over draws (methods §10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.claims.verdict import TIE
from detente.kernels.intervals import interval

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CurveSummary:
    """Estimates of all specifications at a glance; None where no specification has one.

    Attributes
    ----------
    median : float or None
        Weighted median; the middle of the two middle values where the weights split evenly.
    lowest, highest : float or None
    share_positive : float or None
        Weighted share of estimates above 0.
    defined : int
        Specifications with an estimate. A finding leaves out those without data: below the
        minimum, or without an interval.
    """

    median: float | None
    lowest: float | None
    highest: float | None
    share_positive: float | None
    defined: int


@dataclass(frozen=True, slots=True)
class JointSupport:
    """How many specifications support at once, draw by draw.

    Every draw evaluates all specifications on the same resampled works, so their errors are
    dependent; probabilities of single specifications must not be multiplied.

    Attributes
    ----------
    share_by_draw : array (draws,)
        Weighted share of the specifications defined in a draw that support; NaN without any.
    mean_share : float or None
    probability_of_half : float or None
        P(share ≥ ½).
    probability_by_specification : array (specifications,)
        P(supports), NaN for a specification without data.
    probability_of_all : float or None
        P(every specification supports at once), over draws in which all of them are defined.
    if_independent : float or None
        The product of the single probabilities: the wrong answer, for comparison only.
    undefined : int
        (draw, specification) values among evaluable specifications that were undefined.
    """

    share_by_draw: Numbers
    mean_share: float | None
    probability_of_half: float | None
    probability_by_specification: Numbers
    probability_of_all: float | None
    if_independent: float | None
    undefined: int

    def interval(self) -> tuple[float, float]:
        """95 % interval of the supporting share over draws; NaN where there is none."""
        told = self.share_by_draw[~np.isnan(self.share_by_draw)]
        if not told.size:
            return float("nan"), float("nan")
        found = interval(told)
        return float(found.low), float(found.high)


def summarise(estimates: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> CurveSummary:
    """Median, range and sign share of the estimates that are defined."""
    values = np.asarray(estimates, dtype=np.float64)
    heights = np.ones(values.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    known = ~np.isnan(values)
    values, heights = values[known], heights[known]
    if not values.size:
        return CurveSummary(None, None, None, None, 0)
    return CurveSummary(
        median=_median(values, heights / heights.sum()),
        lowest=float(values.min()),
        highest=float(values.max()),
        share_positive=float(heights[values > TIE].sum() / heights.sum()),
        defined=values.size,
    )


def _median(values: Numbers, weights: Numbers) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    lower = values[order][np.argmax(reached >= 0.5 - TIE)]
    upper = values[order][np.argmax(reached > 0.5 + TIE)]
    return float((lower + upper) / 2)


def joint_support(
    draws: npt.ArrayLike,
    *,
    margin: npt.ArrayLike = 0.0,
    weights: npt.ArrayLike | None = None,
    evaluable: npt.ArrayLike = True,
) -> JointSupport:
    """Joint distribution of the share of specifications whose estimate exceeds the margin.

    Parameters
    ----------
    draws : array (draws, specifications)
        Estimates; NaN where undefined.
    margin
        M; an estimate within 1e-9 of it does not exceed it.
    weights
        Weight per specification; equal where left out.
    evaluable
        False for specifications that fail the minimum of data: they are left out.
    """
    estimates = np.asarray(draws, dtype=np.float64)
    return joint_distribution(
        estimates > np.asarray(margin, dtype=np.float64) + TIE,
        defined=~np.isnan(estimates) & np.asarray(evaluable, dtype=np.bool_),
        weights=weights,
    )


def joint_distribution(
    supports: npt.ArrayLike,
    *,
    defined: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
) -> JointSupport:
    """Joint distribution of the supporting share, for any relation.

    Parameters
    ----------
    supports : array of bool (draws, specifications)
        Whether the relation holds.
    defined : array of bool, same shape
        Whether it can be told; a specification that is undefined in every draw is left out.
    weights
        Weight per specification; equal where left out.
    """
    known = np.asarray(defined, dtype=np.bool_)
    holds = np.asarray(supports, dtype=np.bool_) & known
    heights = np.ones(holds.shape[1]) if weights is None else np.asarray(weights, dtype=np.float64)
    shares = _ratio(holds @ heights, known @ heights)
    by_specification = _ratio(holds.sum(axis=0), known.sum(axis=0))
    used = known.any(axis=0)
    complete = np.flatnonzero(known[:, used].all(axis=1) & used.any())
    together = np.asarray(holds[:, used].all(axis=1))
    told = shares[~np.isnan(shares)]
    return JointSupport(
        share_by_draw=shares,
        mean_share=float(told.mean()) if told.size else None,
        probability_of_half=float((told >= 0.5 - TIE).mean()) if told.size else None,
        probability_by_specification=by_specification,
        probability_of_all=float(together[complete].mean()) if complete.size else None,
        if_independent=float(by_specification[used].prod()) if used.any() else None,
        undefined=int((~known[:, used]).sum()),
    )


def _ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Numbers:
    """``part / whole``, NaN where there is nothing to divide by."""
    parts, wholes = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(wholes > 0, parts / wholes, np.nan)
