"""Joint papers over those expected if partners were chosen by size alone (methods §2).

Quasi-independence: expected links are x_i · x_j with margins equal to each country's links, so that
the empty diagonal, which inflates the probabilistic affinity index, plays no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions
from detente.claims.partners import link_rows
from detente.kernels.balancing import quasi_independence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="joint papers over those expected (quasi-independence)",
    of_pair=True,
    adds_up=False,
    choices=("link", "unknown", "territory", "dual_affiliation"),
)


def contributions(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> Contributions:
    """Links of each centre with every country, then the sum of links of every country."""
    mine, keys = link_rows(pool, specification, centres)
    links = pool.links(specification)
    row = np.concatenate([mine.row, links.row, links.row])
    key = np.concatenate(
        [mine.key, keys + links.key // pool.places, keys + links.key % pool.places]
    )
    value = np.concatenate([mine.value, links.value, links.value])
    return Contributions(mine.rekeyed(row, key, value), keys + pool.places)


def levels(totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
    """Links / (x_i · x_j); NaN where either country has no links."""
    size = len(centres)
    links = totals[: size * pool.places].reshape(size, pool.places, -1)
    factors = quasi_independence(totals[-pool.places :].T).T
    expected = factors[list(centres)][:, None, :] * factors[None, :, :]
    known = np.isfinite(expected) & (expected > 0)
    return np.asarray(np.divide(links, expected, out=np.full(links.shape, np.nan), where=known))


def bounds(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """No bound is known: a missing affiliation moves the links and what is expected of them."""
    unknown = np.full((len(centres), pool.places), np.nan)
    return unknown, unknown
