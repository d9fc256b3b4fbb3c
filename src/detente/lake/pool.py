"""The pool of a release in memory, and the totals that every indicator adds up from it.

A work is seen as (pattern, stratum). The pattern decides what it contributes under each counting
scheme, territory policy and link weight; the stratum (year, era, type, definitions) decides which
specifications admit it. A total is then Σ over cells of (contribution of the pattern) × (weight of
the cell), where the weight is the number of works, or their summed bootstrap weight in one draw:
column 0 of every total is the estimate, columns 1 … are the draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.dimensions.bylines import AI_DEFINITION, RESEARCH_TYPES
from detente.core.errors import DataMissing, UnknownName
from detente.core.territory import BLOC
from detente.kernels import bootstrap
from detente.kernels.credit import CORRESPONDING, INSTITUTION
from detente.lake.contributions import credit_parts, link_parts, newman_parts
from detente.lake.entries import Entries, sum_by
from detente.lake.profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.lake.profiles import Piece

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

Made = TypeVar("Made")
FILTER_CHOICES = ("ai_definition", "document_types", "period")
CREDIT_CHOICES = ("counting", "unknown", "territory")
LINK_CHOICES = ("link", "unknown", "territory", "dual_affiliation")


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
    _memory: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, repr=False)

    def remember(self, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once a key: many specifications share a few choices."""
        if key not in self._memory:
            self._memory[key] = make()
        made: Made = self._memory[key]
        return made

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Codes by place: all that occur, and those that a territory policy may credit."""
        seen = {code for code in self.pattern["country"].unique().to_pylist() if code}
        return tuple(sorted(seen | {"CN", BLOC}))

    @property
    def places(self) -> int:
        """Number of countries; the place of the unknown country in credit totals."""
        return len(self.countries)

    def place(self, code: str) -> int:
        """Place of a country.

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
        years: Ints = self.cell["year"].to_numpy()
        return years

    @cached_property
    def sizes(self) -> Ints:
        """Number of works of each cell."""
        sizes: Ints = self.cell["works"].to_numpy().astype(np.int64)
        return sizes

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
            types = self.cell["type"].combine_chunks().dictionary_encode()
            wanted = [name in RESEARCH_TYPES for name in types.dictionary.to_pylist()]
            mask = mask & np.array(wanted, bool)[types.indices.to_numpy()]
        period = specification.period
        if period.first is not None:
            mask = mask & (self.years >= period.first)
        if period.last is not None:
            mask = mask & (self.years <= period.last)
        return np.flatnonzero(mask)

    def eras(self, specification: Specification) -> tuple[int, ...]:
        """Eras of the admitted works."""
        key = tuple(specification[name] for name in FILTER_CHOICES)

        def make() -> tuple[int, ...]:
            eras = self.cell["era"].to_numpy()[self.admitted(specification)]
            return tuple(np.unique(eras).tolist())

        return self.remember(("eras", *key), make)

    def _meets(self, definition: str) -> NDArray[np.bool_]:
        if definition not in self.definitions:
            raise UnknownName(f"option of '{AI_DEFINITION.name}'", definition, self.definitions)
        bit = np.int64(1 << self.definitions.index(definition))
        return np.asarray((self.cell["definitions"].to_numpy() & bit) != 0)

    def works_by_profile(self, specification: Specification) -> Floats:
        """Number of admitted works of each profile."""
        names = ("territory", *FILTER_CHOICES)

        def make() -> Floats:
            profiles, cells = (
                self.profiles(specification["territory"]),
                self.admitted(specification),
            )
            return sum_by(profiles.cell[cells], self.sizes[cells].astype(float), profiles.size)

        return self.remember(("works", *(specification[name] for name in names)), make)

    def profiles(self, territory: str) -> Profiles:
        """Patterns under a territory policy."""
        return self.remember(
            ("profiles", territory),
            lambda: Profiles.of(
                self.cell, self._columns, countries=self.countries, territory=territory
            ),
        )

    def credit(self, specification: Specification) -> Entries:
        """Credit of each profile by country under the counting scheme of a specification.

        Raises
        ------
        DataMissing
            The scheme needs institutions or corresponding authors and the release has none.
        """
        key = tuple(specification[name] for name in CREDIT_CHOICES)
        return self.remember(
            ("credit", *key),
            lambda: self._make_credit(
                specification, self.profiles(specification["territory"]).pieces()
            ),
        )

    def credit_if(self, specification: Specification, place: int | None) -> Entries:
        """Credit of each profile if the unknown affiliations of every work were known.

        Parameters
        ----------
        specification : Specification
            Its treatment of the unknown plays no part.
        place : int or None
            The country that all of them are in; None for one country each, unlike any other, whose
            keys come after that of the last country.
        """
        known = specification.but(unknown="as_unknown")
        key = ("credit if", place, known["counting"], known["territory"])
        pieces = self.profiles(known["territory"]).filled(place)
        return self.remember(key, lambda: self._make_credit(known, pieces))

    def _make_credit(self, specification: Specification, pieces: Iterator[Piece]) -> Entries:
        scheme, unknown = _option("counting", specification), _option("unknown", specification)
        self._need(scheme)
        profiles = self.profiles(specification["territory"])
        return Entries.of(profiles.cell, credit_parts(pieces, scheme, unknown))

    def _need(self, scheme: int) -> None:
        needs = {INSTITUTION: "institution", CORRESPONDING: "corresponding"}
        column = needs.get(scheme)
        if column is not None and not (self._columns[column] >= 0).any():
            what = {"institution": "names an institution", "corresponding": "marks such authors"}
            raise DataMissing(
                f"insufficient data: counting = {column}",
                why=f"no work of this release {what[column]}",
                fix="choose another counting, or build a release from a source that has them",
            )

    def links(self, specification: Specification) -> Entries:
        """Links of each profile by pair under the link weight of a specification."""
        key = tuple(specification[name] for name in LINK_CHOICES)
        return self.remember(("links", *key), lambda: self._make_links(specification))

    def _make_links(self, specification: Specification) -> Entries:
        link, unknown = _option("link", specification), _option("unknown", specification)
        two_authors = specification["dual_affiliation"] == "needs_two_authors"
        profiles = self.profiles(specification["territory"])
        parts = link_parts(profiles.pieces(), link, unknown, two_authors=two_authors)
        return Entries.of(profiles.cell, parts)

    def newman(self, specification: Specification, centre: int) -> Entries:
        """Newman's weights of each profile between one country and every other."""
        profiles = self.profiles(specification["territory"])
        return Entries.of(profiles.cell, newman_parts(profiles.pieces(), centre))

    def weights(self, cells: Ints, *, draws: int, seed: int) -> NDArray[np.int32]:
        """Number of works (column 0) and bootstrap weights (columns 1 …) of at least these cells.

        Cells once drawn are kept: the same cells serve every indicator and specification.

        Returns
        -------
        int32 array, shape (all cells, 1 + draws)
            Rows of cells that nobody has asked for hold nothing of meaning. It is the kept array:
            a copy of the asked rows took as long as adding them up.
        """
        shape = (len(self.sizes), 1 + draws)
        matrix, done = self.remember(
            ("weights", draws, seed), lambda: (np.empty(shape, np.int32), np.zeros(shape[0], bool))
        )
        fresh = cells[~done[cells]]
        if len(fresh):
            first, works = self.works_of(fresh)
            matrix[fresh, 0] = self.sizes[fresh]
            matrix[fresh, 1:] = bootstrap.weights(first, works, draws=draws, seed=seed)
            done[fresh] = True
        found: NDArray[np.int32] = matrix
        return found

    def works_of(self, cells: Ints) -> tuple[Ints, Ints]:
        """Works of the given cells, one cell after another, and where each cell's begin."""
        first, works = self._members
        lengths = first[cells + 1] - first[cells]
        begin = np.concatenate([[0], np.cumsum(lengths)])
        return begin, works[np.repeat(first[cells] - begin[:-1], lengths) + np.arange(begin[-1])]

    @cached_property
    def _members(self) -> tuple[Ints, Ints]:
        cells = self.cell_work["cell"].to_numpy()
        first = np.searchsorted(cells, np.arange(len(self.sizes) + 1))
        return first, self.cell_work["work"].to_numpy()

    def total(
        self, entries: Entries, cells: Ints, *, keys: int, draws: int, seed: int,
        group: Ints | None = None, groups: int = 1,
    ) -> Floats:  # fmt: skip
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
        group_of = np.zeros(len(self.sizes), np.int64)
        if group is not None:
            group_of[cells] = group
        giving = cells[np.diff(entries.first)[entries.profile[cells]] > 0]
        bootstrap.accumulate(
            giving, entries.profile, entries.first, entries.key, entries.value, group_of,
            self.weights(giving, draws=draws, seed=seed), out,
        )  # fmt: skip
        return out


def _option(dimension: str, specification: Specification) -> int:
    """Kernel constant of an option: its position in the dimension."""
    options = next(d.options for d in DIMENSIONS if d.name == dimension)
    return [option.name for option in options].index(specification[dimension])
