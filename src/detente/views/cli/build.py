"""``detente build``: a new release of the lake, from sources."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.lake.release import Release
    from detente.sources.sandbox import Limits
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

    Files of others are read in processes with limits of memory and time. Converted files are kept
    in the lake, so that the next build reads only what is new. Records that cannot be read are set
    aside in the table quarantine; more than one in a hundred stop the build.
    """,
    arguments=(
        Argument("sources", "names, or NAME=FOLDER", "SOURCE[=FOLDER]", many=True),
        Argument("--from", "a table of your own, CSV or Parquet: the source own_table", "FILE"),
        Argument("--label", "readable half of the release's name (default: the sources')", "LABEL"),
        Argument("--dry-run", "change nothing; say what would be read and how long it takes"),
        Argument("--memory", "GiB that a process may use to read one file (default: 2)", "GIB"),
        Argument("--workers", "processes that read side by side (default: 2)", "COUNT"),
        Argument("--patience", "seconds that any one file is given (default: 300)", "SECONDS"),
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
        Example("detente build openalex=FOLDER --dry-run", "What there is to read in a folder."),
    ),
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Build and say what the release holds, or what building would read."""
    sources = read_sources(_words(arguments))
    limits = read_limits(arguments)
    if arguments["dry_run"]:
        from detente.views.cli.plan import give_plan

        give_plan(sources, limits, output)
        return 0
    release = build_release(sources, output, label=arguments["label"], limits=limits)
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


def _words(arguments: Mapping[str, Any]) -> list[str]:
    """Sources as they would be named one by one."""
    own = [f"own_table={arguments['from']}"] if arguments["from"] else []
    return [*arguments["sources"], *own] or ["starter"]


def read_limits(arguments: Mapping[str, Any]) -> Limits:
    """What reading one file may take.

    Raises
    ------
    UsageError
        A limit is not a number above zero.
    """
    from detente.sources.sandbox import Limits

    memory = _number(arguments, "memory", 2)
    return Limits(
        memory=int(memory * 2**30),
        seconds=_number(arguments, "patience", 300),
        workers=max(1, int(_number(arguments, "workers", 2))),
    )


def _number(arguments: Mapping[str, Any], name: str, default: float) -> float:
    given = arguments[name]
    try:
        number = float(given if given is not None else default)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise UsageError(
            f"--{name} {given} is not a number above zero", fix=f"leave it out for {default:g}"
        )
    return number


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
    sources: Mapping[str, Path | None],
    output: Output,
    *,
    label: str | None = None,
    limits: Limits | None = None,
) -> Release:
    """Build a release in the output's lake, with progress."""
    from detente.engine.duckdb_engine import DuckDBEngine
    from detente.lake.store import Store
    from detente.sources.build import DEFAULT, build

    with DuckDBEngine() as engine:
        return build(
            Store(output.lake_path),
            sources,
            engine=engine,
            label=label or "_".join(sources),
            progress=output.progress,
            limits=limits or DEFAULT,
        )
