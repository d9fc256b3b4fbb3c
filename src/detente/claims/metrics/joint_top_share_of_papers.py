"""How often a pair's joint papers are among the most cited, over what is expected (methods §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.dividend import (
    PAIR_CHOICES,
    bounds,
    joint_over_domestic,
    levels,
    rare_papers,
    rests_on,
)
from detente.claims.metric import ClaimMetric
from detente.indicators.impact import top_column
from detente.kernels.scoring import PAPERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

__all__ = ["METRIC", "bounds", "contributions", "levels", "rare_papers", "rests_on"]

METRIC = ClaimMetric(
    title="top share of joint papers relative to domestic ones",
    of_pair=True,
    adds_up=False,
    choices=(*PAIR_CHOICES, "top_share"),
    of_works=True,
)


def _scores(pool: WorkPool, specification: Specification) -> tuple[Floats, Floats]:
    table = pool.impact(specification).contributions
    return table[:, top_column(specification)], table[:, PAPERS]


contributions = joint_over_domestic(_scores)
