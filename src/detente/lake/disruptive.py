"""How disruptive each work is under a specification, and which works have no index and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dimensions.citations import TOP_DISRUPTIVE
from detente.kernels.breakthrough import breakthroughs
from detente.kernels.impact import top_membership
from detente.kernels.standing import standing
from detente.lake.references import LEAST_RECORDED
from detente.lake.strata import strata_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.kernels.breakthrough import Breakthroughs
    from detente.kernels.disruption import Disruption
    from detente.lake.scores import Impact
    from detente.lake.strata import Strata, WorkFields

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

CHOICES = ("disruption", "disruption_index", "disruption_window")
"""Dimensions that change the disruption of works."""
LEAST = {"five_references": 5, "ten_references": 10}
UNSTATED = -1
LEAST_CITATIONS = 5
CLASSES = (10, 20, 40)
"""Where classes of works with about as many references begin, after the first."""
SHARES = tuple(float(option.name.rstrip("%")) / 100.0 for option in TOP_DISRUPTIVE.options)

WHY_NOT = (
    "without recorded references",
    "with too few recorded references",
    "with too few of the stated references recorded",
    "younger than the window",
    "with fewer than 5 citations in the window",
    "without an index: nobody cites them or what they build on",
)
"""Why a work of the world has no index, in the order in which reasons are looked for."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What decides whether and how works are ranked.

    Attributes
    ----------
    world : bool array, shape (works,)
    year, kind : integer arrays, shape (works,)
    stated : integer array, shape (works,)
        References that the publisher declares; -1 unknown.
    fields : WorkFields
    found, evened : Disruption
        As recorded, and with lists of references cut to be equally complete.
    """

    world: Flags
    year: Ints
    kind: Ints
    stated: Ints
    fields: WorkFields
    found: Disruption
    evened: Disruption


@dataclass(frozen=True, eq=False)
class Disruptive:
    """Disruption of each work under a specification.

    Attributes
    ----------
    index : float64 array, shape (works,)
        NaN for works that are not ranked.
    rank : float64 array, shape (works,)
        Standing among works of the same stratum, in (0, 1) with mean ½; NaN where not ranked.
    top : float64 array, shape (works, shares)
        Membership of the most disruptive, one column a share of ``SHARES``; NaN where not ranked.
    why_not : integer array, shape (works,)
        Place in ``WHY_NOT`` of the reason why a work of the world has no index; -1 where it has.
    eligible : bool array, shape (works,)
        Works whose references and window are known well enough, cited or not.
    strata : Strata
        What works are ranked within.
    naive : bool
        Whether whatever has an index was ranked, among all.
    """

    index: Floats
    rank: Floats
    top: Floats
    why_not: Ints
    eligible: Flags
    strata: Strata
    naive: bool

    @property
    def ranked(self) -> Flags:
        """Works that have an index."""
        return ~np.isnan(self.index)


def disruptive(facts: Facts, specification: Specification) -> Disruptive:
    """Rank the works of a world by their disruption.

    By default works are ranked among those of the same field, year, type and about as many
    references, because long reference lists push every index towards 0; and their index is that of
    lists which are equally complete, because it rises where references are missing. ``naive`` ranks
    whatever has an index as recorded, among all.
    """
    naive = specification["disruption"] == "naive"
    why_not, eligible = _judged(facts, LEAST.get(specification["disruption"], 0))
    counted = facts.found if naive else facts.evened
    index = np.where(why_not < 0, index_of(counted, specification), np.nan)
    strata = _strata(facts, ~np.isnan(index), naive=naive)
    top = top_membership(index, strata.placed, tops=SHARES, strata=strata.size)
    rank = standing(index, strata.placed)
    return Disruptive(index, rank, top, why_not, eligible, strata, naive)


def most_disruptive_of_cited(
    facts: Facts, found: Disruptive, impact: Impact, *, tops: tuple[float, ...]
) -> Breakthroughs:
    """Memberships of works in the most disruptive of the most cited.

    Works are ranked by citations within their reference sets, and by disruption within theirs.

    Parameters
    ----------
    facts : Facts
        With the fields that ``impact`` was found with.
    tops : tuple of float
        Shares of the most cited.
    """
    home = _strata(facts, found.eligible, naive=found.naive)
    return breakthroughs(
        impact.citations, found.index, impact.strata.placed, top_cited=tops,
        top_disruptive=SHARES, strata=impact.strata.size, eligible=found.eligible,
        within=home.placed.stratum, within_strata=home.size,
    )  # fmt: skip


def index_of(found: Disruption, specification: Specification) -> Floats:
    """The index that a specification asks for; NaN where undefined or censored."""
    which = specification["disruption_index"]
    return {"cd": found.cd, "without_n_k": found.nok, "di5": found.di}[which]


def _judged(facts: Facts, least: int) -> tuple[Ints, Flags]:
    """Why each work has no index (-1 it has one), and whether its references and window do."""
    found, world = facts.found, facts.world
    recorded = found.references
    strict = least > 0
    reasons = (
        strict & (recorded == 0),
        strict & (recorded < least),
        strict & (recorded < LEAST_RECORDED * facts.stated),
        found.censored,
        strict & (found.citations < LEAST_CITATIONS),
        np.isnan(found.cd) | (strict & np.isnan(facts.evened.cd)),
    )
    why_not = np.full(len(world), -1)
    for place in reversed(range(len(reasons))):
        why_not[reasons[place]] = place
    eligible = world & ~reasons[0] & ~reasons[1] & ~reasons[2] & ~reasons[3]
    why_not[~world] = len(reasons)
    return why_not, eligible


def _strata(facts: Facts, ranked: Flags, *, naive: bool) -> Strata:
    nothing = np.zeros(len(facts.world), np.int64)
    if naive:
        alike = replace(facts.fields, path=np.zeros_like(facts.fields.path), paths=[""])
        return strata_of(alike, nothing, nothing, ranked=ranked, besides=nothing)
    classes = np.digitize(facts.evened.references, CLASSES)
    return strata_of(facts.fields, facts.year, facts.kind, ranked=ranked, besides=classes)
