"""Novelty: whose papers combine what was not combined before, and whose are recognised late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.impact import pair_metrics
from detente.indicators.novelty_families import families_of
from detente.indicators.novelty_rows import (
    compared_rows,
    excluded_name,
    excluded_rows,
    family_rows,
    quality_rows,
    world_rows,
)
from detente.indicators.scored import GRAIN, places_shown, sums_of
from detente.lake.novel import WHY_NOT

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.indicators.tally import Tally

REPLICAS = 10
MOST_REWIRED = 2_000_000
"""References of a network that is rewired without being asked to."""

_EXCLUDED = tuple(
    Metric(excluded_name(family, place), f"Share of papers {why}", "share",
           f"papers without a judgement of {family} / papers of the world", 0.0, 1.0)
    for family, reasons in WHY_NOT.items()
    for place, why in enumerate(reasons)
)  # fmt: skip
INDICATOR = Indicator(
    title="Novelty and delayed recognition",
    question="Whose papers combine what was not combined before, and whose are recognised late?",
    metrics=(
        Metric("combining_papers", "Papers whose combinations can be judged", "papers",
               "Σ_p w_pc over papers with a pair of known venues"),
        Metric("atypical_share", "Share of atypical papers", "share",
               "Σ_p w_pc [10th percentile of z < 0] / Σ_p w_pc, z = (observed - mean of rewired "
               "networks) / their standard deviation, of the paper's pairs of cited venues",
               0.0, 1.0),
        Metric("mean_conventionality", "Mean conventionality", "standard deviations",
               "Σ_p w_pc median z_p / Σ_p w_pc over papers with a median", None),
        Metric("unresolved_share", "Share of those papers without a median", "share",
               "papers whose median pair no or every replica has / papers judged", 0.0, 1.0),
        Metric("pairing_papers", "Papers whose pairs of venues can be new", "papers",
               "Σ_p w_pc over papers of years with three full years before and after"),
        Metric("new_pair_share", "Share of papers with a new pair of venues", "share",
               "Σ_p w_pc [cites the first of its pairs, cited again within 3 years] / Σ_p w_pc",
               0.0, 1.0),
        Metric("mean_novelty", "Mean novelty of pairs", "distance",
               "Σ_p w_pc Σ_new pairs (1 - cos) / Σ_p w_pc; null where some distance is unknown"),
        Metric("least_mean_novelty", "Mean novelty of pairs, least", "distance",
               "the same, unknown distances being 0"),
        Metric("most_mean_novelty", "Mean novelty of pairs, most", "distance",
               "the same, unknown distances being 1"),
        Metric("recognised_papers", "Papers with a sleeping-beauty coefficient", "papers",
               "Σ_p w_pc over papers that works of the release cite"),
        Metric("mean_beauty", "Mean sleeping-beauty coefficient", "coefficient",
               "Σ_p w_pc B_p / Σ_p w_pc, B_p = Σ_t≤t_m ((c_tm - c_0) t / t_m + c_0 - c_t) / "
               "max(1, c_t)", None),
        Metric("mean_awakening", "Mean years to awakening", "years",
               "Σ_p w_pc a_p / Σ_p w_pc, a_p: year farthest from the line to the peak"),
        Metric("sleeping_beauty_share", "Share of papers among the top x % sleeping beauties",
               "share", "Σ_p w_pc m_p / Σ_p w_pc, by coefficient among works of the field, year "
               "and type, ties shared out; the world's is x", 0.0, 1.0),
        *pair_metrics("atypical_share", "Share of atypical papers", "share of papers"),
        *pair_metrics("mean_conventionality", "Mean conventionality", "standard deviations",
                      signed=True),
        *pair_metrics("new_pair_share", "Share with a new pair", "share of papers"),
        *pair_metrics("mean_novelty", "Mean novelty of pairs", "distance"),
        *pair_metrics("mean_beauty", "Mean sleeping-beauty coefficient", "coefficient",
                      signed=True),
        *pair_metrics("sleeping_beauty_share", "Share among sleeping beauties",
                      "share of papers"),
        *_EXCLUDED,
        Metric("outside_share", "Share of references that lead out of the release", "share",
               "references from or to works that are not counted / references", 0.0, 1.0),
        Metric("unknown_venue_share", "Share of references to works of unknown venue", "share",
               "of references between works of the release", 0.0, 1.0),
        Metric("too_early_share", "Share of citations dated before what they cite", "share",
               "of references between works of the release; they are in no history", 0.0, 1.0),
        Metric("moved_share", "Share of references that rewiring replaced", "share",
               "mean over replicas; small where the network leaves little freedom", 0.0, 1.0),
    ),
    grain=GRAIN,
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period",
                "reference_set", "top_share"),
    interval=STABILITY_INTERVAL + "; the network and its replicas stay as they are",
    minimum_data="one judged paper; rows of fewer than 25 are marked; pairs can be new only with "
    "three full years of works before and after",
    method="methods §4 Breakthroughs",
    references=("uzzi2013", "wang2017", "ke2015", "maslov2002"),
)  # fmt: skip


def compute(
    tally: Tally,
    *,
    country: str | None = None,
    partner: str | None = None,
    by: str = "total",
    replicas: int | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
) -> list[pa.Table]:
    """Novelty of every country, of one, or of one against another.

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
    replicas : int, optional
        Rewired networks that combinations are held against; 10 by default, 0 in a network of more
        than two million references.
    first_year, last_year : int, optional
        Years of which the release has all works: by default that of the oldest work, and the one
        before that of the newest, since the last was not over.

    Raises
    ------
    UnknownName
        There is no such country or grouping.
    UsageError
        A country counts as another under the territory policy, or is its own partner; there is one
        replica; a year is outside those of the works.
    DataMissing
        The release has no references or no venues, or knows no fields.
    """
    pool, specification = tally.dataset.work_pool, tally.specification
    literature = pool.scores.literature
    if replicas is None:
        small = len(literature.references.edges.citing) <= MOST_REWIRED
        replicas = REPLICAS if small else 0
    span = literature.span(first_year, last_year)
    found = pool.novel(specification, span=span, replicas=replicas)
    tables = [] if country is not None else quality_rows(found)
    ages = by == "total" and len(tally.years) != 1
    for family in families_of(found, specification, ages=ages):
        for sums in sums_of(tally, family.columns, takes_part=family.columns[:, 0], by=by):
            places = places_shown(tally, sums, country=country, partner=partner)
            tables += family_rows(family, sums, places)
            if country is None:
                tables += [*world_rows(family, sums), *excluded_rows(family, sums, found)]
            elif partner is not None:
                tables += compared_rows(family, sums, (country, partner))
    return tables
