"""Write docs/indicators.md from the indicators: ``python tools/indicator_tables.py``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.indicators.run import filters_of

if TYPE_CHECKING:
    from detente.core.indicator import Indicator, Metric

PAGE = Path(__file__).resolve().parent.parent / "docs" / "indicators.md"
INTRODUCTION = """\
# Indicators

What can be asked, what each number means, and what it says when it cannot be told. This page is
written from the declarations (`python tools/indicator_tables.py`) and a test compares them.

Every row carries `value`, `low` and `high` (its interval), `n` (the works behind it),
`unknown_share` and a `note`. A null `value` is undefined or withheld, never 0, and the note says
why. `unknown_share` is what no country is known of: of papers and concentration the credit,
elsewhere the works with some unknown affiliation. It is counted before anything is done about the
unknown, so it does not vanish where such works are left out.

A country that the territory policy counts as another (Hong Kong as China, France as the European
Union) has nothing of its own, which is not 0: asking for it is refused. One that does so in part of
the years carries a note.

Works of one release are resampled together for every indicator and specification, so that draws of
different indicators belong together; see [methods](methods.md), section 0. A percentile interval
need not hold its estimate: a resample always has fewer partner countries than the whole, for
example.
"""


def page() -> str:
    """The whole page."""
    found = modules("detente.indicators", "INDICATOR")
    return "\n".join([INTRODUCTION, *(_section(name, m.INDICATOR) for name, m in found.items())])


def _section(name: str, declared: Indicator) -> str:
    filters = ", ".join(f"`{key}`" for key in filters_of(name)) or "none"
    choices = ", ".join(f"`{key}`" for key in declared.dimensions) or "none"
    references = ", ".join(f"[@{key}]" for key in declared.references)
    lines = [
        f"## {name}: {declared.title}",
        "",
        declared.question,
        "",
        "| metric | | unit | range | |",
        "|---|---|---|---|---|",
        *(_row(metric) for metric in declared.metrics),
        "",
        f"- **a row is about**: {', '.join(f'`{key}`' for key in declared.grain)}",
        f"- **filters**: {filters}",
        f"- **choices that change it**: {choices}",
        f"- **interval**: {declared.interval}",
        f"- **least data**: {declared.minimum_data}",
        f"- **method**: {declared.method}",
        *([f"- **references**: {references}"] if references else []),
        "",
    ]
    return "\n".join(lines)


def _row(metric: Metric) -> str:
    low = "" if metric.minimum is None else f"{metric.minimum:,g}"
    high = "" if metric.maximum is None else f"{metric.maximum:,g}"
    span = f"{low} to {high}".strip() if low and high else f"from {low}" if low else "any"
    return f"| `{metric.name}` | {metric.title} | {metric.unit} | {span} | {metric.formula} |"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
