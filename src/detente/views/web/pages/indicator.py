"""The method of one indicator: formulas, choices, interval, references, a worked example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.discovery import find, modules
from detente.core.references import reference
from detente.views.text.numbers import Format
from detente.views.web.options import option_name
from detente.views.web.page import Page
from detente.views.web.parts.facts import fact_view
from detente.views.web.parts.worked_example import worked
from detente.views.web.table import Cell, Column
from detente.views.web.view import Content, View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.core.indicator import Indicator, Metric
    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked

PAGE = Page("method/{indicator}", template="method.html")
# choices whose options the data decide or the reader writes
WRITTEN = {
    "ai_definition": mark("one of the definitions of the release"),
    "period": mark("years, as 2018-2022, 2021, 2018- or -2022"),
}


def instances(_desk: Desk) -> Iterable[Mapping[str, str]]:
    """Every indicator there is."""
    yield from ({"indicator": name} for name in modules("detente.indicators", "INDICATOR"))


def build(asked: Asked) -> Content:
    """All that the indicator declares, and its worked example."""
    words, name = asked.words, asked.parameters["indicator"]
    indicator: Indicator = find("detente.indicators", "INDICATOR", name).INDICATOR
    return Content(
        words(indicator.title),
        words(indicator.question),
        (_metrics(asked, name, indicator), _choices(asked, indicator)),
        extra={
            "indicator": indicator,
            "filters": _filters(name),
            "example": _example(asked, name, indicator),
            "references": [reference(key) for key in indicator.references],
        },
    )


def _filters(name: str) -> tuple[str, ...]:
    from detente.indicators.run import filters_of

    return filters_of(name)


def _metrics(asked: Asked, name: str, indicator: Indicator) -> View:
    words = asked.words
    rows = [_metric_row(metric) for metric in indicator.metrics]
    return fact_view(
        asked,
        "metrics",
        words("What it measures"),
        rows=rows,
        columns=(
            Column("title", words("Number")),
            Column("unit", words("Unit")),
            Column("range", words("Range")),
            Column("formula", words("Formula")),
            Column("metric", words("Name")),
        ),
        cells={
            "title": [Cell(words(row["title"]), row["metric"]) for row in rows],
            "unit": [Cell(words(row["unit"])) for row in rows],
            "range": [Cell(_range(metric, asked)) for metric in indicator.metrics],
            "formula": [Cell(words(row["formula"])) for row in rows],
        },
        method=indicator.method,
        command=f"detente show {name} --help",
    )


def _metric_row(metric: Metric) -> dict[str, Any]:
    return {
        "metric": metric.name, "title": metric.title, "unit": metric.unit,
        "minimum": metric.minimum, "maximum": metric.maximum, "formula": metric.formula,
    }  # fmt: skip


def _range(metric: Metric, asked: Asked) -> str:
    low, high = metric.minimum, metric.maximum
    least, most = (None if end is None else f"{end:,g}" for end in (low, high))
    if low is None and high is None:
        return asked.words("any number")
    if high is None:
        return asked.words("from {least}", least=least)
    if low is None:
        return asked.words("up to {most}", most=most)
    return asked.words("{least} to {most}", least=least, most=most)


def _choices(asked: Asked, indicator: Indicator) -> View:
    """Every option of every choice, and which is the usual one."""
    from detente.core.dimensions import DIMENSIONS

    words, usual = asked.words, asked.words("default")
    rows: list[dict[str, Any]] = [
        {"dimension": d.name, "title": d.title, "option": option, "meaning": meaning,
         "default": option == d.default}
        for d in DIMENSIONS
        if d.name in indicator.dimensions
        for option, meaning in (
            [(o.name, o.meaning) for o in d.options] or [(d.default, WRITTEN.get(d.name, ""))]
        )
    ]  # fmt: skip
    if not rows:
        return View("choices", words("Choices that affect it"), words("None."))
    return fact_view(
        asked,
        "choices",
        words("Choices that affect it"),
        rows=rows,
        columns=(
            Column("title", words("Choice")),
            Column("option", words("Option")),
            Column("meaning", words("Meaning")),
            Column("default", words("Default")),
        ),
        cells={
            "title": [
                Cell(words(row["title"]), row["dimension"], code=row["dimension"]) for row in rows
            ],
            "option": [
                Cell(option_name(row["dimension"], row["option"], words), code=row["option"])
                for row in rows
            ],
            "meaning": [Cell(words(row["meaning"])) for row in rows],
            "default": [Cell(usual if row["default"] else "") for row in rows],
        },
        method=indicator.method,
        command="detente show dimensions",
    )


def _example(asked: Asked, name: str, indicator: Indicator) -> dict[str, Any] | None:
    found = worked(name)
    if found is None:
        return None
    metric = indicator.metric(found.metric)
    return {
        "worked": found,
        "metric": metric,
        "result": Format.of(metric.unit, [found.result]).write(found.result),
        "unit": "" if metric.unit == "share" else asked.words(metric.unit),
    }
