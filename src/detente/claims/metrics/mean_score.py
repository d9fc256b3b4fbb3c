"""Mean normalised citation score of a country's papers (methods §3, MNCS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.metric import ClaimMetric
from detente.claims.scored import CREDIT_CHOICES, quotient_of
from detente.kernels.scoring import SCORE, SCORED
from detente.lake.scores import CHOICES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="mean normalised citation score",
    of_pair=False,
    adds_up=False,
    choices=(*CREDIT_CHOICES, *CHOICES),
    of_works=True,
)


def _scores(pool: WorkPool, specification: Specification) -> tuple[Floats, Floats]:
    table = pool.impact(specification).contributions
    return table[:, SCORE], table[:, SCORED]


contributions, levels, bounds = quotient_of(_scores)
