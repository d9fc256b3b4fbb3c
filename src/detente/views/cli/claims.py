"""``detente claims``: the book of claims, each with its source and its choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.claim import Claim
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="the book of claims: who said what, where, and how it is checked",
    description="""
    Lists the claims that are registered, with their sources. With an identifier it prints one: its
    statements, the choices of its multiverse, and why their options are equivalent for the
    question. A claim is registered before its result is seen; its SHA-256 is part of every verdict.
    """,
    arguments=(Argument("claim", "only this one, in full", "CLAIM"),),
    examples=(
        Example("detente claims", "All of them."),
        Example("detente claims us_cn_mutual_first", "One of them in full."),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Print the book, or one claim of it."""
    import pyarrow as pa

    from detente.claims.claim import book, find
    from detente.views.document.claim import document_of

    name = arguments["claim"]
    shown = list(book().values()) if name is None else [find(name)]

    def draw(page: Page) -> None:
        for position, claim in enumerate(shown):
            if position:
                page.say()
            _draw(page, claim, full=name is not None)
        if name is None:
            page.say()
            page.say("Check one: detente check NAME", style="dim")

    rows = [
        {
            "claim": c.id,
            "title": c.title,
            "text": c.text,
            "said_by": c.said_by,
            "said_in": c.said_in,
            "said_at": c.said_at,
            "said_on": c.said_on,
            "rival_of": ", ".join(c.rival_of),
            "minimum": c.minimum,
            "sha256": c.hash,
        }
        for c in shown
    ]
    output.give({"claims": [document_of(c) for c in shown]}, pa.Table.from_pylist(rows), draw)
    return 0


def _draw(page: Page, claim: Claim, *, full: bool) -> None:
    from detente.views.document.claim import statements_of
    from detente.views.text.verdict import draw_claim, fact

    page.say(claim.id, style="bold cyan")
    draw_claim(page, claim)
    for family, sentence in statements_of(claim).items():
        fact(page, "Checked", f"{family}: {sentence}")
    if claim.rival_of:
        fact(page, "Rival of", ", ".join(claim.rival_of))
    if not full:
        return
    fact(page, "Least data", f"{claim.minimum} papers behind a specification")
    fact(page, "SHA-256", claim.hash)
    page.heading("Choices held to be equivalent")
    for choice in claim.choices:
        page.say(f"{choice.name}: {', '.join(choice.options)}", style="bold")
        page.paragraph(choice.why, indent="  ")
