"""Rows of the link matrix for a claim, and what missing affiliations could do to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Contributions
from detente.lake.entries import Entries, sum_by
from detente.lake.pool import FILTER_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


def link_rows(pool: Pool, specification: Specification, centres: tuple[int, ...]) -> Contributions:
    """Links of each centre with every country: key i · places + c for centre i and country c."""
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


@dataclass(frozen=True, slots=True)
class LinkRange:
    """What each work adds to the least and the most links of a centre, before anything is filtered.

    Least: in each joint work every unknown affiliation is one more country, which thins its links.
    Most, for one partner at a time: every work that has exactly one of the two and an unknown
    affiliation has the other one too, and every work of two or more authors all unknown has both.

    Attributes
    ----------
    least, most : Entries
        By country; of ``most`` the key after the last country is added to every partner.
    """

    least: Entries
    most: Entries

    @staticmethod
    def of(pool: Pool, specification: Specification, centre: int) -> LinkRange:
        """The range for one centre (kept by the pool)."""
        # what is missing does not depend on how we treat it, so the bounds are those of all works
        world = specification.but(unknown="as_unknown", dual_affiliation="counts", counting="full")
        key = ("link range", world["link"], world["territory"], centre)
        return pool.remember(key, lambda: LinkRange._make(pool, world, centre))

    @staticmethod
    def _make(pool: Pool, world: Specification, centre: int) -> LinkRange:
        profiles, link = pool.profiles(world["territory"]), world["link"]
        links = link_rows(pool, world, (centre,)).entries
        thinnest = weight(profiles.countries + profiles.unknown, link)[links.row]
        members = pool.credit(world.but(unknown="renormalise"))
        is_open = profiles.unknown > 0
        has_centre = np.zeros(len(profiles.countries), bool)
        has_centre[members.row[members.key == centre]] = True
        one_more = weight(profiles.countries + 1, link)
        joined = is_open[members.row] & (members.key != centre)
        row = members.row[joined]
        # a work with the centre and this member is joint already: "every partner" must not add it
        gain = np.where(has_centre[row], -one_more[row], one_more[row])
        dark = (profiles.countries == 0) & (profiles.authors != 1)
        anyone = np.flatnonzero((is_open & has_centre) | dark)
        most = links.rekeyed(
            np.concatenate([links.row, row, anyone]),
            np.concatenate([links.key, members.key[joined], np.full(len(anyone), pool.places)]),
            np.concatenate([links.value, gain, np.where(dark[anyone], 1.0, one_more[anyone])]),
        )
        return LinkRange(links.rekeyed(links.row, links.key, thinnest), most)


def link_bounds(pool: Pool, specification: Specification, centre: int) -> tuple[Floats, Floats]:
    """Least and most links of a country with each other one, whatever the missing affiliations are.

    Returns
    -------
    tuple of float64 arrays, shape (countries,)
    """
    names = ("link", "territory", *FILTER_CHOICES)
    key = ("link bounds", centre, *(specification[name] for name in names))
    return pool.remember(key, lambda: _link_bounds(pool, specification, centre))


def _link_bounds(pool: Pool, specification: Specification, centre: int) -> tuple[Floats, Floats]:
    works = pool.works_by_profile(specification)
    ranges = LinkRange.of(pool, specification, centre)
    least, most = (
        sum_by(e.key, works[e.row] * e.value, pool.places + 1) for e in (ranges.least, ranges.most)
    )
    most = most[:-1] + most[-1]
    most[centre] = 0.0
    return least[:-1], most


def international_range(
    pool: Pool, specification: Specification, centre: int
) -> tuple[float, float]:
    """Least and most international papers of a country, whatever the missing affiliations are.

    Least: works with it and another known country. Most: also every work with an unknown
    affiliation, except those of one author of whom nothing is known.
    """
    profiles = pool.profiles(specification["territory"])
    works = pool.works_by_profile(specification)
    members = pool.credit(specification.but(counting="full", unknown="renormalise"))
    mine = np.zeros(len(profiles.countries), bool)
    mine[members.row[members.key == centre]] = True
    joint = mine & (profiles.countries >= 2)
    least = joint
    if specification["dual_affiliation"] == "needs_two_authors":
        least = joint & (profiles.two_authors > 0)
    dark = (profiles.countries == 0) & (profiles.authors == 1)
    could_be = (profiles.unknown > 0) & ~dark
    return float(works[least].sum()), float(works[joint | could_be].sum())
