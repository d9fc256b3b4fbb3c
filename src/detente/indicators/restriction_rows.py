"""Rows of an event study: the effect, its placebos, and what other methods say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import ExtraMissing
from detente.core.indicator import Metric
from detente.indicators.listing_effect import log_effect, outcome_names, study, too_early
from detente.indicators.rows import joined
from detente.indicators.synthetic import synthetic_group
from detente.kernels.event_study import windows
from detente.kernels.listing_permutations import permutation
from detente.kernels.regressions import interrupted_series, ppml
from detente.kernels.trend import slope_per_year

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.listing_effect import Choices, Study
    from detente.indicators.rows import About
    from detente.indicators.tally import Tally
    from detente.lake.entity_panel import EntityPanel

    Floats = NDArray[np.float64]

_RATIO = "papers after the listing / papers that the controls' growth would have made"
COUNTED = (
    Metric("listed_entities", "Listed entities that take part", "entities",
           "with enough years and joint papers"),
    Metric("control_entities", "Controls", "entities",
           "never-listed entities that they are held against"),
    Metric("left_out_entities", "Listed entities with too little to tell", "entities",
           "in the data, with too few years or joint papers"),
    Metric("unresolved_entities", "Listed entities that are not in the data", "entities",
           "on the list under the country, and no institution, paper or day of listing is known"),
)  # fmt: skip
EFFECTS = (
    Metric("rate_ratio", "Rate ratio after listing", "ratio", _RATIO),
    Metric("relative_change", "Relative change through the listing", "relative change",
           "rate ratio - 1", -1.0),
    Metric("permutation_p", "p, listings dealt anew", "p-value",
           "share of assignments of the listings that give an effect at least as far from none",
           0.0, 1.0),
    Metric("permutation_p_fell", "p of a fall, listings dealt anew", "p-value",
           "share of assignments that give a rate ratio at least as small", 0.0, 1.0),
)  # fmt: skip
CHECKS = (
    Metric("fake_date", "Rate ratio of a listing three years too early", "ratio",
           f"{_RATIO}; 1 where nothing happened before"),
    Metric("fake_partner", "Rate ratio of joint papers with a country that listed nobody", "ratio",
           _RATIO),
    Metric("fake_outcome", "Rate ratio of domestic papers", "ratio", _RATIO),
    Metric("slope_before", "Growth before the listing, above that of the controls",
           "log points a year",
           "slope of ln Σ joint papers, listed - controls, before the first listing", None),
)  # fmt: skip
OTHERS = (
    Metric("synthetic_rate_ratio", "Rate ratio against synthetic controls", "ratio",
           "Σ counts / Σ synthetic controls, each in multiples of the mean before"),
    Metric("synthetic_rmspe_ratio", "Misfit after over misfit before", "ratio",
           "RMSPE of the mean gap to synthetic controls, after / before"),
    Metric("synthetic_p", "p of the misfit, listings dealt anew", "p-value",
           "share of the ways to deal the listings, the true one included, with as large a misfit "
           "ratio", 0.0, 1.0),
    Metric("poisson_rate_ratio", "Rate ratio by Poisson regression", "ratio",
           "e^β of E[y] = exp(α_i + γ_t + β D_it), controls counting once; interval: clustered by "
           "entity"),
    Metric("series_step", "Step of the interrupted series", "papers a year",
           "b₂ of y = b₀ + b₁t + b₂ post + b₃(t - t₀) post; interval: HAC", None),
    Metric("series_slope_change", "Change of slope of the interrupted series", "papers a year²",
           "b₃ of the same", None),
)  # fmt: skip
YEARLY = Metric("rate_ratio_of_year", "Rate ratio by year since the listing", "ratio", _RATIO)
CONFOUNDED = (
    "not the listing alone: China Initiative 2018, COVID-19, trends of fields, spillover to "
    "controls"
)  # fmt: skip
SERIES_YEARS = 8
MOST_CELLS = 4000  # entity-years of a Poisson regression, whose dummies are dense
SEED_OF_PERMUTATIONS = 1


def _ratios(
    tally: Tally, chosen: Study, names: tuple[str, ...], *, year: int | None = None
) -> Floats:
    """The rate ratio and its draws: (1, 1 + draws)."""
    drawn = log_effect(
        chosen, names, draws=tally.columns - 1, seed=tally.dataset.seed, relative_year=year
    )
    return np.exp(drawn)[None]


def effect_rows(tally: Tally, chosen: Study, about: About, *, choices: Choices) -> list[pa.Table]:
    """The effect, and how often dealing the listings anew gives as much."""
    ratio = _ratios(tally, chosen, outcome_names(choices))
    dealt = permutation(
        chosen.counts("joint"), chosen.rule, entities=chosen.panel.entity,
        seed=SEED_OF_PERMUTATIONS,
    )  # fmt: skip
    note = joined(
        f"{dealt.assignments:,} assignments tried, so that p is at least {dealt.minimum:.4g}",
        "of the number of joint papers, controls counting once",
        CONFOUNDED,
    )
    return [
        about.rows("rate_ratio", ratio),
        about.rows("relative_change", ratio - 1, sure_of_zero=True),
        about.plain("permutation_p", [dealt.either], note=note),
        about.plain("permutation_p_fell", [dealt.fell], note=note),
    ]


def check_rows(
    tally: Tally, panel: EntityPanel, chosen: Study, *, about: About, choices: Choices
) -> list[pa.Table]:
    """Effects that a listing cannot have, and growth before it."""
    early = study(too_early(panel), replace(choices, publication_lag="none"))
    asked = {"fake_date": (early, "joint"), "fake_partner": (chosen, "placebo"),
             "fake_outcome": (chosen, "domestic")}  # fmt: skip
    tables = []
    for metric, (one, name) in asked.items():
        if one.lacking:
            tables.append(about.nulls(metric, one.lacking))
            continue
        ratio = _ratios(tally, one, (name,))
        tables.append(
            replace(about, n=[one.listed]).rows(
                metric, ratio, undefined="undefined: no such papers before the listing"
            )
        )
    return [*tables, _slope(chosen, about)]


def _slope(chosen: Study, about: About) -> pa.Table:
    before, _ = windows(chosen.counts("joint"), chosen.rule.lag)
    early = before[chosen.is_listed].all(axis=0)
    years, joint = chosen.panel.years[early], chosen.panel.joint[:, early]
    sums = np.stack([joint[chosen.is_listed].sum(axis=0),
                     chosen.weight[~chosen.is_listed] @ joint[~chosen.is_listed]])  # fmt: skip
    if len(years) < 2 or not (sums > 0).all():
        return about.nulls("slope_before", "undefined: fewer than two years known of all, or none")
    listed, controls = slope_per_year(years, np.log(sums))
    return about.plain("slope_before", [listed - controls], note=joined(
        f"{len(years)} years in which all listed entities are known and none is listed", CONFOUNDED
    ))  # fmt: skip


def synthetic_rows(chosen: Study, about: About) -> list[pa.Table]:
    """The effect against synthetic controls."""
    names = ("synthetic_rate_ratio", "synthetic_rmspe_ratio", "synthetic_p")
    found = synthetic_group(chosen, seed=SEED_OF_PERMUTATIONS)
    notes = (
        "how certain: see synthetic_p",
        "how certain: see synthetic_p",
        f"{found.placebos} other ways tried, so that p is at least {1 / (1 + found.placebos):.4g}",
    )
    return [
        about.plain(name, [value], note=joined("undefined" if np.isnan(value) else "", note,
                                               CONFOUNDED))
        for name, value, note in zip(names, found, notes, strict=False)
    ]  # fmt: skip


def regression_rows(chosen: Study, about: About) -> list[pa.Table]:
    """What regressions say; null, saying how to install them, without statsmodels."""
    metrics = ("poisson_rate_ratio", "series_step", "series_slope_change")
    try:
        return [_poisson(chosen, about), *_series(chosen, about)]
    except ExtraMissing as missing:
        return [about.nulls(name, f"{missing.what}: {missing.fix}") for name in metrics]


def _poisson(chosen: Study, about: About) -> pa.Table:
    cells = chosen.panel.joint.size
    if cells > MOST_CELLS:
        return about.nulls("poisson_rate_ratio", f"not fitted: {cells:,} cells; see rate_ratio")
    found = ppml(chosen.counts("joint"), chosen.rule.lag)
    if np.isnan(found.beta):
        return about.nulls("poisson_rate_ratio", "undefined: no papers before, or none after")
    dates = len(np.unique(chosen.panel.listed[chosen.is_listed]))
    several = "several dates: earlier ones serve as controls of later ones, see rate_ratio"
    return about.plain(
        "poisson_rate_ratio", [np.exp(found.beta)], low=[np.exp(found.low)],
        high=[np.exp(found.high)], note=joined(several if dates > 1 else "", CONFOUNDED),
    )  # fmt: skip


def _series(chosen: Study, about: About) -> list[pa.Table]:
    listed = chosen.panel.listed[chosen.is_listed]
    dates, sizes = np.unique(listed, return_counts=True)
    date = dates[sizes.argmax()]
    joint = chosen.panel.joint[chosen.panel.listed == date]
    known = ~np.isnan(joint).any(axis=0)
    years = chosen.panel.years[known]
    sides = int((years <= date).sum()), int((years > date).sum())
    names = ("series_step", "series_slope_change")
    if min(sides) < SERIES_YEARS:
        lacking = f"insufficient data: {sides[0]} years up to the listing and {sides[1]} after"
        return [about.nulls(name, f"{lacking}, {SERIES_YEARS} needed of each") for name in names]
    found = interrupted_series(years, joint[:, known].sum(axis=0), first_after=date + 1)
    note = joined(
        f"descriptive only: {len(joint)} entities listed in {date:.0f}, without controls",
        CONFOUNDED,
    )
    return [
        about.plain(name, [value], low=[value - 1.96 * error], high=[value + 1.96 * error],
                    note=note)
        for name, value, error in zip(names, (found.step, found.slope_change), found.errors[2:],
                                      strict=True)
    ]  # fmt: skip


def yearly_rows(tally: Tally, chosen: Study, about: About, *, choices: Choices) -> list[pa.Table]:
    """The rate ratio of each year since the listing; years washed out for some are left out."""
    panel, names = chosen.panel, outcome_names(choices)
    since = panel.years[None, :] - panel.listed[:, None]
    known = ~np.isnan(panel.joint) & ~np.isnan(since)
    tables = []
    for year in np.unique(since[known]).astype(int).tolist():
        if 0 <= year <= chosen.rule.lag:
            continue
        ratio = _ratios(tally, chosen, names, year=year)
        of_year = replace(
            about,
            grain={**about.grain, "years_since_listing": [f"{year:+d}"]},
            n=[int((known & (since == year)).any(axis=1).sum())],
        )
        tables.append(of_year.rows(YEARLY.name, ratio))
    return tables
