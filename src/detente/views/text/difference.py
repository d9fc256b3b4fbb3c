"""What differs between two releases, on a page: verdicts first, then figures, then why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.text.numbers import MISSING, Format, percent
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.difference import FigureChange, VerdictChange
    from detente.lake.difference import Change, TableDifference
    from detente.views.text.page import Page


def draw_difference(
    page: Page,
    *,
    tables: Sequence[TableDifference],
    declared: Sequence[Change],
    figures: Sequence[FigureChange],
    verdicts: Sequence[VerdictChange],
    counts: tuple[int, int],
    limit: int | None,
) -> None:
    """Draw a comparison of two releases.

    Parameters
    ----------
    page : Page
    tables, declared, figures, verdicts : sequences
        What was found, in the order to show.
    counts : pair of int
        Figures and statements that were compared.
    limit : int or None
        Figures shown; None for all.
    """
    if not figures and not verdicts and not declared and all(table.same for table in tables):
        page.say()
        page.say("Nothing differs: the same tables, sources and definitions.", style="green")
        return
    _draw_verdicts(page, verdicts, counts[1])
    _draw_figures(page, figures, counts[0], limit=limit)
    _draw_tables(page, tables)
    _draw_declared(page, declared)


def _draw_verdicts(page: Page, verdicts: Sequence[VerdictChange], compared: int) -> None:
    turned = sum(verdict.turned for verdict in verdicts)
    page.heading(f"Verdicts: {turned} of {compared} turned, {len(verdicts) - turned} moved")
    for verdict in verdicts:
        page.say(f"{verdict.claim}: {verdict.statement}", style="bold cyan")
        change = f"{verdict.before} → {verdict.after}" if verdict.turned else verdict.after
        page.paragraph(change, indent="  ", hanging="  ")
        support = [percent(s, 1) for s in (verdict.support_before, verdict.support_after)]
        page.paragraph(f"support {support[0]} → {support[1]}", indent="  ", style="dim")


def _draw_figures(
    page: Page, figures: Sequence[FigureChange], compared: int, *, limit: int | None
) -> None:
    beyond = sum(figure.beyond for figure in figures)
    page.heading(f"Figures: {len(figures):,} of {compared:,} differ")
    if not figures:
        return
    table = []
    notes: dict[str, None] = {}
    for figure in figures[:limit]:
        form = Format.of(figure.unit, [figure.before, figure.after])
        name = f"{figure.indicator} {figure.metric}".strip()
        table.append([
            f"{name}: {figure.about}" if figure.about else name,
            form.write(figure.before),
            form.write(figure.after),
            _change(figure),
            "*" if figure.beyond else "",
        ])  # fmt: skip
        if figure.note:
            notes[f"{name}: {figure.note}"] = None
    columns = [Column("Figure", cut=True), Column("Before", True), Column("After", True)]
    page.grid([*columns, Column("Change", True), Column("")], table)
    if beyond:
        page.paragraph(
            f"* outside the 95 % interval it had before: {beyond:,} figures", style="dim"
        )
    for note in list(notes)[:5]:
        page.paragraph(f"{MISSING} {note}", hanging="  ", style="dim")
    if limit is not None and len(figures) > limit:
        page.say(f"… and {len(figures) - limit:,} more: --limit 0", style="dim")


def _change(figure: FigureChange) -> str:
    if figure.before is None or figure.after is None:
        return MISSING
    if figure.unit in {"share", "probability"}:
        return f"{100 * (figure.after - figure.before):+.1f} points"
    if not figure.before:
        return "from 0"
    return f"{100 * (figure.after / figure.before - 1):+.1f} %"


def _draw_tables(page: Page, tables: Sequence[TableDifference]) -> None:
    page.heading("Why: records")
    changed = [table for table in tables if not table.same]
    if not changed:
        page.say("Every table is the same, byte for byte.")
        return
    parts = [(table, (table.added, table.removed, table.changed)) for table in changed]
    rows = [
        [
            table.table,
            f"{table.before:,}",
            f"{table.after:,}",
            *(
                MISSING if n is None else f"{n:,}"
                for n in (table.added, table.removed, table.changed)
            ),
            ", ".join(f"{name} {count:,}" for name, count in _largest(table)),
        ]
        for table, counts in parts
    ]
    titles = ("Before", "After", "Added", "Removed", "Changed")
    page.grid(
        [Column("Table"), *(Column(title, True) for title in titles), Column("In", cut=True)], rows
    )
    same = [table.table for table in tables if table.same]
    if same:
        page.paragraph(f"The same: {', '.join(same)}", hanging="  ", style="dim")
    if any(table.added is None for table in changed):
        page.paragraph(
            f"{MISSING} computed from the other tables: its rows have no name that lasts",
            hanging="  ",
            style="dim",
        )


def _largest(table: TableDifference) -> list[tuple[str, int]]:
    return sorted(table.columns.items(), key=lambda item: (-item[1], item[0]))[:3]


def _draw_declared(page: Page, declared: Sequence[Change]) -> None:
    page.heading("Why: sources, definitions, inputs")
    if not declared:
        page.say("The same.")
    for change in declared:
        both = [text for text in (change.before, change.after) if text]
        page.paragraph(
            f"{change.kind} {change.name} {change.what}: {' → '.join(both)}", hanging="  "
        )
