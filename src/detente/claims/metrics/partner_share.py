"""Share of a country's international papers that are with a partner (methods §2, paper base)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions
from detente.claims.partners import international_range, link_bounds, link_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="share of the country's international papers",
    of_pair=True,
    adds_up=False,
    choices=("link", "unknown", "territory", "dual_affiliation"),
)


def contributions(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> Contributions:
    """Links of each centre with every country, then each centre's international papers.

    A work with k countries gives its centre k - 1 whole links; each weighs 1/(k - 1) here, so that
    the work counts once.
    """
    links, keys = link_rows(pool, specification, centres)
    once = link_rows(pool, specification.but(link="per_country"), centres).entries
    row = np.concatenate([links.row, once.row])
    key = np.concatenate([links.key, keys + once.key // pool.places])
    value = np.concatenate([links.value, once.value])
    return Contributions(links.rekeyed(row, key, value), keys + len(centres))


def levels(totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
    """Links / international papers, in [0, 1]; NaN for a country without international papers."""
    size = len(centres)
    links = totals[: size * pool.places].reshape(size, pool.places, -1)
    base = np.broadcast_to(totals[-size:, None, :], links.shape)
    return np.asarray(np.divide(links, base, out=np.full(links.shape, np.nan), where=base > 0))


def bounds(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Least: the fewest links over the most international papers; most: the other way round."""
    low, high = [], []
    for centre in centres:
        links = link_bounds(pool, specification, centre)
        papers = international_range(pool, specification, centre)
        unknown = np.full(pool.places, np.nan)
        low.append(links[0] / papers[1] if papers[1] else unknown)
        high.append(np.minimum(links[1] / papers[0], 1.0) if papers[0] else unknown)
    return np.array(low), np.array(high)
