"""Dependence: in how few partners a country's work with others lies (methods §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, place_of
from detente.indicators.rows import About
from detente.kernels import concentration

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.indicators.tally import Tally

INDICATOR = Indicator(
    title="Concentration of partners",
    question="Does a country work with many others, or does it depend on a few?",
    metrics=(
        Metric("first_share", "Share of links with the first partner", "share",
               "max_j C_ij / Σ_j C_ij", 0.0, 1.0),
        Metric("partner_hhi", "Concentration of partners (HHI)", "index", "Σ_j (C_ij / S_i)²",
               0.0, 1.0),
        Metric("effective_partners", "Effective number of partners", "partners", "1 / HHI", 1.0),
    ),
    grain=("country",),
    dimensions=("link", "unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL,
    minimum_data="one joint paper; n is the links with all partners, fewer than 25 are marked",
    method="methods §9 Concentration and risk",
    references=("hirschman1964",),
    picks=("country",),
)  # fmt: skip


def compute(tally: Tally, *, country: str | None = None) -> list[pa.Table]:
    """How concentrated the partners of each country are, or of one.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code; all countries with a joint paper by default.

    Raises
    ------
    UsageError
        The country counts as another under the territory policy.
    """
    wanted = None if country is None else place_of(tally, country)
    links = tally.links()
    whole = tally.but(draws=0, link="whole").strengths()[0, :, 0]
    found = np.flatnonzero(whole > 0)
    shown = [int(place) for place in found if wanted is None or place == wanted]
    if not shown:
        return []
    rows = [links.of(place).T for place in shown]
    n, codes = whole[shown], [tally.pool.countries[place] for place in shown]
    about = About({"country": codes}, n, tally.unknown_share(), notes(tally, codes, n))
    values = {
        "first_share": [concentration.concentration_ratio(row, largest=1) for row in rows],
        "partner_hhi": [concentration.hhi(row) for row in rows],
        "effective_partners": [concentration.effective_number(row) for row in rows],
    }
    return [about.rows(metric, np.array(numbers)) for metric, numbers in values.items()]
