"""Collaboration: who works with whom, who comes first, and how international a country is (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.rows import plain, probabilities, ratio, rows, small
from detente.indicators.tally import DOMESTIC, INDETERMINATE, INTERNATIONAL, Tally
from detente.kernels.ranks import competition_ranks, lead_over_others, partner_rank

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Collaboration",
    question="Who are each country's partners in AI research, and who comes first?",
    metrics=(
        Metric("joint_papers", "Joint papers", "links", "Σ_p link weight of the pair"),
        Metric("partner_rank", "Rank among partners", "rank",
               "competition rank (1, 2, 2, 4) by joint papers", 1.0),
        Metric("p_first", "P(rank = 1)", "probability",
               "share of bootstrap draws in which the partner is first, alone or shared", 0.0, 1.0),
        Metric("lead", "Lead over the best other partner", "links",
               "joint papers - joint papers with the best other partner", None),
        Metric("mutual_first_strict", "Each other's unique No. 1", "yes or no",
               "1 if each is the other's only first partner", 0.0, 1.0),
        Metric("mutual_first_weak", "Each other's No. 1, ties allowed", "yes or no",
               "1 if each is first for the other, alone or shared", 0.0, 1.0),
        Metric("p_mutual_first", "P(each other's unique No. 1)", "probability",
               "share of bootstrap draws with mutual_first_strict = 1", 0.0, 1.0),
        Metric("domestic_papers", "Domestic papers", "papers", "one country, no unknown affiliation"),
        Metric("international_papers", "International papers", "papers", "two or more countries"),
        Metric("indeterminate_papers", "Papers that could be either", "papers",
               "one known country and an unknown affiliation"),
        Metric("international_share", "International share", "share",
               "international / (domestic + international)", 0.0, 1.0),
        Metric("international_share_least", "International share, if no unknown is abroad", "share",
               "international / all", 0.0, 1.0),
        Metric("international_share_most", "International share, if every unknown is abroad", "share",
               "(international + indeterminate) / all", 0.0, 1.0),
    ),
    grain=("country", "partner"),
    dimensions=(
        "link", "unknown", "territory", "ai_definition", "document_types", "period",
        "dual_affiliation",
    ),
    interval=STABILITY_INTERVAL + "; of a probability: Monte-Carlo error (Wilson)",
    minimum_data="one joint paper; rows of fewer than 25 are marked",
    method="methods §1 Links, Ranks, Domestic/international",
    references=("perianes_constructing_2016", "chinchilla_follow_2021"),
)


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None
) -> list[pa.Table]:
    """Partners of a country, of one pair, or of every country.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country, partner : str, optional
        ISO codes. Without a partner, all partners of the country; without a country, the partners
        of every country.
    """
    pool = tally.pool
    places = range(pool.places) if country is None else [pool.place(country)]
    other = None if partner is None else pool.place(partner)
    links = tally.links()
    joint = Tally(tally.dataset, tally.specification.but(link="whole"), 0).links().matrix()
    unknown = ratio(*(total[:1] for total in (tally.works_with_unknown(), tally.works()[0])))[0]
    tables = []
    for place in places:
        row = links.of(place)
        if country is None and not row[:, 0].any():
            continue
        shown = _shown(row[:, 0], other)
        shown = [p for p in shown if p != place]
        tables += _partners(pool.countries, place, shown, row, joint[place], unknown)
        tables += _mutual(pool.countries, place, shown, links, joint[place], unknown)
    if partner is None:
        tables += _scopes(tally, list(places), unknown)
    return tables


def _shown(row: Floats, other: int | None) -> list[int]:
    if other is not None:
        return [other]
    order = np.argsort(-row, kind="stable")
    return [int(place) for place in order if row[place] > 0]


def _partners(
    countries: tuple[str, ...], place: int, shown: list[int], row: Floats, joint: Floats,
    unknown: float,
) -> list[pa.Table]:
    values = np.ascontiguousarray(np.where(row > 0, row, np.nan).T)
    ranks = competition_ranks(values).T[shown]
    lead = np.stack([lead_over_others(row.T, country=place, partner=p) for p in shown]) if shown else (
        np.empty((0, row.shape[1]))
    )
    grain = {
        "country": [countries[place]] * len(shown), "partner": [countries[p] for p in shown]
    }
    n = joint[shown]
    common = {"n": n, "unknown_share": unknown}
    return [
        rows("joint_papers", grain, row[shown], note=small(n), **common),
        rows("partner_rank", grain, ranks, note=small(n), **common),
        probabilities("p_first", grain, (ranks[:, 1:] == 1).astype(float), **common),
        rows("lead", grain, lead, note=small(n), **common),
    ]


def _mutual(
    countries: tuple[str, ...], place: int, shown: list[int], links: object, joint: Floats,
    unknown: float,
) -> list[pa.Table]:
    strict, weak, draws = [], [], []
    for other in shown:
        sides = []
        for a, b in ((place, other), (other, place)):
            rank, sharing = partner_rank(links.of(a).T, country=a, partner=b)
            sides.append((rank, sharing))
        first = np.logical_and.reduce([rank == 1 for rank, _ in sides])
        alone = first & np.logical_and.reduce([sharing == 1 for _, sharing in sides])
        strict.append(float(alone[0]))
        weak.append(float(first[0]))
        draws.append(alone[1:].astype(float))
    grain = {"country": [countries[place]] * len(shown), "partner": [countries[p] for p in shown]}
    common = {"n": joint[shown], "unknown_share": unknown}
    certain = {"low": np.nan, "high": np.nan, "note": "how certain: see p_mutual_first", **common}
    return [
        plain("mutual_first_strict", grain, strict, **certain),
        plain("mutual_first_weak", grain, weak, **certain),
        probabilities("p_mutual_first", grain, np.array(draws).reshape(len(shown), -1), **common),
    ]


def _scopes(tally: Tally, places: list[int], unknown: float) -> list[pa.Table]:
    scope = tally.by_scope()[0]
    total = scope.sum(axis=0)
    shown = [place for place in places if total[place, 0] > 0]
    domestic, international, indeterminate = (
        scope[kind, shown] for kind in (DOMESTIC, INTERNATIONAL, INDETERMINATE)
    )
    total = total[shown]
    grain = {
        "country": [tally.pool.countries[place] for place in shown], "partner": [None] * len(shown)
    }
    values = {
        "domestic_papers": domestic,
        "international_papers": international,
        "indeterminate_papers": indeterminate,
        "international_share": ratio(international, domestic + international),
        "international_share_least": ratio(international, total),
        "international_share_most": ratio(international + indeterminate, total),
    }
    n = total[:, 0]
    return [
        rows(metric, grain, totals, n=n, unknown_share=unknown, note=small(n))
        for metric, totals in values.items()
    ]
