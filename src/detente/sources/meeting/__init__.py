"""International meetings on AI: who met, who signed what, and where that is written.

Our own table, collected by hand from public documents. Every row has a reference. Lists that are
known only in part are marked so, and a party that such a list leaves out is unknown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.countries import all_codes
from detente.core.source import Reading, Source
from detente.core.territory import BLOC
from detente.sources._csv import Row, assert_count, sha256_of
from detente.sources._documented import day, facts, filled, yes

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = Source(
    name="meeting",
    title="International meetings and declarations on AI, 2018-2026",
    url="docs/sources.md",
    licence="facts with references, compiled for detente; CC0 1.0",
    citation="detente: international meetings on AI 2018-2026, each with its reference.",
    cadence="with each release of detente",
    tables=("meeting", "meeting_party"),
    coverage=(
        "64 meetings, dialogues and adopted texts: UN, G7, G20, GPAI, OECD, UNESCO, APEC, REAIM, "
        "AI summits, US-China talks, dialogues of scientists; parties and signatories where known"
    ),
    known_gaps=(
        "collected by hand; small and unpublished meetings are missing: shares are of this list",
        "most lists of participants and many lists of signatories are incomplete and marked so",
        "who signed later than at the meeting is not followed",
        "dialogues of experts are listed by the countries of the experts, who speak for themselves",
    ),
    may_ship=True,
    counts=(("meeting", 40, 500), ("meeting_party", 400, 20_000)),
)

DATA = Path(__file__).parent / "data"
MEETINGS, GROUPS = "meetings.csv", "groups.csv"
_LISTS = ("hosts", "participants", "absent", "signed", "unsigned")
_COLUMNS = (
    "meeting", "title", "start", "end", "place", "country", "level", "membership", "document",
    *_LISTS, "parties_complete", "signatories_complete", "confidence", "reference",
)  # fmt: skip
_GROUP = "@"


def read(path: Path | None = None) -> Reading:
    """Meetings and their parties.

    Parameters
    ----------
    path : Path or None
        Folder with ``meetings.csv`` and ``groups.csv``; None for those of the package. A list of
        parties is codes divided by blanks; ``@g7`` stands for the members of that group.

    Returns
    -------
    Reading
        Tables ``meeting`` and ``meeting_party``.

    Raises
    ------
    SourceMalformed
        A file is absent, empty or has other columns; a date, code or group is not known; a party is
        both in and out; or somebody signed where nothing was to be signed.
    TableInvalid
        A row has no reference, or a value that the tables do not allow.
    """
    import pyarrow as pa

    from detente.tables import meeting, meeting_party

    folder = DATA if path is None else Path(path)
    groups = {
        row["group"]: tuple(_code(row, code) for code in row["members"].split())
        for row in facts(folder / GROUPS, ("group", "members", "reference"))
    }
    rows = facts(folder / MEETINGS, _COLUMNS)
    lists = [{name: _parties(row, name, groups) for name in _LISTS} for row in rows]
    made = {
        meeting.TABLE: [_meeting(row) for row in rows],
        meeting_party.TABLE: [
            party for row, parties in zip(rows, lists, strict=True) for party in _of(row, parties)
        ],
    }
    tables = {}
    for table, records in made.items():
        data = pa.Table.from_pylist(records, schema=table.schema)
        data = data.sort_by([(name, "ascending") for name in table.sort])
        tables[table.name] = table.check(data, origin=SOURCE.name)
    for name, least, most in SOURCE.counts:
        assert_count(SOURCE.name, name, tables[name].num_rows, least=least, most=most)
    return Reading(
        tables=tables,
        retrieved="2026-11",
        inputs={name: sha256_of(folder / name) for name in (GROUPS, MEETINGS)},
    )


def _meeting(row: Row) -> dict[str, Any]:
    start, end = day(row, "start"), day(row, "end")
    if end < start:
        raise row.malformed(f"it ends on {end}, before it starts on {start}")
    return {
        **{name: row[name] for name in ("meeting", "title", "level", "membership")},
        "start": start,
        "end": end,
        **{name: filled(row, name) for name in ("place", "country", "document")},
        "parties_complete": yes(row, "parties_complete"),
        "signatories_complete": yes(row, "signatories_complete"),
        "confidence": row["confidence"],
        "reference": row["reference"],
    }


def _of(row: Row, lists: Mapping[str, frozenset[str]]) -> list[dict[str, Any]]:
    """One record a party that any of the lists names."""
    present = lists["hosts"] | lists["participants"]
    signing = lists["signed"] | lists["unsigned"]
    for one, other in (("absent", present), ("signed", lists["unsigned"])):
        if both := lists[one] & other:
            raise row.malformed(f"{' '.join(sorted(both))}: {one}, and the contrary")
    if signing and not row["document"]:
        raise row.malformed("it lists who signed, but no document")
    return [
        {
            "meeting": row["meeting"],
            "party": party,
            "role": _role(party, lists),
            "signed": party in lists["signed"] if party in signing else None,
        }
        for party in sorted(present | lists["absent"] | signing)
    ]


def _role(party: str, lists: Mapping[str, frozenset[str]]) -> str:
    for role, name in (("host", "hosts"), ("participant", "participants"), ("absent", "absent")):
        if party in lists[name]:
            return role
    return "unknown"


def _parties(row: Row, column: str, groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    for word in row[column].split():
        if not word.startswith(_GROUP):
            found.add(_code(row, word))
        elif word.removeprefix(_GROUP) in groups:
            found.update(groups[word.removeprefix(_GROUP)])
        else:
            raise row.malformed(f"{column}: no group is called {word!r}")
    return frozenset(found)


def _code(row: Row, code: str) -> str:
    if code != BLOC and code not in all_codes():
        raise row.malformed(f"{code!r} is not the code of a country")
    return code
