"""Joint papers of a pair, under the specification's link weight (methods §1 Links)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions
from detente.claims.partners import link_bounds, link_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="joint papers",
    of_pair=True,
    adds_up=True,
    choices=("link", "unknown", "territory", "dual_affiliation"),
)


def contributions(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> Contributions:
    """Links of each centre with every country."""
    return link_rows(pool, specification, centres)


def levels(totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
    """Links of each centre with every country."""
    return totals.reshape(len(centres), pool.places, -1)


def bounds(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Least and most links, see :func:`detente.claims.partners.link_bounds`."""
    both = [link_bounds(pool, specification, centre) for centre in centres]
    return np.array([least for least, _ in both]), np.array([most for _, most in both])
