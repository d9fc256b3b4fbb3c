"""Bootstrap weights of events: the same for an event in every question, order and partition.

Events (meetings, incidents, acts) have names, not numbers. A name is hashed to the number that the
bootstrap of works takes, so that draws are a function of (seed, name, draw) here as there.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels import bootstrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

EVENT_INTERVAL = (
    "95 % stability interval: the range over Poisson bootstrap resamples of events; how far the "
    "number depends on which events are in the table, not a sampling error"
)


def number_of(name: str) -> int:
    """The number of an event in the bootstrap: 63 bits of the SHA-256 of its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def event_weights(names: Sequence[str], dataset: Dataset) -> Floats:
    """Weights of events in the estimate and in each draw.

    Parameters
    ----------
    names : sequence of str
        One name an event; the same event has the same name everywhere.
    dataset : Dataset
        Gives the number of draws and their seed.

    Returns
    -------
    float64 array, shape (events, 1 + draws)
        1 in column 0, then Poisson(1) weights.
    """
    ones = np.ones((len(names), 1))
    if not names or dataset.draws == 0:
        return np.hstack([ones, np.ones((len(names), dataset.draws))])
    numbers = np.array([number_of(name) for name in names], np.int64)
    drawn = bootstrap.weights(
        np.arange(len(names) + 1), numbers, draws=dataset.draws, seed=dataset.seed
    )
    return np.hstack([ones, drawn])


def summed(members: NDArray[np.bool_] | Floats, weights: Floats) -> Floats:
    """Totals of groups of events in the estimate and each draw.

    Parameters
    ----------
    members : array, shape (groups, events)
        Whether an event belongs to a group.
    weights : float64 array, shape (events, 1 + draws)

    Returns
    -------
    float64 array, shape (groups, 1 + draws)
        Whole numbers, so that their order does not matter.
    """
    return np.asarray(np.asarray(members, float) @ weights)
