"""Totals under one specification: column 0 is the estimate, the others are bootstrap draws.

All totals of a dataset share the same draws, so that differences, ratios and ranks of them are
joint.
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


def scopes(profiles: Profiles, specification: Specification) -> Ints:
    """Whether each profile is domestic, international or indeterminate: (profiles,)."""
    joint = profiles.countries >= 2
    if specification["dual_affiliation"] == "needs_two_authors":
        joint = joint & (profiles.two_authors > 0)
    kind = np.where(profiles.unknown > 0, INDETERMINATE, DOMESTIC)
    return np.where(joint, INTERNATIONAL, kind)


@dataclass(eq=False)
class Links:
    """Links of every pair that has any.

    Parameters
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

    @cached_property
    def total(self) -> Floats:
        """Links of all groups together: (pairs, 1 + draws)."""
        groups = self.value
        return groups[0] if len(groups) == 1 else np.asarray(groups.sum(axis=0))

    def of(self, place: int) -> Floats:
        """Links of one country with each other one, all groups together: (places, 1 + draws)."""
        amounts = self.total
        out = np.zeros((self.places, self.value.shape[2]))
        for one, other in ((self.first, self.second), (self.second, self.first)):
            pairs = np.flatnonzero(one == place)
            out[other[pairs]] = amounts[pairs]
        return out

    def strength(self) -> Floats:
        """Sum of each country's links by group: (groups, places, 1 + draws)."""
        from scipy.sparse import csr_array

        pairs = len(self.first)
        ends = np.concatenate([self.first, self.second])
        shape = (self.places, pairs)
        touches = csr_array((np.ones(2 * pairs), (ends, np.tile(np.arange(pairs), 2))), shape)
        return np.stack([touches @ amounts for amounts in self.value])

    def matrices(self, columns: slice) -> Floats:
        """Symmetric matrices of some columns, all groups together: (columns, places, places)."""
        amounts = self.total[:, columns].T
        out = np.zeros((len(amounts), self.places, self.places))
        out[:, self.first, self.second] = amounts
        out[:, self.second, self.first] = amounts
        return out

    def matrix(self, column: int = 0) -> Floats:
        """Symmetric matrix of one column, all groups together: (places, places)."""
        return np.asarray(self.matrices(slice(column, column + 1))[0])


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

    def but(self, draws: int | None = None, **choices: str) -> Tally:
        """Totals under other choices, with the same draws unless others are asked for."""
        specification = self.specification.but(**choices)
        return Tally(self.dataset, specification, self.draws if draws is None else draws)

    @cached_property
    def cells(self) -> Ints:
        """Cells that the specification admits."""
        return self.pool.admitted(self.specification)

    @cached_property
    def eras(self) -> list[int]:
        """Eras of European Union membership in which the admitted works appeared."""
        eras: list[int] = np.unique(self.pool.cell["era"].to_numpy()[self.cells]).tolist()
        return eras

    @cached_property
    def years(self) -> Ints:
        """Years in which the admitted works appeared, ascending."""
        return np.unique(self.pool.years[self.cells])

    @property
    def by_year(self) -> tuple[Ints, int]:
        """Arguments of a total by year: the group of each admitted cell, and how many there are."""
        return np.searchsorted(self.years, self.pool.years[self.cells]), len(self.years)

    def _total(
        self, entries: Entries, keys: int, *, group: Ints | None = None, groups: int = 1
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
        return self._total(entries, self.pool.places + 1, group=group, groups=groups)

    def papers(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works with each country (full counting): (groups, places + 1, 1 + draws)."""
        entries = self.pool.credit(self.specification.but(counting="full"))
        return self._total(entries, self.pool.places + 1, group=group, groups=groups)

    def works(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works, by group: (groups, 1 + draws)."""
        return self._counted(np.ones(len(self._profiles.countries), bool), group, groups)

    def works_with_country(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works that take part and have a known country: (groups, 1 + draws)."""
        entries = self.pool.credit(self.specification.but(counting="full"))
        known = np.concatenate([[0], np.cumsum(entries.key < self.pool.places)])
        return self._counted(np.diff(known[entries.first]) > 0, group, groups)

    def works_with_unknown(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works of which some affiliation's country is unknown: (groups, 1 + draws)."""
        return self._counted(self._profiles.unknown > 0, group, groups)

    def joint_works(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Number of works that make links, by group: (groups, 1 + draws)."""
        entries = self.pool.links(self.specification)
        return self._counted(np.diff(entries.first) > 0, group, groups)

    def unknown_share(self) -> float:
        """Share of the works of which some affiliation's country is unknown; NaN without works."""
        works = Tally(self.dataset, self.specification, 0)
        total = float(works.works()[0, 0])
        return float(works.works_with_unknown()[0, 0]) / total if total else float("nan")

    def _counted(
        self, chosen: NDArray[np.bool_], group: Ints | None = None, groups: int = 1
    ) -> Floats:
        first = np.concatenate([[0], np.cumsum(chosen)])
        entries = Entries(
            self._profiles.cell, first, np.zeros(first[-1], np.int32), np.ones(first[-1])
        )
        return self._total(entries, 1, group=group, groups=groups)[:, 0]

    @property
    def _profiles(self) -> Profiles:
        return self.pool.profiles(self.specification["territory"])

    def links(self, group: Ints | None = None, groups: int = 1) -> Links:
        """Links of all pairs under the specification's link weight."""
        places = self.pool.places
        entries = self.pool.links(self.specification)
        pairs, compact = np.unique(entries.key, return_inverse=True)
        dense = Entries(entries.profile, entries.first, compact.astype(np.int32), entries.value)
        value = self._total(dense, len(pairs), group=group, groups=groups)
        return Links(pairs // places, pairs % places, value, places)

    def links_of(self, place: int, group: Ints | None = None, groups: int = 1) -> Floats:
        """Links of one country with each other one: (groups, places, 1 + draws)."""
        places, entries = self.pool.places, self.pool.links(self.specification)
        one, other = entries.key // places, entries.key % places
        mine = (one == place) | (other == place)
        key = np.where(one == place, other, one)[mine]
        touching = entries.rekeyed(entries.row[mine], key, entries.value[mine])
        return self._total(touching, places, group=group, groups=groups)

    def strengths(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Sum of each country's links: (groups, places, 1 + draws)."""
        places, entries = self.pool.places, self.pool.links(self.specification)
        ends = np.column_stack([entries.key // places, entries.key % places]).ravel()
        both = Entries(
            entries.profile, 2 * entries.first, ends.astype(np.int32), np.repeat(entries.value, 2)
        )
        return self._total(both, places, group=group, groups=groups)

    def newman(self, place: int) -> Floats:
        """Newman's weights between one country and every other: (places, 1 + draws)."""
        entries = self.pool.newman(self.specification, place)
        return np.asarray(self._total(entries, self.pool.places)[0])

    def by_scope(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """Works with each country that are domestic, international or indeterminate.

        Returns
        -------
        float64 array, shape (groups, 3, places, 1 + draws)
            A work with one known country and an unknown affiliation could be either; under
            ``needs_two_authors`` a work whose countries meet in one author alone is not
            international, and under ``complete_case`` no work is indeterminate.
        """
        kind = scopes(self._profiles, self.specification)
        entries = self.pool.credit(self.specification.but(counting="full"))
        return self._by_kind(entries, kind, 3, group=group, groups=groups)

    def international(self, group: Ints | None = None, groups: int = 1) -> Floats:
        """International works with each country, as of by_scope: (groups, places, 1 + draws)."""
        kind = scopes(self._profiles, self.specification)
        entries = self.pool.credit(self.specification.but(counting="full"))
        joint = (kind[entries.row] == INTERNATIONAL) & (entries.key < self.pool.places)
        row, key = entries.row[joint], entries.key[joint]
        once = entries.rekeyed(row, key, np.ones(len(key)))
        return self._total(once, self.pool.places, group=group, groups=groups)

    def by_corresponding(self) -> Floats:
        """Works with a corresponding author in each country: of one country, and of several.

        Returns
        -------
        float64 array, shape (2, places, 1 + draws)

        Raises
        ------
        DataMissing
            The release marks no corresponding authors.
        """
        entries = self.pool.credit(self.specification.but(counting="corresponding"))
        several = (self._profiles.countries >= 2).astype(int)
        return np.asarray(self._by_kind(entries, several, 2)[0])

    def _by_kind(
        self,
        entries: Entries,
        kind: Ints,
        kinds: int,
        *,
        group: Ints | None = None,
        groups: int = 1,
    ) -> Floats:
        """Works that give a known country anything, by a kind of their profile."""
        keys = self.pool.places + 1
        of_entry = np.repeat(kind, np.diff(entries.first))
        once = Entries(
            entries.profile,
            entries.first,
            (of_entry * keys + entries.key).astype(np.int32),
            np.ones(len(entries.key)),
        )
        total = self._total(once, kinds * keys, group=group, groups=groups)
        by_kind: Floats = total.reshape(groups, kinds, keys, self.columns)[:, :, :-1]
        return by_kind
