"""International papers by year: how much of each country's work is with others (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, place_of
from detente.indicators.collaboration import scope_values
from detente.indicators.rows import About, ratio

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.indicators.tally import Tally

INDICATOR = Indicator(
    title="International papers by year",
    question="What part of each country's papers is written with others, and how does it change?",
    metrics=(
        Metric("domestic_papers", "Domestic papers", "papers",
               "one country, no unknown affiliation"),
        Metric("international_papers", "International papers", "papers", "two or more countries"),
        Metric("indeterminate_papers", "Papers that could be either", "papers",
               "one known country and an unknown affiliation; also where unknown = complete_case"),
        Metric("international_share", "International share", "share",
               "international / (domestic + international)", 0.0, 1.0),
        Metric("international_share_least", "International share, if no unknown is abroad", "share",
               "international / all, over papers with unknown affiliations too", 0.0, 1.0),
        Metric("international_share_most", "International share, if every unknown is abroad",
               "share", "(international + indeterminate) / all, over the same", 0.0, 1.0),
    ),
    grain=("country", "year"),
    dimensions=("unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL,
    minimum_data="one paper in the year; the last one or two years of a release are incomplete; "
    "rows of fewer than 25 are marked",
    method="methods §1 Domestic/international",
    references=("chinchillarodriguez2021",),
    picks=("country",),
)  # fmt: skip


def compute(tally: Tally, *, country: str | None = None) -> list[pa.Table]:
    """Papers of each country, or of one, by scope and year.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code; all countries by default.

    Raises
    ------
    UsageError
        The country counts as another under the territory policy.
    """
    followed = tally.by_scope(*tally.by_year)
    leaves_out = tally.specification["unknown"] == "complete_case"
    everyone = tally.but(unknown="as_unknown")
    whole = everyone.by_scope(*tally.by_year) if leaves_out else followed
    wanted = None if country is None else place_of(tally, country)
    counts = tally.but(draws=0)
    unknown = ratio(
        counts.works_with_unknown(*tally.by_year)[:, 0], counts.works(*tally.by_year)[:, 0]
    )
    tables = []
    for index, year in enumerate(tally.years.tolist()):
        papers = whole[index, :, :, 0].sum(axis=0)
        shown = np.flatnonzero(papers > 0)
        shown = shown[shown == wanted] if wanted is not None else shown
        codes = [tally.pool.countries[place] for place in shown]
        grain: dict[str, list[Any]] = {"country": codes, "year": [year] * len(codes)}
        n = papers[shown]
        about = About(grain, n, unknown[index], notes(tally, codes, n))
        values = scope_values(followed[index][:, shown], whole[index][:, shown])
        tables += [about.rows(metric, totals) for metric, totals in values.items()]
    return tables
