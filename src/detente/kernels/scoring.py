"""Walks over papers that score them against reference sets; see `impact` for the formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels.dealing import is_placed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels._arrays import Floats
    from detente.kernels.dealing import Numbers

    Ints = NDArray[np.integer]

# Columns of what a paper contributes: itself, its weight in MNCS, its score; the tops follow.
PAPERS, SCORED, SCORE, TOPS = range(4)


@step
def member(value: float, low: float, high: float, share: float) -> float:
    """Membership of a value in a top whose last group of ties lies from ``low`` to ``high``."""
    if value < low:
        return 0.0
    return share if value <= high else 1.0


@step
def _add_row(
    value: float,
    part: float,
    stratum: int,
    mean: Floats,
    low: Floats,
    high: Floats,
    share: Floats,
    amounts: Floats,
) -> None:
    if mean[stratum] > 0.0:
        amounts[SCORED] += part
        amounts[SCORE] += part * value / mean[stratum]
    for top in range(low.shape[1]):
        amounts[TOPS + top] += part * member(
            value, low[stratum, top], high[stratum, top], share[stratum, top]
        )


@step
def _amounts_of_paper(
    paper: int,
    value: float,
    floor: float,
    first: Ints,
    stratum: Ints,
    weight: Floats,
    size: Floats,
    mean: Floats,
    low: Floats,
    high: Floats,
    share: Floats,
    amounts: Floats,
) -> bool:
    """Write what a paper contributes, column by column; return whether it is ranked."""
    if not is_placed(paper, value, floor, first, stratum):
        return False
    for column in range(len(amounts)):
        amounts[column] = 0.0
    amounts[PAPERS] = 1.0
    if len(first) == 0:
        _add_row(value, 1.0, stratum[paper], mean, low, high, share, amounts)
        return bool(size[stratum[paper]] > 0.0)
    for row in range(first[paper], first[paper + 1]):
        if not size[stratum[row]] > 0.0:  # nothing to be compared with
            return False
        _add_row(value, weight[row], stratum[row], mean, low, high, share, amounts)
    return True


@jit
def score_papers(
    start: int,
    stop: int,
    values: Numbers,
    floor: float,
    first: Ints,
    stratum: Ints,
    weight: Floats,
    size: Floats,
    mean: Floats,
    low: Floats,
    high: Floats,
    share: Floats,
    ranked: NDArray[np.bool_],
    ncs: Floats,
    scored: Floats,
    membership: Floats,
) -> None:
    """Write the scores and memberships of papers ``start:stop``."""
    tops = low.shape[1]
    amounts = np.zeros(TOPS + tops)
    for paper in range(start, stop):
        ranked[paper] = _amounts_of_paper(
            paper, values[paper], floor, first, stratum, weight, size, mean, low, high, share,
            amounts,
        )  # fmt: skip
        known = ranked[paper]
        scored[paper] = amounts[SCORED] if known else 0.0
        ncs[paper] = amounts[SCORE] if known and amounts[SCORED] > 0.0 else np.nan
        for top in range(tops):
            membership[paper, top] = amounts[TOPS + top] if known else np.nan


@jit
def sum_papers(
    start: int,
    stop: int,
    values: Numbers,
    floor: float,
    first: Ints,
    stratum: Ints,
    weight: Floats,
    size: Floats,
    mean: Floats,
    low: Floats,
    high: Floats,
    share: Floats,
    begin: Ints,
    key: Ints,
    credit: Floats,
    out: Floats,
) -> None:
    """Add what papers ``start:stop`` contribute to the slots that have credit for them."""
    amounts = np.zeros(out.shape[1])
    for paper in range(start, stop):
        if begin[paper] == begin[paper + 1] or not _amounts_of_paper(
            paper, values[paper], floor, first, stratum, weight, size, mean, low, high, share,
            amounts,
        ):  # fmt: skip
            continue
        for entry in range(begin[paper], begin[paper + 1]):
            for column in range(out.shape[1]):
                out[key[entry], column] += credit[entry] * amounts[column]
