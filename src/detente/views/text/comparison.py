"""Ours beside published: one line a cell, one table a figure, and the reasons below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.measure import Marks, draw_provenance, with_years
from detente.views.text.names import country_name
from detente.views.text.numbers import Format
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.core.measure import Measure
    from detente.indicators.reasons import Reason
    from detente.views.text.page import Page

Row = dict[str, Any]
Key = tuple[Any, ...]
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
    cells: dict[str, dict[Key, dict[str, Row]]] = {}
    for row in with_years(measure.to_dicts()):
        key = (row["years"], row["country"], row["partner"])
        cells.setdefault(row["figure"], {}).setdefault(key, {})[row["metric"]] = row
    for figure, found in cells.items():
        _draw_figure(page, figure, found, limit=limit, language=language)
    if reasons:
        _draw_reasons(page, reasons)
    draw_provenance(page, measure)


def _draw_figure(
    page: Page, figure: str, found: dict[Key, dict[str, Row]], *, limit: int | None, language: str
) -> None:
    several_years = len({key[0] for key in found}) > 1
    order = sorted(found) if several_years else sorted(found, key=lambda k: -_size(found[k]))
    shown, marks = order[:limit], Marks()
    years = "" if several_years else f", {order[0][0]}"
    page.heading(f"{TITLES.get(figure, figure)}{years}")
    paired = any(key[2] for key in shown)
    columns = [Column("Years")] * several_years + [Column("Country", cut=True)]
    columns += [Column("Partner", cut=True)] * paired
    columns += [Column(title, True) for title in ("Ours", "Published", "Ratio", "95 % interval")]
    cells = [
        [
            *([key[0]] * several_years),
            *(country_name(code, language) for code in key[1 : 2 + paired]),
            *numbers,
            marks.of(found[key]["ratio"]["note"]),
        ]
        for key, numbers in zip(shown, _numbers([found[k] for k in shown]), strict=True)
    ]
    page.grid([*columns, Column("")], cells)
    if len(order) > len(shown):
        page.say(f"… and {len(order) - len(shown):,} more: --limit {len(order)}", style="dim")
    marks.draw(page)


def _numbers(cells: Sequence[dict[str, Row]]) -> list[list[str]]:
    """Ours, published, ratio and its interval, each column with digits of its own."""
    ratio = Format.of("ratio", [c["ratio"][end] for c in cells for end in ("value", "low", "high")])
    count = Format.of("papers", [c[m]["value"] for c in cells for m in ("ours", "published")])
    return [
        [
            count.write(cell["ours"]["value"]),
            count.write(cell["published"]["value"]),
            ratio.write(cell["ratio"]["value"]),
            ratio.interval(cell["ratio"]["low"], cell["ratio"]["high"]),
        ]
        for cell in cells
    ]


def _size(cell: dict[str, Row]) -> float:
    value = cell["published"]["value"]
    return -1.0 if value is None else float(value)


def _draw_reasons(page: Page, reasons: Sequence[Reason]) -> None:
    page.heading("Why they differ")
    for number, reason in enumerate(reasons, 1):
        page.paragraph(f"{number}. They: {reason.theirs}.", hanging="   ")
        page.paragraph(f"We: {reason.ours}.", indent="   ")
        page.paragraph(f"Effect: {reason.effect}.", indent="   ", style="dim")
