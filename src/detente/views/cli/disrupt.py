"""``detente disrupt``: the CD index of every paper of a citation graph of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.indicators.cd_index import CdIndex
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="the CD index of every paper, from your own citations and dates",
    description="""
    Reads who cites whom and when papers appeared, and writes for every paper the CD index, mCD, the
    variant without n_k, DEP, and the counts they are made of. It needs no lake.

    EDGES is a Parquet file with the columns citing and cited, one citation a row; DATES one with
    the columns paper and either year (whole numbers) or date (dates or timestamps). Papers are any
    whole numbers or any text. What is undefined is null, never 0, and the summary says why.

    A paper dated after F counts if it is at most the window younger. Where dates are days, a window
    of years closes on the anniversary; "1826d" is a window of days.
    """,
    arguments=(
        Argument("edges", "Parquet file: citing, cited", "EDGES", required=True),
        Argument("dates", "Parquet file: paper, and year or date", "DATES", required=True),
        Argument("-o", "the Parquet file to write (required)", "FILE", required=True),
        Argument("--window", "years, days such as 1826d, or all", "LENGTH", "5"),
        Argument("--shared", "add DI_l: citing papers share at least so many references", "L", "1"),
        Argument("--min-references", "papers with fewer have no index", "COUNT", "1"),
        Argument(
            "--keep",
            "which references count: all that are recorded, those not later than the citing"
            " paper, or those earlier",
            "RULE",
            "recorded",
            ("recorded", "not_later", "earlier"),
        ),
        Argument(
            "--undated",
            "papers without a date: an error, left out and counted, or kept as what others cite",
            "RULE",
            "raise",
            ("raise", "exclude", "cited"),
        ),
        Argument("--uncensored", "keep papers whose window closes after the last date"),
        Argument("--threads", "how many", "COUNT", "2"),
    ),
    examples=(
        Example(
            "detente disrupt FOLDER/edges.parquet FOLDER/dates.parquet -o FOLDER/cd.parquet",
            "CD5 of every paper.",
        ),
        Example(
            "detente disrupt FOLDER/e.parquet FOLDER/d.parquet -o cd.parquet --window 10",
            "Ten years; --shared 5 would add DI_5.",
        ),
    ),
    rows=False,
)
_REASONS = {
    "undated": "have no date",
    "censored": "are younger than the window (censored)",
    "too_few_references": "have fewer references than --min-references",
    "nobody_cites_them_or_their_references": "are cited by nobody, nor are their references",
}
_LEFT_OUT = {
    "undated": "of papers without a date",
    "self_citations": "of a paper by itself",
    "dropped": "that --keep leaves out",
    "duplicates": "repeated",
}
_NOTED = {"same_date": "of the same date", "of_future": "of a later date"}


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Read, count, write, and say what became of every row."""
    from detente.indicators.cd_index import cd_index
    from detente.views.cli.tables import write_table

    target = Path(arguments["o"])
    edges, dates = (Path(arguments[name]) for name in ("edges", "dates"))
    _check_target(target, edges, dates)
    window, unit = _window(arguments["window"])
    found = cd_index(
        edges,
        dates,
        window=window,
        unit="days" if unit == "days" else "years",
        shared=_whole(arguments, "shared", least=1),
        minimum_references=_whole(arguments, "min_references", least=0),
        keep=arguments["keep"],
        undated=arguments["undated"],
        censor=not arguments["uncensored"],
        threads=_whole(arguments, "threads", least=1),
        progress=output.progress,
    )
    output.progress("writing")
    write_table(found.table, target)
    document = {"file": str(target), **found.summary}
    output.give(document, None, lambda page: _draw(page, found, target))
    return 0


def _check_target(target: Path, *sources: Path) -> None:
    if not target.parent.is_dir() or target.is_dir():
        raise UsageError(
            f"{target} cannot be written",
            why="it is a folder" if target.is_dir() else f"there is no folder {target.parent}",
            fix="name a file in a folder that is there",
        )
    if target.resolve() in [source.resolve() for source in sources]:
        raise UsageError(f"{target} is read, and cannot be written", fix="name another file")


def _window(text: str) -> tuple[int | None, str]:
    number, unit = (text[:-1], "days") if text.endswith("d") else (text, "years")
    if text == "all":
        return None, "years"
    if not number.isdecimal() or int(number) == 0:
        raise UsageError(
            f"--window '{text}' is no length of time",
            fix="write years (5), days (1826d), or all",
        )
    return int(number), unit


def _whole(arguments: Mapping[str, Any], key: str, *, least: int) -> int:
    number = whole_number(key, arguments[key])
    if number is None or number < least:
        raise UsageError(f"--{key.replace('_', '-')} is a whole number of at least {least}")
    return number


def _draw(page: Page, found: CdIndex, target: Path) -> None:
    papers, citations = found.summary["papers"], found.summary["citations"]
    page.say(f"Wrote {papers['given']:,} papers to {target}", style="bold", whole=True)
    page.say()
    page.say(f"{papers['with_index']:,} papers have a CD index; of the others")
    for key, text in _REASONS.items():
        if papers[key]:
            page.say(f"  {papers[key]:>13,} {text}")
    page.say()
    page.say(f"{citations['kept']:,} of {citations['given']:,} citations are used; left out are")
    for key, text in _LEFT_OUT.items():
        page.say(f"  {citations[key]:>13,} {text}")
    page.say("Noted among those given:")
    for key, text in _NOTED.items():
        page.say(f"  {citations[key]:>13,} {text}")
    if papers["without_references"] and found.summary["options"]["minimum_references"] == 0:
        page.paragraph(
            f"Note: {papers['without_references']:,} papers have no recorded references; if they"
            " are cited, their CD index is 1 for no reason but that.",
            hanging="  ",
            style="dim",
        )
