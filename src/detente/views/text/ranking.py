"""The partners of a country, drawn as ranked bars with their intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from detente.views.text.bars import Bar, draw_bar
from detente.views.text.measure import draw_metric, draw_provenance, draw_unknown
from detente.views.text.names import country_name
from detente.views.text.numbers import Format, percent, probability
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.text import Text

    from detente.core.measure import Measure
    from detente.views.text.page import Page

Row = dict[str, Any]
RANKED = ("joint_papers", "partner_rank", "p_first")
SHOWN = 12
COLUMNS = (
    Column("#", True),
    Column("Partner"),
    Column("Joint", True),
    Column("95 % interval", True),
    Column("P(first)", True),
)


def is_ranking(measure: Measure) -> bool:
    """Whether a measure ranks several partners of one country."""
    rows = measure.to_dicts()
    metrics = {row["metric"] for row in rows}
    if not set(RANKED) <= metrics:
        return False
    partners = {row["partner"] for row in rows if row["metric"] == "joint_papers"}
    return len({row["country"] for row in rows}) == 1 and len(partners) > 1


def draw_partners(
    page: Page, measure: Measure, *, language: str = "en", limit: int | None = None
) -> None:
    """The ranking, then what is known of the country as a whole, then provenance."""
    rows = measure.to_dicts()
    code = rows[0]["country"]
    page.say(f"{country_name(code, language)}: partners by joint papers", style="bold")
    page.say(
        "The upright is the estimate; the shade reaches from the low to the high end", style="dim"
    )
    page.say()
    draw_ranking(page, rows, language=language, limit=limit or SHOWN)
    scopes = [row for row in rows if row["partner"] is None]
    for metric in measure.indicator.metrics:
        found = [row for row in scopes if row["metric"] == metric.name]
        if found and metric.name == "international_share":
            draw_metric(page, metric, found, language=language)
            draw_unknown(page, found[0], measure.indicator)
    draw_provenance(page, measure)


def draw_ranking(
    page: Page, rows: Sequence[Row], *, language: str = "en", limit: int = SHOWN,
    quiet: bool = False,
) -> None:  # fmt: skip
    """Bars of joint papers by rank; the bar takes what the other columns leave.

    Parameters
    ----------
    page : Page
    rows : sequence of dict
        Rows of the metrics ``joint_papers``, ``partner_rank`` and ``p_first`` of one country.
    limit : int
        Partners shown.
    quiet : bool
        Say nothing of how many more there are.
    """
    found: dict[str, dict[str, Row]] = {name: {} for name in RANKED}
    for row in rows:
        if row["metric"] in found and row["partner"] is not None:
            found[row["metric"]][row["partner"]] = row
    joint = found["joint_papers"]
    shown = list(joint)[:limit]
    cells = _cells(found, shown, language)
    width = _room(page, cells)
    scale = max((joint[p]["high"] or joint[p]["value"] or 0.0 for p in shown), default=0.0)
    for partner, line in zip(shown, cells, strict=True):
        bar = Bar(joint[partner]["value"], *(_end(joint[partner][e]) for e in ("low", "high")))
        line.append(draw_bar(bar, scale=scale, width=width, glyphs=page.glyphs))
    page.grid([*COLUMNS, Column("")], cells)
    if len(joint) > len(shown) and not quiet:
        page.say(f"… and {len(joint) - len(shown)} more: --limit {len(joint)}", style="dim")
    unknown = next((r["unknown_share"] for r in rows if r["unknown_share"] is not None), None)
    if unknown is not None and not quiet:
        page.say(f"Papers with an author of unknown country: {percent(unknown, 1)}", style="dim")


def _cells(
    found: Mapping[str, Mapping[str, Row]], shown: Sequence[str], language: str
) -> list[list[str | Text]]:
    joint = found["joint_papers"]
    form = Format.of("links", [joint[p][end] for p in shown for end in ("value", "low", "high")])
    return [
        [
            _rank(found["partner_rank"].get(p)),
            country_name(p, language),
            form.write(joint[p]["value"]),
            form.interval(joint[p]["low"], joint[p]["high"]),
            _first(found["p_first"].get(p)),
        ]
        for p in shown
    ]


def _room(page: Page, cells: Sequence[Sequence[str | Text]]) -> int:
    from rich.cells import cell_len

    used = sum(
        max([cell_len(c.title), *(cell_len(str(line[i])) for line in cells)]) + 2
        for i, c in enumerate(COLUMNS)
    )
    return max(8, page.width - used)


def _rank(row: Mapping[str, Any] | None) -> str:
    return "–" if row is None or row["value"] is None else f"{row['value']:.0f}"


def _first(row: Mapping[str, Any] | None) -> str:
    return "–" if row is None else probability(row["value"])


def _end(value: float | None) -> float:
    return math.nan if value is None else value
