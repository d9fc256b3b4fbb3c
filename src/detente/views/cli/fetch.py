"""``detente fetch``: bring a source's files into a folder, and go on where it was stopped."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName, UsageError
from detente.views.cli.command import Argument, Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.core.fetch import Fetch, Fetched, Plan
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Data",
    summary="bring a source's files into a folder, for detente build",
    description="""
    Fetches what a source publishes into a folder that "detente build NAME=FOLDER" reads. Which
    options a source takes, and what it needs, says "detente fetch NAME --help".

    Whatever stops it (a quota, a failing server, a kill), the same command goes on where it was:
    no record is fetched twice into the folder and none is left out. Exit code 5 says that a quota
    is used up and when it is worth running the command again.
    """,
    arguments=(
        Argument("source", "which source: openalex, …", "SOURCE", required=True),
        Argument("--to", "where to (required); made if it is not there", "FOLDER", required=True),
        Argument("--dry-run", "fetch nothing; say how much there is and how long it takes"),
    ),
    examples=(
        Example(
            'detente fetch openalex --filter "primary_topic.subfield.id:1702" --to FOLDER',
            "Works of a topic subfield, through the API.",
        ),
        Example("detente fetch openalex --help", "The options of one source."),
    ),
    open_options=True,
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Fetch, or say what fetching would do."""
    from detente.sources.fetchable import find_fetch

    name, folder = arguments["source"], Path(arguments["to"])
    fetch = find_fetch(name)
    options = _options(name, fetch, arguments["others"])
    if arguments["dry_run"]:
        output.progress("asking")
        _give_plan(name, fetch.plan(folder, options), output)
    else:
        from detente.lake.disk import make_folder

        make_folder(folder)
        _give_fetched(name, folder, fetch.fetch(folder, options, output.progress), output=output)
    return 0


def help_of(words: Sequence[str]) -> str:
    """Help on one source; empty for none."""
    from detente.sources.fetchable import fetchable
    from detente.views.cli.help import page

    named = [word for word in words if word in fetchable()]
    if not named:
        return ""
    name, fetch = named[0], fetchable()[named[0]]
    shared = tuple(a for a in COMMAND.arguments if a.is_option)
    own = tuple(Argument(o.name, o.meaning, o.metavar) for o in fetch.options)
    examples = tuple(
        Example(f"detente fetch {name} {words}", meaning) for words, meaning in fetch.examples
    )
    command = Command(
        group=COMMAND.group,
        summary=fetch.title,
        description=f"Fetches {fetch.title}.\n\n{dedent(fetch.description).strip()}",
        arguments=(*own, *shared),
        examples=examples,
        rows=False,
    )
    return page(f"fetch {name}", command)


def _options(name: str, fetch: Fetch, given: Mapping[str, str | bool]) -> dict[str, str | bool]:
    """The options of the source, each checked against its declaration."""
    declared = {option.key: option for option in fetch.options}
    for key, value in given.items():
        spelled = "--" + key.replace("_", "-")
        if key not in declared:
            known = [option.name for option in fetch.options]
            raise UnknownName(f"option of 'detente fetch {name}'", spelled, known)
        takes_value = bool(declared[key].metavar)
        if takes_value == isinstance(value, bool):
            raise UsageError(
                f"{spelled} needs a value" if takes_value else f"{spelled} takes no value",
                fix=f"detente fetch {name} --help",
            )
    return dict(given)


def _give_plan(name: str, plan: Plan, output: Output) -> None:
    from detente.core.pace import time_text

    facts = dict(plan.facts)
    if plan.seconds is not None:
        facts["time"] = f"about {time_text(plan.seconds)}"

    def draw(page: Page) -> None:
        page.say(f"Nothing was fetched. detente fetch {name} would need", style="bold")
        _draw(page, facts, plan.notes)

    document = {"source": name, **plan.facts, "seconds": plan.seconds, "notes": list(plan.notes)}
    output.give(document, None, draw)


def _give_fetched(name: str, folder: Path, fetched: Fetched, *, output: Output) -> None:
    def draw(page: Page) -> None:
        page.say(f"Fetched into {folder}", style="bold", whole=True)
        _draw(page, fetched.facts, fetched.notes)
        if fetched.following:
            page.say()
            page.say(f"Next: {fetched.following}", whole=True)

    document = {
        "source": name,
        "folder": str(folder),
        **fetched.facts,
        "notes": list(fetched.notes),
    }
    output.give(document, None, draw)


def _draw(page: Page, facts: Mapping[str, str | int], notes: Sequence[str]) -> None:
    width = max((len(key) for key in facts), default=0) + 2
    for key, value in facts.items():
        text = f"{value:,}" if isinstance(value, int) else value
        page.paragraph(f"{key:<{width}}{text}", indent="  ", hanging=" " * width)
    for note in notes:
        page.paragraph(f"Note: {note}", hanging="  ", style="dim")
