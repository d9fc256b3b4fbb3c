"""A measure on a page: one table a metric, then where the numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.dimensions import Specification
from detente.views.text.names import country_name
from detente.views.text.numbers import MISSING, Format
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from detente.core.indicator import Indicator, Metric
    from detente.core.measure import Measure
    from detente.views.text.page import Page

Row = dict[str, Any]
COUNTRIES = ("country", "partner", "leader")
ROWS_SHOWN, ROWS_ALONE = 20, 100
_MARKS = "*†‡§"
_UNSAID = (None, "", "all", "All")


def draw_measure(
    page: Page, measure: Measure, *, language: str = "en", limit: int | None = None
) -> None:
    """All rows of a measure, in tables by metric, with notes and provenance.

    Parameters
    ----------
    page : Page
    measure : Measure
        Arranged for reading.
    language : {"en", "zh"}
        Of the countries' names.
    limit : int, optional
        Rows of a table; by default 20, or 100 if there is one table only.
    """
    rows = with_years(measure.to_dicts())
    groups = [(m, [r for r in rows if r["metric"] == m.name]) for m in measure.indicator.metrics]
    groups = [(metric, found) for metric, found in groups if found]
    page.say(measure.indicator.title, style="bold")
    page.paragraph(measure.indicator.question, style="dim")
    if len(groups) > 1 and all(len(found) == 1 for _, found in groups):
        _draw_single(page, groups, language)
        draw_unknown(page, groups[0][1][0], measure.indicator)
    else:
        shown = limit or (ROWS_ALONE if len(groups) == 1 else ROWS_SHOWN)
        for metric, found in groups:
            draw_metric(page, metric, found, limit=shown, language=language)
            if len({r["unknown_share"] for r in found[:shown]}) == 1:
                draw_unknown(page, found[0], measure.indicator)
    draw_provenance(page, measure)


def draw_metric(
    page: Page,
    metric: Metric,
    rows: Sequence[Row],
    *,
    limit: int = ROWS_SHOWN,
    language: str = "en",
) -> None:
    """The rows of one metric: what they are about, value, interval, n."""
    grain = list(rows[0])[: list(rows[0]).index("metric")]
    constant = {g: rows[0][g] for g in grain if len({r[g] for r in rows}) == 1}
    about = ", ".join(_label(g, v, language) for g, v in constant.items() if v not in _UNSAID)
    page.heading(metric.title + (f": {about}" if about else ""))
    page.paragraph(f"{metric.unit}; {metric.formula}", style="dim")
    varying = [g for g in grain if g not in constant] or grain[:1]
    shown, marks = rows[:limit], Marks()
    columns = _columns(metric, shown, marks)
    page.grid(
        [*(Column(_title(g), cut=True) for g in varying), *(column for column, _ in columns)],
        [
            [
                *(_label(g, row[g], language, alone=True) for g in varying),
                *(write(row) for _, write in columns),
            ]
            for row in shown
        ],
    )
    if len(rows) > limit:
        page.say(f"… and {len(rows) - limit:,} more: --limit {len(rows)}", style="dim")
    marks.draw(page)


def _columns(
    metric: Metric, rows: Sequence[Row], marks: Marks
) -> list[tuple[Column, Callable[[Row], str]]]:
    """The columns that say something, each with what writes its cells."""
    form = Format.of(metric.unit, [r[end] for r in rows for end in ("value", "low", "high")])
    columns: list[tuple[bool, Column, Callable[[Row], str]]] = [
        (True, Column("Value", True), lambda r: form.write(r["value"])),
        (
            any(r["low"] is not None for r in rows),
            Column("95 % interval", True),
            lambda r: form.interval(r["low"], r["high"]),
        ),
        (any(r["n"] != r["value"] for r in rows), Column("n", True), lambda r: _count(r["n"])),
        (
            len({r["unknown_share"] for r in rows}) > 1,
            Column("Unknown", True),
            lambda r: _share(r["unknown_share"]),
        ),
        (True, Column(""), lambda r: marks.of(r["note"])),
    ]
    return [(column, write) for wanted, column, write in columns if wanted]


def draw_unknown(page: Page, row: Row, indicator: Indicator) -> None:
    """The unknown share, where it is the same for all that was shown."""
    if row["unknown_share"] is not None:
        what = "Unknown country" if "authorship" in indicator.tables else "Unknown"
        page.say(f"{what}: {_share(row['unknown_share'])}", style="dim")


def with_years(rows: Sequence[Row]) -> list[Row]:
    """Rows whose first and last year stand in one column, as ``2003-2022`` or ``2021``."""
    if not rows or "first_year" not in rows[0]:
        return list(rows)
    changed = []
    for row in rows:
        first, last = row["first_year"], row["last_year"]
        years = {"years": str(first) if first == last else f"{first}-{last}"}
        changed.append(
            {
                new: value
                for name, old in row.items()
                if name != "last_year"
                for new, value in (years.items() if name == "first_year" else ((name, old),))
            }
        )
    return changed


def _draw_single(page: Page, groups: Sequence[tuple[Metric, Sequence[Row]]], language: str) -> None:
    """Metrics of one row each, under one another."""
    marks, table = Marks(), []
    first = groups[0][1][0]
    grain = list(first)[: list(first).index("metric")]
    page.heading(", ".join(_label(g, first[g], language) for g in grain if first[g] is not None))
    for metric, (row,) in groups:
        form = Format.of(metric.unit, [row["value"], row["low"], row["high"]])
        value = form.write(row["value"])
        table.append(
            [
                metric.title,
                value,
                form.interval(row["low"], row["high"]),
                _count(row["n"]),
                marks.of(row["note"]),
            ]
        )
    page.grid(
        [
            Column("Metric", cut=True),
            Column("Value", True),
            Column("95 % interval", True),
            Column("n", True),
            Column(""),
        ],
        table,
    )
    marks.draw(page)


def draw_provenance(page: Page, measure: Measure) -> None:
    """Release, choices, meaning of the interval, and how to cite."""
    found = measure.provenance
    page.say()
    page.paragraph(f"Release   {found.release}", hanging=" " * 10, style="dim")
    if found.specification:
        choices = describe_choices(found.specification)
        page.paragraph(f"Choices   {choices}", hanging=" " * 10, style="dim")
    page.paragraph(f"Interval  {measure.indicator.interval}", hanging=" " * 10, style="dim")
    page.paragraph(
        f"Method    {found.method}; {measure.indicator.minimum_data}", hanging=" " * 10, style="dim"
    )
    for number, source in enumerate(found.sources):
        page.paragraph(
            f"{'Source' if not number else '':<10}{source}", hanging=" " * 10, style="dim"
        )


def describe_choices(specification: Mapping[str, str]) -> str:
    """The options that were chosen; those that differ from the default are starred."""
    usual = Specification.of()
    changed = {name for name, value in specification.items() if usual[name] != value}
    shown = [f"{n} {v}{'*' if n in changed else ''}" for n, v in specification.items()]
    return ", ".join(shown) + (" (* not the default)" if changed else "")


class Marks:
    """Notes of a table, each with the mark that stands at its rows."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}

    def of(self, note: str | None) -> str:
        """The mark of a note; empty for none."""
        if not note:
            return ""
        if note not in self._notes:
            number = len(self._notes)
            self._notes[note] = _MARKS[number] if number < len(_MARKS) else f"({number + 1})"
        return self._notes[note]

    def draw(self, page: Page) -> None:
        """The notes with their marks."""
        for note, mark in self._notes.items():
            page.paragraph(f"{mark} {note}", hanging="  ", style="dim")


def _title(grain: str) -> str:
    return grain.replace("_", " ").capitalize()


def _label(grain: str, value: Any, language: str, *, alone: bool = False) -> str:
    if value is None:
        return MISSING
    if grain not in COUNTRIES:
        return str(value) if alone or grain != "field" else f"{grain} {value}"
    name = country_name(value, language)
    return name if name == value else f"{value} {name}"


def _count(n: int | None) -> str:
    return MISSING if n is None else f"{n:,}"


def _share(share: float | None) -> str:
    return Format("percent", 1).write(share)
