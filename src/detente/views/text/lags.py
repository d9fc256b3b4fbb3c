"""Lags on a page: every estimator on every scale in one table, then what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.measure import Marks, draw_provenance
from detente.views.text.names import country_name
from detente.views.text.numbers import Format, percent
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.core.measure import Measure
    from detente.views.text.page import Page

    Row = dict[str, Any]

LAG, RANGE = "lag", "lag_left_out"
_SUPPORT = ("levels", "reached", "oldest_unmatched", "ahead_share", "without_date",
            "without_country", "without_score")  # fmt: skip
_HEADS = ("Levels", "Reached", "Oldest open", "Ahead", "No date", "No country", "No score")


def is_lags(measure: Measure) -> bool:
    """Whether a measure is about lags of one country behind another."""
    columns = {"leader", "lag_scale", "estimator", "benchmark"} <= set(measure.rows.column_names)
    return columns and LAG in measure.rows["metric"].to_pylist()


def draw_lags(page: Page, measure: Measure, *, language: str = "en") -> None:
    """One row an estimator and scale: days, interval, range with a benchmark left out, releases."""
    rows = measure.to_dicts()
    lags = [row for row in rows if row["metric"] == LAG]
    ranges = {_key(row): row for row in rows if row["metric"] == RANGE}
    who = [country_name(lags[0][side], language) for side in ("country", "leader")]
    page.say(f"{measure.indicator.title}: {who[0]} behind {who[1]}", style="bold")
    page.paragraph(measure.indicator.question, style="dim")
    page.paragraph(measure.indicator.metric(LAG).formula, style="dim")
    marks, form = Marks(), Format("plain")
    page.grid(
        [
            Column("Scale", cut=True), Column("Estimator"), Column("Days", True),
            Column("95 % interval", True), Column("One left out", True), Column("n", True),
            Column(""),
        ],
        [
            [
                _scale(row), row["estimator"], form.write(row["value"]),
                form.interval(row["low"], row["high"]), _range(form, ranges.get(_key(row))),
                f"{row['n']:,}", marks.of(row["note"]),
            ]
            for row in ordered(lags)
        ],
    )  # fmt: skip
    marks.draw(page)
    _draw_support(page, rows)
    draw_provenance(page, measure)


def ordered(rows: Sequence[Row]) -> list[Row]:
    """By benchmark, scale and estimator, in the order in which they are declared."""
    from detente.core.dimensions import DIMENSIONS

    order = {
        dimension.name: {option.name: place for place, option in enumerate(dimension.options)}
        for dimension in DIMENSIONS
    }
    return sorted(
        rows,
        key=lambda row: (
            row["benchmark"] != "all",
            order["lag_scale"][row["lag_scale"]],
            row["benchmark"],
            order["lag_estimator"][row["estimator"]],
        ),
    )


def _draw_support(page: Page, rows: Sequence[Row]) -> None:
    """Levels, matches and what was left out, one row a scale."""
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        if row["metric"] in _SUPPORT and row["benchmark"] == "all":
            found.setdefault(row["lag_scale"], {})[row["metric"]] = row["value"]
    if found:
        page.heading("What the numbers rest on")
        page.grid(
            [Column("Scale"), *(Column(head, True) for head in _HEADS)],
            [[scale, *(_support(name, of.get(name)) for name in _SUPPORT)]
             for scale, of in found.items()],
        )  # fmt: skip


def _support(metric: str, value: float | None) -> str:
    return percent(value, 1) if metric == "ahead_share" else Format("plain").write(value)


def _range(form: Format, row: Row | None) -> str:
    return form.interval(row["low"], row["high"]) if row is not None else ""


def _scale(row: Row) -> str:
    name: str = row["lag_scale"] if row["benchmark"] == "all" else row["benchmark"]
    return name


def _key(row: Row) -> tuple[str, str, str]:
    return row["lag_scale"], row["benchmark"], row["estimator"]
