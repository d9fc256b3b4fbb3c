"""Papers of a country, under the specification's counting scheme (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions
from detente.lake.entries import sum_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="papers", of_pair=False, adds_up=True, choices=("counting", "unknown", "territory")
)


def contributions(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> Contributions:
    """Credit of each centre."""
    credit = pool.credit(specification)
    index = np.full(pool.places + 1, -1)
    index[list(centres)] = range(len(centres))
    mine = index[credit.key] >= 0
    entries = credit.rekeyed(credit.row[mine], index[credit.key[mine]], credit.value[mine])
    return Contributions(entries, len(centres))


def levels(totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
    """Credit of each centre."""
    return totals[:, None, :]


def bounds(
    pool: Pool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Least: what is known. Most: full counting adds every work with an unknown affiliation that
    the country is not on; a fraction adds all the credit that went to the unknown country.
    """
    profiles = pool.profiles(specification["territory"])
    works = pool.works_by_profile(specification)
    as_unknown = pool.credit(specification.but(unknown="as_unknown"))
    size = pool.places + 1
    known = sum_by(as_unknown.key, works[as_unknown.row] * as_unknown.value, size)
    least = known[list(centres)]
    if specification["counting"] != "full":
        return least[:, None], (least + known[-1])[:, None]
    open_works = np.where(profiles.unknown > 0, works, 0.0)
    held = sum_by(as_unknown.key, open_works[as_unknown.row], size)[list(centres)]
    return least[:, None], (least + open_works.sum() - held)[:, None]
