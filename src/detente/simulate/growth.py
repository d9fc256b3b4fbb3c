"""How papers come to cite each other: the law of a citation graph, and papers before it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

MOST_REFERENCES = 300
# weights of the fields of a work that lies in two; both are exact as doubles
MAJOR, MINOR = 0.75, 0.25


@dataclass(frozen=True, slots=True)
class Growth:
    """How papers cite, whoever wrote them.

    Attributes
    ----------
    references : float
        Mean number of references that a paper looks for, of those that have any.
    spread : float
        Standard deviation of the logarithm of that number.
    without : float
        Share of papers without any reference.
    fitness : float
        Standard deviation of the logarithm of how citable a paper is.
    age, age_scale : float
        Shape and scale, in years, of the gamma distribution of a reference's age.
    same_field : float
        P(a reference is sought in the paper's own field).
    leave : float
        P(who finds a paper leaves its references aside): the higher, the more disruptive.
    more : float
        P(yet another reference of it is taken over, after each).
    january : float
        Share of papers that are dated 1 January, as records are that know the year alone.
    """

    references: float = 13.0
    spread: float = 0.7
    without: float = 0.08
    fitness: float = 1.3
    age: float = 2.0
    age_scale: float = 1.5
    same_field: float = 0.85
    leave: float = 0.25
    more: float = 0.7
    january: float = 0.1

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            share = name in {"without", "same_field", "leave", "more", "january"}
            if not 0 <= value <= (1 if share else MOST_REFERENCES):
                raise UsageError(
                    f"papers cannot cite with {name} = {value:g}",
                    why="it is a share" if share else f"it lies outside 0 to {MOST_REFERENCES}",
                    fix="see simulate.growth.Growth",
                )


USUAL = Growth()


@dataclass(eq=False, frozen=True, slots=True)
class Papers:
    """Papers in order of time, before anyone cites them.

    Attributes
    ----------
    day : int32 array
        Days since 1 January 1970, never falling.
    year : int16 array
        Calendar year of ``day``.
    field, second : int32 array
        Number of the main and of the other field; the same where there is one.
    country : int32 array
        Number of the leading country.
    fitness : float64 array
        How citable each paper is, above 0.
    """

    day: Ints
    year: Ints
    field: Ints
    second: Ints
    country: Ints
    fitness: Floats

    def __len__(self) -> int:
        return len(self.day)


def days_of(year: Ints, growth: Growth, generator: Generator) -> Ints:
    """A random day in each of the years given, the days in order of time."""
    begins = (year.astype(np.int64) - 1970).astype("datetime64[Y]")
    start = begins.astype("datetime64[D]").astype(np.int64)
    length = (begins + 1).astype("datetime64[D]").astype(np.int64) - start
    day = start + (generator.random(len(year)) * length).astype(np.int64)
    day = np.where(generator.random(len(year)) < growth.january, start, day)
    return np.sort(day).astype(np.int32)


def calendar_year(day: Ints) -> Ints:
    """The year of each day."""
    years = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return np.asarray(years + 1970, np.int16)


def reference_counts(factor: ArrayLike, growth: Growth, generator: Generator) -> Ints:
    """How many references each paper looks for: none, or log-normal around factor times mean."""
    factor = np.asarray(factor, float)
    centre = np.log(growth.references) - growth.spread**2 / 2
    count = np.rint(factor * generator.lognormal(centre, growth.spread, len(factor)))
    count = np.clip(count, 1, MOST_REFERENCES).astype(np.int64)
    count[generator.random(len(factor)) < growth.without] = 0
    return count


def cite(
    papers: Papers,
    growth: Growth,
    generator: Generator,
    *,
    wanted: Ints,
    shares: ArrayLike,
    home: ArrayLike = (0.0,),
    leave: ArrayLike | None = None,
) -> tuple[Ints, Ints]:
    """Let every paper cite earlier ones.

    Parameters
    ----------
    papers : Papers
    growth : Growth
    generator : numpy.random.Generator
    wanted : integer array, shape (papers,)
        References that each paper looks for.
    shares : array
        Share of works in each field; sums to 1.
    home : array, shape (countries,)
        P(a paper of the country seeks a reference in its own country).
    leave : array, shape (countries,), optional
        P(who finds a paper of the country leaves its references aside).

    Returns
    -------
    first : int64 array, shape (papers + 1,)
        Where the references of each paper begin.
    cited : int32 array
        The references; each paper's are different, earlier papers, in order.
    """
    from detente.kernels.growth import grow

    home = np.ascontiguousarray(home, float)
    year = (papers.year - papers.year.min(initial=9999)).astype(np.int32)
    years = int(year.max(initial=0)) + 1
    order, slot = _grouped(papers, year, shape=(np.size(shares), years, len(home)))
    first = np.zeros(len(papers) + 1, np.int64)
    cited = np.empty(int(wanted.sum()), np.int32)
    count = grow(
        np.ascontiguousarray(wanted, np.int64),
        year,
        papers.field,
        papers.second,
        papers.country,
        order,
        slot,
        np.concatenate([[0.0], np.cumsum(papers.fitness[order])]),
        _ages(growth, years),
        np.cumsum(np.asarray(shares, float)),
        growth.same_field,
        MINOR,
        growth.more,
        home,
        np.full(len(home), growth.leave) if leave is None else np.ascontiguousarray(leave, float),
        generator,
        first,
        cited,
    )
    return first, cited[:count].copy()


def _grouped(papers: Papers, year: Ints, *, shape: tuple[int, int, int]) -> tuple[Ints, Ints]:
    """Papers by field, year and country, and where each group begins."""
    group = np.ravel_multi_index((papers.field, year, papers.country), shape)
    count = np.bincount(group, minlength=int(np.prod(shape)))
    order = np.argsort(group, kind="stable").astype(np.int32)
    return order, np.concatenate([[0], np.cumsum(count)]).astype(np.int64)


def _ages(growth: Growth, years: int) -> Floats:
    """P(a reference is at most 0, 1, … years old)."""
    from scipy.stats import gamma

    chances = gamma.cdf(np.arange(1, years + 1), growth.age, scale=growth.age_scale)
    return np.asarray(chances, np.float64)
