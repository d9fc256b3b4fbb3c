"""Concentration: is AI research in few hands, and could one country monopolise it: methods §9."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.monopoly import RULE_METRICS, rule_rows, shared_lead
from detente.indicators.output import unknown_shares
from detente.indicators.rows import About, joined, ratio, small
from detente.kernels import concentration

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Concentration",
    question="Is AI research in few countries' hands, and is there a risk of a monopoly?",
    metrics=(
        Metric("hhi", "Herfindahl-Hirschman index", "index", "Σ s²", 0.0, 1.0),
        Metric("hhi_10000", "Herfindahl-Hirschman index, × 10,000", "index", "10 000 Σ s²",
               0.0, 1e4),
        Metric("hhi_normalised", "Normalised index", "index", "(HHI - 1/n) / (1 - 1/n)", 0.0, 1.0),
        Metric("effective_number", "Effective number of countries", "countries", "1 / HHI", 1.0),
        Metric("lead_share", "Share of the leading country", "share", "max s", 0.0, 1.0),
        Metric("p_lead", "P(the country leads)", "probability",
               "share of draws in which this country is first, alone or shared", 0.0, 1.0),
        Metric("lead_over_second", "Lead over the second country", "ratio", "first / second", 1.0),
        *RULE_METRICS,
    ),
    grain=("country",),
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period"),
    interval=STABILITY_INTERVAL + "; of a probability: Monte-Carlo error (Wilson)",
    minimum_data="one country with papers; the monopoly rule needs ten named institutions",
    method="methods §9 Concentration and risk",
    references=("newman2004", "aspi2023", "aspi2024"),
)  # fmt: skip
NOBODY = "undefined: fewer than two countries have papers"


def compute(
    tally: Tally,
    *,
    top: int = 10,
    high_count: float = 8,
    high_ratio: float = 3,
    medium_count: float = 5,
    medium_ratio: float = 2,
) -> list[pa.Table]:
    """Concentration of papers over countries and institutions, and the monopoly-risk rule.

    Shares are of the credit that countries get: the unknown is left out, and shown as a share.

    Parameters
    ----------
    tally : Tally
        Totals under the specification. Under a bloc territory the European Union is one country.
    top : int
        How many of the largest institutions the rule looks at.
    high_count, high_ratio, medium_count, medium_ratio : float
        From how many of the top institutions in the leading country, and from which lead over the
        second country, the risk is high or medium; both must be reached.
    """
    credit = tally.credit()[0, :-1]
    n = tally.works_with_country()[0, :1]
    thresholds = concentration.MonopolyThresholds(
        high_count, high_ratio, medium_count, medium_ratio
    )
    about = About({"country": [None]}, n, unknown_shares(tally)[0], small(n))
    return _of_countries(tally, credit, about) + rule_rows(
        tally, credit, thresholds, top=top, unknown=about.unknown_share
    )


def _of_countries(tally: Tally, credit: Floats, about: About) -> list[pa.Table]:
    active = np.flatnonzero(credit[:, 0] > 0)
    # without a country a column of nothing stands in, and every figure is undefined
    amounts = credit[active].T if len(active) else np.full((credit.shape[1], 1), np.nan)
    index = concentration.hhi(amounts)
    lead, first, second = concentration.lead_and_second(amounts)
    about_all = {
        "hhi": index,
        "hhi_10000": index * 1e4,
        "hhi_normalised": concentration.hhi_normalised(amounts),
        "effective_number": concentration.effective_number(amounts),
    }
    about_leader = {
        "lead_share": concentration.concentration_ratio(amounts, largest=1),
        "lead_over_second": ratio(first, second),
    }
    leader = tally.pool.countries[active[lead[0]]] if len(active) else None
    note = [joined(*small(about.n), shared_lead(amounts[0]))]
    of_lead = replace(about, grain={"country": [leader]}, note=note)
    why = "infinite: no second country" if leader else NOBODY
    tables = [about.rows(m, total[None], undefined=NOBODY) for m, total in about_all.items()]
    tables += [of_lead.rows(m, total[None], undefined=why) for m, total in about_leader.items()]
    if leader:
        mine = amounts[1:, lead[0]]
        tables.append(of_lead.probabilities("p_lead", leads_with(mine, first[1:])[None]))
    return tables


def leads_with(amount: Floats, first: Floats) -> NDArray[np.bool_]:
    """Whether an amount is the largest, ties included; nobody leads where nobody has anything."""
    return np.asarray((first > 0) & (amount >= first * (1 - concentration.TOLERANCE)))
