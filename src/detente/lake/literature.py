"""What the references of a release tell of its works: which venues they combine, and who slept.

The networks, the first pairs and the histories are those of all works of the release, whatever
counts as AI: a definition chooses whose scores are looked at, not what they are held against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.kernels.new_combinations import new_combinations
from detente.kernels.novelty import atypicality
from detente.kernels.recognition import citation_histories, sleeping_beauty

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels.new_combinations import NewCombinations
    from detente.kernels.novelty import NullDraws
    from detente.kernels.pair_scores import Atypicality
    from detente.kernels.recognition import Recognition
    from detente.lake.references import References

    Ints = NDArray[np.integer]

SEED = 7
DECIMALS = 9
"""Coefficients that differ by less are tied, and 0 is 0 (methods §0)."""
UNKNOWN_VENUE = -1


class Span(NamedTuple):
    """First and last year of which all works are taken to be in the release."""

    first: int
    last: int


class Awakened(NamedTuple):
    """Recognition of works, and the citations dated before what they cite, which are in no year."""

    recognition: Recognition
    too_early: Ints


@dataclass(eq=False)
class Literature:
    """Works with their references and venues.

    Parameters
    ----------
    references : References
    venue : integer array, shape (works,)
        Venue of each work, 0 or more; -1 unknown.
    """

    references: References
    venue: Ints

    @property
    def year(self) -> Ints:
        """Year of publication of each work."""
        return self.references.year

    @cached_property
    def first(self) -> Ints:
        """Where the references of each work begin among those between works."""
        size = np.bincount(self.references.edges.citing, minlength=len(self.venue))
        return np.concatenate((np.zeros(1, np.int64), np.cumsum(size)))

    @cached_property
    def known_venues(self) -> Ints:
        """References of each work that lead to a work of known venue."""
        citing, cited = self.references.edges
        known = self.venue[cited] != UNKNOWN_VENUE
        return np.bincount(citing[known], minlength=len(self.venue))

    def span(self, first: int | None = None, last: int | None = None) -> Span:
        """Years of which all works are there: by default the oldest's to that before the newest's.

        The last year of a release was not over when it was made.

        Raises
        ------
        UsageError
            A year is outside those of the works, or the first is after the last.
        """
        oldest, newest = int(self.year.min(initial=9999)), int(self.year.max(initial=0))
        for name, year in (("first", first), ("last", last)):
            if year is not None and not oldest <= year <= newest:
                raise UsageError(
                    f"{name} year {year} is outside the works of the release",
                    why=f"they are of {oldest} to {newest}; what is not there cannot be complete",
                    fix=f"choose --{name}-year among them",
                )
        if first is not None and last is not None and first > last:
            raise UsageError(
                f"first year {first} is after last year {last}", fix="exchange the two"
            )
        return Span(oldest if first is None else first, newest - 1 if last is None else last)

    def atypicality(self, replicas: int) -> tuple[Atypicality, NullDraws]:
        """How each work combines venues, against rewired networks.

        Raises
        ------
        UsageError
            There are fewer than 2 replicas.
        """
        return atypicality(
            self.first, self.references.edges.cited, venue=self.venue, year=self.year,
            replicas=replicas, seed=SEED,
        )  # fmt: skip

    def new_combinations(self, span: Span) -> NewCombinations:
        """Which works were the first to combine venues."""
        return new_combinations(
            self.first, self.references.edges.cited, venue=self.venue, year=self.year,
            first_year=span.first, last_year=span.last,
        )  # fmt: skip

    def awakened(self, span: Span) -> Awakened:
        """When works were recognised by works of the release."""
        citing, cited = self.references.edges
        histories = citation_histories(citing, cited, self.year, last_year=span.last)
        found = sleeping_beauty(histories.first, histories.counts)
        beauty = np.round(found.beauty, DECIMALS)
        return Awakened(found._replace(beauty=beauty), histories.too_early)
