"""Documented acts of a state against the misuse of AI: they exist, and they do not compare.

What is documented is a part of what happened, of unknown size and different from state to state.
It can show that something exists, or that there was more of it than a number. It can never show
that there was none, or less, or more than elsewhere: of that the data say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis, ClaimMetric, Drawn
from detente.core.errors import UsageError
from detente.indicators.enforcement import CAVEAT, ENFORCEMENT_CHOICES, cases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

METRIC = ClaimMetric(
    "documented enforcement",
    of_pair=False,
    adds_up=True,
    choices=ENFORCEMENT_CHOICES,
    words="documented enforcement",
    counted="cases",
    minimum=1,
    usual={"enforcement_acts": ("all", "people_held"), "evidence": ("any", "high")},
    tables=("enforcement",),
)
SILENT = "documented cases can show that something exists, not that it is less or more than another"


def axis(atom: Atom) -> Axis:
    """How many more cases there are than what the number is held against.

    Raises
    ------
    UsageError
        The relation is neither above nor below, or names a pair.
    """
    if atom.relation not in ("gt", "lt") or atom.partner is not None or (atom.value or 0.0) < 0:
        raise UsageError(
            f"'{atom.relation}' asks nothing of documented enforcement",
            why="it belongs to one country and is above or below a number that is not negative",
            fix="CN documented enforcement is above 0",
        )
    sides = (atom.subject, atom.comparator or f"{atom.value:g}")
    over = "{} beyond {}".format(*(sides if atom.relation == "gt" else sides[::-1]))
    return Axis(f"documented cases, {over}", "no case more", None)


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """Whether documented cases exceed a number, under each specification; else nothing.

    A case exists whatever else is in the table, so every draw says the same.

    Raises
    ------
    DataMissing
        The release has no table of enforcement.
    """
    found = [
        sum(row["country"] == atom.subject for row in cases(dataset, specification))
        for specification in specifications
    ]
    n = np.array(found, np.int64)
    shown = np.full(len(n), np.nan)
    if atom.relation == "gt" and atom.value is not None:
        shown = np.where(n > atom.value, n - atom.value, np.nan)
    value = np.repeat(shown[:, None], 1 + dataset.draws, axis=1)
    return Drawn(
        value=value, low=shown, high=shown, n=n, bound_low=shown,
        bound_high=np.where(np.isnan(shown), np.nan, np.inf), unknown_share=np.zeros(len(n)),
        notes=(CAVEAT, SILENT),
    )  # fmt: skip
