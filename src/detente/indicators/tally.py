"""Totals under one specification: column 0 is the estimate, the others are bootstrap draws.

All totals of a dataset share the same draws, so that differences, ratios and ranks of them are joint.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.lake.entries import Entries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset
    from detente.lake.pool import Pool
    from detente.lake.profiles import Profiles

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

DOMESTIC, INTERNATIONAL, INDETERMINATE = range(3)


@dataclass(frozen=True, slots=True)
class Links:
    """Links of every pair that has any.

    Attributes
    ----------
    first, second : integer array, shape (pairs,)
        Places of the two countries, first < second.
    value : float64 array, shape (groups, pairs, 1 + draws)
    places : int
    """

    first: Ints
    second: Ints
    value: Floats
    places: int

    def of(self, place: int, group: int | None = None) -> Floats:
        """Links of one country with each other one, of one group or all: (places, 1 + draws)."""
        out = np.zeros((self.places, self.value.shape[2]))
        total = self.value.sum(axis=0) if group is None else self.value[group]
        out[self.second[self.first == place]] += total[self.first == place]
        out[self.first[self.second == place]] += total[self.second == place]
        return out

    def strength(self) -> Floats:
        """Sum of each country's links by group: (groups, places, 1 + draws)."""
        groups, _, columns = self.value.shape
        out = np.zeros((groups, self.places, columns))
        for group in range(groups):
            np.add.at(out[group], self.first, self.value[group])
            np.add.at(out[group], self.second, self.value[group])
        return out

    def matrix(self, column: int = 0) -> Floats:
        """Symmetric matrix of one column, all groups together: (places, places)."""
        out = np.zeros((self.places, self.places))
        total = self.value[:, :, column].sum(axis=0)
        out[self.first, self.second] = total
        out[self.second, self.first] = total
        return out


@dataclass(eq=False)
class Tally:
    """Totals of a dataset under one specification.

    Parameters
    ----------
    dataset : Dataset
    specification : Specification
    draws : int, optional
        Bootstrap draws; those of the dataset by default, 0 for estimates alone.
    """

    dataset: Dataset
    specification: Specification
    draws: int | None = None

    @property
    def pool(self) -> Pool:
        """The pooled works."""
        return self.dataset.pool

    @property
    def columns(self) -> int:
        """Width of every total: the estimate and its draws."""
        return 1 + (self.dataset.draws if self.draws is None else self.draws)

    @cached_property
    def cells(self) -> Ints:
        """Cells that the specification admits."""
        return self.pool.admitted(self.specification)

    def _total(
        self, entries: Entries, keys: int, group: Ints | None = None, groups: int = 1
    ) -> Floats:
        return self.pool.total(
            entries,
            self.cells,
            keys=keys,
            draws=self.columns - 1,
            seed=self.dataset.seed,
            group=group,
            groups=groups,
        )

    def credit(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Credit by country, the unknown country last: (groups, places + 1, 1 + draws)."""
        entries = self.pool.credit(self.specification)
        return self._total(entries, self.pool.places + 1, group, groups)

    def papers(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works with each country (full counting): (groups, places + 1, 1 + draws)."""
        entries = self.pool.credit(self.specification.but(counting="full"))
        return self._total(entries, self.pool.places + 1, group, groups)

    def works(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works, by group: (groups, 1 + draws)."""
        return self._counted(np.ones(len(self._profiles.countries), bool), group, groups)

    def works_with_country(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works that take part and have a known country, by group: (groups, 1 + draws)."""
        entries = self.pool.credit(self.specification.but(counting="full"))
        known = np.concatenate([[0], np.cumsum(entries.key < self.pool.places)])
        return self._counted(np.diff(known[entries.first]) > 0, group, groups)

    def works_with_unknown(self) -> Floats:
        """Number of works of which some affiliation's country is unknown: (1 + draws,)."""
        return self._counted(self._profiles.unknown > 0)[0]

    def _counted(
        self, chosen: NDArray[np.bool_], group: Ints | None = None, groups: int = 1
    ) -> Floats:
        first = np.concatenate([[0], np.cumsum(chosen)])
        entries = Entries(
            self._profiles.cell, first, np.zeros(first[-1], np.int32), np.ones(first[-1])
        )
        return self._total(entries, 1, group, groups)[:, 0]

    @property
    def _profiles(self) -> Profiles:
        return self.pool.profiles(self.specification["territory"])

    def links(self, group: Ints | None = None, groups: int = 1) -> Links:
        """Links of all pairs under the specification's link weight."""
        places = self.pool.places
        entries = self.pool.links(self.specification)
        pairs, compact = np.unique(entries.key, return_inverse=True)
        dense = Entries(entries.profile, entries.first, compact.astype(np.int32), entries.value)
        value = self._total(dense, len(pairs), group, groups)
        return Links(pairs // places, pairs % places, value, places)

    def newman(self, place: int) -> Floats:
        """Newman's weights between one country and every other: (places, 1 + draws)."""
        return self._total(self.pool.newman(self.specification, place), self.pool.places)[0]

    def by_scope(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Works with each country that are domestic, international or indeterminate.

        Returns
        -------
        float64 array, shape (groups, 3, places, 1 + draws)
            A work with one known country and an unknown affiliation could be either; under
            ``needs_two_authors`` a work whose countries meet in one author alone is not international.
        """
        entries = self.pool.credit(self.specification.but(counting="full", unknown="renormalise"))
        profiles, places = self._profiles, self.pool.places
        joint = profiles.countries >= 2
        if self.specification["dual_affiliation"] == "needs_two_authors":
            joint = joint & (profiles.two_authors > 0)
        scope = np.where(
            joint, INTERNATIONAL, np.where(profiles.unknown > 0, INDETERMINATE, DOMESTIC)
        )
        of_entry = np.repeat(scope, np.diff(entries.first))
        keyed = Entries(
            entries.profile,
            entries.first,
            (of_entry * places + entries.key).astype(np.int32),
            entries.value,
        )
        total = self._total(keyed, 3 * places, group, groups)
        return total.reshape(groups, 3, places, self.columns)
