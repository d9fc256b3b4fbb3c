"""The demo on an invented world: what is planted, what is found, what a naive reading would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.finding import Finding
    from detente.core.measure import Measure
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

CLAIMS = ("cn_more_top_papers", "us_leads_breakthroughs")
DRAWS = 400
READINGS = {
    "naive_mean_disruption": "naive",
    "mean_disruption": "ours",
    "mean_disruption_after_losses": "ours, 30 % lost",
}
PAIR = ("US", "CN")


def show_simulated(output: Output) -> None:
    """Draw the world into a lake of its own, check two claims, compare two readings, print."""
    from detente.claims.claim import find
    from detente.claims.evaluate import evaluate
    from detente.views.document.finding import document_of
    from detente.views.document.measure import document_of as measure_document

    output.lake_path = output.lake_path.with_name(f"{output.lake_path.name}-simulated")
    _make_sure(output)
    dataset = output.lake.dataset
    dataset.draws = DRAWS
    findings = [evaluate(find(name), dataset, progress=output.progress) for name in CLAIMS]
    output.progress("ranking by disruption")
    disruption = output.lake.show("disruption", country=PAIR[0], partner=PAIR[1])
    document = {
        "planted": list(_planted(output)),
        "findings": [document_of(finding) for finding in findings],
        "disruption": measure_document(disruption),
    }
    output.give(document, None, lambda page: draw(page, findings, disruption, output=output))


def _make_sure(output: Output) -> None:
    """Simulate the works unless the lake beside the reader's holds them."""
    from detente.core.errors import DataMissing, UsageError
    from detente.engine.duckdb_engine import DuckDBEngine
    from detente.lake.store import Store
    from detente.simulate.demonstration import SEED, WORKS, demonstration_world
    from detente.simulate.release import is_simulated, release

    store = Store(output.lake_path)
    try:
        current = store.current()
    except DataMissing:
        current = None
    if current is not None and not is_simulated(current):
        raise UsageError(
            f"{output.lake_path} holds a release that is not simulated",
            why="a simulated release must not take the place of data",
            fix="name another lake: detente demo --world simulated --lake elsewhere",
        )
    with DuckDBEngine() as engine:
        release(
            store, demonstration_world(), works=WORKS, seed=SEED, engine=engine,
            title="demonstration", progress=output.progress,
        )  # fmt: skip


def _planted(output: Output) -> tuple[str, ...]:
    return tuple(
        note for note in output.lake.dataset.release.manifest.description.notes
        if note.startswith("planted")
    )  # fmt: skip


def draw(page: Page, findings: list[Finding], disruption: Measure, *, output: Output) -> None:
    """What is planted, a verdict a statement, one curve, and two readings of disruption."""
    page.paragraph(
        "An invented world whose truth is known, to show what the starter cannot answer: it has no "
        "reference lists. No number here is about a real country.",
        style="dim",
    )
    page.heading("What is planted")
    for note in _planted(output):
        page.paragraph(f"- {note.removeprefix('planted ')}", hanging="  ")
    for finding in findings:
        _draw_finding(page, finding)
    _draw_readings(page, disruption)
    page.heading("What to type next")
    lake = output.lake_path
    for line in (
        f"detente check {CLAIMS[1]} --lake {lake}",
        f"detente show impact --country US --partner CN --lake {lake}",
        f"detente show disruption --lake {lake}",
    ):
        page.say(f"  {line}", whole=True)
    page.say(f"Release {output.lake.dataset.release.id} in {lake}", style="dim")


def _draw_finding(page: Page, finding: Finding) -> None:
    from detente.views.text.numbers import percent
    from detente.views.text.page import Column
    from detente.views.text.verdict import draw_atom_curve, draw_claim

    page.say()
    draw_claim(page, finding.claim, brief=True)
    rows = [
        [
            family,
            str(atom.verdict).replace("_", " "),
            *(percent(share).removesuffix(" %") for share in atom.verdict.shares),
        ]
        for family, atom in zip(finding.claim.families, finding.atoms, strict=True)
    ]
    names = ("Statement", "Verdict", "S", "C", "U", "N")
    page.grid([Column(name, right=len(name) == 1) for name in names], rows)
    page.say(f"S, C, U, N: % of {len(finding.atoms[0].specifications):,} definitions", style="dim")
    atom = finding.atoms[0]
    draw_atom_curve(page, atom, height=6, shown=[atom.decisive or "counting"])


def _draw_readings(page: Page, measure: Measure) -> None:
    """The naive and the careful mean rank of both countries, and how far lost references reach."""
    from detente.views.text.numbers import Format
    from detente.views.text.page import Column

    page.heading("Whose papers are disruptive? A naive reading, and ours")
    page.paragraph(
        "Mean rank by the CD index; the world's is 50 %. Where references are not recorded the "
        "index is high for no other reason: a naive reading ranks those papers, too, ours leaves "
        "them out. The last line: had references of the country been lost without a trace.",
        style="dim",
    )
    rows = [r for r in measure.to_dicts() if r["partner"] is None]
    cells: list[list[str]] = []
    for name, reading in READINGS.items():
        found: list[Mapping[str, Any]] = [r for r in rows if r["metric"] == name]
        form = Format.of("share", [r[end] for r in found for end in ("value", "low", "high")])
        by_country = {r["country"]: r for r in found}
        shown = (by_country[code] for code in PAIR)
        cells.append(
            [reading, *(f"{form.write(r['value'])} {form.interval(r['low'], r['high'])}"
                        for r in shown)]
        )  # fmt: skip
    page.grid([Column("Reading"), *(Column(code, True) for code in PAIR)], cells)
