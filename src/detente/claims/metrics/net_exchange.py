"""Net exchange of authors with a partner: whether more come from it than go to it (methods §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.inflow import CHOICES, USUAL, axis_of, draw_inflow
from detente.claims.metric import ClaimMetric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.atom import Atom
    from detente.claims.metric import Axis, Drawn
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

METRIC = ClaimMetric(
    "net exchange of authors",
    of_pair=True,
    adds_up=False,
    choices=CHOICES,
    words="net exchange of authors",
    counted="moves",
    usual=USUAL,
    tables=("work", "authorship", "author"),
)


def axis(atom: Atom) -> Axis:
    """As :func:`detente.claims.inflow.axis_of`."""
    return axis_of(atom, "US-CN net exchange of authors is above 0")


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """As :func:`detente.claims.inflow.draw_inflow`."""
    return draw_inflow(atom, specifications, dataset)
