"""References between the works of a release: the graph, and who cites what a work builds on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import anniversary, disruption
from detente.lake.citations import edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels.citation_graph import CitationGraph
    from detente.kernels.disruption import Disruption
    from detente.lake.dataset import Dataset

    Ints = NDArray[np.integer]
    Dates = NDArray[np.datetime64]

SHARED = 5
"""Least number of shared references that counts for DI_5."""


class Edges(NamedTuple):
    """References between works of the release, by their places, each once and none to itself.

    Attributes
    ----------
    citing, cited : integer arrays, shape (references,)
        Sorted by citing, then cited work.
    outside : int
        References to works that the release does not hold, or from works that it does not count.
    """

    citing: Ints
    cited: Ints
    outside: int


@dataclass(eq=False)
class References:
    """References between works, laid out once.

    Parameters
    ----------
    dataset : Dataset
    works : integer array, shape (works,)
        Identifiers, ascending.
    year : integer array, shape (works,)
    date : datetime64 array, shape (works,)
        Day of publication; NaT unknown. Days are used if all are known, otherwise years.
    """

    dataset: Dataset
    works: Ints
    year: Ints
    date: Dates
    _found: dict[int, Disruption] = field(default_factory=dict, repr=False)

    @cached_property
    def edges(self) -> Edges:
        """The references.

        Raises
        ------
        DataMissing
            The release has none.
        """
        citing, cited, outside = edges(self.dataset, self.works)
        plain = citing != cited
        citing, cited = citing[plain], cited[plain]
        fresh = np.ones(len(citing), bool)
        fresh[1:] = (np.diff(citing) != 0) | (np.diff(cited) != 0)
        return Edges(citing[fresh], cited[fresh], outside)

    @property
    def by_day(self) -> bool:
        """Whether every work has a day of publication."""
        return len(self.date) > 0 and not np.isnat(self.date).any()

    @cached_property
    def recorded(self) -> Ints:
        """References of each work that lead to works of the release."""
        return np.bincount(self.edges.citing, minlength=len(self.works))

    def graph(self, citing: Ints, cited: Ints) -> CitationGraph:
        """The graph of some references of these works."""
        return citation_graph(citing, cited, self.date if self.by_day else self.year)

    @cached_property
    def _graph(self) -> CitationGraph:
        return self.graph(self.edges.citing, self.edges.cited)

    def disruption(self, years: int) -> Disruption:
        """Who cites each work and its references within some years; found once."""
        if years not in self._found:
            self._found[years] = self.counted(self._graph, years)
        return self._found[years]

    def counted(self, graph: CitationGraph, years: int) -> Disruption:
        """The same on another graph of these works."""
        if not self.by_day:
            return disruption(graph, window=years, shared=SHARED)
        return disruption(graph, end=anniversary(self.date, years), shared=SHARED)
