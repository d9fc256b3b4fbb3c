"""Papers by who is on the byline: joint, each side's own, and those that could be either."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.indicators.asked import pair_of, place_of
from detente.indicators.tally import DOMESTIC, INDETERMINATE, INTERNATIONAL, scopes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Flags = NDArray[np.bool_]

JOINT, INTERNATIONAL_PAPERS = "joint", "international"
DOMESTIC_PAPERS, OTHERS, OPEN = "domestic", "other_international", "indeterminate"


@dataclass(frozen=True, eq=False)
class Group:
    """Papers of a country, or of a country and a partner.

    Attributes
    ----------
    country : str
    partner : str or None
        Whose papers these are too, or who is not on them.
    papers : str
        Which papers of the country they are.
    profiles : bool array, shape (profiles,)
        Which profiles of works have such bylines.
    """

    country: str
    partner: str | None
    papers: str
    profiles: Flags = field(repr=False)


def groups_of(tally: Tally, country: str, partner: str | None) -> list[Group]:
    """The papers that are asked about, those they are compared with, and those left out of both.

    A work with an unknown affiliation is joint or international if what is known makes it so. It is
    nobody's domestic paper and, as the other side may be what is unknown, in no group without it.

    Returns
    -------
    list of Group
        First the joint papers, or the international ones where there is no partner; at the end the
        indeterminate ones of each country.

    Raises
    ------
    UnknownName
        No work of the release has that country.
    UsageError
        A country counts as another under the territory policy, or is its own partner.
    """
    works, specification = tally.dataset.work_pool, tally.specification
    profiles = works.profiles(specification["territory"])
    kind, is_open = scopes(profiles, specification), profiles.unknown > 0
    if partner is None:
        mine = _with_country(tally, place_of(tally, country))
        named = ((INTERNATIONAL_PAPERS, INTERNATIONAL), (DOMESTIC_PAPERS, DOMESTIC),
                 (OPEN, INDETERMINATE))  # fmt: skip
        return [Group(country, None, name, mine & (kind == which)) for name, which in named]
    one, other = (_with_country(tally, place) for place in pair_of(tally, country, partner))
    several = kind == INTERNATIONAL
    joint = several & one & other
    sides = ((country, partner, one), (partner, country, other))
    apart = several & ~joint & ~is_open
    return [
        Group(country, partner, JOINT, joint),
        *(Group(a, b, DOMESTIC_PAPERS, mine & (kind == DOMESTIC)) for a, b, mine in sides),
        *(Group(a, b, OTHERS, mine & apart) for a, b, mine in sides),
        *(Group(a, b, OPEN, mine & is_open & ~joint) for a, b, mine in sides),
    ]


def _with_country(tally: Tally, place: int) -> Flags:
    """Which profiles take part and have the country."""
    works = tally.dataset.work_pool
    full = works.credit(tally.specification.but(counting="full"))
    mine = np.zeros(len(full.first) - 1, bool)
    mine[full.row[full.key == place]] = True
    return mine
