"""How far one country's best models come after another's: every scale by every estimator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.indicators.lags import LEAST_CROSSINGS
from detente.views.text.numbers import Format
from detente.views.web.page import Page
from detente.views.web.parts.lags import ESTIMATORS, QUESTIONS, SCALES, SUPPORT, span, verdict
from detente.views.web.parts.picked import in_order
from detente.views.web.parts.reshape import (
    each,
    ends_only,
    headed,
    named,
    rewritten,
    small_below,
    with_column,
)
from detente.views.web.table import Cell, Column, Notes, Row, Table, number_cell
from detente.views.web.view import Content, View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.core.measure import Measure
    from detente.views.web.page import Asked

PAGE = Page("lag", title=mark("Lag"), order=30)
PAIR = ("CN", "US")
DAYS = Format("plain")
INDICATOR, LAG, RANGE = "frontier_lag", "lag", "lag_left_out"
TOPIC_LAGS = ("shift", "correlation_lag")


def build(asked: Asked) -> Content:
    """China behind the United States, as it is most often asked."""
    return lag_content(asked, *PAIR)


def lag_content(asked: Asked, country: str, leader: str) -> Content:
    """Models by scale and estimator, what they rest on, open models, topics."""
    words = asked.words
    who = {"country": words.country(country), "leader": words.within(leader)}
    views = (
        *_models(asked, (country, leader)),
        _open_lag(asked),
        _open_share(asked, leader),
        _topics(asked, country, leader),
    )
    return Content(
        words("{country} behind {leader}", **who),
        words(
            "How long the best models of one come after those of the other. Each estimator asks "
            "a different question, so they are never averaged."
        ),
        views,
    )


def _models(asked: Asked, pair: tuple[str, str]) -> tuple[View, ...]:
    """All about the two frontiers; where nothing can be said, why, once."""
    first = _overview(asked, *pair)
    if first.problem is not None:
        return (first,)
    scales = [name for name in SCALES if _asked_for(asked, name)]
    return (first, *(_scale(asked, pair, name) for name in scales), _support(asked, *pair))


def _asked_for(asked: Asked, scale: str) -> bool:
    return asked.state.specification["lag_scale"] in ("every", scale)


def _keep(scale: str | None = None) -> Callable[[Measure], Measure]:
    """Rows of all benchmarks together, on one scale or all, as they are declared."""
    from detente.views.text.lags import ordered

    def keep(measure: Measure) -> Measure:
        rows = [
            row
            for metric in (LAG, RANGE)
            for row in ordered([r for r in measure.to_dicts() if r["metric"] == metric])
            if row["benchmark"] == "all" and scale in (None, row["lag_scale"])
        ]
        return in_order(measure, rows)

    return keep


def _overview(asked: Asked, country: str, leader: str) -> View:
    """One table: an estimator a row, a scale a column."""
    words = asked.words
    view = asked.view(
        "overview",
        words("Every scale and every estimator"),
        indicator=INDICATOR,
        by=("lag_scale", "estimator"),
        metrics=(LAG,),
        filters={"country": country, "leader": leader},
        keep=_keep(),
        about=words(
            "Days by which it comes later, with the interval and n, the number of its releases "
            "behind the figure; a month is 30.4 days. Below 0, it comes first."
        ),
    )
    if view.given is None:
        return view
    rows = [row for row in view.given.document["rows"] if row["metric"] == LAG]
    asks = tuple((words(ESTIMATORS[name]), words(QUESTIONS[name])) for name in ESTIMATORS)
    return replace(view, table=_matrix(rows, asked), facts=asks)


def _matrix(rows: list[dict[str, Any]], asked: Asked) -> Table:
    words, notes = asked.words, Notes(asked.words)
    found = {(row["lag_scale"], row["estimator"]): row for row in rows}
    scales = [name for name in SCALES if any(scale == name for scale, _ in found)]
    body = []
    for name, title in ESTIMATORS.items():
        cells = [_day_cell(found.get((scale, name)), notes) for scale in scales]
        if any(cell.value is not None or cell.mark for cell in cells):
            body.append(Row((Cell(words(title), name), *cells)))
    heads = [Column(name, words(SCALES[name]), "days", number=True) for name in scales]
    return Table(
        (Column("estimator", words("What is asked")), *heads), tuple(body), tuple(notes.found)
    )


def _day_cell(row: dict[str, Any] | None, notes: Notes) -> Cell:
    cell = number_cell(DAYS, row, notes)
    if row is None:
        return cell
    return replace(cell, interval=f"{cell.interval} n {row['n']:,}".strip())


def _scale(asked: Asked, pair: tuple[str, str], scale: str) -> View:
    """One scale: its picture, and each estimator with what it says."""
    words, (country, leader) = asked.words, pair
    title = words(SCALES[scale])
    view = asked.view(
        f"scale_{scale}",
        title,
        indicator=INDICATOR,
        by=("estimator",),
        metrics=(LAG, RANGE),
        filters={"country": country, "leader": leader},
        keep=_keep(scale),
        charts=[{"kind": "intervals", "y": "estimator", "x": LAG, "zero": True, "margin": 0,
                 "title": title}],
    )  # fmt: skip
    if view.given is None or view.table is None:
        return view
    rows = [row for row in view.given.document["rows"] if row["metric"] == LAG]
    table = named(view.table, "estimator", names=ESTIMATORS, words=words)
    table = headed(table, "estimator", words("What is asked"))
    table = small_below(headed(_whole_days(table), LAG, words("Lag")), LEAST_CROSSINGS)
    table = headed(
        ends_only(rewritten(table, RANGE, DAYS), RANGE), RANGE, words("One benchmark left out")
    )
    months = each(table, LAG, lambda cell: Cell(span(cell.value, words)))
    table = with_column(table, Column("span", words("In months")), months, after=LAG)
    says = [Cell(verdict(row, words, (country, leader))) for row in rows]
    table = with_column(table, Column("says", words("What it says")), says, after="span")
    return replace(view, table=table)


def _whole_days(table: Table) -> Table:
    return rewritten(table, LAG, DAYS)


def _support(asked: Asked, country: str, leader: str) -> View:
    words = asked.words
    view = asked.view(
        "rests_on",
        words("What the numbers rest on"),
        indicator=INDICATOR,
        by=("lag_scale",),
        metrics=SUPPORT,
        filters={"country": country, "leader": leader},
        keep=lambda measure: measure.where(benchmark="all"),
        about=words(
            "Records of the leader that were looked at and reached, and what was left out "
            "because a day, a country or a score is not known."
        ),
    )
    return _scales_named(view, asked)


def _scales_named(view: View, asked: Asked) -> View:
    if view.table is None:
        return view
    table = named(view.table, "lag_scale", names=SCALES, words=asked.words)
    return replace(view, table=headed(table, "lag_scale", asked.words("Scale")))


def _open_lag(asked: Asked) -> View:
    """Open models of the world behind closed ones."""
    words = asked.words
    view = asked.view(
        "open_behind_closed",
        words("Open models behind closed ones"),
        indicator="openness",
        by=("lag_scale", "estimator"),
        metrics=(LAG,),
        keep=lambda measure: _ordered(measure.where(country=None, benchmark="all")),
        about=words("How long models with downloadable weights come after the best closed ones."),
    )
    if view.given is None or view.table is None:
        return view
    table = named(view.table, "estimator", names=ESTIMATORS, words=words)
    table = small_below(_whole_days(table), LEAST_CROSSINGS)
    months = each(table, LAG, lambda cell: Cell(span(cell.value, words)))
    table = with_column(table, Column("span", words("In months")), months, after=LAG)
    table = headed(table, "estimator", words("What is asked"))
    return _scales_named(replace(view, table=table), asked)


def _ordered(measure: Measure) -> Measure:
    from detente.views.text.lags import ordered

    return in_order(measure, ordered(measure.to_dicts()))


def _open_share(asked: Asked, leader: str) -> View:
    words = asked.words

    def link(_column: str, code: Any) -> str:
        return asked.href(f"lag/{code}/{leader}") if code and code != leader else ""

    return asked.view(
        "openness",
        words("Share of models that are open"),
        indicator="openness",
        by=("country",),
        metrics=("open_share", "open_share_least", "open_share_most", "models"),
        keep=lambda measure: measure.where(model_list="all", year=None),
        about=words(
            "Of the models whose access is known, and at least and at most if those of unknown "
            "access are all closed or all open."
        ),
        charts=[{"kind": "intervals", "y": "country", "x": "open_share", "zero": True,
                 "title": words("Share of models that are open")}],
        link=link,
        limit=12,
    )  # fmt: skip


def _topics(asked: Asked, country: str, leader: str) -> View:
    """Fields that both take up, and who did so first."""
    words = asked.words
    return asked.view(
        "topics",
        words("Who takes up a field first"),
        indicator="adoption_lag",
        by=("topic",),
        metrics=TOPIC_LAGS,
        filters={"country": country, "leader": leader},
        about=words(
            "Years by which its share of papers in a field follows the leader's; below 0 it comes "
            "first. A lag that no level reaches is not shown as 0 but as a dash."
        ),
        charts=[{"kind": "intervals", "y": "topic", "x": "shift", "zero": True, "margin": 0,
                 "title": words("Shift of the whole curve, in years")}],
    )  # fmt: skip
