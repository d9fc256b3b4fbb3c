"""Mean disruption rank of a country's papers within their strata (methods §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric
from detente.claims.scored import CREDIT_CHOICES, quotient_of
from detente.lake.work_pool import DISRUPTION_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="mean disruption rank",
    of_pair=False,
    adds_up=False,
    choices=(*CREDIT_CHOICES, *DISRUPTION_CHOICES),
    of_works=True,
)


def _scores(pool: WorkPool, specification: Specification) -> tuple[Floats, Floats]:
    found = pool.disruptive(specification)
    return np.nan_to_num(found.rank), found.ranked.astype(float)


contributions, levels, bounds = quotient_of(_scores)
