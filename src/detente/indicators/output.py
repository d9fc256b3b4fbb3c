"""Output: how many AI papers each country publishes, and its share of them (methods §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.dimensions.bylines import AI_DEFINITION
from detente.core.errors import UnknownName, UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, place_of
from detente.indicators.rows import About, ratio, small

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Output",
    question="How many AI papers does each country publish, and what share of them?",
    metrics=(
        Metric("papers", "Papers", "papers", "Σ_p w_pc"),
        Metric(
            "share", "Share of papers", "share",
            "full: papers with c / papers with a known country; otherwise credit of c / all "
            "papers that give credit",
            0.0, 1.0,
        ),
        Metric(
            "unknown_papers", "Papers of unknown country", "papers",
            "full: papers without a known country; otherwise credit that no country gets",
        ),
        Metric("world_papers", "Papers of the world", "papers", "papers that give credit"),
    ),
    grain=("country", "year", "field"),
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period"),
    interval=STABILITY_INTERVAL,
    minimum_data="one paper; rows of fewer than 25 are marked",
    method="methods §1 Counting",
    references=("waltman2015", "gauffriau2021"),
    picks=("country",),
)  # fmt: skip
GROUPS = ("total", "year", "field")


def compute(tally: Tally, *, country: str | None = None, by: str = "total") -> list[pa.Table]:
    """Papers and shares of every country, or of one.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code; all countries, the unknown and the world by default.
    by : {"total", "year", "field"}
        Whether to split by year of publication or by the release's definitions.

    Raises
    ------
    UnknownName
        There is no such country or grouping.
    UsageError
        The country counts as another, or a definition of AI is chosen and all are asked for.
    """
    if by not in GROUPS:
        raise UnknownName("grouping of output", by, GROUPS)
    if by == "field":
        return [table for part in fields_of(tally) for table in _tables(part, country, [None])]
    years: list[int | None] = tally.years.tolist() if by == "year" else [None]
    return _tables(tally, country, years)


def fields_of(tally: Tally) -> list[Tally]:
    """Totals under each of the release's definitions of AI.

    Raises
    ------
    UsageError
        One of them is chosen already.
    """
    chosen = tally.specification["ai_definition"]
    if chosen != AI_DEFINITION.default:
        raise UsageError(
            f"numbers by field cannot be narrowed to '{chosen}'",
            why="the fields are the release's definitions of AI, each in its place",
            fix="leave out --by field, or --ai-definition",
        )
    return [tally.but(ai_definition=field) for field in tally.pool.definitions]


def _tables(tally: Tally, country: str | None, years: list[int | None]) -> list[pa.Table]:
    group, groups = (None, 1) if years == [None] else tally.by_year
    credit = tally.credit(group, groups)
    papers = tally.papers(group, groups)[:, :-1, 0]
    full = tally.specification["counting"] == "full"
    # works that take part: under full counting the unknown country stands for works with no other
    known = tally.works_with_country(group, groups)
    world = known + credit[:, -1] if full else credit.sum(axis=1)
    base = known if full else world
    unknown = unknown_shares(tally, group, groups)
    tables = []
    for index, year in enumerate(years):
        places = _places(tally, papers[index], country)
        n = papers[index, places]
        about = _about(tally, year, [tally.pool.countries[p] for p in places])
        mine = About(about, n, unknown[index], notes(tally, about["country"], n))
        tables.append(mine.rows("papers", credit[index, places]))
        tables.append(mine.rows("share", ratio(credit[index, places], base[index])))
        if country is None:
            n = world[index, :1]
            everyone = About(_about(tally, year, [None]), n, unknown[index], small(n))
            tables.append(everyone.rows("unknown_papers", credit[index, -1:]))
            tables.append(everyone.rows("world_papers", world[index][None]))
    return tables


def _about(tally: Tally, year: int | None, codes: list[Any]) -> dict[str, list[Any]]:
    size, field = len(codes), tally.specification["ai_definition"]
    return {"country": codes, "year": [year] * size, "field": [field] * size}


def unknown_shares(
    tally: Tally, group: NDArray[np.integer] | None = None, groups: int = 1
) -> Floats:
    """Share of the credit that no country would get, by group: (groups,).

    Whatever is done about the unknown, this is what it is done about: the share does not vanish
    where unknown authors are left out.
    """
    before = tally.but(draws=0, unknown="as_unknown")
    return ratio(before.credit(group, groups)[:, -1, 0], before.works(group, groups)[:, 0])


def _places(tally: Tally, papers: Floats, country: str | None) -> list[int]:
    if country is not None:
        return [place_of(tally, country)]
    order = np.argsort(-papers, kind="stable")
    return [int(place) for place in order if papers[place] > 0]
