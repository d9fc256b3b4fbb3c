"""Where each paper stands among those of its strata, from 0 to 1.

With ``below`` the weight of a stratum strictly below a value, ``tied`` the weight equal to it and n
the stratum's weight, the standing is (below + tied / 2) / n: the share of its stratum that a paper
leaves behind, ties half. The weighted mean of a stratum is ½ exactly, whatever its values, so that
strata with high and low values compare. Values tie within 1e-9.

References: methods §0, §4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Floats, floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.placement import Placement

    Ints = NDArray[np.integer]

TOLERANCE = 1e-9


def standing(values: ArrayLike, placed: Placement) -> Floats:
    """Standing of each paper among the papers of its strata that have a value.

    Parameters
    ----------
    values : array, shape (papers,)
        NaN unknown.
    placed : Placement
        A row of stratum −1 ranks its paper nowhere.

    Returns
    -------
    float64 array, shape (papers,)
        In (0, 1); over the strata of a paper the weighted mean. NaN where the value or a stratum is
        unknown.

    Raises
    ------
    ValueError
        Another number of values than of papers.
    """
    numbers = floats(values)
    if numbers.shape != (placed.papers,):
        raise ValueError(f"{placed.papers} papers need as many values, not {numbers.shape}")
    first = placed.first if len(placed.first) else np.arange(placed.papers + 1)
    paper = np.repeat(np.arange(placed.papers), np.diff(first))
    weight = placed.weight if len(placed.weight) else np.ones(len(paper))
    lost = np.bincount(paper[placed.stratum < 0], minlength=placed.papers) > 0
    known = ~np.isnan(numbers) & ~lost & (np.diff(first) > 0)
    rows = np.flatnonzero(known[paper])
    each = _of_rows(numbers[paper[rows]], placed.stratum[rows], weight=weight[rows])
    out = np.full(placed.papers, np.nan)
    out[known] = np.bincount(paper[rows], each * weight[rows], placed.papers)[known]
    return out


def _of_rows(value: Floats, stratum: Ints, *, weight: Floats) -> Floats:
    """(below + tied / 2) / n of each row within its stratum."""
    if not len(value):
        return np.empty(0)
    order = np.lexsort((value, stratum))
    value, stratum, weight = value[order], stratum[order], weight[order]
    new_stratum = np.diff(stratum, prepend=-1) != 0
    new_tie = new_stratum | (np.diff(value, prepend=-np.inf) > TOLERANCE)
    total = np.bincount(np.cumsum(new_stratum) - 1, weight)
    tie = np.cumsum(new_tie) - 1
    tied = np.bincount(tie, weight)
    upto = np.cumsum(tied)
    of_stratum = (np.cumsum(new_stratum) - 1)[new_tie]
    before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
    standing_of_tie = (upto - tied / 2 - before[of_stratum]) / total[of_stratum]
    out = np.empty(len(value))
    out[order] = standing_of_tie[tie]
    return out
