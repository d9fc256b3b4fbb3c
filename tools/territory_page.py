"""Write docs/territory.md from the policy of the site: ``python tools/territory_page.py``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.countries import SHORT_NAMES, name_of
from detente.core.dimensions import DIMENSIONS
from detente.core.territory import MEMBERSHIP
from detente.views.web.pages.territory import SOURCES
from detente.views.web.parts.territory_cases import (
    CASES,
    CONFIGURE,
    MAP,
    NAMES,
    NOTHING_OF_ITS_OWN,
    OF_THE_DAY,
    PRINCIPLES,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).resolve().parent.parent / "docs" / "territory.md"
INTRODUCTION = """\
# Names and borders

What is counted as a country, what it is called, and what maps draw. This page is written from what
the site shows under `territory` (`python tools/territory_page.py`) and a test compares them.
"""


def page() -> str:
    """The whole page."""
    options = next(d for d in DIMENSIONS if d.name == "territory").options
    names = [f"`{code}` {en} ({zh})" for code, (en, zh) in SHORT_NAMES.items()]
    cases = [(c.name, " ".join(c.codes), c.counted, c.drawn) for c in CASES]
    members = [(name_of(code), start, end or "") for code, start, end in MEMBERSHIP]
    sources = [f"[{title}]({address})" for title, address in SOURCES]
    return "\n".join([
        INTRODUCTION,
        *(f"- {text}" for text in (*PRINCIPLES, MAP)),
        "\n## Names\n",
        f"{NAMES} {', '.join(names)}.",
        "\n## Disputed cases\n",
        *_table(("territory", "codes", "its numbers are counted", "the map draws it"), cases),
        "\n## What each choice does\n",
        *_table(("`--territory`", ""), [(f"`{o.name}`", o.meaning) for o in options]),
        f"\n{NOTHING_OF_ITS_OWN}",
        "\n## Members of the European Union\n",
        f"{OF_THE_DAY}\n",
        *_table(("country", "since", "first day outside"), members),
        "\n## How to choose another\n",
        *(f"- {text}" for text in CONFIGURE),
        "\n## Sources\n",
        *(f"- {source}" for source in sources),
        "",
    ])  # fmt: skip


def _table(heads: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> list[str]:
    lines = [heads, ("---",) * len(heads), *rows]
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}", file=sys.stderr)
