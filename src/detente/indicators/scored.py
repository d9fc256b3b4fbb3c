"""What indicators of scored works share: periods, sums by country, two sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownName
from detente.indicators.asked import notes, pair_of, place_of
from detente.indicators.output import unknown_shares
from detente.indicators.rows import UNDEFINED, About, ratio
from detente.kernels.intervals import MAXIMUM_NULL_SHARE
from detente.kernels.joint import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

GROUPS = ("total", "year")
GRAIN = ("country", "partner", "year")


@dataclass(frozen=True)
class Sums:
    """Sums of scores over the works of one period.

    Attributes
    ----------
    tally : Tally
        Totals of the period.
    year : int or None
        The year it is, if it is one.
    by_country : float64 array, shape (places + 1, columns, 1 + draws)
        Sums of what works contribute, the unknown country last.
    works : float64 array, shape (places,)
        Works of each country that take part.
    unknown_share : float
        Share of the credit that no country gets, whatever is done about it.
    """

    tally: Tally
    year: int | None
    by_country: Floats
    works: Floats
    unknown_share: float

    def about(self, places: Sequence[int], partner: str | None = None) -> About:
        """What rows about these countries are about."""
        codes = [self.tally.pool.countries[place] for place in places]
        n = self.works[list(places)]
        if partner is not None:
            n = np.minimum(n, self.works[self.tally.pool.place(partner)])
        grain: dict[str, list[Any]] = {
            "country": codes,
            "partner": [partner] * len(codes),
            "year": [self.year] * len(codes),
        }
        return About(grain, n, self.unknown_share, notes(self.tally, codes, n))

    def world(self) -> About:
        """What rows about all works are about."""
        grain: dict[str, list[Any]] = {"country": [None], "partner": [None], "year": [self.year]}
        return About(grain, self._works_of_world(), self.unknown_share)

    def _works_of_world(self) -> int:
        return round(float(self.tally.but(draws=0).works()[0, 0]))


def sums_of(tally: Tally, scores: Floats, *, takes_part: Floats, by: str) -> Iterator[Sums]:
    """Sums of scores, period by period.

    Parameters
    ----------
    tally : Tally
    scores : float64 array, shape (works, columns)
        What each work contributes; see :meth:`detente.lake.work_pool.WorkPool.draw`.
    takes_part : float64 array, shape (works,)
        1 for works that have a score.
    by : {"total", "year"}

    Raises
    ------
    UnknownName
        There is no such grouping.
    """
    if by not in GROUPS:
        raise UnknownName("grouping of this indicator", by, GROUPS)
    works, seed = tally.dataset.work_pool, tally.dataset.seed
    for year in [None] if by == "total" else tally.years.tolist():
        part = tally if year is None else tally.but(period=f"{year:04d}")
        specification = part.specification
        drawn = works.draw(specification, scores, draws=part.columns - 1, seed=seed)
        full = specification.but(counting="full")
        counted = works.draw(full, takes_part[:, None], draws=0, seed=seed)[:-1, 0, 0]
        yield Sums(part, year, drawn, counted, float(unknown_shares(part)[0]))


def places_shown(
    tally: Tally, sums: Sums, *, country: str | None, partner: str | None = None
) -> list[int]:
    """The countries that were asked for, or all that take part, the largest first."""
    if country is not None and partner is not None:
        return list(pair_of(tally, country, partner))
    if country is not None:
        return [place_of(tally, country)]
    order = np.argsort(-sums.works, kind="stable")
    return [int(place) for place in order if sums.works[place] > 0]


def compared(
    sums: Sums,
    pair: tuple[str, str],
    values: Mapping[str, Floats],
    *,
    signed: Collection[str] = (),
    note: str = "",
) -> list[pa.Table]:
    """Difference and ratio of two countries in the same draws, and who is ahead.

    Parameters
    ----------
    sums : Sums
    pair : tuple of str
        The country and the one it is compared with.
    values : mapping of str to float64 array, shape (places + 1, 1 + draws)
        Metrics by name.
    signed : collection of str
        Metrics that can be negative, so that a ratio of two says nothing.
    note : str
        What weakens all of it, besides few works.

    Raises
    ------
    UnknownName
        A country is not in the release.
    UsageError
        A country counts as another under the territory policy, or is its own partner.
    """
    one, other = pair_of(sums.tally, *pair)
    about, tables = sums.about([one], pair[1]).noting([note]), []
    for name, numbers in values.items():
        mine, theirs = numbers[[one]], numbers[[other]]
        difference = mine - theirs
        tables.append(about.rows(f"{name}_difference", difference, sure_of_zero=True))
        if name not in signed:
            tables.append(about.rows(f"{name}_ratio", ratio(mine, theirs)))
        tables.append(_higher(about, f"p_{name}_higher", difference[:, 1:]))
    return tables


def _higher(about: About, metric: str, drawn: Floats) -> pa.Table:
    """In how many of the draws in which both sides have a number the first is higher."""
    known = ~np.isnan(drawn[0])
    if drawn.shape[1] and known.mean() < 1.0 - MAXIMUM_NULL_SHARE:
        return about.nulls(metric, UNDEFINED)
    return about.probabilities(metric, drawn[:, known] > TOLERANCE)
