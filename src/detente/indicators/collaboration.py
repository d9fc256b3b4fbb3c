"""Collaboration: who works with whom, who comes first, how international they are (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DataMissing
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, pair_of, place_of
from detente.indicators.firsts import Firsts, lead_intervals, leads
from detente.indicators.rows import About, ratio
from detente.indicators.tally import DOMESTIC, INDETERMINATE, INTERNATIONAL, Tally
from detente.kernels.ranks import competition_ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        Metric("domestic_papers", "Domestic papers", "papers",
               "one country, no unknown affiliation"),
        Metric("international_papers", "International papers", "papers", "two or more countries"),
        Metric("indeterminate_papers", "Papers that could be either", "papers",
               "one known country and an unknown affiliation; also where unknown = complete_case"),
        Metric("international_share", "International share", "share",
               "international / (domestic + international)", 0.0, 1.0),
        Metric("international_share_least", "International share, if no unknown is abroad", "share",
               "international / all, over papers with unknown affiliations too", 0.0, 1.0),
        Metric("international_share_most", "International share, if every unknown is abroad",
               "share", "(international + indeterminate) / all, over the same", 0.0, 1.0),
        Metric("single_country_papers", "Single-country papers of corresponding authors (SCP)",
               "papers", "papers of one known country with a corresponding author in c"),
        Metric("multi_country_papers", "Multi-country papers of corresponding authors (MCP)",
               "papers", "papers of several countries with a corresponding author in c"),
    ),
    grain=("country", "partner"),
    dimensions=("link", "unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL + "; of a lead: all who could be the best other bounded together; "
    "of a probability: Monte-Carlo error (Wilson)",
    minimum_data="one joint paper; rows of fewer than 25 are marked",
    method="methods §1 Links, Ranks, Domestic/international",
    references=("perianesrodriguez2016", "chinchillarodriguez2021"),
    picks=("country", "partner"),
)  # fmt: skip
WITHOUT_FLAGS = "insufficient data: the release marks no corresponding authors"


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

    Raises
    ------
    UsageError
        A country counts as another under the territory policy, or is its own partner.
    """
    if country is not None and partner is not None:
        pair_of(tally, country, partner)
    places = range(tally.pool.places) if country is None else [place_of(tally, country)]
    other = None if partner is None else place_of(tally, partner)
    tables = _pairs(tally, list(places), other)
    if partner is None:
        tables += _scopes(tally, country) + _corresponding(tally, country)
    return tables


def _pairs(tally: Tally, places: list[int], other: int | None) -> list[pa.Table]:
    links = tally.links()
    firsts = Firsts.of(links)
    whole = tally.but(draws=0, link="whole").links().matrix()
    unknown = tally.unknown_share()
    tables = []
    for place in places:
        row = links.of(place)
        shown = _shown(row[:, 0], other) if len(places) == 1 or row[:, 0].any() else []
        shown = [partner for partner in shown if partner != place]
        if not shown:
            continue
        codes = [tally.pool.countries[partner] for partner in shown]
        grain = {"country": [tally.pool.countries[place]] * len(shown), "partner": codes}
        n = whole[place, shown]
        about = About(grain, n, unknown, notes(tally, codes, n))
        tables += _ranking(about, row, shown)
        tables += _mutual(about, firsts, place=place, shown=shown)
    return tables


def _shown(joint: Floats, other: int | None) -> list[int]:
    if other is not None:
        return [other]
    order = np.argsort(-joint, kind="stable")
    return [int(place) for place in order if joint[place] > 0]


def _ranking(about: About, row: Floats, shown: list[int]) -> list[pa.Table]:
    partners = np.where(row > 0, row, np.nan)
    ranks = competition_ranks(np.ascontiguousarray(partners.T)).T[shown]
    return [
        about.rows("joint_papers", row[shown]),
        about.rows("partner_rank", ranks, undefined="no joint paper, so no rank"),
        about.probabilities("p_first", ranks[:, 1:] == 1),
        about.rows(
            "lead",
            leads(row)[shown],
            undefined="no joint paper with anyone",
            ends=lead_intervals(row, shown) if row.shape[1] > 1 else None,
            sure_of_zero=True,
        ),
    ]


def _mutual(about: About, firsts: Firsts, *, place: int, shown: list[int]) -> list[pa.Table]:
    columns = np.array([firsts.mutual(place, other) for other in shown])
    weak = np.array([firsts.weakly_mutual(place, other) for other in shown])
    # a country without partners has no first one: neither yes nor no
    defined = firsts.partnered[shown] & firsts.partnered[place]
    note = ["how certain: see p_mutual_first" if d else "a side has no partner" for d in defined]
    strict, weak = (np.where(defined, holds, np.nan) for holds in (columns[:, 0], weak))
    return [
        about.plain("mutual_first_strict", strict, note=note),
        about.plain("mutual_first_weak", weak, note=note),
        about.probabilities("p_mutual_first", columns[:, 1:]),
    ]


def _scopes(tally: Tally, country: str | None) -> list[pa.Table]:
    """Domestic and international papers; bounds count works with unknown affiliations always."""
    followed = tally.by_scope()[0]
    leaves_out = tally.specification["unknown"] == "complete_case"
    whole = tally.but(unknown="as_unknown").by_scope()[0] if leaves_out else followed
    n = whole.sum(axis=0)[:, 0]
    shown = np.flatnonzero(n > 0)
    if country is not None:
        shown = np.array([tally.pool.place(country)])
    values = scope_values(followed[:, shown], whole[:, shown])
    about = _about(tally, shown, n[shown])
    return [about.rows(metric, totals) for metric, totals in values.items()]


def scope_values(followed: Floats, whole: Floats) -> dict[str, Floats]:
    """Papers by scope, and the shares that follow with their bounds.

    Parameters
    ----------
    followed, whole : float64 arrays, shape (3, places, 1 + draws)
        Papers by scope as the unknown is treated, and with works of unknown affiliations always.
    """
    domestic, international = followed[DOMESTIC], followed[INTERNATIONAL]
    least, either, everything = whole[INTERNATIONAL], whole[INDETERMINATE], whole.sum(axis=0)
    return {
        "domestic_papers": domestic,
        "international_papers": international,
        "indeterminate_papers": either,
        "international_share": ratio(international, domestic + international),
        "international_share_least": ratio(least, everything),
        "international_share_most": ratio(least + either, everything),
    }


def _corresponding(tally: Tally, country: str | None) -> list[pa.Table]:
    """Papers of one and of several countries, by the corresponding authors' countries."""
    names = ("single_country_papers", "multi_country_papers")
    try:
        papers = tally.by_corresponding()
    except DataMissing:
        codes = [country] if country is not None else _with_papers(tally)
        grain: dict[str, Sequence[Any]] = {"country": codes, "partner": [None] * len(codes)}
        nobody = About(grain, np.zeros(len(codes)), tally.unknown_share())
        return [nobody.nulls(name, WITHOUT_FLAGS) for name in names]
    n = papers.sum(axis=0)[:, 0]
    shown = np.flatnonzero(n > 0)
    if country is not None:
        shown = np.array([tally.pool.place(country)])
    about = _about(tally, shown, n[shown])
    return [about.rows(name, papers[kind, shown]) for kind, name in enumerate(names)]


def _with_papers(tally: Tally) -> list[str]:
    """Codes of the countries that have papers of any scope."""
    scopes = tally.but(unknown="as_unknown", draws=0).by_scope()[0]
    n = scopes.sum(axis=0)[:, 0]
    return [tally.pool.countries[place] for place in np.flatnonzero(n > 0)]


def _about(tally: Tally, shown: NDArray[np.integer], n: Floats) -> About:
    codes = [tally.pool.countries[place] for place in shown]
    grain = {"country": codes, "partner": [None] * len(codes)}
    return About(grain, n, tally.unknown_share(), notes(tally, codes, n))
