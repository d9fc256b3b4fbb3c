"""Output: how many AI papers each country publishes, and its share of them (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownName
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.rows import ratio, rows, small
from detente.indicators.tally import Tally

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

INDICATOR = Indicator(
    title="Output",
    question="How many AI papers does each country publish, and what share of them?",
    metrics=(
        Metric("papers", "Papers", "papers", "Σ_p w_pc"),
        Metric(
            "share", "Share of papers", "share",
            "full: papers with c / papers with a known country; otherwise credit of c / all papers",
            0.0, 1.0,
        ),
    ),
    grain=("country", "year", "field"),
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period"),
    interval=STABILITY_INTERVAL,
    minimum_data="one paper; rows of fewer than 25 are marked",
    method="methods §1 Counting",
    references=("waltman_field_2015", "gauffriau_counting_2021"),
)
GROUPS = ("total", "year", "field")


def compute(
    tally: Tally, *, country: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Papers and shares of every country, or of one.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code; all countries by default.
    by : {"total", "year", "field"}
        Whether to split by year of publication or by the release's definitions.
    """
    if by not in GROUPS:
        raise UnknownName("grouping of output", by, GROUPS)
    if by == "field":
        return [table for field in tally.pool.definitions for table in _of_field(tally, field, country)]
    years = np.unique(tally.pool.years[tally.cells]) if by == "year" else np.array([0])
    group = np.searchsorted(years, tally.pool.years[tally.cells]) if by == "year" else None
    labels = [int(year) if by == "year" else None for year in years]
    return _tables(tally, group, labels, tally.specification["ai_definition"], country)


def _of_field(tally: Tally, field: str, country: str | None) -> list[pa.Table]:
    narrowed = tally.specification.but(ai_definition=field)
    return _tables(Tally(tally.dataset, narrowed, tally.draws), None, [None], field, country)


def _tables(
    tally: Tally, group: NDArray[np.integer] | None, years: list[int | None], field: str,
    country: str | None,
) -> list[pa.Table]:
    credit = tally.credit(group, len(years))
    papers = tally.papers(group, len(years))
    works = tally.works(group, len(years))
    full = tally.specification["counting"] == "full"
    # full counting: papers with a known country; fractional: every paper, known or not
    base = tally.works_with_country(group, len(years)) if full else credit.sum(axis=1)
    unknown = ratio(credit[:, -1, 0], works[:, 0] if full else credit[:, :, 0].sum(axis=1))
    tables = []
    for index, year in enumerate(years):
        shown = _places(tally, papers[index, :-1, 0], country)
        n = papers[index, shown, 0]
        grain = {
            "country": [tally.pool.countries[place] for place in shown],
            "year": [year] * len(shown),
            "field": [field] * len(shown),
        }
        common = {"n": n, "unknown_share": unknown[index], "note": small(n)}
        tables.append(rows("papers", grain, credit[index, shown], **common))
        tables.append(rows("share", grain, ratio(credit[index, shown], base[index]), **common))
    return tables


def _places(tally: Tally, papers: NDArray[np.float64], country: str | None) -> list[int]:
    if country is not None:
        return [tally.pool.place(country)]
    order = np.argsort(-papers, kind="stable")
    return [int(place) for place in order if papers[place] > 0]
