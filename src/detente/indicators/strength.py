"""Strength: how much two countries work together for their size (methods §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.rows import ratio, rows, small
from detente.indicators.tally import INTERNATIONAL, Links, Tally
from detente.kernels import strength
from detente.kernels.balancing import quasi_independence
from detente.kernels.trend import slope_per_year

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Collaboration strength",
    question="How much do two countries work together, given how much each publishes?",
    metrics=(
        Metric("joint_papers", "Joint papers", "links", "C_ij"),
        Metric("salton", "Salton", "index", "C / sqrt(n_i n_j)", 0.0, 1.0),
        Metric("jaccard", "Jaccard", "index", "C / (n_i + n_j - C)", 0.0, 1.0),
        Metric("inclusion", "Inclusion", "index", "C / min(n_i, n_j)", 0.0, 1.0),
        Metric("association", "Association", "index", "C / (n_i n_j)", 0.0, 1.0),
        Metric("observed_over_expected_papers", "Observed over expected, on publications", "ratio",
               "C N / (n_i n_j)"),
        Metric("affinity", "Probabilistic affinity index (PAI)", "ratio", "C T / (S_i S_j)"),
        Metric("affinity_symmetric", "PAI, symmetric", "index", "(PAI² - 1) / (PAI² + 1)", -1.0, 1.0),
        Metric("observed_over_expected", "Observed over expected, quasi-independence", "ratio",
               "C / (x_i x_j), margins of x_i x_j (i ≠ j) equal to S"),
        Metric("share_of_papers", "Share of the country's international papers", "share", "C / I_i",
               0.0, 1.0),
        Metric("share_of_papers_back", "Share of the partner's international papers", "share",
               "C / I_j", 0.0, 1.0),
        Metric("share_of_links", "Share of the country's links", "share", "C / S_i", 0.0, 1.0),
        Metric("share_of_links_back", "Share of the partner's links", "share", "C / S_j", 0.0, 1.0),
        Metric("asymmetry", "Asymmetry", "log ratio", "ln(share_of_papers / share_of_papers_back)",
               None),
        Metric("newman", "Newman", "links", "Σ_p author pairs of the two / (authors - 1)"),
        Metric("count_slope", "Trend of joint papers", "links a year", "least squares over years",
               None),
        Metric("share_slope", "Trend of the share of the country's international papers",
               "share a year", "least squares over years", None),
        Metric("strength_slope", "Trend of observed over expected", "ratio a year",
               "least squares over years", None),
    ),
    grain=("country", "partner"),
    dimensions=(
        "link", "unknown", "territory", "ai_definition", "document_types", "period",
        "dual_affiliation",
    ),
    interval=STABILITY_INTERVAL,
    minimum_data="one joint paper; a trend needs three years; rows of fewer than 25 are marked",
    method="methods §2 Collaboration strength",
    references=("luukkonen_measurement_1993", "zitt_shadows_2000", "chinchilla_follow_2021",
                "newman_scientific_2001"),
)


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None
) -> list[pa.Table]:
    """Strength of the ties of a country with its partners, or with one.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str
        ISO code.
    partner : str, optional
        ISO code; all partners with a joint paper by default.

    Raises
    ------
    UsageError
        No country is given: eighteen numbers for every pair are no answer to a question.
    """
    if country is None:
        raise UsageError("strength is about the ties of a country", fix="add --country, e.g. US")
    pool = tally.pool
    place = pool.place(country)
    years = np.unique(pool.years[tally.cells])
    links = tally.links(np.searchsorted(years, pool.years[tally.cells]), len(years))
    row = links.of(place)
    others = (
        [pool.place(partner)] if partner is not None
        else [int(p) for p in np.argsort(-row[:, 0], kind="stable") if row[p, 0] > 0]
    )
    joint = Tally(tally.dataset, tally.specification.but(link="whole"), 0).links().of(place)[others, 0]
    values = {**_ties(tally, links, place, others), **_trends(tally, links, (place, others), years)}
    unknown = ratio(tally.works_with_unknown()[:1], tally.works()[0, :1])[0]
    grain = {"country": [country] * len(others), "partner": [pool.countries[p] for p in others]}
    return [
        rows(metric, grain, totals, n=joint, unknown_share=unknown, note=small(joint))
        for metric, totals in values.items()
    ]


def _ties(tally: Tally, links: Links, place: int, others: list[int]) -> dict[str, Floats]:
    c = links.of(place)[others]
    papers = tally.papers()[0, :-1]
    n_i, n_j = papers[place][None], papers[others]
    works = tally.works_with_country()
    international = tally.by_scope()[0, INTERNATIONAL]
    strengths = links.strength().sum(axis=0)
    s_i, s_j = strengths[place][None], strengths[others]
    factors = quasi_independence(strengths.T).T
    affinity = strength.pai(c, s_i, s_j, total=strengths.sum(axis=0)[None])
    mine, theirs = international[place][None], international[others]
    return {
        "joint_papers": c,
        "salton": strength.salton(c, n_i, n_j),
        "jaccard": strength.jaccard(c, n_i, n_j),
        "inclusion": strength.inclusion(c, n_i, n_j),
        "association": strength.association(c, n_i, n_j),
        "observed_over_expected_papers": strength.observed_over_expected(c, n_i, n_j, world=works),
        "affinity": affinity,
        "affinity_symmetric": strength.symmetric(affinity),
        "observed_over_expected": ratio(c, factors[place][None] * factors[others]),
        "share_of_papers": strength.partner_share(c, mine),
        "share_of_papers_back": strength.partner_share(c, theirs),
        "share_of_links": strength.partner_share(c, s_i),
        "share_of_links_back": strength.partner_share(c, s_j),
        "asymmetry": strength.log_asymmetry(c, mine, theirs),
        "newman": tally.newman(place)[others],
    }


def _trends(
    tally: Tally, links: Links, pair: tuple[int, list[int]], years: Ints
) -> dict[str, Floats]:
    """Slopes per year of the count, the share and the strength: they can differ in sign."""
    place, others = pair
    if len(years) < 3:
        nothing = np.full((len(others), tally.columns), np.nan)
        return {name: nothing for name in ("count_slope", "share_slope", "strength_slope")}
    group = np.searchsorted(years, tally.pool.years[tally.cells])
    yearly = np.stack([links.of(place, year)[others] for year in range(len(years))])
    base = tally.by_scope(group, len(years))[:, INTERNATIONAL, place]
    strengths = links.strength()
    factors = np.stack([quasi_independence(s.T).T for s in strengths])
    expected = factors[:, place][:, None] * factors[:, others]
    series = {
        "count_slope": yearly,
        "share_slope": ratio(yearly, base[:, None]),
        "strength_slope": ratio(yearly, expected),
    }
    return {
        name: slope_per_year(years, np.moveaxis(values, 0, -1)) for name, values in series.items()
    }
