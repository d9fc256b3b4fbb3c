"""How well a screen does on labelled names.

References: methods §7 (screening).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from detente.kernels._arrays import Floats, Integers, floats, integers, ratio
from detente.kernels.jaro_winkler import NOBODY, TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Quality(NamedTuple):
    """What a screen gets right at each threshold: arrays of shape (thresholds,).

    Attributes
    ----------
    flagged, true_positives : integer array
        Names that are flagged, and those flagged as who they are.
    precision, recall, f1 : float64 array
        In [0, 1]; NaN where there is nothing to divide by: precision where none is flagged, recall
        where nobody is listed, F1 where either is undefined or both are 0.
    """

    flagged: Integers
    true_positives: Integers
    precision: Floats
    recall: Floats
    f1: Floats


def quality(score: ArrayLike, found: ArrayLike, truth: ArrayLike, thresholds: ArrayLike) -> Quality:
    """Precision, recall and F1 of a screen on labelled names.

    A name is flagged if its score reaches the threshold (within 1e-9). It is a true positive if it
    is flagged as the entity that it is: flagging a listed name as another entity is an error of
    precision and of recall.

    Parameters
    ----------
    score : array, shape (names,)
        NaN flags never.
    found, truth : integer array, shape (names,)
        Entity that the screen says and that the name is; -1 for none.
    thresholds : array

    Returns
    -------
    Quality
    """
    reached = floats(score)[None] >= floats(thresholds)[:, None] - TOLERANCE
    said, is_listed = integers(found), integers(truth)
    flagged = reached & (said != NOBODY)[None]
    right = flagged & ((said == is_listed) & (is_listed != NOBODY))[None]
    flags, hits = flagged.sum(axis=1), right.sum(axis=1)
    precision = ratio(hits, flags)
    recall = ratio(hits, (is_listed != NOBODY).sum())
    return Quality(
        integers(flags), integers(hits), precision, recall,
        ratio(2 * precision * recall, precision + recall),
    )  # fmt: skip
