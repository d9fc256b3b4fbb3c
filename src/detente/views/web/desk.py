"""The desk: every number that pages show is asked here, computed once, and remembered.

An indicator says which filters merely pick rows (``Indicator.picks``). The first few countries that
are asked for under a specification are computed one by one, which is quickest for a reader; then
the whole world is, and what is asked is a slice of it, bit for bit and in the same order what
``detente show`` prints.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.core.discovery import find
from detente.core.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from detente.claims.claim import Claim
    from detente.core.dimensions import Specification
    from detente.core.indicator import Indicator
    from detente.lake.dataset import Dataset
    from detente.views.web.findings import Findings
    from detente.views.web.state import State

HELD = 128
# so many countries are asked for one by one (0.07 s each); from then on all at once (0.7 s)
ALONE = 4
_Key = tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, Any], ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A measure of the whole world, with where each country's rows are."""

    measure: Measure
    places: Mapping[Any, Any]

    @staticmethod
    def of(measure: Measure, column: str | None) -> Sheet:
        """The measure, indexed by a column."""
        import numpy as np

        if column is None:
            return Sheet(measure, {})
        found: dict[Any, list[int]] = {}
        for place, value in enumerate(measure.rows[column].to_pylist()):
            found.setdefault(value, []).append(place)
        return Sheet(measure, {value: np.array(places) for value, places in found.items()})

    def slice(self, picked: Mapping[str, Any]) -> Measure:
        """The rows that have these values; the first name is the one it is indexed by."""
        (_, value), *others = picked.items()
        places = self.places.get(value, [])
        rows = self.measure.rows.take(places) if len(places) else self.measure.rows.slice(0, 0)
        found = Measure(rows, self.measure.indicator, self.measure.provenance)
        return found.where(**dict(others))


@dataclass(eq=False)
class Desk:
    """Answers from one release.

    Attributes
    ----------
    lake : Path
        The lake's folder.
    dataset : Dataset
        The release that is read.
    processes : int
        How many claims are computed at a time, beside the pages.
    copied : int
        Of how many of the largest countries a static copy has pages.
    made_public : str
        ISO date on which the site was published; empty if that is not said.
    """

    lake: Path
    dataset: Dataset
    processes: int = 1
    copied: int = 4
    made_public: str = ""
    _sheets: OrderedDict[_Key, Sheet] = field(default_factory=OrderedDict)
    # what computes is not made for threads: one question at a time, and each only once
    _turn: threading.RLock = field(default_factory=threading.RLock)

    @staticmethod
    def at(lake: Path, release: str | None = None) -> Desk:
        """The desk of a release, by default the current one.

        Raises
        ------
        DataMissing, UnknownName, IntegrityError
            There is no such release, or it is damaged.
        """
        from detente.views.python import Lake

        return Desk(lake, Lake(lake, release=release).dataset)

    @property
    def release(self) -> str:
        """Name of the release."""
        return self.dataset.release.id

    @property
    def published(self) -> str:
        """ISO date that reviews and citations bear; empty where none is known.

        It is the day on which the site was published, for a release whose newest file had been
        retrieved by then; for a later one, and where no day is said, that of the newest file.
        """
        return max(self.made_public, self.dataset.release.manifest.retrieved)

    @property
    def simulated(self) -> bool:
        """Whether the release is an invented world."""
        from detente.simulate.release import is_simulated

        return is_simulated(self.dataset.release)

    @cached_property
    def findings(self) -> Findings:
        """What the data say of claims."""
        from detente.views.web.findings import Findings
        from detente.views.web.shelf import Shelf

        shelf = Shelf.of(self.lake, self.release)
        return Findings(
            self.lake, self.release, shelf, self.dataset.draws, self.dataset.seed, self.processes
        )

    def measure(self, name: str, state: State, **filters: Any) -> Measure:
        """An indicator under the choices of a state that matter to it, in the order for reading.

        Raises
        ------
        DetenteError
            As ``detente show`` would say: the release lacks the data, or the question has no
            answer.
        """
        indicator: Indicator = find("detente.indicators", "INDICATOR", name).INDICATOR
        given = {key: value for key, value in filters.items() if value is not None}
        specification = state.only(indicator.dimensions)
        picked = self._to_slice(name, indicator, specification, given=given)
        if picked:
            beside = {key: value for key, value in given.items() if key not in picked}
            found = self._sheet(name, specification, beside).slice(picked)
            if len(found):
                return found
        # nothing to slice from: what is asked may be refused, or answered by a note
        return self._sheet(name, specification, given).measure

    def _to_slice(
        self,
        name: str,
        indicator: Indicator,
        specification: Specification,
        *,
        given: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Filters to slice by: some countries are asked for alone, many from the whole world."""
        picked = {key: given[key] for key in indicator.picks if key in given}
        rest = {key: value for key, value in given.items() if key not in picked}
        if next(iter(picked), None) not in indicator.picks[:1] or not _coarser(indicator, rest):
            return {}
        same = {*rest.items()}
        alike = [
            filters
            for asked, choices, filters in list(self._sheets)
            if asked == name and choices == specification.choices and same <= {*filters}
        ]
        if tuple(sorted(rest.items())) in alike or len(alike) >= ALONE:
            return picked
        return dict(list(picked.items())[1:])

    def _sheet(self, name: str, specification: Specification, filters: Mapping[str, Any]) -> Sheet:
        from detente.indicators.run import run
        from detente.views.text.arrange import arrange

        key = (name, specification.choices, tuple(sorted(filters.items())))
        sheet = self._sheets.get(key)
        if sheet is not None:
            return sheet
        with self._turn:
            if key not in self._sheets:
                measure = arrange(run(name, self.dataset, specification, **filters))
                left = (pick for pick in measure.indicator.picks if pick not in filters)
                self._sheets[key] = Sheet.of(measure, next(left, None))
                while len(self._sheets) > HELD:
                    self._sheets.popitem(last=False)
            return self._sheets[key]

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """The book of claims."""
        from detente.claims.claim import book

        return book()

    def largest(self, count: int) -> list[str]:
        """Codes of the countries with most papers; empty if the release has no papers."""
        from detente.core.errors import DataMissing
        from detente.views.web.state import State

        try:
            rows = self.measure("output", State("en", self.release)).to_dicts()
        except DataMissing:
            return []
        papers = {
            row["country"]: row["value"] or 0.0
            for row in rows
            if row["metric"] == "papers" and row["country"] is not None
        }
        return sorted(papers, key=lambda code: (-papers[code], code))[:count]


def _coarser(indicator: Indicator, rest: Iterable[str]) -> bool:
    """Whether all else that is asked comes before what is picked: the rest asks for other rows."""
    return set(rest) <= set(indicator.grain[: indicator.grain.index(indicator.picks[0])])
