"""Share of a country's papers among the most disruptive of the most cited (methods §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.metric import ClaimMetric
from detente.claims.scored import CREDIT_CHOICES, quotient_of, rare_papers
from detente.indicators.breakthrough import breakthrough_columns
from detente.lake.scores import CHOICES
from detente.lake.work_pool import DISRUPTION_CHOICES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

__all__ = ["METRIC", "bounds", "contributions", "levels", "rare_papers"]

METRIC = ClaimMetric(
    title="share of papers that are breakthroughs",
    of_pair=False,
    adds_up=False,
    choices=(*CREDIT_CHOICES, *CHOICES, *DISRUPTION_CHOICES, "top_share", "top_disruptive"),
    of_works=True,
)


def _scores(pool: WorkPool, specification: Specification) -> tuple[Floats, Floats]:
    table = breakthrough_columns(pool, specification)
    return table[:, 1], table[:, 0]


contributions, levels, bounds = quotient_of(_scores)
