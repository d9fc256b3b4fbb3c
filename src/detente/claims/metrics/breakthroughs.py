"""Papers of a country among the most disruptive of the most cited (methods §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.metric import ClaimMetric
from detente.claims.scored import CREDIT_CHOICES, sum_of
from detente.indicators.breakthrough import breakthrough_columns
from detente.lake.scores import CHOICES
from detente.lake.work_pool import DISRUPTION_CHOICES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="breakthroughs",
    of_pair=False,
    adds_up=True,
    choices=(*CREDIT_CHOICES, *CHOICES, *DISRUPTION_CHOICES, "top_share", "top_disruptive"),
    of_works=True,
)


def _score(pool: WorkPool, specification: Specification) -> Floats:
    return breakthrough_columns(pool, specification)[:, 1]


contributions, levels, bounds = sum_of(_score)
