"""Rows of the link matrix for the countries of a claim, and what missing affiliations could do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Contributions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


def link_rows(pool: Pool, specification: Specification, centres: tuple[int, ...]) -> Contributions:
    """Links of each centre with every country: the key of centre i and country c is i · places + c."""
    links = pool.links(specification)
    first, second, row = links.key // pool.places, links.key % pool.places, links.row
    rows, keys, values = [], [], []
    for index, centre in enumerate(centres):
        for here, there in ((first, second), (second, first)):
            mine = here == centre
            rows.append(row[mine])
            keys.append(index * pool.places + there[mine])
            values.append(links.value[mine])
    entries = links.rekeyed(np.concatenate(rows), np.concatenate(keys), np.concatenate(values))
    return Contributions(entries, len(centres) * pool.places)


def weight(countries: NDArray[np.number], link: str) -> Floats:
    """Weight of one link of a work with that many countries."""
    k = np.maximum(np.asarray(countries, float), 2.0)
    if link == "per_country":
        return np.asarray(1 / (k - 1))
    return np.asarray(2 / (k * (k - 1))) if link == "per_paper" else np.ones(k.shape)


def link_bounds(
    pool: Pool, specification: Specification, cells: Ints, centre: int
) -> tuple[Floats, Floats]:
    """Least and most links of a country with each other one, whatever the missing affiliations are.

    Least: in each joint work every unknown affiliation is one more country, which thins its links.
    Most, for one partner at a time: every work that has exactly one of the two and an unknown
    affiliation has the other one too, and every work of two or more authors all unknown has both.

    Returns
    -------
    tuple of float64 arrays, shape (countries,)
    """
    # what is missing does not depend on how we treat it, so both bounds are those of all works
    open_world = specification.but(unknown="as_unknown", dual_affiliation="counts")
    profiles = pool.profiles(specification["territory"])
    link = specification["link"]
    works = np.bincount(
        profiles.cell[cells], weights=pool.sizes[cells], minlength=len(profiles.countries)
    )
    links = link_rows(pool, open_world, (centre,)).entries
    thinnest = works * weight(profiles.countries + profiles.unknown, link)
    least = np.bincount(links.key, weights=thinnest[links.row], minlength=pool.places)
    most = np.bincount(links.key, weights=(works[links.row] * links.value), minlength=pool.places)
    members = pool.credit(open_world.but(counting="full", unknown="renormalise"))
    open_works = np.where(profiles.unknown > 0, works, 0.0) * weight(profiles.countries + 1, link)
    single = np.bincount(members.key, weights=open_works[members.row], minlength=pool.places)
    has_centre = np.zeros(len(profiles.countries), bool)
    has_centre[members.row[members.key == centre]] = True
    both = np.bincount(
        members.key, weights=(open_works * has_centre)[members.row], minlength=pool.places
    )
    dark = works[(profiles.countries == 0) & (profiles.authors != 1)].sum()
    extra = single[centre] + single - 2 * both + dark
    extra[centre] = 0.0
    return least, most + extra
