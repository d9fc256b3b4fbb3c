"""Careers of a dataset under one specification, and totals over authors.

Column 0 of a total is the number of authors, the others are bootstrap draws of authors, each a
function of (seed, author, draw): the same author weighs the same in every specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import DataMissing
from detente.core.territory import TERRITORIES
from detente.indicators.impact import top_column
from detente.kernels import bootstrap
from detente.kernels.active_years import main_countries
from detente.kernels.mobility import (
    CLASSES,
    ENDLESS,
    NOT_AT_RISK,
    careers,
    moves,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally
    from detente.kernels.active_years import ActiveYears
    from detente.kernels.mobility import Careers, Moves
    from detente.lake.dataset import Dataset

    Ints = NDArray[np.integer]
    Flags = NDArray[np.bool_]

TABLES = ("work", "authorship", "author")
STATEMENT = """
SELECT n.person AS person, w.year AS year, n.work AS work, a.country AS country, n.orcid AS orcid
FROM author AS n
JOIN work AS w ON w.work = n.work
JOIN authorship AS a ON a.work = n.work AND a.author = n.author
ORDER BY person, year, work
"""
SUPPLY = (
    'detente fetch openalex --filter "primary_topic.subfield.id:1702" --to works, '
    "then: detente build openalex=works; or a table of your own with a column 'person'"
)
CONFIRM = {"none": 1, "next_year": 2, "two_years": 3}
GAP = {"any": ENDLESS, "five_years": 5, "three_years": 3}


class Rows(NamedTuple):
    """Affiliations of identified authors, sorted by person, year and work.

    Attributes
    ----------
    person, work : int64 array
    year : int16 array
    country : int16 array
        Place of the country as published; -1 where it is unknown.
    orcid : bool array or None
        Whether the identity has an ORCID; None where no author of the release has.
    """

    person: Ints
    year: Ints
    work: Ints
    country: Ints
    orcid: NDArray[np.bool_] | None


@dataclass(eq=False)
class Mobility:
    """Moves and classes of the authors of the works that a specification admits.

    Parameters
    ----------
    tally : Tally
        Which works, under which territory policy and with how many draws.

    Raises
    ------
    DataMissing
        The release does not say who its authors are, or, asked for those with an ORCID, knows of
        none.
    """

    tally: Tally

    @property
    def places(self) -> int:
        """Number of countries."""
        return self.tally.pool.places

    @cached_property
    def eras(self) -> list[int]:
        """The era by whose borders all years are seen: that of the last work."""
        return self.tally.eras[-1:]

    @cached_property
    def rows(self) -> Rows:
        """Affiliations that take part, countries mapped by the territory policy.

        A border that moves moves nobody: membership of the European Union is that of the last
        year for all years.
        """
        found = _rows(self.tally.dataset)
        admitted = np.sort(self.tally.pool.works_of(self.tally.cells)[1])
        chosen = _among(found.work, admitted)
        if self.tally.specification["author_standing"] == "top_cited":
            chosen &= self._highly_cited(found, chosen)
        if self.tally.specification["author_identity"] == "orcid":
            if found.orcid is None:
                raise DataMissing(
                    "insufficient data: author_identity = orcid",
                    why="no author of this release has an ORCID",
                    fix="use --author-identity all, or build from a source that has them",
                )
            chosen &= found.orcid
        policy = next(t for t in TERRITORIES if t.name == self.tally.specification["territory"])
        codes = self.tally.pool.countries
        era = self.eras[0] if self.eras else 0
        mapped = [codes.index(c) if (c := policy.code(code, era)) in codes else i
                  for i, code in enumerate(codes)]  # fmt: skip
        country = np.array([*mapped, -1], np.int16)[found.country[chosen]]
        return Rows(found.person[chosen], found.year[chosen], found.work[chosen], country, None)

    def _highly_cited(self, rows: Rows, admitted: Flags) -> Flags:
        """Rows of authors who have an admitted work among the most cited of its year and type.

        Works that tie across the threshold count: an author is in or out, and cannot be shared.
        """
        works = self.tally.dataset.work_pool
        specification = self.tally.specification.but(reference_set="by_year", top_share="10%")
        top = works.impact(specification).contributions[:, top_column(specification)] > 0
        best = works.cell_work["work"].to_numpy()[top]
        people = np.unique(rows.person[admitted & _among(rows.work, best)])
        return _among(rows.person, people)

    @cached_property
    def active(self) -> ActiveYears:
        """Main countries by author and year."""
        rows = self.rows
        return main_countries(
            rows.person, rows.year, rows.work, rows.country, countries=self.places
        )

    @cached_property
    def moved(self) -> Moves:
        """Moves under the specification's confirmation and gap."""
        confirm = CONFIRM[self.tally.specification["move_confirmation"]]
        return moves(self.active, confirm=confirm, gap=self._gap)

    @cached_property
    def careers(self) -> Careers:
        """Class and origin of each author."""
        return careers(self.rows.person, self.rows.country, self.active, self.moved, gap=self._gap)

    @property
    def _gap(self) -> int:
        return GAP[self.tally.specification["career_gap"]]

    @cached_property
    def unknown_share(self) -> float:
        """Share of papers of authors, one each for every author, on which no country is known."""
        rows = self.rows
        if not len(rows.person):
            return float("nan")
        new = (np.diff(rows.person, prepend=-1) != 0) | (np.diff(rows.work, prepend=-1) != 0)
        known = np.maximum.reduceat(rows.country, np.flatnonzero(new)) >= 0
        return float(1 - known.mean())

    @property
    def years(self) -> Ints:
        """Years in which the admitted works appeared, ascending."""
        return self.tally.years

    def flows(self, *, by_year: bool = False) -> NDArray[np.int32]:
        """Moves into and out of each country: (groups, 2, places, 1 + draws).

        Parameters
        ----------
        by_year : bool
            A group for each of ``years``, by that of arrival; else one.
        """
        every = np.ones(len(self.moved.person), bool)
        return self._flows((self.moved.target, every), (self.moved.origin, every), by_year)

    def flows_of(self, place: int, *, by_year: bool = False) -> NDArray[np.int32]:
        """Moves into one country from each other one, and out of it to each: as :meth:`flows`."""
        into, out = self.moved.target == place, self.moved.origin == place
        return self._flows((self.moved.origin, into), (self.moved.target, out), by_year)

    def _flows(
        self, inward: tuple[Ints, Flags], outward: tuple[Ints, Flags], by_year: bool
    ) -> NDArray[np.int32]:
        groups = len(self.years) if by_year else 1
        group = np.searchsorted(self.years, self.moved.by) if by_year else 0 * self.moved.person
        keys, persons = [], []
        for side, (place, chosen) in enumerate((inward, outward)):
            key = (group.astype(np.int64) * 2 + side) * self.places + place
            keys.append(key[chosen])
            persons.append(self.moved.person[chosen])
        size = groups * 2 * self.places
        total = self._total(np.concatenate(keys), np.concatenate(persons), size)
        return total.reshape(groups, 2, self.places, self.tally.columns)

    @cached_property
    def at_risk(self) -> NDArray[np.int32]:
        """Authors at risk who had each country as their main one: (places, 1 + draws)."""
        found = self.careers
        place = np.searchsorted(found.person, self.active.person)
        at_risk = found.kind[place] != NOT_AT_RISK
        # an author counts once in each country of the career
        size = max(1, len(found.person))
        both = np.unique(self.active.country[at_risk].astype(np.int64) * size + place[at_risk])
        return self._total(both // size, found.person[both % size], self.places)

    @cached_property
    def classes(self) -> NDArray[np.int32]:
        """Authors by class and country of origin, the unknown one last.

        Returns
        -------
        int32 array, shape (classes, places + 1, 1 + draws)
        """
        found, width = self.careers, self.places + 1
        key = found.kind.astype(np.int64) * width + np.where(
            found.origin < 0, self.places, found.origin
        )
        total = self._total(key, found.person, len(CLASSES) * width)
        return total.reshape(len(CLASSES), width, self.tally.columns)

    def _total(self, key: Ints, person: Ints, keys: int) -> NDArray[np.int32]:
        """Authors by key and their bootstrap weights: (keys, 1 + draws)."""
        order = np.argsort(key, kind="stable")
        first = np.searchsorted(key[order], np.arange(keys + 1))
        out = np.empty((keys, self.tally.columns), np.int32)
        out[:, 0] = np.diff(first)
        out[:, 1:] = bootstrap.weights(
            first, person[order].astype(np.int64), draws=self.tally.columns - 1,
            seed=self.tally.dataset.seed,
        )  # fmt: skip
        return out


def _among(values: Ints, sorted_set: Ints) -> NDArray[np.bool_]:
    """Which values are in a sorted array."""
    if not len(sorted_set):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(sorted_set, values), len(sorted_set) - 1)
    return np.asarray(sorted_set[place] == values)


def _rows(dataset: Dataset) -> Rows:
    """Affiliations of all identified authors, read once a dataset."""
    if "author rows" not in dataset.memory:
        dataset.memory["author rows"] = _read(dataset)
    rows: Rows = dataset.memory["author rows"]  # type: ignore[assignment]
    return rows


def _read(dataset: Dataset) -> Rows:
    if not dataset.release.has("author") or not dataset.release.rows("author"):
        raise DataMissing(
            f"insufficient data: release {dataset.release.id} does not say who its authors are",
            why="moves need the same author's papers of several years",
            fix=SUPPLY,
        )
    dataset.need(*TABLES)
    table = dataset.query(STATEMENT, *TABLES).combine_chunks()
    places = {code: place for place, code in enumerate(dataset.pool.countries)}
    names = table["country"].combine_chunks().dictionary_encode()
    codes = np.array([*(places[c] for c in names.dictionary.to_pylist()), -1], np.int16)
    country = codes[names.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
    orcid = table["orcid"].combine_chunks()
    known = orcid.fill_null(False).to_numpy(zero_copy_only=False)
    return Rows(
        person=np.array(table["person"].to_numpy(), np.int64),
        year=np.array(table["year"].to_numpy(), np.int16),
        work=np.array(table["work"].to_numpy(), np.int64),
        country=country,
        orcid=known if known.any() else None,
    )
