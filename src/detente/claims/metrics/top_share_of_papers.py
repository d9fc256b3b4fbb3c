"""Share of a country's papers among the most cited x % of the world's (methods §3, PP(top x))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.metric import ClaimMetric
from detente.claims.scored import CREDIT_CHOICES, quotient_of, rare_papers
from detente.indicators.impact import top_column
from detente.kernels.scoring import PAPERS
from detente.lake.scores import CHOICES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

__all__ = ["METRIC", "bounds", "contributions", "levels", "rare_papers"]

METRIC = ClaimMetric(
    title="share of papers among the most cited",
    of_pair=False,
    adds_up=False,
    choices=(*CREDIT_CHOICES, *CHOICES, "top_share"),
    of_works=True,
)


def _scores(pool: WorkPool, specification: Specification) -> tuple[Floats, Floats]:
    table = pool.impact(specification).contributions
    return table[:, top_column(specification)], table[:, PAPERS]


contributions, levels, bounds = quotient_of(_scores)
