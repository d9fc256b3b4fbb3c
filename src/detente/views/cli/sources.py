"""``detente sources``: where data can come from, under which licence, and what it misses."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName
from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.core.source import Source
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Data",
    summary="sources there are, their licences and known gaps",
    description="""
    Lists every source that detente can read: who publishes it, its licence, what it covers, and
    what it is known to miss or to get wrong. Sources that the lake's current release holds are
    marked.
    """,
    arguments=(Argument("source", "only this one", "SOURCE"),),
    examples=(
        Example("detente sources", "All of them."),
        Example("detente sources starter", "One of them."),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Print the declarations of the sources."""
    import pyarrow as pa

    from detente.sources.build import known_sources

    known, wanted = known_sources(), arguments["source"]
    if wanted is not None and wanted not in known:
        raise UnknownName("source", wanted, known)
    held = _held(output)
    shown = {name: source for name, source in known.items() if wanted in (None, name)}

    def draw(page: Page) -> None:
        for position, (name, source) in enumerate(shown.items()):
            if position:
                page.say()
            _draw(page, source, held=name in held)

    document = [{**asdict(source), "in_release": name in held} for name, source in shown.items()]
    rows = [
        {
            "source": name,
            "title": s.title,
            "url": s.url,
            "licence": s.licence,
            "cadence": s.cadence,
            "coverage": s.coverage,
            "known_gaps": "; ".join(s.known_gaps),
            "may_ship": s.may_ship,
            "in_release": name in held,
        }
        for name, s in shown.items()
    ]
    output.give({"sources": document}, pa.Table.from_pylist(rows), draw)
    return 0


def _held(output: Output) -> frozenset[str]:
    from detente.core.errors import DataMissing
    from detente.lake.store import Store

    try:
        release = Store(output.lake_path).current()
    except DataMissing:
        return frozenset()
    return frozenset(source.name for source in release.manifest.description.sources)


def _draw(page: Page, source: Source, *, held: bool) -> None:
    page.say(f"{source.name}{'  (in the current release)' if held else ''}", style="bold cyan")
    facts = {
        "Title": source.title,
        "Licence": source.licence,
        "May ship": "facts derived from it may" if source.may_ship else "no: compare only",
        "Coverage": source.coverage,
        "Updated": source.cadence,
        "Tables": ", ".join(source.tables),
        "Address": source.url,
        "Cite": source.citation,
    }
    for name, fact in facts.items():
        page.paragraph(f"{name:<10}{fact}", indent="  ", hanging=" " * 10)
    for number, gap in enumerate(source.known_gaps):
        page.paragraph(f"{'' if number else 'Gaps':<10}- {gap}", indent="  ", hanging=" " * 12)
