"""``detente check``: whether a claim holds, under which definitions, how surely, what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import DataMissing
from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.finding import Finding
    from detente.claims.verdict import Verdict
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

NOT_SUPPORTED = 3
COMMAND = Command(
    group="Ask",
    summary="does a claim hold, under which definitions, how surely?",
    description="""
    Evaluates a claim under every specification of its multiverse on the same bootstrap draws and
    prints the verdict, the specification curve, which choice decides, and the verdict by option.

    A claim is an identifier of the book ("detente claims") or a sentence in quotes. A sentence that
    cannot be read is refused with advice; nothing is guessed.

    Exit code 0 if every statement is supported; 3 if one is contradicted or depends on the
    definition, leaning or robust; 4 if none is but the data do not suffice for one; 2 if it cannot
    be read.
    """,
    arguments=(
        Argument("claim", "an identifier, or a sentence", "CLAIM", many=True, required=True),
        Argument("--draws", "bootstrap draws (default: 1000)", "NUMBER"),
    ),
    examples=(
        Example("detente check us_cn_mutual_first", "A claim of the book."),
        Example(
            'detente check "US and CN are each other\'s no. 1 partners in AI, 2018-2022"',
            "A typed claim.",
        ),
        Example(
            'detente check "CN publishes more papers than US in vision, 2020-2023"',
            "Another, about one field.",
        ),
        Example("detente check gb_cn_first --json", "The whole finding as JSON."),
        Example("detente check us_cn_decoupled --csv", "One row a specification."),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Check a claim; the exit code is the verdict."""
    from detente.claims.evaluate import evaluate
    from detente.claims.typed import claim_of

    dataset = output.lake.dataset
    claim = claim_of(" ".join(arguments["claim"]), definitions=dataset.release.manifest.definitions)
    if arguments["draws"] is not None:
        dataset.draws = whole_number("draws", arguments["draws"]) or 0
    finding = evaluate(claim, dataset, progress=output.progress)

    def draw(page: Page) -> None:
        from detente.views.text.verdict import draw_finding

        draw_finding(page, finding)

    from detente.views.document.finding import document_of, rows_of

    output.give(document_of(finding), rows_of(finding), draw)
    return exit_code(finding)


def exit_code(finding: Finding) -> int:
    """0 if every statement is supported, 3 if one is not, 4 if only data are lacking."""
    verdicts: list[Verdict] = [atom.verdict for atom in finding.atoms]
    names = {verdict.name for verdict in verdicts}
    if names & {"contradicted", "depends_on_definition"}:
        return NOT_SUPPORTED
    return DataMissing.exit_code if "insufficient_data" in names else 0
