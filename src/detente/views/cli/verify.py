"""``detente verify``: hash every byte of the lake again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.core.errors import IntegrityError
from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Care",
    summary="hash every file of the lake again and list all damage",
    description="""
    Compares every file with the SHA-256 in its manifest, trusting nothing remembered. Prints every
    problem, not only the first. Exit code 0 if all is as it was written, 6 if anything is not.
    """,
    arguments=(Argument("--release", "one release alone (default: all of them)", "NAME"),),
    examples=(
        Example("detente verify", "Checks every release of the lake."),
        Example("detente verify --json", "The same, for a program."),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Verify; 6 if there is a problem."""
    import pyarrow as pa

    from detente.lake.store import Store
    from detente.lake.verification import verify

    output.progress("hashing")
    report = verify(Store(output.lake_path), arguments["release"])
    problems = [asdict(problem) for problem in report.problems]

    def draw(page: Page) -> None:
        for problem in report.problems:
            page.say(f"{problem.kind:<11}{problem.path}", style="bold red")
            page.paragraph(problem.why, indent=" " * 11)
        counted = (
            f"{report.files:,} files, {report.bytes:,} bytes, {len(report.releases)} release(s)"
        )
        if report.ok:
            page.say(f"All is as it was written: {counted}.", style="green")
        else:
            page.say(f"{len(report.problems)} problem(s) in {counted}.", style="bold red")
            page.say("Rebuild with: detente build. Delete files that do not belong to the lake.")

    schema = pa.schema([(name, pa.string()) for name in ("path", "kind", "why")])
    document = {
        "ok": report.ok,
        "lake": str(report.lake),
        "releases": list(report.releases),
        "files": report.files,
        "bytes": report.bytes,
        "problems": problems,
    }
    output.give(document, pa.Table.from_pylist(problems, schema), draw)
    return 0 if report.ok else IntegrityError.exit_code
