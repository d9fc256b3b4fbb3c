"""Papers of a country, under the specification's counting scheme (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import ClaimMetric, Contributions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.entries import Entries
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
    """Least: every unknown affiliation is a country of its own; most: they are all in the country.

    Credit that no affiliation could give, such as that of a first author who is not recorded, could
    be the country's as well.
    """
    works = pool.works_by_profile(specification)

    def total(credit: Entries, *places: int) -> float:
        counted = np.isin(credit.key, places)
        return float((works[credit.row] * credit.value)[counted].sum())

    apart = pool.credit_if(specification, None)
    together = [pool.credit_if(specification, centre) for centre in centres]
    least = [total(apart, centre) for centre in centres]
    most = [total(c, place, pool.places) for c, place in zip(together, centres, strict=True)]
    return np.array(least)[:, None], np.array(most)[:, None]
