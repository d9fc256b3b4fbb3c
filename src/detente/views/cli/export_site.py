"""``detente export-site``: the web site as plain files, which need no server."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import parts_of, publication, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output
    from detente.views.text.page import Page

_USUAL = "territory, counting, link, ai_definition"
COMMAND = Command(
    group="Look",
    summary="the web site as plain files, to open from a disk or to publish",
    description="""
    Writes the pages of "detente serve" as files that open from a folder, a stick or any web server,
    under any path: claims, the largest countries and pairs, rankings, rules, sources, methods, each
    under its defaults and under every territory rule, counting and definition of AI by itself, with
    the numbers as files beside. What is not copied is not linked.

    The folder appears whole or not at all; an older copy there is replaced, anything else is left
    alone. The same release and options give the same bytes.
    """,
    arguments=(
        Argument("folder", "where to write the copy", "FOLDER", required=True),
        Argument("--url", "where it will be published, for citations", "ADDRESS"),
        Argument("--published", "when it is made public, for reviews and citations", "DATE"),
        Argument("--languages", "which, by comma", "LANGUAGES", "en,zh"),
        Argument("--countries", "how many of the largest have pages (default: 4)", "NUMBER"),
        Argument("--change", f"choices whose options are copied (default: {_USUAL})", "CHOICES"),
    ),
    examples=(
        Example("detente export-site site", "Open site/index.html."),
        Example(
            "detente export-site site --url https://example.org/ai --languages en",
            "In English, with addresses in its citations.",
        ),
    ),
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Write the copy and say where to begin."""
    from detente.views.report.site import export_site
    from detente.views.web.desk import Desk

    desk = Desk.at(output.lake_path)
    desk.processes = 2
    desk.made_public = publication("published", arguments["published"], desk.dataset)
    countries = whole_number("countries", arguments["countries"])
    desk.copied = desk.copied if countries is None else countries
    made = export_site(
        desk,
        Path(arguments["folder"]),
        languages=parts_of(arguments["languages"]),
        changed=parts_of(_USUAL if arguments["change"] is None else arguments["change"]),
        origin=arguments["url"] or "",
        progress=output.progress,
    )
    shy = [s.title for s in desk.dataset.release.manifest.description.sources if not s.may_ship]

    def draw(page: Page) -> None:
        page.paragraph(f"Open {made.path / 'index.html'}", hanging="  ", style="bold")
        page.say(f"{made.pages:,} pages, {made.files:,} files, {made.bytes / 1e6:,.1f} MB")
        page.say(f"Release {desk.release}", style="dim")
        for title in shy:
            page.paragraph(f"Not for passing on without asking: {title}", hanging="  ")

    document = {
        **asdict(made), "path": str(made.path), "release": desk.release, "not_to_share": shy,
    }  # fmt: skip
    output.give(document, None, draw)
    return 0
