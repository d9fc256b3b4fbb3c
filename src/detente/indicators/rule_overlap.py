"""Overlap of rules: how much of one side's obligations the other's cover, and what it adds."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownName
from detente.core.indicator import Indicator, Metric
from detente.indicators.codings import Coded, spread
from detente.indicators.rows import About
from detente.kernels import overlap

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.codings import Coding, Reliability
    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

TIE = 1e-9
THRESHOLDS = (0.4, 0.5, 0.6)
_PAIRED: dict[str, Callable[[Floats, Floats], Floats]] = {
    "coverage": overlap.coverage,
    "jaccard": overlap.jaccard,
    "overlap_coefficient": overlap.overlap_coefficient,
}

INDICATOR = Indicator(
    title="Overlap of rules",
    question="How much of one side's rules on AI do the other's cover, and what do they add?",
    metrics=(
        Metric("coverage", "Share of the country's obligations that the partner's rules cover",
               "share", "Σ min / Σ of the country, over codes", 0.0, 1.0),
        Metric("jaccard", "Overlap (Jaccard)", "share", "Σ min / Σ max", 0.0, 1.0),
        Metric("overlap_coefficient", "Overlap coefficient", "share",
               "Σ min / the smaller of the two sums", 0.0, 1.0),
        *(
            Metric(f"p_coverage_{10 * least:.0f}_tenths", f"P(coverage ≥ {least})", "probability",
                   f"share of draws in which coverage is {least} or more", 0.0, 1.0)
            for least in THRESHOLDS
        ),
        Metric("expected_overlap", "Overlap coefficient expected from the votes", "share",
               "mean over all outcomes in which each code is there with its share of votes; the "
               "interval holds the central 95 % of outcomes", 0.0, 1.0),
        Metric("added_codes", "Codes that the partner's rules add", "codes",
               "codes that the partner has and the country lacks"),
        Metric("adds_family", "Whether the partner's rules add the family", "yes or no",
               "1 if the partner has it at strength 2 or more and the country nothing of it",
               0.0, 1.0),
        Metric("p_adds_family", "P(the partner's rules add the family)", "probability",
               "share of draws in which they do", 0.0, 1.0),
        Metric("family_strength", "Strength of the country's rules in the family", "0-3",
               "largest strength among the family's codes", 0.0, 3.0),
        Metric("alpha_presence", "Agreement of coders on presence", "alpha",
               "Krippendorff's alpha, nominal, over articles × codes", None, 1.0),
        Metric("alpha_strength", "Agreement of coders on strength", "alpha",
               "Krippendorff's alpha, ordinal, over articles × codes", None, 1.0),
        Metric("kappa_presence", "Agreement of two coders on presence", "kappa",
               "Cohen's kappa over articles × codes", -1.0, 1.0),
    ),
    grain=("country", "partner", "family"),
    dimensions=("chinese_rules", "taxonomy_level", "addressees", "coders", "obligation_weight"),
    interval=(
        "95 % stability interval, extended to hold the estimate: the range over Poisson bootstrap "
        "resamples of the articles and, where coders go by votes, of the coder who is asked; a "
        "resample has fewer articles and fewer codes, which lowers every overlap"
    ),
    minimum_data=(
        "two coders, and an alpha of 0.667 or more, both of presence and of strength, at the level "
        "asked for: below, everything but the agreement is withheld"
    ),
    method="methods §6 Rules overlap",
    references=("hayes2007", "cohen1960"),
    tables=("instrument", "obligation"),
)  # fmt: skip
EMPTY = "undefined: no obligation counts under these choices"


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None
) -> list[pa.Table]:
    """Overlap in each direction, families that one side adds, and how far the coders agree.

    Parameters
    ----------
    tally : Tally
        The dataset and the specification; its works play no part.
    country, partner : str, optional
        Whose rules: a country, or EU; all by default.

    Raises
    ------
    UnknownName
        The release has no rules of that side.
    DataMissing
        The release has no coded rules.
    """
    dataset, specification = tally.dataset, tally.specification
    coded = Coded.of(dataset)
    for side in (country, partner):
        if side is not None and side not in coded.jurisdictions:
            raise UnknownName("side with coded rules", side, coded.jurisdictions)
    agreement = coded.reliability(specification, dataset)
    coding = coded.under(specification)
    sides = {s: coding.rules(s, dataset, specification) for s in coded.jurisdictions}
    strengths = (
        {s: coding.rules(s, dataset, specification.but(obligation_weight="strength"))
         for s in sides}
        if specification["obligation_weight"] != "strength" else sides
    )  # fmt: skip
    withheld = agreement.withheld
    tables = _agreement(agreement)
    for side in sides:
        if country in (None, side):
            tables += _strengths(coding, side, strengths[side], withheld=withheld)
    for pair in permutations(sides, 2):
        if country in (None, pair[0]) and partner in (None, pair[1]):
            about = _about(coding, pair)
            tables += _overlaps(about, [sides[side] for side in pair], withheld=withheld)
            tables += _expected(about, coding, withheld=withheld)
            both = [strengths[side] for side in pair]
            tables += _added(coding, pair, both, withheld=withheld)
    return tables


def _grain(
    country: str | None, partner: str | None, *families: str | None
) -> dict[str, list[str | None]]:
    """Grain columns of rows that differ in the family at most."""
    size = len(families)
    return {"country": [country] * size, "partner": [partner] * size, "family": list(families)}


def _about(coding: Coding, pair: tuple[str, str]) -> About:
    grain = _grain(*pair, None)
    return About(grain, n=coding.operative(*pair), unknown_share=0.0)


def _agreement(found: Reliability) -> list[pa.Table]:
    """Rows about the coding itself, whatever the pair."""
    about = About(
        _grain(None, None, None),
        n=found.articles, unknown_share=0.0, note=f"{found.coders} coders",
    )  # fmt: skip
    undefined = "undefined: a second coder and a second category are needed"
    return [
        about.rows(metric, values[None, :], undefined=undefined, sure_of_zero=True)
        for metric, values in (
            ("alpha_presence", found.presence),
            ("alpha_strength", found.strength),
            ("kappa_presence", found.kappa),
        )
    ]


def _strengths(coding: Coding, side: str, held: Floats, *, withheld: str) -> list[pa.Table]:
    about = About(_grain(side, None, *coding.families), n=coding.operative(side), unknown_share=0.0)
    if withheld:
        return [about.nulls("family_strength", withheld)]
    largest = np.stack([held[:, inside].max(axis=1) for inside in coding.in_family])
    return [about.rows("family_strength", largest, ends=spread(largest), sure_of_zero=True)]


def _overlaps(about: About, sides: list[Floats], *, withheld: str) -> list[pa.Table]:
    tables = []
    for metric, measure in _PAIRED.items():
        if withheld:
            tables.append(about.nulls(metric, withheld))
        else:
            found = measure(*sides)[None, :]
            tables.append(about.rows(metric, found, undefined=EMPTY, ends=spread(found)))
    covered = overlap.coverage(*sides)
    for least in THRESHOLDS:
        metric = f"p_coverage_{10 * least:.0f}_tenths"
        why = withheld or (EMPTY if np.isnan(covered[0]) else "")
        drawn = covered[1:][~np.isnan(covered[1:])][None, :]
        tables.append(
            about.nulls(metric, why) if why else about.probabilities(metric, drawn >= least - TIE)
        )
    return tables


def _expected(about: About, coding: Coding, *, withheld: str) -> list[pa.Table]:
    """The overlap coefficient over everything that the coders' votes leave open."""
    if withheld:
        return [about.nulls("expected_overlap", withheld)]
    (country,), (partner,) = about.grain["country"], about.grain["partner"]
    codes = len(coding.codes)
    votes = np.concatenate([coding.votes(country), coding.votes(partner)])
    outcomes = overlap.presence_outcomes(votes)
    values = overlap.overlap_coefficient(outcomes.present[:, :codes], outcomes.present[:, codes:])
    found = overlap.chance(values, outcomes.probability)
    note = EMPTY if np.isnan(found.mean) else f"P(≥ 0.5) = {found.reached:.3f}"
    return [
        about.plain("expected_overlap", [found.mean], low=found.low, high=found.high, note=note)
    ]


def _added(
    coding: Coding, pair: tuple[str, str], sides: list[Floats], *, withheld: str
) -> list[pa.Table]:
    """What the partner's rules add to the country's, whatever an obligation weighs."""
    families, n = coding.families, coding.operative(*pair)
    one = _about(coding, pair)
    every = About(_grain(*pair, *families), n=n, unknown_share=0.0)
    if withheld:
        kinds = (("added_codes", one), ("adds_family", every), ("p_adds_family", every))
        return [about.nulls(metric, withheld) for metric, about in kinds]
    added = overlap.adds(sides[0], sides[1], coding.in_family)
    unique = overlap.unique(sides[0], sides[1]).sum(axis=1).astype(float)[None, :]
    return [
        one.rows("added_codes", unique, ends=spread(unique), sure_of_zero=True),
        every.plain("adds_family", added[0].astype(float), note=""),
        every.probabilities("p_adds_family", added[1:].T),
    ]
