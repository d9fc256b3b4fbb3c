"""References between the works of a release: the graph, and who cites what a work builds on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import anniversary, disruption
from detente.kernels.evening import evened_references
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
LEAST_RECORDED = 0.8
"""Share of the stated references that lists are cut to, and that must be recorded."""


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
    stated : integer array, shape (works,)
        References that the publisher declares; -1 unknown.
    """

    dataset: Dataset
    works: Ints
    year: Ints
    date: Dates
    stated: Ints
    _found: dict[tuple[int, bool], Disruption] = field(default_factory=dict, repr=False)

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

    @cached_property
    def evened(self) -> Edges:
        """The references, of each work at most 80 % of those it states, rounded up.

        So all lists are equally complete that reach it. Where a work states none, or fewer than are
        recorded, its recorded references are taken for all; where no work states any, nothing is
        known to be missing, and nothing is left out.
        """
        citing, cited, outside = self.edges
        if (self.stated < 0).all():
            return self.edges
        length = np.maximum(self.stated, self.recorded).astype(np.int64)
        # LEAST_RECORDED in whole numbers, rounded up
        most = -(-length * 4 // 5)
        stays = evened_references(citing, cited, most, names=self.works)
        return Edges(citing[stays], cited[stays], outside)

    def graph(self, citing: Ints, cited: Ints) -> CitationGraph:
        """The graph of some references of these works."""
        return citation_graph(citing, cited, self.date if self.by_day else self.year)

    @cached_property
    def _graph(self) -> CitationGraph:
        return self.graph(self.edges.citing, self.edges.cited)

    @cached_property
    def _evened_graph(self) -> CitationGraph:
        if self.evened is self.edges:
            return self._graph
        return self.graph(self.evened.citing, self.evened.cited)

    def disruption(self, years: int, *, evened: bool = False) -> Disruption:
        """Who cites each work and its references within some years; found once.

        Parameters
        ----------
        years : int
        evened : bool
            Whether lists of references are cut to be equally complete.
        """
        key = (years, evened)
        if key not in self._found:
            graph = self._evened_graph if evened else self._graph
            self._found[key] = self.counted(graph, years)
        return self._found[key]

    def counted(self, graph: CitationGraph, years: int) -> Disruption:
        """The same on another graph of these works."""
        if not self.by_day:
            return disruption(graph, window=years, shared=SHARED)
        return disruption(graph, end=anniversary(self.date, years), shared=SHARED)
