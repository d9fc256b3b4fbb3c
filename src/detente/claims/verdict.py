"""Classes of specifications, and the verdict that their weighted shares give (methods §10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.multiverse import Multiverse

# comparisons treat numbers closer than this as equal (methods §0)
TIE = 1e-9

Name = Literal["supported", "contradicted", "depends_on_definition", "insufficient_data"]
Qualifier = Literal["robust", "leaning", "sign_conflict", "too_few_evaluable", "undecided"]
Classes = npt.NDArray[np.str_]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Shares(NamedTuple):
    """Weighted shares of the classes; they sum to 1."""

    supports: float
    contradicts: float
    undecided: float
    no_data: float

    def by_class(self) -> dict[str, float]:
        """Shares by the letter of their class."""
        return dict(zip("SCUN", self, strict=True))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all specifications together say about one atom of a claim.

    Attributes
    ----------
    name : str
        ``supported``, ``contradicted``, ``depends_on_definition`` or ``insufficient_data``.
    qualifier : str
        ``robust`` or ``leaning`` for a side, ``sign_conflict`` where definitions disagree,
        ``too_few_evaluable`` or ``undecided`` where the data do not say.
    shares : Shares
        Shares of the classes it was decided from.
    """

    name: Name
    qualifier: Qualifier
    shares: Shares

    @property
    def share_supporting(self) -> float:
        """Share of all specifications that support; those without data count as not supporting."""
        return self.shares.supports

    def __str__(self) -> str:
        return f"{self.name} ({self.qualifier})"


def classify(
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    margin: npt.ArrayLike = 0.0,
    evaluable: npt.ArrayLike = True,
) -> Classes:
    """Class of each specification for "the estimate exceeds the margin".

    For "is below", swap and negate: ``classify(-high, -low, margin=…)``.

    Parameters
    ----------
    low, high
        Ends of the 95 % interval; NaN where it is undefined.
    margin
        M, in the unit of the estimate.
    evaluable
        False where the minimum of data fails.

    Returns
    -------
    array of str
        S where low > M, C where high < M, U otherwise, N without data or interval.
    """
    bottom, top, line = _numbers(low), _numbers(high), _numbers(margin)
    known = _known(bottom, top, evaluable)
    return _classes(bottom > line + TIE, top < line - TIE, known=known)


def classify_within(
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    target_low: npt.ArrayLike,
    target_high: npt.ArrayLike,
    evaluable: npt.ArrayLike = True,
) -> Classes:
    """Class of each specification for "the estimate lies in the target", ends included.

    Returns
    -------
    array of str
        S where the interval lies inside the target, C where they are disjoint, U otherwise, N
        without data or interval.
    """
    bottom, top = _numbers(low), _numbers(high)
    floor, ceiling = _numbers(target_low), _numbers(target_high)
    inside = (bottom >= floor - TIE) & (top <= ceiling + TIE)
    disjoint = (top < floor - TIE) | (bottom > ceiling + TIE)
    return _classes(inside, disjoint, known=_known(bottom, top, evaluable))


def _numbers(values: npt.ArrayLike) -> Numbers:
    return np.asarray(values, dtype=np.float64)


def _known(low: Numbers, high: Numbers, evaluable: npt.ArrayLike) -> Flags:
    return np.asarray(evaluable, dtype=np.bool_) & ~(np.isnan(low) | np.isnan(high))


def _classes(supports: Flags, contradicts: Flags, *, known: Flags) -> Classes:
    return np.select([~known, supports, contradicts], ["N", "S", "C"], default="U")


def class_shares(classes: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Shares:
    """Weighted shares of the classes; without any specification everything is "no data".

    Raises
    ------
    UsageError
        A class is not one of S, C, U and N.
    """
    letters = np.asarray(classes, dtype=np.str_)
    strange = letters[~np.isin(letters, list("SCUN"))]
    if strange.size:
        raise UsageError(f"'{strange[0]}' is not a class", fix="classes are S, C, U and N")
    if not letters.size:
        return Shares(0.0, 0.0, 0.0, 1.0)
    heights = np.ones(letters.shape) if weights is None else _numbers(weights)
    parts = [float(heights[letters == letter].sum()) for letter in "SCUN"]
    return Shares(*(part / sum(parts) for part in parts))


def decide(classes: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Verdict:
    """Verdict over all specifications.

    Parameters
    ----------
    classes
        S, C, U or N per specification.
    weights
        Weight per specification (``Multiverse.weights``); equal where left out.
    """
    return decide_shares(class_shares(classes, weights))


def decide_shares(shares: Shares) -> Verdict:
    """Verdict from the shares of the classes: the first rule of methods §10 that holds.

    With q = share / (1 - N): N > ½ is too few evaluable; q_S ≥ 0.9 and no C is robust support, and
    the same for C; q_S and q_C ≥ 0.05 is a conflict of definitions; q_U ≥ ½ is undecided; otherwise
    the larger side is leaned to.
    """
    supports, contradicts, undecided, no_data = shares
    if no_data > 0.5 + TIE:
        return Verdict("insufficient_data", "too_few_evaluable", shares)
    evaluable = supports + contradicts + undecided
    supports, contradicts = supports / evaluable, contradicts / evaluable
    side: Name = "supported" if supports > contradicts else "contradicted"
    larger, smaller = max(supports, contradicts), min(supports, contradicts)
    if larger >= 0.9 - TIE and smaller <= TIE:
        return Verdict(side, "robust", shares)
    if smaller >= 0.05 - TIE:
        return Verdict("depends_on_definition", "sign_conflict", shares)
    if undecided / evaluable >= 0.5 - TIE:
        return Verdict("insufficient_data", "undecided", shares)
    return Verdict(side, "leaning", shares)


def demote(verdict: Verdict, *, flips_within_bounds: bool) -> Verdict:
    """Take "robust" from a verdict that missing affiliations could turn (methods §12).

    Parameters
    ----------
    flips_within_bounds
        Whether some assignment of the unknown affiliations, within their worst-case bounds, gives
        another verdict.
    """
    if flips_within_bounds and verdict.qualifier == "robust":
        return replace(verdict, qualifier="leaning")
    return verdict


def verdict_by_option(
    classes: npt.ArrayLike, multiverse: Multiverse
) -> Mapping[str, Mapping[str, Verdict]]:
    """Verdict among the specifications that share an option, by dimension and option.

    Parameters
    ----------
    classes
        Classes in the multiverse's canonical order.
    """
    letters, weights = np.asarray(classes, dtype=np.str_), multiverse.weights()
    return {
        name: {
            option: decide(letters[chosen == i], weights[chosen == i])
            for i, option in enumerate(options)
        }
        for name, options in multiverse.dimensions.items()
        for chosen in [multiverse.choices(name)]
    }
