"""What a claim can be about: a number a country or a pair has, made of totals over works.

A metric sees arrays of totals and never works, so that one specification costs a few small sums for
all bootstrap draws at once. A module of ``detente.claims.metrics`` is one metric; relations (who
has more, who comes first, what changed) are the same for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset
    from detente.lake.entries import Entries
    from detente.lake.pool import Pool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClaimMetric:
    """Declaration of a metric.

    Attributes
    ----------
    title : str
        For the axis of a specification curve.
    of_pair : bool
        Whether it belongs to a country and a partner, or to a country alone.
    adds_up : bool
        Whether it adds up over years, so that periods of unequal length compare by the year.
    choices : tuple of str
        Dimensions that change what a work contributes; the others only change which works count.
    of_works : bool
        Whether works are told apart by scores of their own: the pool is then a
        :class:`detente.lake.work_pool.WorkPool`.
    """

    title: str
    of_pair: bool
    adds_up: bool
    choices: tuple[str, ...]
    of_works: bool = False


class Contributions(NamedTuple):
    """Sparse contributions of profiles, and how many keys they have."""

    entries: Entries
    keys: int


class MetricModule(Protocol):
    """What a module of ``detente.claims.metrics`` offers.

    ``centres`` are the places of the countries whose numbers are wanted, in the order of the keys.
    """

    METRIC: ClaimMetric

    def contributions(
        self, pool: Pool, specification: Specification, centres: tuple[int, ...]
    ) -> Contributions:
        """What each profile adds to each key."""

    def levels(self, totals: Floats, pool: Pool, centres: tuple[int, ...]) -> Floats:
        """The metric from totals of shape (keys, columns).

        Returns
        -------
        float64 array, shape (centres, countries, columns)
            One number a pair; of a country alone, countries is 1. NaN where undefined.
        """

    def bounds(
        self, pool: Pool, specification: Specification, centres: tuple[int, ...]
    ) -> tuple[Floats, Floats]:
        """Least and most the metric can be, whatever the missing affiliations are.

        Returns
        -------
        tuple of float64 arrays, shape (centres, countries)
            NaN where no bound is known.
        """


def pool_of(metric: MetricModule, dataset: Dataset) -> Pool:
    """The pool that a metric adds up over."""
    return dataset.work_pool if metric.METRIC.of_works else dataset.pool


def rests_on(metric: MetricModule, pool: Pool, atom: Atom) -> tuple[Ints, ...]:
    """Sets of keys that a number needs works of each of; none where works of any key do.

    A metric that compares two kinds of papers says so in a function of this name, which takes the
    pool and the places of the partners: thousands of the one kind do not make up for a handful of
    the other.
    """
    given = getattr(metric, "rests_on", None)
    if given is None:
        return ()
    partners = [code for code in (atom.partner, atom.comparator) if code is not None]
    found: tuple[Ints, ...] = given(pool, [pool.place(code) for code in partners])
    return found
