"""What a listing did to joint papers: an event study of the entities of a country (methods §7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import DataMissing, UsageError
from detente.core.indicator import Indicator
from detente.indicators.asked import pair_of
from detente.indicators.listed_panel import listed_panel
from detente.indicators.listing_effect import (
    LEAST_CONTROLS,
    LEAST_JOINT,
    LEAST_LISTED,
    YEARS_AFTER,
    YEARS_BEFORE,
    Choices,
    study,
)
from detente.indicators.restriction_rows import (
    CHECKS,
    CONFOUNDED,
    COUNTED,
    EFFECTS,
    OTHERS,
    YEARLY,
    check_rows,
    effect_rows,
    regression_rows,
    synthetic_rows,
    yearly_rows,
)
from detente.indicators.rows import About, joined

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.indicators.tally import Tally

INDICATOR = Indicator(
    title="Effect of restrictions",
    question="Did joint papers of listed entities fall through their listing?",
    metrics=(*COUNTED, *EFFECTS, *CHECKS, *OTHERS, YEARLY),
    grain=("country", "partner", "years_since_listing"),
    dimensions=("territory", "ai_definition", "document_types", "period", "entity_scope",
                "publication_lag", "effect_estimator", "outcome", "controls"),
    interval="95 % interval over joint Poisson resamples of entities, listed and controls, widened "
    "for their small number (Hesterberg 2015); in planted worlds with 12 to 40 listed entities it "
    "holds the effect in about 95 % (docs/simulate.md). It is no protection against confounders",
    minimum_data=f"{LEAST_LISTED} listed entities with {YEARS_BEFORE} years before, {YEARS_AFTER} "
    f"after the lag and {LEAST_JOINT:g} joint papers a year before; {LEAST_CONTROLS} controls "
    "without a gap. A year in which an entity published nothing is unknown, not 0. An interrupted "
    "series needs 8 years on each side. Confounders that no number here removes: the China "
    "Initiative of 2018, COVID-19, trends of fields, and effects on the controls themselves",
    method="methods §7 Effect of restrictions",
    references=("callaway2021", "wooldridge2023", "hesterberg2015", "bertrand2004", "abadie2010",
                "abadie2021", "santossilva2006", "neweywest1987", "aghion2023"),
    tables=("work", "authorship", "institution", "listing"),
)  # fmt: skip


def compute(
    tally: Tally, *, country: str = "CN", partner: str = "US", placebo: str = "JP"
) -> list[pa.Table]:
    """Effect of the listing of a country's entities on their papers with the sanctioning country.

    Parameters
    ----------
    tally : Tally
        Which works count, and how the effect is measured.
    country : str
        ISO code of the side whose entities are listed.
    partner : str
        ISO code of the side that lists them.
    placebo : str
        ISO code of a country that listed nobody, for a placebo partner.

    Raises
    ------
    UnknownName
        No work of the release has that country.
    UsageError
        Two of the three are one country, or one counts as another under the territory policy.
    """
    pair_of(tally, country, partner)
    if placebo in {country, partner}:
        raise UsageError(
            f"'{placebo}' cannot be the placebo partner",
            why="it is one of the two sides",
            fix="name a country that listed nobody with --placebo, e.g. JP",
        )
    about = About({"country": [country], "partner": [partner], "years_since_listing": [None]},
                  0, np.nan, CONFOUNDED)  # fmt: skip
    try:
        found = listed_panel(
            tally.dataset, tally.specification, own=country, partner=partner, placebo=placebo
        )
    except DataMissing as missing:
        why = joined(missing.what, missing.fix)
        return [about.nulls(m.name, why) for m in INDICATOR.metrics]
    choices = Choices.of(tally.specification)
    chosen = study(found.panel, choices)
    about = replace(about, n=[chosen.listed], unknown_share=found.unresolved_share)
    counts = (chosen.listed, chosen.controls, chosen.left_out, found.unresolved)
    tables = [
        about.plain(metric.name, [count], note="an exact count")
        for metric, count in zip(COUNTED, counts, strict=True)
    ]
    if chosen.lacking:
        rest = (*EFFECTS, *CHECKS, *OTHERS, YEARLY)
        return tables + [about.nulls(metric.name, chosen.lacking) for metric in rest]
    return [
        *tables,
        *effect_rows(tally, chosen, about, choices=choices),
        *check_rows(tally, found.panel, chosen, about=about, choices=choices),
        *synthetic_rows(chosen, about),
        *regression_rows(chosen, about),
        *yearly_rows(tally, chosen, about, choices=choices),
    ]
