"""What ``detente build --dry-run`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from detente.sources.plan import Plan
    from detente.sources.sandbox import Limits
    from detente.views.cli.output import Output
    from detente.views.text.page import Page


def give_plan(sources: Mapping[str, Path | None], limits: Limits, output: Output) -> None:
    """Print what a build would read, and how long it would take."""
    from detente.lake.store import Store
    from detente.sources.plan import plan

    plans = plan(Store(output.lake_path), sources, limits=limits)
    seconds = sum(each.seconds for each in plans)

    def draw(page: Page) -> None:
        from detente.core.pace import time_text

        page.say("Nothing was read. A build would read", style="bold")
        for each in plans:
            _draw(page, each)
        page.say(f"in about {time_text(seconds)}.")

    document = {"sources": [asdict(each) for each in plans], "seconds": seconds}
    output.give(document, None, draw)


def _draw(page: Page, plan: Plan) -> None:
    from detente.core.pace import size_text
    from detente.sources.plan import CONVERTING

    noun = "file" if plan.files == 1 else "files"
    said = [f"{plan.files:,} {noun}, {size_text(plan.bytes)}"]
    if plan.records is not None:
        said.append(f"{plan.records:,} records declared")
    if plan.converted_files:
        size = size_text(plan.converted_bytes)
        said.append(
            f"{plan.converted_files:,} of them ({size}) converted earlier, by name and size"
        )
    guess = f"guessing {size_text(CONVERTING)} a second for each process"
    said.append("as fast as before" if plan.measured else guess)
    page.paragraph(f"{plan.source}: " + ", ".join(said), indent="  ", hanging="  ")
