"""``detente demo``: one claim from open data to verdict, in seconds and without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import DataMissing
from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.finding import Finding
    from detente.core.measure import Measure
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="check a printed claim on the starter release, in seconds",
    description="""
    Builds the starter release if the lake has none, and checks a claim that is printed as a fact:
    that the US and China are each other's No. 1 collaborators in AI. Prints the verdict, how
    certain it is, which choice decides, and both countries' partners. Exit code 0 whatever the
    verdict.

    With --world simulated it shows what the starter cannot, for it has no reference lists: claims
    about quality and breakthroughs, in an invented world whose truth is known, in a lake of its own
    beside yours. Every line says that it is simulated.
    """,
    arguments=(
        Argument(
            "--world",
            "the starter's facts, or an invented world",
            "WORLD",
            "starter",
            ("starter", "simulated"),
        ),
    ),
    examples=(
        Example("detente demo", "In the lake of this folder, made if there is none."),
        Example("detente demo --world simulated", "Quality and breakthroughs, simulated."),
    ),
    rows=False,
)
CLAIM = "us_cn_mutual_first"
COUNTRIES = ("US", "CN")
STARTER = "starter"


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Build if needed, check, rank, print."""
    if arguments["world"] == "simulated":
        from detente.views.cli.simulated import show_simulated

        show_simulated(output)
        return 0
    from detente.claims.claim import find
    from detente.claims.evaluate import evaluate
    from detente.views.document.finding import document_of
    from detente.views.document.measure import document_of as measure_document

    _make_sure(output)
    finding = evaluate(find(CLAIM), output.lake.dataset, progress=output.progress)
    rankings = {}
    for code in COUNTRIES:
        output.progress(f"ranking partners of {code}")
        rankings[code] = output.lake.show("collaboration", country=code)
    document = {
        "finding": document_of(finding),
        "rankings": {code: measure_document(m) for code, m in rankings.items()},
    }
    output.give(document, None, lambda page: draw(page, finding, rankings, output=output))
    return 0


def _make_sure(output: Output) -> None:
    """Build the starter unless the lake has a release with works."""
    from detente.lake.store import Store
    from detente.views.cli.build import build_release

    try:
        release = Store(output.lake_path).current()
    except DataMissing:
        build_release({STARTER: None}, output)
        return
    if not release.has("cell"):
        raise DataMissing(
            f"the current release in {output.lake_path} holds no works",
            fix="detente demo --lake demo-lake",
        )


def draw(page: Page, finding: Finding, rankings: Mapping[str, Measure], *, output: Output) -> None:
    """About sixty lines: what this is, the verdict, the curve, the rankings, what is missing."""
    from detente.views.text.names import country_name
    from detente.views.text.ranking import draw_ranking
    from detente.views.text.verdict import draw_atom_curve, draw_claim, draw_verdict

    atom = finding.atoms[0]
    page.paragraph(
        "detente turns open data into checked statements about AI. Here is one that is printed as "
        f"a fact, checked under {len(atom.specifications):,} definitions at once, on the counts of "
        f"{_works(output)} AI-conference papers that come with the package.",
        style="dim",
    )
    page.say()
    draw_claim(page, finding.claim, brief=True)
    draw_verdict(page, atom, draws=finding.draws)
    page.say()
    draw_atom_curve(page, atom, height=7, shown=[atom.decisive] if atom.decisive else [])
    for code, measure in rankings.items():
        page.heading(f"{country_name(code)}: joint papers with its first partners, all years")
        draw_ranking(page, measure.to_dicts(), limit=4, quiet=True)
    _draw_limits(page, output)


def _works(output: Output) -> str:
    return f"{output.lake.dataset.release.rows('work'):,}"


def _draw_limits(page: Page, output: Output) -> None:
    release = output.lake.dataset.release
    page.heading("What it does not say")
    for source in release.manifest.description.sources:
        for gap in source.known_gaps[:3] if source.name == STARTER else ():
            page.paragraph(f"- {gap}", hanging="  ")
    page.heading("What to type next")
    for line, meaning in (
        (f"detente check {CLAIM}", "the whole verdict"),
        ("detente claims", "its rivals"),
        ("detente compare", "ours against NSF's published figures"),
        ("detente show collaboration --country DE", "another country"),
    ):
        page.say(f"  {line:<42}{meaning}")
    page.say(f"Release {release.id} in {output.lake_path}", style="dim")
