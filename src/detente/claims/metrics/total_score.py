"""Total normalised citation score of a country's papers (methods §3, TNCS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.metric import ClaimMetric
from detente.claims.scored import CREDIT_CHOICES, sum_of
from detente.kernels.scoring import SCORE
from detente.lake.scores import CHOICES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="total normalised citation score",
    of_pair=False,
    adds_up=True,
    choices=(*CREDIT_CHOICES, *CHOICES),
    of_works=True,
)


def _score(pool: WorkPool, specification: Specification) -> Floats:
    table = pool.impact(specification).contributions
    return table[:, SCORE]


contributions, levels, bounds = sum_of(_score)
