"""How many years after one country another took up a topic, by estimators not to be pooled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import pair_of
from detente.indicators.rows import NO_INTERVAL, About, joined, small
from detente.indicators.topics import THRESHOLD, counts_of, topics_of
from detente.kernels import adoption as kernel
from detente.kernels.intervals import MAXIMUM_NULL_SHARE, quantile

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally
    from detente.indicators.topics import Counts
    from detente.kernels.adoption import Lag

    Floats = NDArray[np.float64]

STEP = 0.25
MOST_YEARS = 10
"""Longest lag that is looked for: over longer ones a handful of years can look alike by chance."""
SHARES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
PAPERS = (1, 5, 10, 50)
INDICATOR = Indicator(
    title="Adoption lag",
    question="How many years after the leader did a country take up a topic?",
    metrics=(
        Metric("shift", "Lag by shift", "years",
               "τ of the smallest mean squared s_follower(t) - s_leader(t - τ), in quarters of a "
               "year up to ten years, each series interpolated in turn; s = topic papers / own "
               "papers", None),
        Metric("horizontal_lag", "Lag in reaching a share", "years",
               "first year of s_follower ≥ level - first year of s_leader ≥ level", None),
        Metric("first_to_papers", "Lag in reaching a number of papers", "years",
               "years in which the papers so far reach it; favours the larger country", None),
        Metric("first_to_share", "Lag in reaching a share of all papers so far", "years",
               "topic papers so far / own papers so far ≥ level", None),
        Metric("correlation_lag", "Lag of the best correlation of changes", "years",
               "whole years, up to ten, of the largest correlation of s_follower(t) - "
               "s_follower(t - 1) with the leader's change so many years before", None),
    ),
    grain=("country", "leader", "topic", "level"),
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period"),
    interval=STABILITY_INTERVAL + "; a draw in which a level is not reached lies beyond all others",
    minimum_data="five years in which both countries have papers; n is the topic papers of the "
    "country that has fewer, fewer than 25 are marked. Positive: the country came after the "
    "leader. Shift supposes equal plateaus; each estimator asks another question, so their mean "
    "means nothing. The last one or two years of a release are incomplete: leave them out of the "
    "period",
    method="methods §5 Lag",
    references=("rogers2003",),
    tables=("work", "authorship", "label"),
)  # fmt: skip
TOO_FEW_YEARS = "insufficient data: fewer than five years in which both countries have papers"
NO_CHANGE = "undefined: a share that does not change follows nothing"
EITHER_WAY = "undefined: as many years earlier fit as later"
OUTSIDE = "no interval: in more than one draw in forty one of them is not seen to reach it"


def compute(
    tally: Tally,
    *,
    country: str | None = None,
    leader: str | None = None,
    topic: str | None = None,
    threshold: float = THRESHOLD,
) -> list[pa.Table]:
    """Lags of one country behind another, for one topic or each definition of the release.

    Parameters
    ----------
    tally : Tally
        Which works, and how they are shared out.
    country, leader : str
        ISO codes; swapping them turns the sign.
    topic : str, optional
        A label of works, or a definition of the release; each definition by default.
    threshold : float
        Least score of a label.

    Raises
    ------
    UnknownName
        There is no such country or topic.
    UsageError
        A country is missing, is its own leader, or counts as another under the territory policy.
    """
    if country is None or leader is None:
        raise UsageError(
            "a lag is that of one country behind another",
            fix="add --country, e.g. CN, and --leader, e.g. US",
        )
    behind, ahead = pair_of(tally, country, leader)
    tables = []
    for found in topics_of(tally, topic, threshold):
        counts = counts_of(tally, found, (ahead, behind))
        tables += _Lags(counts, (country, leader, found.name)).tables(tally)
    return tables


class _Lags:
    """Rows about one topic and two countries."""

    def __init__(self, counts: Counts, about: tuple[str, str, str]) -> None:
        self._counts, self._about = counts, about
        self._leader, self._follower = (kernel.shares(*counts.of(place)) for place in (0, 1))

    def tables(self, tally: Tally) -> list[pa.Table]:
        counts = self._counts
        n = counts.topic[:, :, 0].sum(axis=1).round().astype(int).min()
        country, leader, topic = self._about
        about = About(
            {"country": [country], "leader": [leader], "topic": [topic], "level": [None]},
            [n], tally.unknown_share(), small([n]),
        )  # fmt: skip
        both = ~(np.isnan(self._leader[:, 0]) | np.isnan(self._follower[:, 0]))
        if both.sum() < kernel.LEAST_YEARS:
            return [about.nulls(metric.name, TOO_FEW_YEARS) for metric in INDICATOR.metrics]
        return [
            about.rows("shift", self._shift(), undefined=EITHER_WAY, sure_of_zero=True),
            *self._arrivals(about, "horizontal_lag"),
            *self._arrivals(about, "first_to_papers"),
            *self._arrivals(about, "first_to_share"),
            about.rows("correlation_lag", self._correlation(), undefined=NO_CHANGE,
                       sure_of_zero=True),
        ]  # fmt: skip

    def _shift(self) -> Floats:
        most = min(MOST_YEARS, len(self._leader) - kernel.LEAST_YEARS)
        shifts = np.arange(-most / STEP, most / STEP + 1) * STEP
        gaps = kernel.symmetric_gaps(self._leader, self._follower, shifts)
        return kernel.best_shift(gaps, shifts)[None]

    def _correlation(self) -> Floats:
        most = min(MOST_YEARS, len(self._leader) - kernel.LEAST_YEARS)
        lags = np.arange(-most, most + 1)
        found = kernel.difference_correlations(self._leader, self._follower, lags)
        return kernel.best_correlation(found, lags)[None]

    def _arrival(self, metric: str, place: int) -> Floats:
        """When one of the countries reached each level: (levels, 1 + draws)."""
        topic, own = self._counts.of(place)
        first = self._counts.years[0]
        if metric == "first_to_papers":
            return kernel.first_to(topic, PAPERS, first_year=first)
        if metric == "first_to_share":
            return kernel.first_to_share(topic, own, SHARES, first_year=first)
        return kernel.crossing(kernel.shares(topic, own), SHARES, first_year=first)

    def _arrivals(self, about: About, metric: str) -> list[pa.Table]:
        """A row a level; a lag that is censored has no value and says what is known of it."""
        years = self._counts.years
        found = kernel.lag_of(
            *(self._arrival(metric, place) for place in (0, 1)),
            first_year=years[0], last_year=years[-1],
        )  # fmt: skip
        levels = PAPERS if metric == "first_to_papers" else SHARES
        tables = []
        for i, level in enumerate(levels):
            written = f"{level} papers" if metric == "first_to_papers" else f"{100 * level:g} %"
            here = replace(about, grain={**about.grain, "level": [written]})
            lag = found.lag[i]
            low, high, why = _ends(lag[1:])
            if not np.isfinite(lag[0]):
                low, high, why = np.nan, np.nan, self._censored(found, i)
            value = lag[0] if np.isfinite(lag[0]) else np.nan
            note = [joined(why, about.note[0])]
            tables.append(here.plain(metric, [value], low=low, high=high, note=note))
        return tables

    def _censored(self, found: Lag, level: int) -> str:
        """Why there is no lag, and how far it is from 0 at least."""
        country, leader, _ = self._about
        first, last = self._counts.years[0], self._counts.years[-1]
        arrivals = (leader, found.leader[level, 0]), (country, found.follower[level, 0])
        never = [f"{who} does not reach it by {last}" for who, year in arrivals if year == np.inf]
        before = [f"{who} was there by {first}" for who, year in arrivals if year == -np.inf]
        why = " and ".join(never + before)
        lag = found.lag[level, 0]
        if np.isnan(lag):
            return f"undefined: {why}"
        side = "later" if lag > 0 else "earlier"
        return f"censored: at least {found.at_least[level, 0]:.2g} years {side}; {why}"


def _ends(draws: Floats) -> tuple[float, float, str]:
    """Ends of the interval: a draw in which a level is not reached is beyond every other."""
    if not len(draws):
        return np.nan, np.nan, ""
    if np.isnan(draws).mean() > MAXIMUM_NULL_SHARE:
        return np.nan, np.nan, NO_INTERVAL
    low, high = (float(quantile(draws, q)) for q in (0.025, 0.975))
    return (low, high, "") if np.isfinite([low, high]).all() else (np.nan, np.nan, OUTSIDE)
