"""``detente export``: a release as a data package that other programs read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Data",
    summary="write a release as a data package (Frictionless, RO-Crate)",
    description="""
    Writes every table of a release with datapackage.json beside it: columns, units and meanings,
    sources, licences, how to cite, and size and SHA-256 of each file; and ro-crate-metadata.json,
    which tells archives the same. The same release gives the same bytes.

    The folder appears whole or not at all; after a kill the same command goes on. An older export
    there is replaced, anything else is left alone. A table whose sources may not be shared says so
    (may_share): the package is yours, what you pass on is yours to decide.
    """,
    arguments=(
        Argument("folder", "where to write the package", "FOLDER", required=True),
        Argument("--form", "of the tables", "FORM", "csv", ("csv", "parquet")),
        Argument("--published", "when you make it public; the research object says so", "DATE"),
        Argument("--release", "which release (default: the current one)", "NAME"),
    ),
    examples=(
        Example("detente export package", "The current release as CSV files."),
        Example("detente export package --form parquet", "The same as Parquet, byte for byte."),
    ),
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Write the package and say what it holds."""
    from detente.lake.export import export
    from detente.lake.store import Store

    store = Store(output.lake_path)
    name = arguments["release"]
    release = store.current() if name is None else store.release(name)
    made = export(
        release,
        Path(arguments["folder"]),
        form=arguments["form"],
        published=day("published", arguments["published"]),
        progress=output.progress,
    )
    shy = [s.title for s in release.manifest.description.sources if not s.may_ship]

    def draw(page: Page) -> None:
        verb = "lies already in" if made.there else "is written to"
        page.paragraph(f"Release {release.id} {verb} {made.path}", hanging="  ", style="bold")
        page.say(f"{made.files:,} files, {made.bytes:,} bytes; start with datapackage.json")
        if made.reused:
            page.say(f"{made.reused:,} files were there from an interrupted export", style="dim")
        for title in shy:
            page.paragraph(f"Not for passing on without asking: {title}", hanging="  ")

    document = {**asdict(made), "path": str(made.path), "release": release.id, "not_to_share": shy}
    output.give(document, None, draw)
    return 0
