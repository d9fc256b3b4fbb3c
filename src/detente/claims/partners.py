"""Rows of the link matrix for a claim, and what missing affiliations could do to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Contributions
from detente.lake.pool import FILTER_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.entries import Entries
    from detente.lake.pool import Pool
    from detente.lake.profiles import Profiles

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
class Joint:
    """Which works are international, whatever their unknown affiliations are, and which could be.

    Every unknown affiliation is one country. A work that asks for two authors is joint when it has
    two countries and its affiliations are not all one author's; with two countries, an author with
    none known differs from one of them in any case.

    Attributes
    ----------
    surely, possibly : bool arrays, shape (profiles,)
    blank : bool array, shape (profiles,)
        Works of which not even the number of authors is known: they could be anything.
    """

    surely: NDArray[np.bool_]
    possibly: NDArray[np.bool_]
    blank: NDArray[np.bool_]

    @staticmethod
    def of(pool: Pool, specification: Specification) -> Joint:
        """What one policy of territory and of dual affiliation says (kept by the pool)."""
        names = ("territory", "dual_affiliation")
        key = ("joint", *(specification[name] for name in names))
        return pool.remember(key, lambda: Joint._make(pool.profiles(key[1]), key[2]))

    @staticmethod
    def _make(profiles: Profiles, dual_affiliation: str) -> Joint:
        of_no_author = profiles.columns["author"][profiles.rows] <= 0
        bylines = profiles.authors + np.bincount(
            profiles.work, weights=of_no_author, minlength=profiles.size
        )
        spans = (bylines >= 2) | (dual_affiliation == "counts")
        known, all_there_could_be = profiles.countries, profiles.countries + profiles.unknown
        blank = (known == 0) & (profiles.authors == 0)
        return Joint((known >= 2) & spans, ((all_there_could_be >= 2) & spans) | blank, blank)


def with_country(pool: Pool, specification: Specification, centre: int) -> NDArray[np.bool_]:
    """Which profiles have an affiliation that is known to be in the country."""
    members = pool.credit(specification.but(counting="full", unknown="renormalise"))
    mine = np.zeros(pool.profiles(specification["territory"]).size, bool)
    mine[members.row[members.key == centre]] = True
    return mine


@dataclass(frozen=True, slots=True)
class LinkRange:
    """What each work adds to the least and the most links of a centre, before anything is filtered.

    Least: in each work that is joint in any case every unknown affiliation is one more country,
    which thins its links. Most, for one partner at a time: unknown affiliations are the one of the
    two that the work lacks, or both, and beyond that no further country.

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
        # what is missing does not depend on how we treat it: the bounds are those of all works
        world = specification.but(unknown="as_unknown", counting="full")
        names = ("link", "territory", "dual_affiliation")
        key = ("link range", centre, *(world[name] for name in names))
        return pool.remember(key, lambda: LinkRange._make(pool, world, centre))

    @staticmethod
    def _make(pool: Pool, world: Specification, centre: int) -> LinkRange:
        profiles, link = pool.profiles(world["territory"]), world["link"]
        joint = Joint.of(pool, world)
        known, is_open = profiles.countries, profiles.unknown > 0
        pairs = link_rows(pool, world.but(dual_affiliation="counts"), (centre,)).entries
        sure = joint.surely[pairs.row]
        links = pairs.rekeyed(pairs.row[sure], pairs.key[sure], pairs.value[sure])
        thinnest = weight(known + profiles.unknown, link)[links.row]
        has_centre = with_country(pool, world, centre)
        anyone = _with_anyone(profiles, joint, has_centre, link=link)
        members = pool.credit(world.but(unknown="renormalise"))
        others = (members.key != centre) & is_open[members.row]
        row, key = members.row[others], members.key[others]
        joins = joint.possibly[row] & ~has_centre[row]
        # "every partner" must not be added once more to those that the work is known to have
        gain = np.where(joins, weight(known + 1, link)[row], 0.0) - anyone[row]
        gives = np.flatnonzero(anyone)
        most = links.rekeyed(
            np.concatenate([links.row, row, gives]),
            np.concatenate([links.key, key, np.full(len(gives), pool.places)]),
            np.concatenate([links.value, gain, anyone[gives]]),
        )
        return LinkRange(links.rekeyed(links.row, links.key, thinnest), most)


def _with_anyone(
    profiles: Profiles, joint: Joint, has_centre: NDArray[np.bool_], *, link: str
) -> Floats:
    """The heaviest link of each work between the centre and a partner it is not known to have."""
    lacking = np.where(has_centre, 1, 2)
    could = joint.possibly & (profiles.unknown >= lacking)
    heaviest = np.where(could, weight(profiles.countries + lacking, link), 0.0)
    return np.where(joint.blank, 1.0, heaviest)


def link_bounds(pool: Pool, specification: Specification, centre: int) -> tuple[Floats, Floats]:
    """Least and most links of a country with each other one, whatever the missing affiliations are.

    Returns
    -------
    tuple of float64 arrays, shape (countries,)
    """
    names = ("link", "territory", "dual_affiliation", *FILTER_CHOICES)
    key = ("link bounds", centre, *(specification[name] for name in names))
    return pool.remember(key, lambda: _link_bounds(pool, specification, centre))


def _link_bounds(pool: Pool, specification: Specification, centre: int) -> tuple[Floats, Floats]:
    works = pool.works_by_profile(specification)
    ranges = LinkRange.of(pool, specification, centre)
    least, most = (
        entries.weighted(works, keys=pool.places + 1) for entries in (ranges.least, ranges.most)
    )
    most = most[:-1] + most[-1]
    most[centre] = 0.0
    return least[:-1], most


def international_range(
    pool: Pool, specification: Specification, centre: int
) -> tuple[float, float]:
    """Least and most international papers of a country, whatever the missing affiliations are.

    Least: works with it and another known country. Most: also every work that has an unknown
    affiliation and could be joint.
    """
    works = pool.works_by_profile(specification)
    joint, mine = Joint.of(pool, specification), with_country(pool, specification, centre)
    is_open = pool.profiles(specification["territory"]).unknown > 0
    most = joint.possibly & (mine | is_open)
    return float(works[mine & joint.surely].sum()), float(works[most].sum())
