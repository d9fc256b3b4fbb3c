"""References of the works of a release: the graph, and who cites what a work builds on.

What a work cites need not be in the release: it is in the graph as something that is cited, without
a date, which the index of nobody needs. Who cites a work is seen only if it is in the release.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import anniversary, disruption
from detente.kernels.evening import evened_references
from detente.lake.citations import listed

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
UNDATED = 0
"""Year of what is cited outside of the release."""


class Edges(NamedTuple):
    """References by places, each once and none to itself, sorted by citing work.

    Attributes
    ----------
    citing, cited : integer arrays, shape (references,)
        Places of works; from ``len(works)`` on, of what is cited outside of the release.
    """

    citing: Ints
    cited: Ints


class _Read(NamedTuple):
    """References as they were read; see the properties of `References`."""

    lists: Edges
    elsewhere: Ints
    outside: int


@dataclass(eq=False)
class References:
    """References of works, laid out once.

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
    def _read(self) -> _Read:
        citing, cited, elsewhere, unlisted = listed(self.dataset, self.works)
        fresh = np.ones(len(citing), bool)
        fresh[1:] = (np.diff(citing) != 0) | (np.diff(cited) != 0)
        used = fresh & (citing != cited)
        outside = unlisted + int((cited >= len(self.works)).sum())
        return _Read(Edges(citing[used], cited[used]), elsewhere, outside)

    @property
    def lists(self) -> Edges:
        """All that works cite, in the release or not.

        Raises
        ------
        DataMissing
            The release has no references.
        """
        return self._read.lists

    @cached_property
    def edges(self) -> Edges:
        """What works cite among one another, sorted by citing, then cited work."""
        citing, cited = self.lists
        inside = cited < len(self.works)
        return Edges(citing[inside], cited[inside])

    @property
    def outside(self) -> int:
        """References to works that the release does not hold, or from works it does not count."""
        return self._read.outside

    @cached_property
    def names(self) -> Ints:
        """Identifiers of the works, and then of what they cite outside of the release."""
        return np.concatenate((self.works, self._read.elsewhere))

    def beyond(self, values: Ints, value: int) -> Ints:
        """Values of the works, and then one value for all that they cite outside of the release."""
        return np.concatenate((values, np.full(len(self._read.elsewhere), value)))

    @property
    def by_day(self) -> bool:
        """Whether every work has a day of publication."""
        return len(self.date) > 0 and not np.isnat(self.date).any()

    @cached_property
    def recorded(self) -> Ints:
        """References of each work, in the release or not."""
        return np.bincount(self.lists.citing, minlength=len(self.works))

    @cached_property
    def times_cited(self) -> Ints:
        """Citations of each work by works of the release, in any year."""
        return np.bincount(self.lists.cited, minlength=len(self.names))[: len(self.works)]

    @cached_property
    def evened(self) -> Edges:
        """The references, of each work at most 80 % of those it states, rounded up.

        So all lists are equally complete that reach it. Where a work states none, or fewer than are
        recorded, its recorded references are taken for all; where no work states any, nothing is
        known to be missing, and nothing is left out.
        """
        if (self.stated < 0).all():
            return self.lists
        length = np.maximum(self.stated, self.recorded).astype(np.int64)
        # LEAST_RECORDED in whole numbers, rounded up
        most = -(-length * 4 // 5)
        citing, cited = self.lists
        stays = evened_references(citing, cited, most, names=self.names)
        return Edges(citing[stays], cited[stays])

    @cached_property
    def _moments(self) -> Dates | NDArray[np.float64]:
        """When works appeared, and then nothing for what they cite outside of the release."""
        nothing = np.full(len(self._read.elsewhere), np.nan)
        if self.by_day:
            return np.append(self.date, nothing.astype(self.date.dtype))
        return np.append(self.year, nothing)

    def graph(self, citing: Ints, cited: Ints) -> CitationGraph:
        """The graph of some references of these works."""
        return citation_graph(citing, cited, self._moments, undated="cited")

    @cached_property
    def _graph(self) -> CitationGraph:
        return self.graph(*self.lists)

    @cached_property
    def _evened_graph(self) -> CitationGraph:
        return self._graph if self.evened is self.lists else self.graph(*self.evened)

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
        end = anniversary(self._moments, years) if self.by_day else None
        found = disruption(graph, window=years, end=end, shared=SHARED)
        return found.first(len(self.works))
