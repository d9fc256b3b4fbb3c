"""The pool with a cell of its own for each work, so that works can be told apart by their scores.

Counts need to know of a work no more than its pattern and stratum. What depends on its citations or
references is a number a work: a total is then Σ over works of (credit of the pattern) × (score of
the work) × (weight of the work), with the same credits and the same draws as every count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from detente.core.dimensions import Specification
from detente.kernels.joint import joint_draws
from detente.lake.disruptive import CHOICES as RANKED_BY
from detente.lake.disruptive import disruptive, most_disruptive_of_cited
from detente.lake.entries import Entries
from detente.lake.novel import CHOICES as NOVEL_CHOICES
from detente.lake.novel import Found, novel
from detente.lake.pool import Pool
from detente.lake.scores import CHOICES, TOPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.kernels.breakthrough import Breakthroughs
    from detente.lake.disruptive import Disruptive, Facts
    from detente.lake.literature import Span
    from detente.lake.novel import Novel
    from detente.lake.scores import Impact, Scores

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

_DISRUPTION_FACTS = ("ai_definition", "document_types", "reference_set", "disruption_window")
DISRUPTION_CHOICES = (*dict.fromkeys((*_DISRUPTION_FACTS, *RANKED_BY)),)
"""Dimensions that change the disruption of works and what they are ranked within."""


@dataclass(eq=False)
class WorkPool(Pool):
    """All works of a release, each by itself, in order of their identifiers.

    Parameters
    ----------
    scores : Scores
        What is known of each work, in the same order.
    """

    scores: Scores = field(kw_only=True)

    @staticmethod
    def of(pool: Pool, scores: Scores) -> WorkPool:
        """The works of a pool."""
        cells, works = (pool.cell_work[name].to_numpy() for name in ("cell", "work"))
        order = np.argsort(works, kind="stable")
        ones = pa.array(np.ones(len(order), np.int32))
        at = pool.cell.schema.get_field_index("works")
        cell = pool.cell.take(pa.array(cells[order])).set_column(at, "works", ones)
        each = pa.table({"cell": np.arange(len(order), dtype=np.int32), "work": works[order]})
        return WorkPool(pool.pattern, cell, each, pool.definitions, scores=scores)

    def shares(self, credit: Entries, scores: Sequence[Floats], *, keys: int) -> Entries:
        """Credit × score of each work, one key a credit and score.

        Parameters
        ----------
        credit : Entries
            Credit of each profile.
        scores : sequence of float64 arrays, shape (works,)
            The score at place i gives the keys ``i * keys + key``.
        keys : int
            Number of places of a key of ``credit``.

        Returns
        -------
        Entries
            With one row a work; what is 0 is left out.
        """
        size = np.diff(credit.first)[credit.profile]
        work = np.repeat(np.arange(len(size)), size)
        start = credit.first[credit.profile] - (np.cumsum(size) - size)
        entry = np.repeat(start, size) + np.arange(len(work))
        value = np.concatenate([credit.value[entry] * score[work] for score in scores])
        key = np.concatenate([credit.key[entry] + i * keys for i in range(len(scores))])
        row = np.tile(work, len(scores))
        given = value != 0.0
        order = np.flatnonzero(given)[np.lexsort((key[given], row[given]))]
        first = np.searchsorted(row[order], np.arange(len(size) + 1))
        return Entries(np.arange(len(size)), first, key[order].astype(np.int32), value[order])

    def credit_of(self, credit: Entries, *places: int) -> Floats:
        """Credit of each work for the countries at some places together: (works,)."""
        counted = np.isin(credit.key, places)
        each = np.bincount(credit.row[counted], credit.value[counted], len(credit.first) - 1)
        return np.asarray(each[credit.profile], float)

    def countries_of_works(self, territory: str) -> Entries:
        """Known countries of each work under a territory policy, each with 1."""

        def make() -> Entries:
            full = self.credit(Specification.of(counting="full", territory=territory))
            each = self.shares(full, [np.ones(len(self.sizes))], keys=self.places + 1)
            known = each.key < self.places
            return each.rekeyed(each.row[known], each.key[known], each.value[known])

        return self.remember(("countries of works", territory), make)

    def world(self, specification: Specification) -> NDArray[np.bool_]:
        """Works that others are compared with: those admitted, of every year."""
        mask = np.zeros(len(self.sizes), bool)
        mask[self.admitted(specification.but(period="all"))] = True
        return mask

    def impact(self, specification: Specification) -> Impact:
        """Impact of each work under a specification.

        Raises
        ------
        DataMissing
            The release lacks citations, fields, yearly counts or references that it takes.
        """
        dropped = specification["domestic_citations"] == "dropped"
        territory = specification["territory"] if dropped else ""
        key = ("impact", territory, *(specification[name] for name in CHOICES))

        def make() -> Impact:
            countries = self.countries_of_works(territory) if dropped else None
            return self.scores.impact(specification, self.world(specification), countries)

        return self.remember(key, make)

    def disruption_facts(self, specification: Specification) -> Facts:
        """What decides how works are ranked by disruption under a specification."""
        key = ("disruption facts", *(specification[name] for name in _DISRUPTION_FACTS))
        return self.remember(
            key,
            lambda: self.scores.disruption_facts(specification, self.world(specification)),
        )

    def disruptive(self, specification: Specification) -> Disruptive:
        """How disruptive each work is under a specification.

        Raises
        ------
        DataMissing
            The release has no references, or knows no fields.
        """
        key = ("disruptive", *(specification[name] for name in DISRUPTION_CHOICES))
        return self.remember(
            key, lambda: disruptive(self.disruption_facts(specification), specification)
        )

    def breakthroughs(self, specification: Specification) -> Breakthroughs:
        """Memberships in the most disruptive of the most cited, by top share and share of those.

        Raises
        ------
        DataMissing
            As :meth:`impact` and :meth:`disruptive`.
        """
        territory = specification["territory"]
        names = dict.fromkeys((*CHOICES, *DISRUPTION_CHOICES))
        dropped = specification["domestic_citations"] == "dropped"
        key = ("breakthroughs", territory if dropped else "", *(specification[n] for n in names))
        return self.remember(
            key,
            lambda: most_disruptive_of_cited(
                self.disruption_facts(specification), self.disruptive(specification),
                self.impact(specification), tops=TOPS,
            ),
        )  # fmt: skip

    def novel(self, specification: Specification, *, span: Span, replicas: int) -> Novel:
        """How novel each work is under a specification, and how late it was recognised.

        Parameters
        ----------
        specification : Specification
        span : Span
            Years taken to be complete; see :meth:`detente.lake.literature.Literature.span`.
        replicas : int
            Networks to hold combinations against; none are drawn for 0.

        Raises
        ------
        DataMissing
            The release has no references or venues, or knows no fields.
        UsageError
            There is one replica.
        """

        def make() -> Novel:
            found = self._novelty_found(span, replicas)
            fields = self.scores.fields_for(specification)
            return novel(found, self.world(specification), fields=fields, kind=self.scores.kind)

        choices = (specification[name] for name in NOVEL_CHOICES)
        return self.remember(("novel", span, replicas, *choices), make)

    def _novelty_found(self, span: Span, replicas: int) -> Found:
        """What no choice changes but the years and the number of networks."""
        given = self.scores.literature
        return Found(
            given, span,
            self.remember(("atypicality", replicas), lambda: given.atypicality(replicas))
            if replicas else None,
            self.remember(("new combinations", span), lambda: given.new_combinations(span)),
            self.remember(("awakened", span), lambda: given.awakened(span)),
        )  # fmt: skip

    def draw_world(
        self, specification: Specification, scores: Floats, *, draws: int, seed: int
    ) -> Floats:
        """Σ score over the admitted works, each once, in the same draws: (1, columns, …)."""
        admitted = self.admitted(specification)
        return joint_draws(
            self.cell_work["work"].to_numpy()[admitted], scores[admitted],
            first=np.array([0, 1]), key=np.zeros(1, np.int32), value=np.ones(1), slots=1,
            draws=draws, seed=seed, group=np.zeros(len(admitted), np.int64),
        )  # fmt: skip

    def draw(
        self, specification: Specification, scores: Floats, *, draws: int, seed: int
    ) -> Floats:
        """Σ credit × score over the admitted works, by country and score, in every draw.

        Parameters
        ----------
        scores : float64 array, shape (works, columns)
            What each work adds where it has credit 1; 0 where it takes no part.

        Returns
        -------
        float64 array, shape (places + 1, columns, 1 + draws)
            The unknown country last; column 0 of the last axis is the estimate.
        """
        admitted = self.admitted(specification)
        credit = self.credit(specification)
        works = self.cell_work["work"].to_numpy()
        return joint_draws(
            works[admitted], scores[admitted], first=credit.first, key=credit.key,
            value=credit.value, slots=self.places + 1, draws=draws, seed=seed,
            group=credit.profile[admitted],
        )  # fmt: skip
