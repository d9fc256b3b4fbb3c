"""Impact: how often a country's papers are cited, against the world's of field, year and type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.dimensions.citations import TOP_SHARE
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.rows import ratio
from detente.indicators.scored import GRAIN, compared, places_shown, sums_of
from detente.kernels.scoring import PAPERS, SCORE, SCORED, TOPS

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.indicators.scored import Sums
    from detente.indicators.tally import Tally
    from detente.lake.scores import Impact

    Floats = NDArray[np.float64]


def pair_metrics(name: str, title: str, unit: str, *, signed: bool = False) -> tuple[Metric, ...]:
    """What :func:`detente.indicators.scored.compared` gives of a metric."""
    quotient = Metric(
        f"{name}_ratio", f"{title}: ratio", "ratio", "country / partner, draw by draw"
    )
    return (
        Metric(f"{name}_difference", f"{title}: difference", unit,
               "country - partner, draw by draw", None),
        *(() if signed else (quotient,)),
        Metric(f"p_{name}_higher", f"P({title.lower()}: higher)", "probability",
               "share of draws in which the difference is above 0", 0.0, 1.0),
    )  # fmt: skip


INDICATOR = Indicator(
    title="Impact",
    question="Whose papers are cited most, in sum and on average?",
    metrics=(
        Metric("cited_papers", "Papers with known citations", "papers", "Σ_p w_pc"),
        Metric("top_papers", "Papers among the top x %", "papers",
               "P(top x) = Σ_p w_pc m_p, ties shared out"),
        Metric("top_share_of_papers", "Share of papers among the top x %", "share",
               "PP(top x) = P(top x) / Σ_p w_pc; the world's is x", 0.0, 1.0),
        Metric("total_score", "Total normalised citation score", "score",
               "TNCS = Σ_p w_pc NCS_p, NCS_p = citations / mean of field, year and type"),
        Metric("mean_score", "Mean normalised citation score", "score",
               "MNCS = TNCS / Σ_p w_pc over papers with a score; the world's is 1"),
        *pair_metrics("top_papers", "Papers in the top x %", "papers"),
        *pair_metrics("top_share_of_papers", "Share in the top x %", "share of papers"),
        *pair_metrics("total_score", "Total citation score", "score"),
        *pair_metrics("mean_score", "Mean citation score", "score"),
        Metric("uncounted_share", "Share of papers whose citations are unknown", "share",
               "papers without known citations / papers", 0.0, 1.0),
        Metric("merged_share", "Share of papers compared within merged reference sets", "share",
               "papers of a field, year and type with fewer than 50 / papers", 0.0, 1.0),
    ),
    grain=GRAIN,
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period",
                "reference_set", "window", "domestic_citations", "top_share"),
    interval=STABILITY_INTERVAL + "; reference sets stay those of the whole world",
    minimum_data="one paper of known citations; rows of fewer than 25 are marked; reference sets "
    "of fewer than 50 papers merge upward: fields first, then types",
    method="methods §3 Impact",
    references=("waltman2011", "waltman2012", "waltman2013"),
    picks=("country",),
)  # fmt: skip


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Impact of every country, of one, or of one against another.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code; all countries and the world by default.
    partner : str, optional
        ISO code of the country it is compared with, in the same draws.
    by : {"total", "year"}
        Whether to split by year of publication.

    Raises
    ------
    UnknownName
        There is no such country or grouping.
    UsageError
        A country counts as another under the territory policy, or is its own partner.
    DataMissing
        The release lacks citations, fields, yearly counts or references that the choices need.
    """
    found = tally.dataset.work_pool.impact(tally.specification)
    scores = found.contributions
    tables = []
    for sums in sums_of(tally, scores, takes_part=scores[:, PAPERS], by=by):
        values = _values(sums, tally.specification)
        places = places_shown(tally, sums, country=country, partner=partner)
        about = sums.about(places)
        tables += [about.rows(name, numbers[places]) for name, numbers in values.items()]
        if country is None:
            tables += _quality(sums, found)
        elif partner is not None:
            tables += compared(sums, (country, partner), _compared(values))
    return tables


def top_column(specification: Specification) -> int:
    """Column of the top share of a specification in contributions and sums."""
    return TOPS + [option.name for option in TOP_SHARE.options].index(specification["top_share"])


def _values(sums: Sums, specification: Specification) -> dict[str, Floats]:
    """Each metric by place: (places + 1, 1 + draws)."""
    table = sums.by_country
    top, papers = table[:, top_column(specification)], table[:, PAPERS]
    return {
        "cited_papers": papers,
        "top_papers": top,
        "top_share_of_papers": ratio(top, papers),
        "total_score": table[:, SCORE],
        "mean_score": ratio(table[:, SCORE], table[:, SCORED]),
    }


def _compared(values: dict[str, Floats]) -> dict[str, Floats]:
    return {name: numbers for name, numbers in values.items() if name != "cited_papers"}


def _quality(sums: Sums, found: Impact) -> list[pa.Table]:
    """How much of the period cannot be compared, or only with what was merged."""
    works = sums.tally.dataset.work_pool
    here = works.admitted(sums.tally.specification)
    unknown = found.unknown[here].mean() if len(here) else np.nan
    known = found.scores.ranked[here]
    merged = found.merged[here][known].mean() if known.any() else np.nan
    about = sums.world()
    return [
        about.plain("uncounted_share", [unknown], note="a count of what is missing: no interval"),
        about.plain("merged_share", [merged], note="a count of what was merged: no interval"),
    ]
