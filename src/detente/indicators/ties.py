"""Ties by year: joint papers of two countries, and what they are of each side's (methods §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, pair_of, place_of
from detente.indicators.rows import About, ratio
from detente.indicators.strength import over_expected, partners_of
from detente.indicators.tally import INTERNATIONAL
from detente.kernels.strength import partner_share

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Ties by year",
    question="How do the joint papers of two countries grow, and what part of each side's work "
    "abroad are they?",
    metrics=(
        Metric("joint_papers", "Joint papers", "links", "C_ij of the year"),
        Metric("share_of_papers", "Share of the country's international papers", "share", "C / I_i",
               0.0, 1.0),
        Metric("share_of_papers_back", "Share of the partner's international papers", "share",
               "C / I_j", 0.0, 1.0),
        Metric("observed_over_expected", "Observed over expected, quasi-independence", "ratio",
               "C / (x_i x_j), margins of x_i x_j (i ≠ j) equal to S, each year fitted alone"),
    ),
    grain=("country", "partner", "year"),
    dimensions=("link", "unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL,
    minimum_data="one joint paper in any of the years; the last one or two years of a release are "
    "incomplete; rows of fewer than 25 are marked",
    method="methods §2 Collaboration strength: Trend",
    references=("zitt2000", "goodman1968"),
    picks=("partner",),
)  # fmt: skip

NO_PAPER = "undefined: no joint paper in that year, or nothing to divide by"


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None
) -> list[pa.Table]:
    """Ties of a country with its partners, or with one, year by year.

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
        No country is given, or one counts as another under the territory policy.
    """
    if country is None:
        raise UsageError("ties by year are those of a country", fix="add --country, e.g. US")
    place = place_of(tally, country)
    joint = tally.links_of(place, *tally.by_year)
    others = partners_of(joint)
    if partner is not None:
        others = [pair_of(tally, country, partner)[1]]
    if not others:
        return []
    values = _values(tally, joint[:, others], place=place, others=others)
    about = _about(tally, place=place, others=others)
    return [
        about.rows(metric, numbers.reshape(-1, tally.columns), undefined=NO_PAPER)
        for metric, numbers in values.items()
    ]


def _values(tally: Tally, joint: Floats, *, place: int, others: list[int]) -> dict[str, Floats]:
    """Each metric by year, from the links with the others: (years, others, 1 + draws)."""
    international = tally.by_scope(*tally.by_year)[:, INTERNATIONAL]
    expected = over_expected(joint, tally.strengths(*tally.by_year), place=place, others=others)
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


def _about(tally: Tally, *, place: int, others: list[int]) -> About:
    """What the rows are about: year by year, the partners in their order."""
    years = tally.years.tolist()
    counts = tally.but(draws=0)
    whole = counts.but(link="whole").links_of(place, *tally.by_year)
    n = whole[:, others, 0].ravel()
    unknown = ratio(
        counts.works_with_unknown(*tally.by_year)[:, 0], counts.works(*tally.by_year)[:, 0]
    )
    codes = [tally.pool.countries[p] for p in others] * len(years)
    grain: dict[str, list[Any]] = {
        "country": [tally.pool.countries[place]] * len(codes),
        "partner": codes,
        "year": np.repeat(years, len(others)).tolist(),
    }
    return About(grain, n, np.repeat(unknown, len(others)), notes(tally, codes, n))
