"""What a claim can be about: a number that a country or a pair has.

A module of ``detente.claims.metrics`` is one metric, of one of two kinds. Most are made of totals
over works (:class:`MetricModule`): a metric sees arrays of totals and never works, so that one
specification costs a few small sums for all bootstrap draws at once, and relations (who has more,
who comes first, what changed) are the same for all of them. What is not a total over works (a lag
between models, the overlap of rules, a share of meetings) says itself what an atom asks of it
(:class:`DirectModule`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset
    from detente.lake.entries import Entries
    from detente.lake.pool import Pool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    KeySets = Callable[[Pool, Sequence[int]], tuple[Ints, ...]]


METRICS = "detente.claims.metrics"
MINIMUM = 25  # works; smaller cells are flagged everywhere (methods §2)


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
    words : str
        What sentences call it, in lower case and in the plural if it is a count; empty where the
        grammar has words of its own. "US net inflow of authors is above 0" and "CN has a higher
        open model share than US" need nothing more.
    counted : str
        What the n of its numbers counts.
    minimum : int
        Least n of a claim that a reader types.
    usual : mapping of str to tuple of str
        Choices that such a claim varies, where they are not those about works.
    tables : tuple of str
        Canonical tables that its numbers come from: whom to cite for them.
    """

    title: str
    of_pair: bool
    adds_up: bool
    choices: tuple[str, ...]
    of_works: bool = False
    words: str = ""
    counted: str = "papers"
    minimum: int = MINIMUM
    usual: Mapping[str, tuple[str, ...]] | None = None
    tables: tuple[str, ...] = ("work", "authorship")


class Axis(NamedTuple):
    """What an estimate is: a title, what 0 means, and the target interval if there is one."""

    title: str
    zero: str
    target: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the data say of an atom, one row a specification.

    Attributes
    ----------
    value : float64 array, shape (specifications, 1 + draws)
        The estimate, then the same of each bootstrap draw; NaN where undefined. The atom holds
        above its margin, or inside the axis' target. A column is one draw of the data for all
        specifications.
    low, high : float64 arrays, shape (specifications,)
        Ends of the 95 % interval; NaN where there is none, and then the class is "no data".
    n : integer array, shape (specifications,)
        What the estimate rests on, in ``counted`` of the metric.
    bound_low, bound_high : float64 arrays, shape (specifications,)
        Range over everything that is unknown; the estimate itself where nothing is, NaN where no
        bound is known: no verdict is robust then.
    unknown_share : float64 array, shape (specifications,)
        Share of what is counted whose country is unknown, in [0, 1].
    notes : tuple of str
        What a reader must know of the data behind the numbers.
    """

    value: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    bound_low: Floats
    bound_high: Floats
    unknown_share: Floats
    notes: tuple[str, ...] = ()


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


class DirectModule(Protocol):
    """What a module of ``detente.claims.metrics`` offers that is no total over works."""

    METRIC: ClaimMetric

    def axis(self, atom: Atom) -> Axis:
        """The axis of the atom's specification curve.

        Raises
        ------
        UsageError
            The relation asks nothing of this metric.
        """

    def draw(self, atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
        """What the data say of the atom under each specification.

        Raises
        ------
        DataMissing
            The release lacks what the metric needs.
        """


def is_direct(metric: ModuleType) -> TypeGuard[DirectModule]:
    """Whether a metric says itself what an atom asks of it."""
    return hasattr(metric, "draw")


def pool_of(metric: MetricModule, dataset: Dataset) -> Pool:
    """The pool that a metric adds up over."""
    return dataset.work_pool if metric.METRIC.of_works else dataset.pool


def rests_on(metric: MetricModule, pool: Pool, atom: Atom) -> tuple[Ints, ...]:
    """Sets of keys that a number needs works of each of; none where works of any key do.

    A metric that compares two kinds of papers says so in a function of this name, which takes the
    pool and the places of the other countries named: thousands of the one kind do not make up for a
    handful of the other.
    """
    return _key_sets(getattr(metric, "rests_on", None), pool, atom)


def rare_papers(metric: MetricModule, pool: Pool, atom: Atom) -> tuple[Ints, ...]:
    """Sets of keys whose totals each count the papers of one side that are seldom met.

    A metric whose numbers rest on such papers (breakthroughs, the most cited) says so in a function
    of this name, which takes what ``rests_on`` takes: where a side has fewer than
    :data:`detente.indicators.rows.FEW` of them there is no interval.
    """
    return _key_sets(getattr(metric, "rare_papers", None), pool, atom)


def _key_sets(given: KeySets | None, pool: Pool, atom: Atom) -> tuple[Ints, ...]:
    if given is None:
        return ()
    others = [code for code in (atom.partner, atom.comparator) if code is not None]
    return given(pool, [pool.place(code) for code in others])
