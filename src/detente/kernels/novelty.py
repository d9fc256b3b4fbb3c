"""Atypical combinations: venues cited together more or less often than at random.

For every pair of venues, ``z = (observed − expected) / sd`` under the null model of `rewiring`,
among the papers of one year. A paper's conventionality is the median z of its pairs; its tail the
10th percentile; it is atypical if that is below 0. Every two references make a pair, those to one
venue included. Quantiles are order statistics: the smallest z that enough pairs reach.

References: [@uzzi2013]; methods §0 (quantiles), §4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.kernels.pair_scores import (
    Atypicality,
    nothing_yet,
    pair_scores,
    paper_scores,
    placed,
)
from detente.kernels.rewiring import SWEEPS, Rewired, rewire
from detente.kernels.venue_pairs import sorted_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.integer]


class NullDraws(NamedTuple):
    """What the null model did, over all years and replicas; see `rewiring.Rewired`."""

    proposed: int
    refused: int
    moved: float


def atypicality(
    first: Ints,
    cited: Ints,
    *,
    venue: Ints,
    year: Ints,
    replicas: int,
    seed: int,
    sweeps: int = SWEEPS,
    threads: int = 2,
) -> tuple[Atypicality, NullDraws]:
    """Conventionality and tail of every paper, against rewired networks of its year.

    Parameters
    ----------
    first : integer array, shape (papers + 1,)
        Where the references of each paper begin in ``cited``.
    cited : integer array, shape (edges,)
        Papers, 0 … papers − 1; no paper twice in a list, none in its own.
    venue : integer array, shape (papers,)
        Venue of each paper, 0 or more; −1 where it is not known.
    year : integer array, shape (papers,)
        Year of publication; leave out papers whose year is not known.
    replicas : int
        Networks to draw, at least 2.
    seed, sweeps, threads : int
        See `rewiring.rewire`.

    Returns
    -------
    tuple of Atypicality and NullDraws
        A paper with fewer than two references to known venues has no pairs.

    Raises
    ------
    UsageError
        If there are fewer than 2 replicas, or as `rewiring.rewire` does.
    """
    if replicas < 2:
        raise UsageError(f"{replicas} replicas have no standard deviation", fix="draw 10 or more")
    found, tried = nothing_yet(len(first) - 1), _Tried()
    for members in by_year(year):
        starts, own = rows_of(first, cited, members)
        networks = rewire(
            np.repeat(members, np.diff(starts)),
            own,
            year,
            replicas=replicas,
            seed=seed,
            sweeps=sweeps,
            threads=threads,
        )
        part = _of_lists(starts, venue[own], tried.venues_of(networks, venue), threads=threads)
        for all_years, one_year in zip(found, part, strict=True):
            all_years[members] = one_year
    return found, tried.draws()


@dataclass
class _Tried:
    """Adds up what replicas tell of their making, as they pass by."""

    edges: int = 0
    proposed: int = 0
    refused: int = 0
    moved: float = 0.0

    def venues_of(self, networks: Iterable[Rewired], venue: Ints) -> Iterator[Ints]:
        """What each network cites, by venue."""
        for network in networks:
            if len(network.cited):
                self.edges += len(network.cited)
                self.proposed += network.proposed
                self.refused += network.refused
                self.moved += network.moved * len(network.cited)
            yield venue[network.cited]

    def draws(self) -> NullDraws:
        moved = self.moved / self.edges if self.edges else float("nan")
        return NullDraws(self.proposed, self.refused, moved)


def _of_lists(first: Ints, venue: Ints, replicas: Iterable[Ints], *, threads: int) -> Atypicality:
    """The papers of one year, from the venues they cite and would cite at random."""
    lists = sorted_lists(first, venue, venues=int(venue.max(initial=-1)) + 1)
    pairs, scores = pair_scores(lists, first, replicas, threads=threads)
    unknown = np.diff(first) - np.diff(lists.first)
    return paper_scores(lists, pairs, placed(pairs, scores), threads=threads)._replace(
        unknown=unknown
    )


def by_year(year: Ints) -> list[Ints]:
    """The papers of each year there is, years ascending."""
    order = np.argsort(year, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(year[order])) + 1) if len(year) else []


def rows_of(first: Ints, values: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """The chosen rows of sparse rows: where each begins now, and their values."""
    lengths = np.diff(first)[rows]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    places = np.arange(starts[-1]) + np.repeat(first[:-1][rows] - starts[:-1], lengths)
    return starts, values[places]
