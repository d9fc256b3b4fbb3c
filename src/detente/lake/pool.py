"""The pool of a release in memory, and the totals that every indicator adds up from it.

A work is seen as (pattern, stratum). The pattern decides what it contributes under each counting scheme,
territory policy and link weight; the stratum (year, era, type, definitions) decides which specifications
admit it. A total is then Σ over cells of (contribution of the pattern) × (weight of the cell), where the
weight is the number of works, or their summed bootstrap weight in one draw: column 0 of every total is
the estimate, columns 1 … are the draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from detente.core.dimensions import AI_DEFINITION, DIMENSIONS, RESEARCH_TYPES, Specification
from detente.core.errors import DataMissing, UnknownName
from detente.core.territory import BLOC, TERRITORIES
from detente.kernels import bootstrap, passes

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

Made = TypeVar("Made")
FILTER_CHOICES = ("ai_definition", "document_types", "period")
CREDIT_CHOICES = ("counting", "unknown", "territory")
LINK_CHOICES = ("link", "unknown", "territory", "dual_affiliation")


@dataclass(frozen=True, slots=True)
class Entries:
    """What each profile contributes: sparse rows of (key, value).

    Attributes
    ----------
    profile : integer array, shape (cells,)
        The row of each cell of the pool.
    first : integer array, shape (profiles + 1,)
    key : integer array
        Place of each entry: a country, or a pair a · countries + b with a < b.
    value : float64 array
    """

    profile: Ints
    first: Ints
    key: Ints
    value: Floats

    @property
    def row(self) -> Ints:
        """The profile of each entry."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def rekeyed(self, row: Ints, key: Ints, value: Floats) -> Entries:
        """Other entries for the same profiles, put in order of profile and key."""
        order = np.lexsort((key, row))
        first = np.searchsorted(row[order], np.arange(len(self.first)))
        return Entries(self.profile, first, key[order].astype(np.int32), value[order])


@dataclass(frozen=True, slots=True)
class Profiles:
    """Patterns as a territory policy sees them: one a pattern, or one a pattern and era for blocs.

    ``countries``, ``authors``, ``unknown`` and ``two_authors`` describe each: its distinct countries, its
    authors, affiliations of unknown country, and whether two authors are in different countries.
    """

    cell: Ints
    work: Ints
    rows: Ints
    cuts: tuple[tuple[int, int, Ints], ...]
    countries: Ints
    authors: Ints
    unknown: Ints
    two_authors: Ints


@dataclass(eq=False)
class Pool:
    """All works of a release, pooled.

    Parameters
    ----------
    pattern, cell, cell_work : pyarrow.Table
        The tables of those names.
    definitions : sequence of str
        Names of the definitions in the order of their bits.
    """

    pattern: pa.Table
    cell: pa.Table
    cell_work: pa.Table
    definitions: tuple[str, ...]
    _profiles: dict[str, Profiles] = field(default_factory=dict, repr=False)
    _memory: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, repr=False)
    _drawn: dict[tuple[int, int], tuple[NDArray[np.int32], NDArray[np.bool_]]] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Codes by index: all that occur, and those that a territory policy may credit."""
        seen = {code for code in self.pattern["country"].unique().to_pylist() if code}
        return tuple(sorted(seen | {"CN", BLOC}))

    @property
    def places(self) -> int:
        """Number of countries; the place of the unknown country in credit totals."""
        return len(self.countries)

    def place(self, code: str) -> int:
        """Index of a country.

        Raises
        ------
        UnknownName
            No work of the release has that country.
        """
        if code not in self.countries:
            raise UnknownName("country of this release", code, self.countries)
        return self.countries.index(code)

    @cached_property
    def years(self) -> Ints:
        """Year of each cell."""
        return self.cell["year"].to_numpy()

    @cached_property
    def sizes(self) -> Ints:
        """Number of works of each cell."""
        return self.cell["works"].to_numpy().astype(np.int64)

    @cached_property
    def _masks(self) -> Ints:
        return self.cell["definitions"].to_numpy()

    @cached_property
    def _research(self) -> NDArray[np.bool_]:
        types = self.cell["type"].combine_chunks().dictionary_encode()
        wanted = np.array([name in RESEARCH_TYPES for name in types.dictionary.to_pylist()], bool)
        return wanted[types.indices.to_numpy()]

    @cached_property
    def _columns(self) -> dict[str, Ints]:
        index = {code: place for place, code in enumerate(self.countries)}
        names = self.pattern["country"].combine_chunks().dictionary_encode()
        codes = np.array([index[c] for c in names.dictionary.to_pylist()] + [-1], np.int16)
        country = codes[names.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
        plain = {
            name: np.ascontiguousarray(self.pattern[name].to_numpy())
            for name in ("pattern", "author", "institution", "corresponding")
        }
        return {**plain, "country": country}

    def admitted(self, specification: Specification) -> Ints:
        """Cells whose works meet the definition, document types and period of a specification."""
        key = tuple(specification[name] for name in FILTER_CHOICES)
        return self.remember(("admitted", *key), lambda: self._make_admitted(specification))

    def _make_admitted(self, specification: Specification) -> Ints:
        mask = self._meets(specification["ai_definition"])
        if specification["document_types"] == "research":
            mask = mask & self._research
        period = specification.period
        if period.first is not None:
            mask = mask & (self.years >= period.first)
        if period.last is not None:
            mask = mask & (self.years <= period.last)
        return np.flatnonzero(mask)

    def _meets(self, definition: str) -> NDArray[np.bool_]:
        if definition not in self.definitions:
            raise UnknownName(f"option of '{AI_DEFINITION.name}'", definition, self.definitions)
        bit = np.int64(1 << self.definitions.index(definition))
        return np.asarray((self._masks & bit) != 0)

    def works_by_profile(self, specification: Specification) -> Floats:
        """Number of admitted works of each profile."""
        territory = specification["territory"]
        key = tuple(specification[name] for name in FILTER_CHOICES)

        def make() -> Floats:
            profiles, cells = self.profiles(territory), self.admitted(specification)
            return np.bincount(
                profiles.cell[cells], weights=self.sizes[cells], minlength=len(profiles.countries)
            )

        return self.remember(("works", territory, *key), make)

    def profiles(self, territory: str) -> Profiles:
        """Patterns under a territory policy (cached)."""
        if territory not in self._profiles:
            self._profiles[territory] = self._make_profiles(territory)
        return self._profiles[territory]

    def _make_profiles(self, name: str) -> Profiles:
        policy = next(t for t in TERRITORIES if t.name == name)
        eras = self.cell["era"].to_numpy() if policy.bloc else np.zeros(len(self.sizes), np.int16)
        pattern = self._columns["pattern"]
        starts = np.searchsorted(pattern, np.arange(pattern[-1] + 2 if len(pattern) else 1))
        cells = np.zeros(len(self.sizes), np.int64)
        work, rows, cuts, total = [], [], [], 0
        for era in np.unique(eras):
            here = np.flatnonzero(eras == era)
            wanted, place = np.unique(self.cell["pattern"].to_numpy()[here], return_inverse=True)
            cells[here] = total + place
            lengths = starts[wanted + 1] - starts[wanted]
            rows.append(np.repeat(starts[wanted] - np.cumsum(lengths) + lengths, lengths)
                        + np.arange(lengths.sum()))
            work.append(np.repeat(np.arange(len(wanted)) + total, lengths))
            index = [self.countries.index(policy.code(c, int(era))) for c in self.countries]
            cuts.append((total, total + len(wanted), np.array(index, np.int16)))
            total += len(wanted)
        joined = np.concatenate(work) if work else np.empty(0, np.int64)
        taken = np.concatenate(rows) if rows else np.empty(0, np.int64)
        facts = [np.zeros(total, np.int32) for _ in range(4)]
        profiles = Profiles(cells, joined, taken, tuple(cuts), *facts)
        for low, high, territory in cuts:
            part = np.searchsorted(joined, [low, high])
            c = self._slice(profiles, part)
            passes.describe_works(
                c["work"], c["author"], c["country"], territory, *(f[low:high] for f in facts)
            )
        return profiles

    def _slice(self, profiles: Profiles, part: Ints) -> dict[str, Ints]:
        low, high = int(part[0]), int(part[1])
        taken = profiles.rows[low:high]
        columns = {name: values[taken] for name, values in self._columns.items()}
        return {**columns, "work": profiles.work[low:high]}

    def credit(self, specification: Specification) -> Entries:
        """Credit of each profile by country under the counting scheme of a specification.

        Raises
        ------
        DataMissing
            The scheme needs institutions or corresponding authors and the release has none.
        """
        key = tuple(specification[name] for name in CREDIT_CHOICES)
        return self.remember(("credit", *key), lambda: self._make_credit(specification))

    def remember(self, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once a key: many specifications share a few choices."""
        if key not in self._memory:
            self._memory[key] = make()
        made: Made = self._memory[key]
        return made

    def _make_credit(self, specification: Specification) -> Entries:
        scheme = _option("counting", specification)
        self._need(scheme)
        unknown = _option("unknown", specification)
        profiles = self.profiles(specification["territory"])
        parts = []
        for low, high, territory in profiles.cuts:
            c = self._slice(profiles, np.searchsorted(profiles.work, [low, high]))
            room = len(c["work"]) + high - low
            first = np.zeros(high - low + 1, np.int64)
            key, value = np.zeros(room, np.int32), np.zeros(room)
            passes.credit_entries(
                c["work"], c["author"], c["institution"], c["country"], c["corresponding"],
                territory, scheme, unknown, first, key, value,
            )
            parts.append((first, key[: first[-1]], value[: first[-1]]))
        return _joined(profiles.cell, parts)

    def _need(self, scheme: int) -> None:
        if scheme == passes.INSTITUTION and not (self._columns["institution"] >= 0).any():
            raise DataMissing(
                "counting = institution: no work of this release names an institution",
                fix="choose another counting, or build a release from a source with institutions",
            )
        if scheme == passes.CORRESPONDING and not (self._columns["corresponding"] >= 0).any():
            raise DataMissing(
                "counting = corresponding: no work of this release marks corresponding authors",
                fix="choose another counting, or build a release from a source that marks them",
            )

    def links(self, specification: Specification) -> Entries:
        """Links of each profile by pair under the link weight of a specification."""
        key = tuple(specification[name] for name in LINK_CHOICES)
        return self.remember(("links", *key), lambda: self._make_links(specification))

    def _make_links(self, specification: Specification) -> Entries:
        link = _option("link", specification)
        unknown = _option("unknown", specification)
        two_authors = specification["dual_affiliation"] == "needs_two_authors"
        profiles = self.profiles(specification["territory"])
        parts = []
        for low, high, territory in profiles.cuts:
            c = self._slice(profiles, np.searchsorted(profiles.work, [low, high]))
            first = np.zeros(high - low + 1, np.int64)
            key, value = np.zeros(0, np.int32), np.zeros(0)
            for _ in range(2):  # count, make room, write
                room = passes.link_entries(
                    c["work"], c["author"], c["country"], territory, link, unknown, two_authors,
                    first, key, value,
                )
                if not len(key):
                    key, value = np.zeros(room, np.int32), np.zeros(room)
            parts.append((first, key, value))
        return _joined(profiles.cell, parts)

    def newman(self, specification: Specification, centre: int) -> Entries:
        """Newman's weights of each profile between one country and every other."""
        from detente.kernels.newman import newman_entries

        profiles = self.profiles(specification["territory"])
        parts = []
        for low, high, territory in profiles.cuts:
            c = self._slice(profiles, np.searchsorted(profiles.work, [low, high]))
            first = np.zeros(high - low + 1, np.int64)
            key, value = np.zeros(len(c["work"]), np.int32), np.zeros(len(c["work"]))
            newman_entries(
                c["work"], c["author"], c["country"], territory, centre, first, key, value
            )
            parts.append((first, key[: first[-1]], value[: first[-1]]))
        return _joined(profiles.cell, parts)

    def weights(self, cells: Ints, *, draws: int, seed: int) -> NDArray[np.int32]:
        """Number of works (column 0) and bootstrap weights (columns 1 …) of the given cells.

        Cells once drawn are kept: the same cells serve every indicator and specification.

        Returns
        -------
        int32 array, shape (len(cells), 1 + draws)
        """
        if (draws, seed) not in self._drawn:
            shape = (len(self.sizes), 1 + draws)
            self._drawn[draws, seed] = np.empty(shape, np.int32), np.zeros(shape[0], bool)
        matrix, done = self._drawn[draws, seed]
        fresh = cells[~done[cells]]
        if len(fresh):
            first, works = self.works_of(fresh)
            matrix[fresh, 0] = self.sizes[fresh]
            matrix[fresh, 1:] = bootstrap.weights(first, works, draws=draws, seed=seed)
            done[fresh] = True
        return matrix[cells]

    def works_of(self, cells: Ints) -> tuple[Ints, Ints]:
        """Works of the given cells, one cell after another, and where each cell's begin."""
        first, works = self._members
        lengths = first[cells + 1] - first[cells]
        begin = np.concatenate([[0], np.cumsum(lengths)])
        return begin, works[np.repeat(first[cells] - begin[:-1], lengths) + np.arange(begin[-1])]

    @cached_property
    def _members(self) -> tuple[Ints, Ints]:
        cells = self.cell_work["cell"].to_numpy()
        return np.searchsorted(cells, np.arange(len(self.sizes) + 1)), self.cell_work["work"].to_numpy()

    def total(
        self, entries: Entries, cells: Ints, *, keys: int, draws: int, seed: int,
        group: Ints | None = None, groups: int = 1,
    ) -> Floats:
        """Σ value × weight over the given cells, by group and key.

        Parameters
        ----------
        entries : Entries
        cells : integer array
            Cells to add up, ascending.
        keys : int
            Number of places of a key.
        group : integer array, shape (len(cells),), optional
            Group of each cell, e.g. its year; one group by default.

        Returns
        -------
        float64 array, shape (groups, keys, 1 + draws)
        """
        out = np.zeros((groups, keys, 1 + draws))
        if group is None:
            group = np.zeros(len(cells), np.int64)
        gives = np.diff(entries.first)[entries.profile[cells]] > 0
        cells, group = cells[gives], group[gives]
        bootstrap.accumulate(
            np.arange(len(cells)), entries.profile[cells], entries.first, entries.key, entries.value,
            group, self.weights(cells, draws=draws, seed=seed), out,
        )
        return out


def _option(dimension: str, specification: Specification) -> int:
    """Kernel constant of an option: its position in the dimension."""
    options = next(d.options for d in DIMENSIONS if d.name == dimension)
    return [option.name for option in options].index(specification[dimension])


def _joined(cell: Ints, parts: Sequence[tuple[Ints, Ints, Floats]]) -> Entries:
    first, offset = [np.zeros(1, np.int64)], 0
    for part, _, _ in parts:
        first.append(part[1:] + offset)
        offset += int(part[-1])
    keys = [key for _, key, _ in parts] or [np.zeros(0, np.int32)]
    values = [value for _, _, value in parts] or [np.zeros(0)]
    return Entries(cell, np.concatenate(first), np.concatenate(keys), np.concatenate(values))
