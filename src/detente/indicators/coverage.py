"""Coverage: how much of the world the data see, and how far the unseen could move a share (§12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownName
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, place_of
from detente.indicators.gaps import GROUPS, gaps
from detente.indicators.listed import LIST_METRICS, list_rows
from detente.indicators.rows import About, ratio
from detente.indicators.strata import STRATA, adjusted_shares
from detente.kernels import coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Coverage",
    question="How much do the data not know, and how far could that move a country's share?",
    metrics=(
        Metric("no_country_share", "Works without any known country", "share",
               "works without a known country / works; flagged above 10 %", 0.0, 1.0),
        Metric("some_unknown_share", "Works with an affiliation of unknown country", "share",
               "works with an unknown affiliation / works; flagged above 10 %", 0.0, 1.0),
        Metric("share_least", "Share of works, if no unknown is the country's", "share",
               "a / N, a works with the country", 0.0, 1.0),
        Metric("share_most", "Share of works, if every unknown is the country's", "share",
               "(a + u) / N, u other works with an unknown affiliation", 0.0, 1.0),
        Metric("share_complete_case", "Share of works whose countries are all known", "share",
               "works with the country / works, both without unknown affiliations", 0.0, 1.0),
        Metric("share_adjusted", "Share, if within a stratum the unknown are as the known", "share",
               "Σ_s N_s (complete-case share in s) / N, by year or venue", 0.0, 1.0),
        *LIST_METRICS,
    ),
    grain=("country", "year", "venue", "field", "type"),
    dimensions=("territory", "ai_definition", "document_types", "period"),
    interval=STABILITY_INTERVAL + "; of unknown works and recall: Wilson's, which is what the "
             "bootstrap of a share tends to; of all works there are: Chapman's normal one",
    minimum_data="one work; Chapman and recall need a list of works known to exist",
    method="methods §12 Data quality: Coverage, Missing country",
    references=("wilson1927", "chapman1951", "zhang2024", "khabsa2014"),
)  # fmt: skip
FLAGGED_ABOVE = 0.1
NO_STRATUM = "undefined: in some stratum no work's countries are all known"


def compute(
    tally: Tally,
    *,
    country: str | None = None,
    by: str = "total",
    strata: str = "year",
    listed: str | Sequence[Any] | None = None,
) -> list[pa.Table]:
    """Unknown works by group; with ``by="total"`` also bounds of shares, and how much is covered.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code of the country whose share is bounded; all by default.
    by : {"total", "year", "venue", "field", "type"}
        Whether to split unknown works.
    strata : {"year", "venue"}
        Within what the adjusted share takes the unknown to be as the known.
    listed : str or sequence, optional
        Works known to exist: a file of identifiers, one a line, or the identifiers.

    Raises
    ------
    UnknownName
        There is no such grouping.
    UsageError
        The list cannot be read.
    """
    if by not in GROUPS:
        raise UnknownName("grouping of coverage", by, GROUPS)
    if strata not in STRATA:
        raise UnknownName("strata of coverage", strata, STRATA)
    tables = _unknown_rows(tally, by)
    if by == "total":
        tables += _bound_rows(tally, country, strata) + list_rows(tally, listed, INDICATOR.grain)
    return tables


def _unknown_rows(tally: Tally, by: str) -> list[pa.Table]:
    found = gaps(tally, by)
    grain = {name: [None] * len(found.works) for name in INDICATOR.grain}
    if by != "total":
        grain[by] = found.labels
    unknown = coverage.missing_rate(found.some_unknown, found.works)
    about = About(grain, found.works, unknown)
    missing = {"no_country_share": found.no_country, "some_unknown_share": found.some_unknown}
    tables = []
    for metric, count in missing.items():
        rate, ends = coverage.missing_rate(count, found.works), coverage.wilson(count, found.works)
        flags = _flags(rate, found.labels, by)
        tables.append(about.plain(metric, rate, low=ends.low, high=ends.high, note=flags))
    return tables


def _flags(rates: Floats, labels: Sequence[Any], by: str) -> list[str]:
    texts = []
    for rate, label in zip(rates, labels, strict=True):
        flags = [f"{by} not known"] if by != "total" and label is None else []
        flags += ["no works"] if np.isnan(rate) else []
        flags += ["more than 10 % unknown"] if coverage.exceeds(rate, FLAGGED_ABOVE) else []
        texts.append("; ".join(flags))
    return texts


def _bound_rows(tally: Tally, country: str | None, strata: str) -> list[pa.Table]:
    known = tally.papers()[0, :-1]
    complete = tally.but(unknown="complete_case").papers()[0, :-1]
    works, some_unknown = tally.works()[0], tally.works_with_unknown()[0]
    shown = np.flatnonzero(known[:, 0] > 0)
    if country is not None:
        shown = np.array([place_of(tally, country)])
    known, complete = known[shown], complete[shown]
    # of the works with an unknown affiliation, those whose known countries hold the country already
    others = some_unknown - (known - complete)
    values = {
        "share_least": ratio(known, works),
        "share_most": ratio(known + others, works),
        "share_complete_case": ratio(complete, works - some_unknown),
        "share_adjusted": adjusted_shares(tally, strata, shown),
    }
    codes = [tally.pool.countries[place] for place in shown]
    grain = {name: [None] * len(codes) for name in INDICATOR.grain} | {"country": codes}
    n = known[:, 0]
    about = About(grain, n, tally.unknown_share(), notes(tally, codes, n))
    why = {"share_adjusted": NO_STRATUM}
    return [
        about.rows(metric, totals, undefined=why.get(metric, "no such works"))
        for metric, totals in values.items()
    ]
