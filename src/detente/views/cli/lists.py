"""What can be asked: indicators, analytic choices, and what each definition of AI takes in."""

from __future__ import annotations

import inspect
import textwrap
from typing import TYPE_CHECKING

from detente.core.discovery import find, modules
from detente.views.cli.help import WIDTH, pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from detente.core.indicator import Indicator
    from detente.lake.release import Release
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

PACKAGE = "detente.indicators"


def give_indicators(output: Output) -> None:
    """Every indicator with the question it answers."""
    found: dict[str, Indicator] = {
        name: module.INDICATOR for name, module in modules(PACKAGE, "INDICATOR").items()
    }
    rows = [
        {
            "indicator": name,
            "title": i.title,
            "question": i.question,
            "metrics": ", ".join(m.name for m in i.metrics),
        }
        for name, i in found.items()
    ]

    def draw(page: Page) -> None:
        page.say("Indicators", style="bold")
        for row in rows:
            page.say()
            page.say(f"{row['indicator']}", style="bold cyan")
            page.paragraph(row["question"], indent="  ")
            page.paragraph(row["metrics"], indent="  ", style="dim")
        page.say()
        page.say("More about one: detente show NAME --help", style="dim")

    output.give({"indicators": rows}, _table(rows), draw)


def give_dimensions(output: Output) -> None:
    """Every analytic choice with its options; the default first."""
    from detente.core.dimensions import DIMENSIONS

    rows = [
        {
            "dimension": d.name,
            "title": d.title,
            "option": o.name,
            "meaning": o.meaning,
            "default": o.name == d.default,
        }
        for d in DIMENSIONS
        for o in d.options
    ]
    free = {d.name: d for d in DIMENSIONS if not d.options}

    def draw(page: Page) -> None:
        page.say("Analytic choices (* is the default)", style="bold")
        for d in DIMENSIONS:
            page.say()
            page.say(f"--{d.name.replace('_', '-')}  {d.title}", style="bold")
            for o in d.options:
                star = "*" if o.name == d.default else " "
                page.paragraph(f"{star} {o.name:<26}{o.meaning}", indent="  ", hanging=" " * 28)
            if d.name in free:
                page.paragraph(f"* {d.default:<26}{_FREE[d.name]}", indent="  ", hanging=" " * 28)

    document = [
        {
            "name": d.name,
            "title": d.title,
            "default": d.default,
            "options": {o.name: o.meaning for o in d.options},
        }
        for d in DIMENSIONS
    ]
    output.give({"dimensions": document}, _table(rows), draw)


_FREE = {
    "ai_definition": "options come with the release: detente show definitions",
    "period": "2018-2022, 2021, 2018- or -2022",
}


def definitions_of(release: Release) -> list[dict[str, object]]:
    """The options of ``ai_definition`` in a release, and what each takes in."""
    return [
        {
            "ai_definition": d.name,
            "title": d.title,
            "scheme": d.scheme,
            "labels": ", ".join(d.labels),
            "threshold": d.threshold,
        }
        for d in release.manifest.definitions
    ]


def _table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(rows)


def indicator_help(name: str) -> str:
    """Help about one indicator, from its declaration."""
    module = find(PACKAGE, "INDICATOR", name)
    declared: Indicator = module.INDICATOR
    parameters = inspect.signature(module.compute).parameters
    filters = [key for key in parameters if key not in ("tally", "dataset")]
    lines = [f"Usage: detente show {name} [OPTIONS]", "", f"{declared.title}: {declared.question}"]
    lines += ["", "Metrics:"]
    lines += pairs({m.name: f"{m.title} ({m.unit}): {m.formula}" for m in declared.metrics})
    if filters:
        lines += ["", "Filters:", *_wrap(", ".join("--" + f.replace("_", "-") for f in filters))]
    if declared.dimensions:
        choices = ", ".join("--" + d.replace("_", "-") for d in declared.dimensions)
        lines += ["", "Analytic choices that change it:", *_wrap(choices)]
    lines += ["", "Interval:", *_wrap(declared.interval)]
    lines += ["", "Least data:", *_wrap(declared.minimum_data)]
    lines += ["", "Method:", *_wrap(declared.method)]
    lines += ["", "All options: detente show --help"]
    return "\n".join(lines) + "\n"


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
