"""What the data say of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.claims.attribution import Attribution
    from detente.claims.claim import Claim
    from detente.claims.curve import CurveSummary, JointSupport
    from detente.claims.verdict import Verdict

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AtomFinding:
    """What the data say of one atom.

    Arrays have one element a specification, in the order of ``specifications``.

    Attributes
    ----------
    atom : Atom
    title, zero : str
        What the estimate is, and what 0 means.
    specifications : tuple of mapping of str to str
    estimates, low, high : float64 arrays
        Above ``margin`` supports; NaN where the statistic is undefined.
    bound_low, bound_high : float64 arrays
        Range over everything that missing affiliations could be; NaN where not known.
    n : integer array
        Works, or what else is ``counted``, behind each estimate.
    unknown_share : float64 array
        Share of what is counted whose country, or an affiliation's, is unknown.
    classes : array of "S", "C", "U", "N"
    weights : float64 array
    margin : float
        Above it the atom holds.
    target : pair of float, or None
        Where the atom holds inside an interval instead.
    verdict : Verdict
    flips_within_bounds : bool
        Whether missing affiliations could turn the class of a specification.
    curve : CurveSummary
        Of the specifications that have the least data asked for.
    joint : JointSupport
    attribution : Attribution
    by_option : mapping of str to mapping of str to Verdict
    counted : str
        What ``n`` counts, and whose share is unknown.
    notes : tuple of str
        What a reader must know of the data behind the numbers.
    sources : tuple of str
        Whom to cite for the data.
    """

    atom: Atom
    title: str
    zero: str
    specifications: tuple[Mapping[str, str], ...]
    estimates: Floats
    low: Floats
    high: Floats
    bound_low: Floats
    bound_high: Floats
    n: NDArray[np.int64]
    unknown_share: Floats
    classes: NDArray[np.str_]
    weights: Floats
    margin: float
    target: tuple[float, float] | None
    verdict: Verdict
    flips_within_bounds: bool
    curve: CurveSummary
    joint: JointSupport
    attribution: Attribution
    by_option: Mapping[str, Mapping[str, Verdict]]
    counted: str = "papers"
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def decisive(self) -> str | None:
        """The dimension whose single change turns the class most often; None if none does."""
        return self.attribution.decisive

    @property
    def middle(self) -> int | None:
        """The specification whose estimate is the median's nearest; None if none has data."""
        import numpy as np

        evaluable = np.flatnonzero(self.classes != "N")
        if self.curve.median is None or not len(evaluable):
            return None
        away = np.abs(self.estimates[evaluable] - self.curve.median)
        return int(evaluable[np.argmin(away)])


@dataclass(frozen=True, slots=True)
class Finding:
    """What the data say of a claim: one finding an atom, never one for all of them."""

    claim: Claim
    atoms: tuple[AtomFinding, ...]
    release: str
    draws: int
    seed: int
