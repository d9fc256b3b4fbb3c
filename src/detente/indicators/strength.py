"""Strength: how much two countries work together for their size (methods §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, pair_of, place_of
from detente.indicators.rows import About
from detente.kernels import strength
from detente.kernels.balancing import BOUNDARY, quasi_independence
from detente.kernels.trend import slope_per_year

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

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
               "C N / (n_i n_j), N papers with a known country"),
        Metric("affinity", "Probabilistic affinity index (PAI)", "ratio", "C T / (S_i S_j)"),
        Metric("affinity_symmetric", "PAI, symmetric", "index", "(PAI² - 1) / (PAI² + 1)",
               -1.0, 1.0),
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
        Metric("count_slope", "Trend of joint papers", "links a year",
               "least squares over the years with papers", None),
        Metric("share_slope", "Trend of the share of the country's international papers",
               "share a year", "least squares over the same years", None),
        Metric("strength_slope", "Trend of observed over expected, quasi-independence",
               "ratio a year", "least squares over the same years", None),
    ),
    grain=("country", "partner"),
    dimensions=("link", "unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL,
    minimum_data="one joint paper; a trend needs three years, each with what it divides by; leave "
                 "incomplete last years out with period; rows of fewer than 25 are marked",
    method="methods §2 Collaboration strength",
    references=("luukkonen1993", "zitt2000", "chinchillarodriguez2021", "newman2001",
                "goodman1968"),
    picks=("partner",),
)  # fmt: skip
TREND_YEARS = 3
NO_TREND = "insufficient data: a trend needs three years"
BROKEN_TREND = "no trend: undefined in one of the years"


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
    place = place_of(tally, country)
    joint = tally.links_of(place, *tally.by_year)
    others = partners_of(joint)
    if partner is not None:
        others = [pair_of(tally, country, partner)[1]]
    if not others:
        return []
    yearly = Yearly(
        joint[:, others], tally.strengths(*tally.by_year),
        tally.international(*tally.by_year),
    )  # fmt: skip
    ties = _ties(tally, yearly, place=place, others=others)
    trends = _trends(tally, yearly, place=place, others=others)
    codes = [tally.pool.countries[p] for p in others]
    n = tally.but(draws=0, link="whole").links().matrix()[place, others]
    grain = {"country": [country] * len(others), "partner": codes}
    about = About(grain, n, tally.unknown_share(), notes(tally, codes, n))
    undefined = NO_TREND if len(tally.years) < TREND_YEARS else BROKEN_TREND
    return [about.rows(metric, totals) for metric, totals in ties.items()] + [
        about.rows(metric, totals, undefined=undefined) for metric, totals in trends.items()
    ]


class Yearly(NamedTuple):
    """Totals by year: links of a country with some others, and what they are measured by.

    Attributes
    ----------
    joint : float64 array, shape (years, others, 1 + draws)
    strengths, international : float64 arrays, shape (years, places, 1 + draws)
        Links of every country, and its international papers.
    """

    joint: Floats
    strengths: Floats
    international: Floats


def partners_of(joint: Floats) -> list[int]:
    """Places of the countries with which there is a joint paper, most first.

    Parameters
    ----------
    joint : float64 array, shape (groups, places, 1 + draws)
    """
    total = joint[:, :, 0].sum(axis=0)
    return [int(place) for place in np.argsort(-total, kind="stable") if total[place] > 0]


def _ties(tally: Tally, yearly: Yearly, *, place: int, others: list[int]) -> dict[str, Floats]:
    c = yearly.joint.sum(axis=0)
    international = yearly.international.sum(axis=0)
    papers = tally.papers()[0, :-1]
    n_i, n_j = papers[place], papers[others]
    strengths = yearly.strengths.sum(axis=0)
    s_i, s_j = strengths[place], strengths[others]
    affinity = strength.pai(c, s_i, s_j, total=strengths.sum(axis=0))
    mine, theirs = international[place], international[others]
    works = tally.works_with_country()
    return {
        "joint_papers": c,
        "salton": strength.salton(c, n_i, n_j),
        "jaccard": strength.jaccard(c, n_i, n_j),
        "inclusion": strength.inclusion(c, n_i, n_j),
        "association": strength.association(c, n_i, n_j),
        "observed_over_expected_papers": strength.observed_over_expected(c, n_i, n_j, world=works),
        "affinity": affinity,
        "affinity_symmetric": strength.symmetric(affinity),
        "observed_over_expected": over_expected(
            c[None], strengths[None], place=place, others=others
        )[0],
        "share_of_papers": strength.partner_share(c, mine),
        "share_of_papers_back": strength.partner_share(c, theirs),
        "share_of_links": strength.partner_share(c, s_i),
        "share_of_links_back": strength.partner_share(c, s_j),
        "asymmetry": strength.log_asymmetry(c, mine, theirs),
        "newman": tally.newman(place)[others],
    }


def over_expected(links: Floats, strengths: Floats, *, place: int, others: list[int]) -> Floats:
    """Observed over expected links of a country with others: (groups, others, columns)."""
    margins = np.ascontiguousarray(np.moveaxis(strengths, 1, -1))
    factors = np.moveaxis(quasi_independence(margins), -1, 1)
    expected = factors[:, place, None] * factors[:, others]
    # where one country, the hub, has a part in every link there are no factors: with the hub the
    # expected links are those of its partner, and without it none can be expected
    greatest = margins.max(axis=-1)
    star = np.abs(margins.sum(axis=-1) - 2 * greatest) <= BOUNDARY * greatest
    hub = margins.argmax(axis=-1)
    for position, other in enumerate(others):
        with_hub = np.where(hub == place, strengths[:, other], np.nan)
        with_hub = np.where(hub == other, strengths[:, place], with_hub)
        expected[:, position] = np.where(star, with_hub, expected[:, position])
    return strength.partner_share(links, expected)


def _trends(tally: Tally, yearly: Yearly, *, place: int, others: list[int]) -> dict[str, Floats]:
    """Slopes per year of the count, the share and the strength: they can differ in sign."""
    names = ("count_slope", "share_slope", "strength_slope")
    years = tally.years
    if len(years) < TREND_YEARS:
        return dict.fromkeys(names, np.full((len(others), tally.columns), np.nan))
    series = (
        yearly.joint,
        strength.partner_share(yearly.joint, yearly.international[:, [place]]),
        over_expected(yearly.joint, yearly.strengths, place=place, others=others),
    )
    return {
        name: slope_per_year(years, np.moveaxis(values, 0, -1))
        for name, values in zip(names, series, strict=True)
    }
