"""What states did about the misuse of AI: documented cases, each with its reference.

Our own table, collected by hand from public documents. It shows that something was done; it cannot
show where more was done, because states publish and reporters find unequally.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.countries import all_codes
from detente.core.source import Reading, Source
from detente.sources._csv import assert_count, sha256_of
from detente.sources._documented import day, facts, filled

if TYPE_CHECKING:
    from detente.sources._csv import Row

SOURCE = Source(
    name="enforcement",
    title="State enforcement against the misuse of AI, 2019-2026",
    url="docs/sources.md",
    licence="facts with references, compiled for detente; CC0 1.0",
    citation=(
        "detente: state enforcement against the misuse of AI 2019-2026, each case with its "
        "reference."
    ),
    cadence="with each release of detente",
    tables=("enforcement",),
    coverage="50 cases in 17 countries: people held, arrested or sentenced, fines, orders",
    known_gaps=(
        "a few well documented cases, not a register: a country without a case may have had many",
        "authorities and press report unequally, so countries cannot be compared",
        "decisions that were later overturned keep their row, with a word in the title if known",
    ),
    may_ship=True,
    counts=(("enforcement", 30, 1_000),),
)

DATA = Path(__file__).parent / "data"
EVENTS = "events.csv"
_COLUMNS = (
    "event", "title", "date", "precision", "country", "authority", "action", "target", "kind",
    "people", "amount", "currency", "confidence", "reference",
)  # fmt: skip


def read(path: Path | None = None) -> Reading:
    """Cases of enforcement.

    Parameters
    ----------
    path : Path or None
        Folder with ``events.csv``; None for that of the package.

    Raises
    ------
    SourceMalformed
        The file is absent, empty or has other columns, or a date, number or code is not one.
    TableInvalid
        A row has no reference, or a value that the table does not allow.
    """
    import pyarrow as pa

    from detente.tables.enforcement import TABLE

    folder = DATA if path is None else Path(path)
    records = [_event(row) for row in facts(folder / EVENTS, _COLUMNS)]
    data = pa.Table.from_pylist(records, schema=TABLE.schema)
    data = TABLE.check(
        data.sort_by([(name, "ascending") for name in TABLE.sort]), origin=SOURCE.name
    )
    for name, least, most in SOURCE.counts:
        assert_count(SOURCE.name, name, data.num_rows, least=least, most=most)
    return Reading(
        tables={"enforcement": data},
        retrieved="2026-11",
        inputs={EVENTS: sha256_of(folder / EVENTS)},
    )


def _event(row: Row) -> dict[str, Any]:
    date = day(row, "date")
    if row["country"] not in all_codes():
        raise row.malformed(f"{row['country']!r} is not the code of a country")
    if row["precision"] == "month" and date.day != 1:
        raise row.malformed(f"the day of {date} is not known, so it must be the first")
    if bool(row["amount"]) != bool(row["currency"]):
        raise row.malformed("an amount and its currency stand together or not at all")
    return {
        **{name: row[name] for name in _COLUMNS if name not in ("date", "people", "amount")},
        "date": date,
        "people": row.whole("people") if row["people"] else None,
        "amount": row.number("amount") if row["amount"] else None,
        "currency": filled(row, "currency"),
    }
