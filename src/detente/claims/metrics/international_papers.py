"""International papers of a country: works with it and at least one other country (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions
from detente.claims.partners import international_range, link_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="international papers",
    of_pair=False,
    adds_up=True,
    choices=("unknown", "territory", "dual_affiliation"),
)


def contributions(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> Contributions:
    """1 for each centre of a joint work: its k - 1 links of 1/(k - 1) each."""
    links = link_rows(pool, specification.but(link="per_country"), centres).entries
    return Contributions(
        links.rekeyed(links.row, links.key // pool.places, links.value), len(centres)
    )


def levels(totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
    """International papers of each centre."""
    return totals[:, None, :]


def bounds(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Least and most, see :func:`detente.claims.partners.international_range`."""
    ranges = [international_range(pool, specification, centre) for centre in centres]
    least, most = np.array(ranges).T
    return least[:, None], most[:, None]
