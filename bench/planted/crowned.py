"""Is the country whose references are missing from the record called the most disruptive?

Six countries are alike but for the share of China's references that the record lacks. Each should
come first by mean disruption rank in a sixth of the worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.planted import cited
from bench.planted.questions import CN
from bench.planted.scale import Scale
from detente.simulate.cited_families import lost_references
from detente.simulate.families import COUNTRIES

LOSSES = (0.0, 0.1, 0.2, 0.3, 0.5)
FAMILY = 70
METHODS = (cited.NAIVE_RANK, cited.RANK)


@dataclass(frozen=True, slots=True)
class Crowned:
    """How often the country with missing references came first by one method.

    Attributes
    ----------
    loss : float
    method : str
    worlds, crowned, last : int
        Worlds in all, and those in which it came first, and last. Where fewer of its works can be
        ranked its mean is less sure, and it comes first and last more often than others by chance.
    lead, error : float
        Mean of its rank less the mean of the others' ranks, and the standard error of that mean.
    """

    loss: float
    method: str
    worlds: int
    crowned: int
    last: int
    lead: float
    error: float


def observe(loss: str, scale: Scale, index: int) -> Mapping[str, tuple[bool, bool, float]]:
    """By method: whether China comes first, or last, and by how much it exceeds the others.

    The worlds of one number are the same literature, whatever its record lacks.
    """
    seed = scale.seed_of(FAMILY, index)
    world = lost_references(float(loss))
    found = cited.ranks(cited.sample(world, works=scale.works, draws=0, seed=seed))
    seen = {}
    for method in METHODS:
        rank = found[method]
        others = [rank[code] for code in COUNTRIES if code != CN]
        lead = rank[CN] - float(np.mean(others))
        seen[method] = (rank[CN] > max(others), rank[CN] < min(others), lead)
    return seen


def summarise(loss: str, worlds: Sequence[Mapping[str, tuple[bool, bool, float]]]) -> list[Crowned]:
    """Count crowns, method by method."""
    counted = []
    for method in METHODS:
        first, last, lead = np.array([seen[method] for seen in worlds], float).T
        error = float(lead.std(ddof=1) / np.sqrt(len(lead)))
        counts = len(first), int(first.sum()), int(last.sum())
        counted.append(Crowned(float(loss), method, *counts, float(lead.mean()), error))
    return counted
