"""``detente build``: a new release of the lake, from sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.lake.release import Release
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Data",
    summary="make a release of the lake from sources",
    description="""
    Reads sources, checks every row, and publishes a release in one atomic step. A build that was
    interrupted goes on where it stopped; until it is finished, readers see the release before.

    A source that does not come with detente needs the folder of its files: NAME=FOLDER. "detente
    sources" lists the names. Without any, the starter is built.
    """,
    arguments=(
        Argument("sources", "names, or NAME=FOLDER", "SOURCE[=FOLDER]", many=True),
        Argument("--label", "readable half of the release's name (default: the sources')", "LABEL"),
    ),
    examples=(
        Example("detente build", "The starter release, from the files of the package."),
        Example(
            "detente build starter --lake lake", "The same, named, in a folder of your choice."
        ),
        Example(
            "detente build starter cat=FOLDER",
            "Adds the figures of the Country Activity Tracker from your copy of them.",
        ),
    ),
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Build and say what the release holds."""
    sources = read_sources(arguments["sources"] or ["starter"])
    release = build_release(sources, output, label=arguments["label"])
    counts = {table: release.rows(table) for table in release.tables}

    def draw(page: Page) -> None:
        from detente.views.text.page import Column

        page.say(f"Release {release.id} is current in {output.lake_path}", style="bold")
        page.say()
        page.grid(
            [Column("Table"), Column("Rows", True)],
            [[table, f"{rows:,}"] for table, rows in counts.items()],
        )
        for note in release.manifest.description.notes:
            page.paragraph(f"Note: {note}", hanging="  ", style="dim")

    document = {
        "release": release.id,
        "lake": str(output.lake_path),
        "rows": counts,
        "notes": list(release.manifest.description.notes),
    }
    output.give(document, None, draw)
    return 0


def read_sources(words: Sequence[str]) -> dict[str, Path | None]:
    """Sources by name, with the folder of their files if one is given.

    Raises
    ------
    UsageError
        A source is named twice, or its folder is empty.
    """
    found: dict[str, Path | None] = {}
    for word in words:
        name, equals, folder = word.partition("=")
        if name in found or (equals and not folder):
            raise UsageError(
                f"'{word}' cannot be read" if equals else f"source '{name}' is named twice",
                fix="write NAME or NAME=FOLDER, each source once",
            )
        found[name] = Path(folder) if folder else None
    return found


def build_release(
    sources: Mapping[str, Path | None], output: Output, *, label: str | None = None
) -> Release:
    """Build a release in the output's lake, with progress."""
    from detente.engine.duckdb_engine import DuckDBEngine
    from detente.lake.store import Store
    from detente.sources.build import build

    with DuckDBEngine() as engine:
        return build(
            Store(output.lake_path),
            sources,
            engine=engine,
            label=label or "_".join(sources),
            progress=output.progress,
        )
