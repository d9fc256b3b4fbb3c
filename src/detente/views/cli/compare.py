"""``detente compare``: ours against published figures, cell by cell, and why they differ."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import choices_of, whole_number
from detente.views.document.measure import document_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="ours against published figures, and why they differ",
    description="""
    Counts the release as a publisher counts and sets both numbers side by side, cell by cell, with
    their ratio and its 95 % interval. Below stand the differences of definition that are known. A
    ratio far from 1 is not an error of either: it says how much of the publisher's population the
    release holds.
    """,
    arguments=(
        Argument("--source", "whose figures", "NAME", "ncses"),
        Argument(
            "--figure", "papers_full, domestic_papers, international_papers or joint_papers", "NAME"
        ),
        Argument("--country", "only this country (ISO code)", "CODE"),
        Argument("--partner", "only this partner", "CODE"),
        Argument("--years", "total (the longest period), each, or a year", "YEARS", "total"),
        Argument("--territory", "which codes are one country (default: separate)", "OPTION"),
        Argument("--ai-definition", "which works are AI (default: all)", "OPTION"),
        Argument("--document-types", "which kinds of work count (default: research)", "OPTION"),
        Argument("--limit", "rows of each figure; 0 is all (default: 12)", "ROWS", "12"),
        Argument("--language", "of the countries' names", "LANGUAGE", "en", ("en", "zh")),
    ),
    examples=(
        Example("detente compare", "The largest cells of NSF's tables, 2003-22."),
        Example(
            "detente compare --country US --figure joint_papers --limit 20",
            "US co-authorship, partner by partner.",
        ),
        Example(
            "detente compare --country CN --figure papers_full --years each",
            "China's papers, year by year.",
        ),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Compare and print; the ratio decides nothing, so the exit code is 0."""
    from detente.indicators.reasons import reasons

    limit = whole_number("limit", arguments["limit"]) or None
    output.progress("comparing with published figures")
    filters = {key: arguments[key] for key in ("source", "figure", "country", "partner", "years")}
    measure = output.lake.show("comparison", **choices_of(arguments), **filters)
    why = reasons(arguments["source"], sorted({row["figure"] for row in measure.to_dicts()}))

    def draw(page: Page) -> None:
        from detente.views.text.comparison import draw_comparison

        draw_comparison(page, measure, why, limit=limit, language=arguments["language"])

    document = {**document_of(measure), "reasons": [asdict(reason) for reason in why]}
    output.give(document, measure.to_arrow(), draw)
    return 0
