"""A citation graph of any size, without countries: for kernels, their speed and their traps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.growth import (
    USUAL,
    Growth,
    Papers,
    calendar_year,
    cite,
    days_of,
    reference_counts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]


@dataclass(eq=False, frozen=True, slots=True)
class Graph:
    """Papers numbered in order of time, and who cites whom.

    Attributes
    ----------
    day : int32 array, shape (papers,)
        Days since 1 January 1970, never falling.
    year : int16 array, shape (papers,)
    field : int32 array, shape (papers,)
        Main field, from 0.
    citing, cited : int32 array, shape (citations,)
        Sorted by citing, then cited paper.
    """

    day: Ints
    year: Ints
    field: Ints
    citing: Ints
    cited: Ints

    @property
    def papers(self) -> int:
        """Number of papers."""
        return len(self.day)

    @property
    def citations(self) -> int:
        """Number of references."""
        return len(self.citing)

    @property
    def first(self) -> Ints:
        """Where the references of each paper begin, and their number last."""
        counts = np.bincount(self.citing, minlength=self.papers)
        return np.concatenate([[0], np.cumsum(counts)])

    @property
    def received(self) -> Ints:
        """Citations of each paper."""
        return np.bincount(self.cited, minlength=self.papers)


def graph_of(papers: Papers, first: Ints, cited: Ints) -> Graph:
    """The graph of papers and their references."""
    citing = np.repeat(np.arange(len(papers), dtype=np.int32), np.diff(first))
    return Graph(papers.day, papers.year, papers.field, citing, cited)


def citation_graph(
    papers: int,
    *,
    seed: int,
    years: int = 50,
    first_year: int = 1975,
    fields: int = 250,
    yearly_growth: float = 0.04,
    growth: Growth = USUAL,
) -> Graph:
    """Grow a citation graph: recency, fields, and a tail as heavy as that of real ones.

    Parameters
    ----------
    papers : int
    seed : int
        Names the graph: the same seed, sizes and law give the same graph.
    years, first_year : int
        Years in which papers appear.
    fields : int
        Number of fields, whose sizes fall as a power of their rank.
    yearly_growth : float
        By how much there are more papers each year.
    growth : Growth
        How papers cite.
    """
    generator = np.random.default_rng([seed, papers])
    volume = (1 + yearly_growth) ** np.arange(years)
    counts = generator.multinomial(papers, volume / volume.sum())
    year = np.repeat(np.arange(first_year, first_year + years), counts)
    day = days_of(year, growth, generator)
    shares = (np.arange(fields) + 8.0) ** -0.9
    shares /= shares.sum()
    field = np.searchsorted(np.cumsum(shares)[:-1], generator.random(papers), side="right")
    field = field.astype(np.int32)
    made = Papers(
        day=day,
        year=calendar_year(day),
        field=field,
        second=field,
        country=np.zeros(papers, np.int32),
        fitness=generator.lognormal(0.0, growth.fitness, papers),
    )
    wanted = reference_counts(np.ones(papers), growth, generator)
    return graph_of(made, *cite(made, growth, generator, wanted=wanted, shares=shares))
