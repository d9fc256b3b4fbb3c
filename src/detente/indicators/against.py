"""Groups of papers compared by their outcomes: as they are, and within strata."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.indicators.bylines import OTHERS
from detente.kernels.joint import joint_draws
from detente.kernels.matching import COUNTRY_COUNTS, TEAM_SIZES, class_of, matched_draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.indicators.bylines import Group
    from detente.indicators.tally import Tally
    from detente.kernels.matching import Matched
    from detente.kernels.placement import Placement

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """Something about works whose mean is compared.

    Attributes
    ----------
    name : str
        Of its metrics.
    score, weight : float64 arrays, shape (works,)
        What each work of a :class:`detente.lake.work_pool.WorkPool` adds to the sum and to what it
        is divided by; 0 where it takes no part.
    """

    name: str
    score: Floats
    weight: Floats


@dataclass(eq=False)
class Compared:
    """The first of several groups of papers, and the others that it is compared with.

    Attributes
    ----------
    tally : Tally
    groups : sequence of Group
    placed : Placement
        Reference sets of all works, within which papers are matched.
    outcomes : sequence of Outcome
    """

    tally: Tally
    groups: Sequence[Group]
    placed: Placement
    outcomes: Sequence[Outcome]
    here: Ints = field(init=False)
    profile: Ints = field(init=False)

    def __post_init__(self) -> None:
        works, specification = self.tally.dataset.work_pool, self.tally.specification
        self.here = works.admitted(specification)
        self.profile = works.profiles(specification["territory"]).cell[self.here]

    def sums(self, columns: Floats) -> Floats:
        """Sums over the papers of each group: (groups, columns, 1 + draws)."""
        members = np.stack([group.profiles for group in self.groups], axis=1)
        profile, key = np.nonzero(members)
        return joint_draws(
            self._works, columns[self.here],
            first=np.searchsorted(profile, np.arange(len(members) + 1)), key=key,
            value=np.ones(len(key)), slots=len(self.groups), draws=self.tally.columns - 1,
            seed=self.tally.dataset.seed, group=self.profile,
        )  # fmt: skip

    def behind(self, weight: Floats) -> list[int]:
        """Works of each group that take part."""
        given = weight[self.here] > 0
        return [int(group.profiles[self.profile[given]].sum()) for group in self.groups]

    def matched(self, other: Group) -> Matched:
        """The first group against another within strata, all outcomes at once."""
        focus = self.groups[0].profiles[self.profile]
        chosen = np.flatnonzero(focus | other.profiles[self.profile])
        cells = self.here[chosen]
        begin, row = _rows_of(self.placed, cells)
        classes = self._classes(other)[self.profile[chosen]]
        of_row = np.repeat(classes, np.diff(begin))
        placed = self.placed.stratum[row].astype(np.int64)
        known = (placed >= 0) & (of_row >= 0)
        outcomes = [np.stack([o.score[cells], o.weight[cells]], axis=1) for o in self.outcomes]
        return matched_draws(
            self._works[chosen], np.stack(outcomes, axis=1), is_first=focus[chosen], begin=begin,
            stratum=np.where(known, placed * (classes.max(initial=0) + 1) + of_row, -1),
            part=self.placed.weight[row], draws=self.tally.columns - 1,
            seed=self.tally.dataset.seed,
        )  # fmt: skip

    def _classes(self, other: Group) -> Ints:
        """Class of team size and, of international papers, of the number of countries; -1 unknown.

        Countries are those that are known.
        """
        profiles = self.tally.dataset.work_pool.profiles(self.tally.specification["territory"])
        team = class_of(profiles.authors, TEAM_SIZES)
        countries = class_of(profiles.countries, COUNTRY_COUNTS)
        within = team * (len(COUNTRY_COUNTS) + 1) + countries * (other.papers == OTHERS)
        return np.where(team > 0, within, -1)

    @property
    def _works(self) -> Ints:
        works: Ints = self.tally.dataset.work_pool.cell_work["work"].to_numpy()[self.here]
        return works


def _rows_of(placed: Placement, works: Ints) -> tuple[Ints, Ints]:
    """Where the rows of each of the given works begin, and which rows they are."""
    first, size = placed.first[works], np.diff(placed.first)[works]
    begin = np.concatenate([[0], np.cumsum(size)])
    return begin, np.repeat(first - begin[:-1], size) + np.arange(begin[-1])
