"""Ties by year or field: joint papers of two countries, and what part of each side's they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownName, UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, pair_of, place_of
from detente.indicators.output import fields_of
from detente.indicators.rows import About, ratio
from detente.indicators.strength import over_expected, partners_of
from detente.kernels.strength import partner_share

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Ties by year or field",
    question="When and in which fields do two countries write together, and what part of each "
    "side's work with others is it?",
    metrics=(
        Metric("joint_papers", "Joint papers", "links", "C_ij of the year or field"),
        Metric("share_of_papers", "Share of the country's international papers", "share", "C / I_i",
               0.0, 1.0),
        Metric("share_of_papers_back", "Share of the partner's international papers", "share",
               "C / I_j", 0.0, 1.0),
        Metric("observed_over_expected", "Observed over expected, quasi-independence", "ratio",
               "C / (x_i x_j), margins of x_i x_j (i ≠ j) equal to S, each part by itself"),
    ),
    grain=("country", "partner", "year", "field"),
    dimensions=("link", "unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL,
    minimum_data="one joint paper; the last one or two years of a release are "
    "incomplete; rows of fewer than 25 are marked",
    method="methods §2 Collaboration strength: Trend",
    references=("zitt2000", "goodman1968"),
    picks=("partner",),
)  # fmt: skip

GROUPS = ("year", "field")
NO_PAPER = "undefined: no joint paper, or nothing to divide by"


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None, by: str = "year"
) -> list[pa.Table]:
    """Ties of a country with its partners, or with one, by year or field.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str
        ISO code.
    partner : str, optional
        ISO code; all partners with a joint paper by default.
    by : {"year", "field"}
        Whether to split by year of publication or by the release's definitions of AI.

    Raises
    ------
    UnknownName
        There is no such grouping.
    UsageError
        No country is given, one counts as another under the territory policy, or a definition of AI
        is chosen and all are asked for.
    """
    if by not in GROUPS:
        raise UnknownName("grouping of ties", by, GROUPS)
    if country is None:
        raise UsageError("ties are those of a country", fix="add --country, e.g. US")
    place = place_of(tally, country)
    others = partners_of(tally.but(draws=0).links_of(place))
    if partner is not None:
        others = [pair_of(tally, country, partner)[1]]
    if not others:
        return []
    parts = [tally] if by == "year" else fields_of(tally)
    tables = []
    for part in parts:
        group, groups = part.by_year if by == "year" else (None, 1)
        values = _values(part, group, groups, place=place, others=others)
        about = _about(part, group, groups, place=place, others=others)
        tables += [
            about.rows(metric, numbers.reshape(-1, part.columns), undefined=NO_PAPER)
            for metric, numbers in values.items()
        ]
    return tables


def _values(
    tally: Tally, group: Ints | None, groups: int, *, place: int, others: list[int]
) -> dict[str, Floats]:
    """Each metric by year, or of all years: (groups, others, 1 + draws)."""
    joint = tally.links_of(place, group, groups)[:, others]
    international = tally.international(group, groups)
    expected = over_expected(joint, tally.strengths(group, groups), place=place, others=others)
    relative = {
        "share_of_papers": partner_share(joint, international[:, [place]]),
        "share_of_papers_back": partner_share(joint, international[:, others]),
        "observed_over_expected": expected,
    }
    # a number that no paper is behind would be read as a fact
    some = joint[..., :1] > 0
    return {"joint_papers": joint} | {
        metric: np.where(some, numbers, np.nan) for metric, numbers in relative.items()
    }


def _about(
    tally: Tally, group: Ints | None, groups: int, *, place: int, others: list[int]
) -> About:
    """What the rows are about: year by year, the partners in their order."""
    counts = tally.but(draws=0)
    n = counts.but(link="whole").links_of(place, group, groups)[:, others, 0].ravel()
    unknown = ratio(
        counts.works_with_unknown(group, groups)[:, 0], counts.works(group, groups)[:, 0]
    )
    years: list[int | None] = [None] if group is None else tally.years.tolist()
    codes = [tally.pool.countries[p] for p in others] * groups
    grain: dict[str, list[Any]] = {
        "country": [tally.pool.countries[place]] * len(codes),
        "partner": codes,
        "year": [year for year in years for _ in others],
        "field": [tally.specification["ai_definition"]] * len(codes),
    }
    return About(grain, n, np.repeat(unknown, len(others)), notes(tally, codes, n))
