"""Ours beside published: one line a cell, one table a figure, and the reasons below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.measure import draw_provenance, with_years
from detente.views.text.names import country_name
from detente.views.text.numbers import Format
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.core.measure import Measure
    from detente.indicators.comparison import Reason
    from detente.views.text.page import Page

Row = dict[str, Any]
TITLES = {
    "papers_full": "Papers",
    "domestic_papers": "Domestic papers",
    "international_papers": "International papers",
    "joint_papers": "Joint papers of a pair",
}


def draw_comparison(
    page: Page,
    measure: Measure,
    reasons: Sequence[Reason],
    *,
    limit: int | None = None,
    language: str = "en",
) -> None:
    """A table for each figure, the largest published cells first, then why they differ."""
    page.say(measure.indicator.title, style="bold")
    page.paragraph(measure.indicator.question, style="dim")
    cells: dict[str, dict[tuple[Any, ...], dict[str, Row]]] = {}
    for row in with_years(measure.to_dicts()):
        key = (row["years"], row["country"], row["partner"])
        cells.setdefault(row["figure"], {}).setdefault(key, {})[row["metric"]] = row
    for figure, found in cells.items():
        _draw_figure(page, TITLES.get(figure, figure), found, limit=limit, language=language)
    if reasons:
        _draw_reasons(page, reasons)
    draw_provenance(page, measure)


def _draw_figure(
    page: Page,
    title: str,
    found: dict[tuple[Any, ...], dict[str, Row]],
    *,
    limit: int | None,
    language: str,
) -> None:
    several_years = len({key[0] for key in found}) > 1
    order = sorted(found) if several_years else sorted(found, key=lambda k: -_size(found[k]))
    shown = order[:limit]
    years = "" if several_years else f", {order[0][0]}"
    page.heading(f"{title}{years}")
    ratios = [found[k]["ratio"][end] for k in shown for end in ("value", "low", "high")]
    counts = [found[k][m]["value"] for k in shown for m in ("ours", "published")]
    ratio, count = Format.of("ratio", ratios), Format.of("papers", counts)
    columns = [Column("Years")] * several_years + [Column("Country", cut=True)]
    paired = any(key[2] for key in shown)
    columns += [Column("Partner", cut=True)] * paired
    columns += [
        Column("Ours", True),
        Column("Published", True),
        Column("Ratio", True),
        Column("95 % interval", True),
    ]
    table = []
    for key in shown:
        cell = found[key]
        names = [country_name(key[1], language)]
        names += [country_name(key[2], language)] * paired
        table.append(
            [
                *([key[0]] * several_years),
                *names,
                count.write(cell["ours"]["value"]),
                count.write(cell["published"]["value"]),
                ratio.write(cell["ratio"]["value"]),
                ratio.interval(cell["ratio"]["low"], cell["ratio"]["high"]),
            ]
        )
    page.grid(columns, table)
    if len(order) > len(shown):
        page.say(f"… and {len(order) - len(shown):,} more: --limit {len(order)}", style="dim")


def _size(cell: dict[str, Row]) -> float:
    value = cell["published"]["value"]
    return -1.0 if value is None else float(value)


def _draw_reasons(page: Page, reasons: Sequence[Reason]) -> None:
    page.heading("Why they differ")
    for number, reason in enumerate(reasons, 1):
        page.paragraph(f"{number}. They: {reason.theirs}.", hanging="   ")
        page.paragraph(f"We: {reason.ours}.", indent="   ")
        page.paragraph(f"Effect: {reason.effect}.", indent="   ", style="dim")
