"""Share of a country's papers that are international, where that is known (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions
from detente.claims.partners import Joint, international_range, link_rows, with_country

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="international share of papers",
    of_pair=False,
    adds_up=False,
    choices=("unknown", "territory", "dual_affiliation"),
)


def contributions(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> Contributions:
    """International papers of each centre, then its domestic ones."""
    size = len(centres)
    links = link_rows(pool, specification.but(link="per_country"), centres).entries
    profiles = pool.profiles(specification["territory"])
    papers = pool.credit(specification.but(counting="full"))
    index = np.full(pool.places + 1, -1)
    index[list(centres)] = range(size)
    joint = np.zeros(len(profiles.countries), bool)
    joint[links.row] = True
    alone = (index[papers.key] >= 0) & ~joint[papers.row] & (profiles.unknown[papers.row] == 0)
    row = np.concatenate([links.row, papers.row[alone]])
    key = np.concatenate([links.key // pool.places, size + index[papers.key[alone]]])
    value = np.concatenate([links.value, papers.value[alone]])
    return Contributions(links.rekeyed(row, key, value), 2 * size)


def levels(totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
    """International / (domestic + international), in [0, 1]; NaN without papers of either kind."""
    size = len(centres)
    joint, known = totals[:size], totals[:size] + totals[size:]
    share = np.divide(joint, known, out=np.full(joint.shape, np.nan), where=known > 0)
    return np.asarray(share)[:, None, :]


def bounds(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Least: unknown affiliations are at home wherever they can be; most: abroad."""
    profiles = pool.profiles(specification["territory"])
    works, joint = pool.works_by_profile(specification), Joint.of(pool, specification)
    is_open = profiles.unknown > 0
    low, high = [], []
    for centre in centres:
        mine = with_country(pool, specification, centre)
        # a work of one author, or of which no country is known, could be the country's alone
        at_home = mine | (is_open & ~(joint.possibly & (profiles.countries > 0)))
        least, most = international_range(pool, specification, centre)
        low.append(_share(least, works[at_home].sum()))
        high.append(_share(most, most + works[mine & ~joint.possibly].sum()))
    return np.array(low)[:, None], np.array(high)[:, None]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
