"""What is known of each work of a release, and the scores that follow from it.

The world that a work is compared with is every work that the specification's definition of AI and
document types admit, of every year: shares of the top x % are then exactly x among them. Scores are
found once for all countings, territories and draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dimensions.citations import TOP_SHARE
from detente.core.errors import DataMissing
from detente.kernels import impact
from detente.kernels.percentiles import reference_sets
from detente.kernels.windows import UNKNOWN
from detente.lake.citations import SUPPLY, YEARS, counted_citations, foreign_citations
from detente.lake.disruptive import Facts
from detente.lake.literature import UNKNOWN_VENUE, Literature
from detente.lake.references import References
from detente.lake.strata import WorkFields, strata_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset
    from detente.lake.entries import Entries
    from detente.lake.strata import Strata

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TOPS = tuple(float(option.name.rstrip("%")) / 100.0 for option in TOP_SHARE.options)
CHOICES = ("ai_definition", "document_types", "reference_set", "window", "domestic_citations")
"""Dimensions that change the scores of works, besides the top share."""
_FACTS = """
SELECT w.work AS work, w.date AS date, w.year AS year, w.type AS type, w.citations AS citations,
       w.stated_references AS stated_references, w.venue AS venue
FROM work AS w
"""
_FIELDS = "SELECT f.work AS work, f.field AS field, f.weight AS weight FROM work_field AS f"


@dataclass(frozen=True, eq=False)
class Impact:
    """Impact of each work under a specification.

    Attributes
    ----------
    scores : detente.kernels.impact.Scores
        One column a top share of ``TOPS``.
    strata : Strata
    citations : integer array, shape (works,)
        Citations that count; -1 unknown, or not of the world.
    unknown : bool array, shape (works,)
        Works of the world whose citations are not known.
    """

    scores: impact.Scores
    strata: Strata
    citations: Ints
    unknown: Flags

    @property
    def merged(self) -> Floats:
        """How much of each work is compared within merged reference sets: (works,)."""
        return self.strata.merged_part

    @cached_property
    def contributions(self) -> Floats:
        """Columns PAPERS, SCORED, SCORE and the tops of :mod:`detente.kernels.impact`."""
        return self.scores.contributions()


@dataclass(eq=False)
class Scores:
    """Facts and scores of works.

    Parameters
    ----------
    dataset : Dataset
    works : integer array, shape (works,)
        Identifiers, ascending.
    """

    dataset: Dataset
    works: Ints

    @cached_property
    def _facts(self) -> pa.Table:
        facts = self.dataset.query(_FACTS, "work").sort_by("work")
        return facts.take(np.searchsorted(facts["work"].to_numpy(), self.works))

    @cached_property
    def year(self) -> Ints:
        """Year of publication of each work."""
        year: Ints = self._facts["year"].to_numpy().astype(np.int64)
        return year

    @cached_property
    def kind(self) -> Ints:
        """Document type of each work, as a number in the order of their names."""
        return np.unique(self._facts["type"].to_pylist(), return_inverse=True)[1]

    @cached_property
    def references(self) -> References:
        """References between the works."""
        date = self._facts["date"].to_numpy().astype("datetime64[D]")
        stated = self._facts["stated_references"].fill_null(UNKNOWN).to_numpy()
        return References(self.dataset, self.works, self.year, date, stated)

    @cached_property
    def literature(self) -> Literature:
        """The works with their references and venues.

        Raises
        ------
        DataMissing
            The release knows no venue of any work.
        """
        venue = self._facts["venue"].combine_chunks().dictionary_encode()
        if not len(venue.dictionary):
            raise DataMissing(
                "insufficient data: venues of works",
                why=f"release {self.dataset.release.id} knows none, and novelty is told by them",
                fix="bring works with their venues: detente fetch openalex --help",
            )
        place = venue.indices.fill_null(UNKNOWN_VENUE).to_numpy()
        return Literature(self.references, place.astype(np.int64))

    def fields_for(self, specification: Specification) -> WorkFields:
        """Fields that works are compared within: their own, or one for all."""
        if specification["reference_set"] == "by_field":
            return self.fields
        return WorkFields.of(self.works, _NO_FIELDS)

    @cached_property
    def fields(self) -> WorkFields:
        """Fields of each work.

        Raises
        ------
        DataMissing
            The release knows no fields.
        """
        if not self.dataset.release.has("work_field"):
            raise DataMissing(
                "insufficient data: reference_set = by_field",
                why=f"release {self.dataset.release.id} knows no fields of works",
                fix=f"choose --reference-set by_year, or: {SUPPLY}",
            )
        rows = self.dataset.query(_FIELDS, "work_field")
        columns = (rows["work"].to_numpy(), rows["field"].to_pylist(), rows["weight"].to_numpy())
        return WorkFields.of(self.works, columns)

    @cached_property
    def total_citations(self) -> Ints:
        """All citations of each work that its source counts; -1 unknown."""
        total: Ints = self._facts["citations"].fill_null(UNKNOWN).to_numpy().astype(np.int64)
        return total

    def citations(self, specification: Specification, countries: Entries | None) -> Ints:
        """Citations of each work that count under a specification; -1 unknown.

        Parameters
        ----------
        specification : Specification
        countries : Entries or None
            Countries of each work where domestic citations are dropped.

        Raises
        ------
        DataMissing
            The release knows no citations, or nothing of what the choices need.
        """
        total = self.total_citations
        if not (total != UNKNOWN).any():
            raise DataMissing(
                "insufficient data: citations of works",
                why=f"release {self.dataset.release.id} knows none",
                fix=SUPPLY,
            )
        window = YEARS[specification["window"]]
        if countries is None:
            return counted_citations(
                self.dataset, self.works, year=self.year, total=total, window=window
            )
        return foreign_citations(
            self.dataset, self.works, year=self.year, countries=countries, window=window
        )

    def impact(
        self, specification: Specification, world: Flags, countries: Entries | None
    ) -> Impact:
        """Scores of the works of a world.

        Parameters
        ----------
        specification : Specification
        world : bool array, shape (works,)
            Works that others are compared with, and that have a score.
        countries : Entries or None
            As in :meth:`citations`.
        """
        citations = np.where(world, self.citations(specification, countries), UNKNOWN)
        nothing = np.zeros(len(self.works), np.int64)
        strata = strata_of(
            self.fields_for(specification), self.year, self.kind, ranked=citations >= 0,
            besides=nothing,
        )  # fmt: skip
        reference = reference_sets(citations, strata.placed, tops=TOPS, strata=strata.size)
        scores = impact.scores(citations, strata.placed, reference)
        return Impact(scores, strata, citations, world & (citations < 0))

    def disruption_facts(self, specification: Specification, world: Flags) -> Facts:
        """What decides how the works of a world are ranked by disruption.

        Raises
        ------
        DataMissing
            The release has no references, or knows no fields.
        """
        years, stated = YEARS[specification["disruption_window"]] or 0, self.references.stated
        found, evened = (self.references.disruption(years, evened=e) for e in (False, True))
        fields = self.fields_for(specification)
        return Facts(world, self.year, self.kind, stated, fields, found, evened)


_NO_FIELDS = (np.zeros(0, np.int64), (), np.zeros(0))
