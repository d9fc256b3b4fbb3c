"""Moves of authors between countries: who gains, who loses, and how many could have moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownName, UsageError
from detente.core.indicator import Indicator, Metric
from detente.indicators.asked import pair_of, place_of
from detente.indicators.careers import TABLES, Mobility
from detente.indicators.rows import About, joined, ratio, small
from detente.kernels.mobility import CLASSES, NOT_AT_RISK, effectiveness

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

BY = ("total", "year")
INDICATOR = Indicator(
    title="Mobility",
    question="Between which countries do authors move, and who gains by it?",
    metrics=(
        Metric("authors", "Authors", "authors",
               "identified authors by country of origin, the main country of their first active "
               "year; of all countries: every identified author"),
        Metric("at_risk_authors", "Authors who could be seen to move", "authors",
               "authors with two active years who had the country as their main one in any"),
        Metric("moves", "Moves", "moves",
               "changes of the main country that are confirmed, between all countries"),
        Metric("moves_in", "Moves into the country", "moves",
               "of a pair: from the partner"),
        Metric("moves_out", "Moves out of the country", "moves", "of a pair: to the partner"),
        Metric("net_moves", "Net moves", "moves", "in - out; all countries add up to 0", None),
        Metric("effectiveness", "Effectiveness of moves", "ratio", "(in - out) / (in + out)",
               -1.0, 1.0),
        Metric("net_rate", "Net moves per author at risk", "moves per author",
               "(in - out) / at-risk authors of the country", None),
        Metric("out_rate", "Moves out per author at risk", "moves per author",
               "out / at-risk authors of the country"),
        Metric("migrant_share", "Share of migrants", "share",
               "at-risk authors of that origin who moved and ended elsewhere / at-risk authors of "
               "that origin", 0.0, 1.0),
        Metric("returnee_share", "Share of returnees", "share",
               "who moved and ended in the country of origin", 0.0, 1.0),
        Metric("traveller_share", "Share of travellers", "share",
               "who published from several countries and never moved", 0.0, 1.0),
        Metric("immobile_share", "Share of immobile authors", "share",
               "who published from one country alone", 0.0, 1.0),
        Metric("not_at_risk_share", "Share of authors who cannot be seen to move", "share",
               "fewer than two active years / all authors of that origin", 0.0, 1.0),
    ),
    grain=("country", "partner", "year"),
    dimensions=("territory", "ai_definition", "document_types", "period", "move_confirmation",
                "career_gap", "author_identity", "author_standing"),
    interval="95 % stability interval: the range over Poisson bootstrap resamples of authors; it "
    "does not hold what wrong identities do: names taken for one person make moves, persons taken "
    "for two hide them",
    minimum_data="identified authors with papers of two years; rows of fewer than 25 moves or "
    "authors are marked. The first country is no nationality, who leaves for industry disappears, "
    "and papers appear after the move",
    method="methods §8 Mobility",
    references=("robinsongarcia2019",),
    tables=TABLES,
)  # fmt: skip
NOBODY = "undefined: nobody moved either way"
NO_AUTHORS = "undefined: no author of that origin"
NONE_AT_RISK = "undefined: no author with two active years"
IDENTITY = "identities as the source gives them: wrong ones make moves or hide them"
INWARD, OUTWARD = 0, 1


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Moves, rates and classes of every country, of one with each partner, or of a pair.

    Parameters
    ----------
    tally : Tally
        Which works, and how many draws.
    country, partner : str, optional
        ISO codes.
    by : {"total", "year"}
        Whether moves are told by the year of arrival; rates and classes are those of careers.

    Raises
    ------
    UnknownName
        There is no such country, or ``by`` is something else.
    UsageError
        There is a partner and no country, or one counts as another under the territory policy.
    DataMissing
        The release does not say who its authors are.
    """
    if by not in BY:
        raise UnknownName("value of 'by'", by, BY)
    if partner is not None and country is None:
        raise UsageError("a partner of which country?", fix="add --country, e.g. US")
    found = Mobility(tally)
    rows = _Rows(found, by)
    if country is None:
        return rows.world() + rows.countries(range(found.places))
    if partner is None:
        place = place_of(tally, country, eras=found.eras)
        pairs = rows.pairs(place, range(found.places), shown=False)
        return rows.countries([place], shown=True) + pairs
    one, other = pair_of(tally, country, partner, eras=found.eras)
    return rows.pairs(one, [other], shown=True)


class _Rows:
    """Rows of a measure from totals over authors."""

    def __init__(self, found: Mobility, by: str) -> None:
        self._found, self._by_year = found, by == "year"
        self._codes = found.tally.pool.countries

    def _about(
        self, places: Sequence[int | None], n: Floats, *, partner: Sequence[int] | None = None,
        year: Sequence[int | None] | None = None, note: str = IDENTITY,
    ) -> About:  # fmt: skip
        grain = {
            "country": [None if place is None else self._codes[place] for place in places],
            "partner": [self._codes[p] for p in partner] if partner else [None] * len(places),
            "year": list(year) if year is not None else [None] * len(places),
        }
        notes = [joined(few, note) for few in small(n)]
        return About(grain, n, self._found.unknown_share, notes)

    def world(self) -> list[pa.Table]:
        """All authors, the classes of those at risk, and moves: all countries have no net."""
        moves = self._found.flows(by_year=self._by_year)[:, INWARD].sum(axis=1).astype(float)
        years = self._found.years.tolist() if self._by_year else [None]
        about = self._about([None] * len(moves), moves[:, 0], year=years)
        tables = [about.rows("moves", moves)]
        if not self._by_year:
            classes = self._found.classes.sum(axis=1, keepdims=True).astype(float)
            tables += self._classes([None], classes)
        return tables

    def countries(self, places: Sequence[int], *, shown: bool = False) -> list[pa.Table]:
        """Each country with all others together; those of which nothing is known only if asked."""
        found = self._found
        if self._by_year:
            return self._by_years(found.flows(by_year=True)[:, :, list(places)], list(places))
        kept = [p for p in places if shown or found.at_risk[p, 0] or found.classes[:, p, 0].any()]
        flows = found.flows()[0][:, kept].astype(float)
        classes = found.classes[:, kept].astype(float)
        at_risk = found.at_risk[kept].astype(float)
        about = self._about(kept, at_risk[:, 0])
        return [
            *self._classes(kept, classes),
            about.rows("at_risk_authors", at_risk),
            *self._moves(kept, flows),
            *self._rates(about, flows, at_risk),
        ]

    def pairs(self, place: int, others: Sequence[int], *, shown: bool) -> list[pa.Table]:
        """One country with each of some others; those without a move only if they are asked for."""
        found = self._found
        if self._by_year:
            if not shown:
                return []
            flows = found.flows_of(place, by_year=True)[:, :, list(others)]
            return self._by_years(flows, [place], partner=list(others))
        flows = found.flows_of(place)[0].astype(float)
        kept = [other for other in others if shown or flows[:, other, 0].any()]
        places = [place] * len(kept)
        at_risk = np.repeat(found.at_risk[[place]].astype(float), len(kept), axis=0)
        about = self._about(places, at_risk[:, 0], partner=kept)
        return [
            *self._moves(places, flows[:, kept], partner=kept),
            *self._rates(about, flows[:, kept], at_risk),
        ]

    def _by_years(
        self, flows: NDArray[np.int32], places: list[int], partner: list[int] | None = None
    ) -> list[pa.Table]:
        tables = []
        for i, year in enumerate(self._found.years.tolist()):
            moved = flows[i].astype(float)
            kept = [p for p in range(len(places)) if len(places) == 1 or moved[:, p, 0].any()]
            here = [places[p] for p in kept]
            tables += self._moves(
                here, moved[:, kept], partner=partner, year=[int(year)] * len(here)
            )
        return tables

    def _moves(
        self, places: Sequence[int], flows: Floats, *, partner: Sequence[int] | None = None,
        year: Sequence[int] | None = None,
    ) -> list[pa.Table]:  # fmt: skip
        """In, out, net and effectiveness from (2, rows, 1 + draws)."""
        gross, net = flows.sum(axis=0), flows[INWARD] - flows[OUTWARD]
        about = self._about(places, gross[:, 0], partner=partner, year=year)
        return [
            about.rows("moves_in", flows[INWARD]),
            about.rows("moves_out", flows[OUTWARD]),
            about.rows("net_moves", net, sure_of_zero=True),
            about.rows("effectiveness", effectiveness(*flows), undefined=NOBODY, sure_of_zero=True),
        ]

    def _rates(self, about: About, flows: Floats, at_risk: Floats) -> list[pa.Table]:
        net = flows[INWARD] - flows[OUTWARD]
        return [
            about.rows("net_rate", ratio(net, at_risk), undefined=NONE_AT_RISK, sure_of_zero=True),
            about.rows("out_rate", ratio(flows[OUTWARD], at_risk), undefined=NONE_AT_RISK),
        ]

    def _classes(self, places: Sequence[int | None], classes: Floats) -> list[pa.Table]:
        """Authors and shares of classes from (classes, rows, 1 + draws)."""
        authors, missed = classes.sum(axis=0), classes[NOT_AT_RISK]
        at_risk = authors - missed
        every, exposed = self._about(places, authors[:, 0]), self._about(places, at_risk[:, 0])
        tables = [
            every.rows("authors", authors),
            every.rows("not_at_risk_share", ratio(missed, authors), undefined=NO_AUTHORS),
        ]
        if None in places:
            tables.append(exposed.rows("at_risk_authors", at_risk))
        return tables + [
            exposed.rows(f"{name}_share", ratio(classes[kind], at_risk), undefined=NONE_AT_RISK)
            for kind, name in enumerate(CLASSES)
            if kind != NOT_AT_RISK
        ]
