"""What the listing of a country's entities did to their papers with the side that listed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis, ClaimMetric, Drawn
from detente.core.errors import UsageError
from detente.indicators.listed_panel import LISTED_CHOICES, listed_panel
from detente.indicators.listing_effect import (
    LEAST_LISTED,
    Choices,
    log_effect,
    outcome_names,
    study,
)
from detente.indicators.restriction_rows import CONFOUNDED
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

METRIC = ClaimMetric(
    "joint papers of listed entities, against entities that were not listed",
    of_pair=True,
    adds_up=True,
    choices=LISTED_CHOICES,
    words="joint papers of listed entities",
    counted="listed entities",
    minimum=LEAST_LISTED,
    usual={
        "publication_lag": ("none", "one_year", "two_years"),
        "effect_estimator": ("pooled", "entity_mean"),
        "outcome": ("joint_papers", "per_other_paper"),
        "controls": ("matched", "never_listed", "not_yet_listed"),
        "entity_scope": ("named", "campuses"),
    },
)
LISTS = "US"
"""Whose list it is that releases hold."""
_EXAMPLE = "US-CN joint papers of listed entities fell after listing"


def axis(atom: Atom) -> Axis:
    """The log rate ratio through the listing, in the direction of the atom.

    Raises
    ------
    UsageError
        The atom is not about a listing, or about no side that lists.
    """
    if atom.relation != "effect" or atom.partner is None:
        raise UsageError(
            f"'{atom.relation}' asks nothing of papers of listed entities",
            why="what is measured is what a listing did to them",
            fix=_EXAMPLE,
        )
    _listed_side(atom)
    sign = "-" if atom.direction == "fell" else ""
    return Axis(f"{sign}log rate ratio of {METRIC.title}", "no effect", None)


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """The effect under each specification; none where there is too little to tell.

    Nothing bounds what listed entities that are not in the data did: unless all are, no verdict
    is robust.

    Raises
    ------
    DataMissing
        The release has no institutions, or no list.
    """
    own, size = _listed_side(atom), len(specifications)
    sign = -1.0 if atom.direction == "fell" else 1.0
    value = np.full((size, 1 + dataset.draws), np.nan)
    n, unknown = np.zeros(size, np.int64), np.full(size, np.nan)
    edges = np.full((2, size), np.nan)
    for place, specification in enumerate(specifications):
        choices = Choices.of(specification)
        panel = listed_panel(dataset, specification, own=own, partner=LISTS, placebo="")
        unknown[place] = panel.unresolved_share
        found = study(panel.panel, choices)
        n[place] = found.listed
        if found.lacking:
            continue
        value[place] = sign * log_effect(
            found, outcome_names(choices), draws=dataset.draws, seed=dataset.seed
        )
        if panel.unresolved == 0:
            edges[:, place] = value[place, 0]
    low, high = interval(value[:, 1:]).low, -interval(-value[:, 1:]).low
    return Drawn(
        value, low, high, n, bound_low=edges[0], bound_high=edges[1], unknown_share=unknown,
        notes=(CONFOUNDED,),
    )  # fmt: skip


def _listed_side(atom: Atom) -> str:
    sides = {atom.subject, str(atom.partner)}
    if LISTS not in sides or len(sides) < 2:
        raise UsageError(
            f"no list of {' or '.join(sorted(sides))} is known here",
            why=f"the Entity List is that of {LISTS}",
            fix=_EXAMPLE,
        )
    return next(code for code in sides if code != LISTS)
