"""How well a ranking of texts finds the pairs that are known to belong together.

References: Manning, Raghavan & Schütze 2008; methods §6 (similarity only proposes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Floats, Integers, booleans, floats, integers, ratio
from detente.kernels.ranks import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def ranks_of(similarity: ArrayLike) -> Integers:
    """Rank of every text for each query: how many are at least as similar, itself included.

    Parameters
    ----------
    similarity : array of shape (queries, texts)
        NaN, of a text without words, is less similar than any number.

    Returns
    -------
    array of shape (queries, texts)
        From 1. Texts that tie (within 1e-9) all have the last of their ranks: no tie flatters.
    """
    scores = np.nan_to_num(floats(similarity), nan=-np.inf, neginf=-np.inf)
    # sums of the same terms may differ in their last digits from machine to machine
    least = scores[:, :, None] - TOLERANCE
    reached: Integers = np.sum(scores[:, None, :] >= least, axis=2, dtype=np.int64)
    return reached


def pair_recall(
    ranks: ArrayLike, gold: ArrayLike, k: ArrayLike, *, weights: ArrayLike | None = None
) -> Floats:
    """Share of known pairs whose text is among the first k of its query.

    Parameters
    ----------
    ranks : array of shape (queries, texts)
        `ranks_of`.
    gold : boolean array of shape (queries, texts)
        Known pairs; a query may have several.
    k : array of shape (ks,)
    weights : array of shape (…, queries), optional
        Weight of each query, such as bootstrap draws; 1 by default.

    Returns
    -------
    array of shape (…, ks)
        In [0, 1], never falling with k; NaN where no pair is known.
    """
    rank, known = integers(ranks), booleans(gold)
    weight = np.ones(len(known)) if weights is None else floats(weights)
    found = np.stack([np.sum(known & (rank <= most), axis=1) for most in integers(k)], axis=-1)
    return ratio(weight @ found, (weight @ known.sum(axis=1))[..., None])
