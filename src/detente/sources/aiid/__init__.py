"""The AI Incident Database: harms in which AI is said to have had a part.

The database has no column for countries. Where an incident belongs is read from its title and
description by a written rule (``places.py``), its kind by another (``kinds.py``); both are measured
on incidents labelled by hand, and ``docs/sources.md`` says how well they do. What names no country
has no known country.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import SourceMalformed
from detente.core.source import Reading, Source
from detente.sources._csv import REPORT, Row, assert_count, sha256_of
from detente.sources._documented import day
from detente.sources.aiid.kinds import kinds_of
from detente.sources.aiid.organisations import SEATS
from detente.sources.aiid.places import countries_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Source(
    name="aiid",
    title="AI Incident Database",
    url="https://incidentdatabase.ai",
    licence="CC BY-SA 4.0",
    citation=(
        "McGregor, S. (2021). Preventing repeated real world AI failures by cataloging incidents: "
        "the AI Incident Database. Proceedings of IAAI-21. https://incidentdatabase.ai"
    ),
    cadence="weekly",
    tables=("incident", "incident_country"),
    coverage="incidents reported since 2020, some of them earlier; title, date and description",
    known_gaps=(
        "a press that is mostly English: counts say what was reported, not what happened",
        "no column for countries: a rule reads nine in ten of them from the text",
        "kinds are read from words",
        "a date may be that of a report",
        "recent months are incomplete, and editors' attention has changed over the years",
    ),
    may_ship=False,
    counts=(("incident", 500, 1_000_000), ("incident_country", 200, 5_000_000)),
)

_DEPLOYER, _DEVELOPER = "Alleged deployer of AI system", "Alleged developer of AI system"
_COLUMNS = (
    "_id", "incident_id", "date", "reports", _DEPLOYER, _DEVELOPER,
    "Alleged harmed or nearly harmed parties", "description", "title",
)  # fmt: skip
_FILE = "incidents.csv"


def read(path: Path) -> Reading:
    """Incidents, their kinds and their countries.

    Parameters
    ----------
    path : Path
        Folder that holds the database's ``incidents.csv``, or that file.

    Returns
    -------
    Reading
        Tables ``incident`` and ``incident_country``.

    Raises
    ------
    SourceMalformed
        The file is absent, empty, has other columns, or a date, number or list is not one.
    TableInvalid
        An incident stands twice.
    """
    import pyarrow as pa

    from detente.tables import incident, incident_country

    file = Path(path) / _FILE if Path(path).is_dir() else Path(path)
    rows = _rows(file)
    made = {
        incident.TABLE: [_incident(row) for row in rows],
        incident_country.TABLE: [record for row in rows for record in _countries(row)],
    }
    tables = {}
    for table, records in made.items():
        data = pa.Table.from_pylist(records, schema=table.schema)
        data = data.sort_by([(name, "ascending") for name in table.sort])
        tables[table.name] = table.check(data, origin=SOURCE.name)
    for name, least, most in SOURCE.counts:
        assert_count(SOURCE.name, name, tables[name].num_rows, least=least, most=most)
    located = {r["incident"] for r in made[incident_country.TABLE] if r["basis"] == "text"}
    return Reading(
        tables=tables,
        retrieved=max(row["date"] for row in rows),
        inputs={_FILE: sha256_of(file)},
        notes=(f"{len(rows) - len(located)} of {len(rows)} incidents name no country",),
    )


def _rows(file: Path) -> list[Row]:
    """Lines of the file, whose cells hold line breaks, with exactly the declared columns."""
    try:
        lines = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
        header = next(lines, [])
        cells = list(lines)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise SourceMalformed(str(file), why=str(problem), fix=REPORT) from problem
    if sorted(header) != sorted(_COLUMNS):
        odd = ", ".join(sorted(set(header) ^ set(_COLUMNS))) or "a column occurs twice"
        raise SourceMalformed(str(file), why=f"unknown or missing columns: {odd}", fix=REPORT)
    rows = []
    for number, line in enumerate(cells, 2):
        row = Row(file.name, number, dict(zip(header, line, strict=False)))
        if len(line) != len(header):
            raise row.malformed(f"{len(line)} cells for {len(header)} columns")
        rows.append(row)
    if not rows:
        raise SourceMalformed(f"{file} holds no incident", why="it has a header only", fix=REPORT)
    return rows


def _incident(row: Row) -> dict[str, Any]:
    kinds = kinds_of(_text(row))
    return {
        "source": SOURCE.name,
        "incident": str(row.whole("incident_id")),
        "date": day(row, "date"),
        "title": row["title"],
        **kinds._asdict(),
    }


def _countries(row: Row) -> Iterator[dict[str, str]]:
    found = {(code, "text") for code in countries_in(_text(row))}
    for column, basis in ((_DEPLOYER, "deployer"), (_DEVELOPER, "developer")):
        found |= {(SEATS[name], basis) for name in _names(row, column) if name in SEATS}
    for country, basis in sorted(found):
        yield {
            "source": SOURCE.name,
            "incident": row["incident_id"],
            "country": country,
            "basis": basis,
        }


def _text(row: Row) -> str:
    return f"{row['title']}. {row['description']}"


def _names(row: Row, column: str) -> list[str]:
    """A cell that holds a JSON list of short names of organisations."""
    try:
        names = json.loads(row[column])
    except ValueError as problem:
        raise row.malformed(f"{column} is not a list: {problem}") from problem
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise row.malformed(f"{column} = {row[column]!r} is not a list of names")
    return names
