"""``detente fetch openalex``: works that pass a filter, or single works, through the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing, DetenteError, UsageError
from detente.core.fetch import Fetch, Fetched, Option, Plan
from detente.sources.openalex.api.budget import (
    CALLS_A_DAY,
    SEARCHES_A_DAY,
    SINGLES_A_DAY,
    DailyBudget,
)
from detente.sources.openalex.api.transport import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from detente.core.fetch import Options, Progress
    from detente.sources.openalex.api.folder import FetchFolder

_IDENTIFIER = re.compile(r"(?:https://openalex\.org/)?[Ww]([1-9]\d{0,17})")


def fetch(folder: Path, options: Options, progress: Progress) -> Fetched:
    """Fetch into a folder, from where an earlier fetch into it stopped.

    Raises
    ------
    UsageError
        The options, the key or the filter cannot be used, or the folder holds something else.
    DataMissing
        The file of identifiers is not there.
    BudgetExhausted
        The day's requests are used up.
    FetchInterrupted
        The server failed.
    """
    from detente.sources.openalex.api.client import Client
    from detente.sources.openalex.api.clock import SystemClock
    from detente.sources.openalex.api.folder import FetchFolder
    from detente.sources.openalex.api.harvest import fetch_pages, fetch_singles
    from detente.sources.openalex.api.key import Key
    from detente.sources.openalex.api.transport import Transport

    asked, limit = _asked(options), _limit(options)
    identifiers = read_identifiers(str(options["ids"])) if "ids" in options else ()
    transport = Transport(Key.from_environment(), ADDRESS)
    with FetchFolder(folder, asked) as target:
        budget = DailyBudget(target.state, limit)
        client = Client(transport, budget, SystemClock(), progress=progress)
        if "ids" in options:
            fetch_singles(target, client, identifiers=identifiers, progress=progress)
        else:
            fetch_pages(target, client, filter_=asked["filter"], progress=progress)
        return Fetched(_facts(target), target.notes, f"detente build openalex={folder}")


def plan(folder: Path, options: Options) -> Plan:
    """What a fetch would need; asks once for the size of the list.

    Raises as ``fetch`` does where the options cannot be used.
    """
    asked, limit = _asked(options), _limit(options)
    facts: dict[str, str | int] = {}
    held = _held(folder, asked)
    if held:
        facts["works there already"] = held
    if "ids" in options:
        most = len(read_identifiers(str(options["ids"])))
        return Plan({"identifiers": most} | facts | _days(most, limit))
    try:
        count, seconds = _first_page(folder, asked["filter"], limit)
    except DetenteError as problem:
        return Plan(facts, notes=(f"how many works there are could not be asked: {problem.what}",))
    left = max(0, -(-(count - held) // 100))
    return Plan({"works": count} | facts | _days(left, limit), seconds=left * seconds)


def read_identifiers(name: str) -> tuple[int, ...]:
    """Identifiers of works from a file, one a line, each once.

    Raises
    ------
    DataMissing
        There is no such file.
    UsageError
        A line is not an identifier of a work.
    """
    from pathlib import Path

    file = Path(name)
    if not file.is_file():
        raise DataMissing(
            f"{file} is not a file", fix="write one identifier a line, as W2741809807"
        )
    found: dict[int, None] = {}
    lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        word = line.strip()
        match = _IDENTIFIER.fullmatch(word)
        if match:
            found[int(match[1])] = None
        elif word:
            raise UsageError(
                f"{file}, line {number}: '{word[:60]}' is not an identifier of a work",
                fix="write one a line, as W2741809807 or https://openalex.org/W2741809807",
            )
    return tuple(found)


def _asked(options: Options) -> dict[str, str]:
    given = [name for name in ("filter", "ids") if name in options]
    if len(given) != 1:
        raise UsageError(
            "fetch needs a filter or a file of identifiers, and not both",
            fix='detente fetch openalex --filter "primary_topic.subfield.id:1702" --to FOLDER',
        )
    return {"filter": str(options["filter"]).strip()} if given == ["filter"] else {"ids": "a file"}


def _limit(options: Options) -> int:
    given = str(options.get("budget", ""))
    if not given and "ids" in options:
        return SINGLES_A_DAY
    if not given:
        return SEARCHES_A_DAY if ".search" in str(options["filter"]) else CALLS_A_DAY
    if not given.isdecimal() or int(given) < 1:
        raise UsageError(
            f"--budget is a whole number of at least 1, not '{given}'", fix="--budget 1000"
        )
    return int(given)


def _held(folder: Path, asked: Mapping[str, str]) -> int:
    from detente.sources.openalex.api.ledger import LEDGER, STATE, check_same, standing

    check_same(folder / STATE / LEDGER, asked)
    found = standing(folder)
    return found.works if found else 0


def _days(calls: int, limit: int) -> dict[str, str | int]:
    return {"requests": calls, "days of budget": -(-calls // limit)}


def _first_page(folder: Path, filter_: str, limit: int) -> tuple[int, float]:
    """Size of the list, and how long one page takes in seconds."""
    import time

    from detente.sources.openalex.api.client import Client, Patience
    from detente.sources.openalex.api.clock import SystemClock
    from detente.sources.openalex.api.folder import FIRST, counted
    from detente.sources.openalex.api.key import Key
    from detente.sources.openalex.api.transport import Transport

    transport = Transport(Key.from_environment(), ADDRESS)
    with counted(folder, limit) as budget:
        client = Client(transport, budget, SystemClock(), patience=Patience(attempts=1))
        began = time.monotonic()
        page = client.page(filter_, FIRST)
        return page.count, time.monotonic() - began


def _facts(folder: FetchFolder) -> Mapping[str, str | int]:
    return {
        "works": len(folder.seen),
        "files": folder.files,
        "merged identifiers": len(folder.merged),
        "deleted identifiers": len(folder.deleted),
    }


FETCH = Fetch(
    title="works from the OpenAlex API",
    description=f"""
    Needs a key, which is free, in the environment variable OPENALEX_API_KEY. It is sent in a header
    to api.openalex.org and is shown and kept nowhere.

    Records are kept as they come, in FOLDER/works/page-….jsonl.gz, with what was merged in
    merged_ids.csv and what was deleted in deleted_ids.csv.

    A page of a list holds 100 works. OpenAlex gives a free key {CALLS_A_DAY:,} lists or
    {SEARCHES_A_DAY:,} searches a day, which is the budget if none is given; single works are free,
    and {SINGLES_A_DAY:,} a day are asked for. For many millions of works take the snapshot instead.
    """,
    options=(
        Option("--filter", "which works, in OpenAlex's own words", "FILTER"),
        Option("--ids", "a file of identifiers of works, one a line", "FILE"),
        Option("--budget", "requests a day (UTC), counted with the folder", "CALLS"),
    ),
    examples=(
        (
            '--filter "primary_topic.subfield.id:1702" --to FOLDER',
            "Works whose first topic is artificial intelligence.",
        ),
        (
            '--filter "publication_year:2024" --to FOLDER --dry-run',
            "How many there are, and how long they take.",
        ),
        ("--ids works.txt --to FOLDER", "Single works; merged and deleted ones are written down."),
    ),
    fetch=fetch,
    plan=plan,
)
