"""Concentration: is AI research in few hands, and could one country monopolise it (methods §9)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.rows import plain, probabilities, ratio, rows, small
from detente.indicators.tally import Tally
from detente.kernels import concentration

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Concentration",
    question="Is AI research in few countries' hands, and is there a risk of a monopoly?",
    metrics=(
        Metric("hhi", "Herfindahl-Hirschman index", "index", "Σ s²", 0.0, 1.0),
        Metric("hhi_10000", "Herfindahl-Hirschman index, x 10,000", "index", "10 000 Σ s²", 0.0, 1e4),
        Metric("hhi_normalised", "Normalised index", "index", "(HHI - 1/n) / (1 - 1/n)", 0.0, 1.0),
        Metric("effective_number", "Effective number of countries", "countries", "1 / HHI", 1.0),
        Metric("lead_share", "Share of the leading country", "share", "max s", 0.0, 1.0),
        Metric("lead_over_second", "Lead over the second country", "ratio", "first / second", 1.0),
        Metric("monopoly_low", "P(risk is low)", "probability", "neither high nor medium", 0.0, 1.0),
        Metric("monopoly_medium", "P(risk is medium)", "probability",
               "at least 5 of the top 10 institutions in the lead country, lead at least 2 x second",
               0.0, 1.0),
        Metric("monopoly_high", "P(risk is high)", "probability",
               "at least 8 of the top 10 institutions in the lead country, lead at least 3 x second",
               0.0, 1.0),
    ),
    grain=("country",),
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period"),
    interval=STABILITY_INTERVAL + "; of a probability: Monte-Carlo error (Wilson)",
    minimum_data="two countries; the monopoly rule needs institutions",
    method="methods §9 Concentration and risk",
    references=("aspi_tracker_2023", "aspi_tracker_2024"),
)
WITHOUT_INSTITUTIONS = (
    "insufficient data: the release names no institutions; `detente sources` lists sources that do"
)


def compute(tally: Tally) -> list[pa.Table]:
    """Concentration of papers over countries; the unknown country is left out and shown as a share.

    Parameters
    ----------
    tally : Tally
        Totals under the specification. Under a bloc territory the European Union is one country.
    """
    credit = tally.credit()[0]
    papers = tally.works_with_country()[0]
    known = credit[:-1]
    n = papers[:1]
    unknown = ratio(credit[-1:, 0], credit[:, 0].sum(keepdims=True))[0]
    if tally.specification["counting"] == "full":
        unknown = ratio(credit[-1:, 0], tally.works()[0, :1])[0]
    active = known[known[:, 0] > 0].T
    index = concentration.hhi(active)
    lead, first, second = concentration.lead_and_second(active)
    values = {
        "hhi": index,
        "hhi_10000": index * 1e4,
        "hhi_normalised": concentration.hhi_normalised(active),
        "effective_number": concentration.effective_number(active),
        "lead_share": concentration.concentration_ratio(active, largest=1),
        "lead_over_second": ratio(first, second),
    }
    codes = [c for c, row in zip(tally.pool.countries, known, strict=False) if row[0] > 0]
    leader = codes[int(np.atleast_1d(lead)[0])] if codes else None
    about = {"hhi", "hhi_10000", "hhi_normalised", "effective_number"}
    return [
        rows(metric, {"country": [None if metric in about else leader]}, total[None], n=n,
             unknown_share=unknown, note=small(n))
        for metric, total in values.items()
    ] + _monopoly(tally, n, unknown)


def _monopoly(tally: Tally, n: Floats, unknown: float) -> list[pa.Table]:
    """Class probabilities of the monopoly-risk rule, or why there are none."""
    return [
        plain(metric, {"country": [None]}, [np.nan], low=np.nan, high=np.nan, n=n,
              unknown_share=unknown, note=WITHOUT_INSTITUTIONS)
        for metric in ("monopoly_low", "monopoly_medium", "monopoly_high")
    ]
