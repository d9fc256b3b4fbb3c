"""Lists of restricted parties of the United States: who is listed since when, under which names.

Thirteen lists, as extracted to JSON in July 2026. Quirks that reading has to know
(``docs/sources.md`` has the evidence):

- The Entity List prints no listing date: it is the day of the first notice of the Federal Register
  that the entry cites. Later notices change or renew the entry; they are not its listing.
- The lists hold what is listed today. A party that was removed (ZTE in 2017) has no entry.
- The Section 1260H list states the day of its edition for everyone, the Section 1286 list none.
- Huawei stands under its country headings more than a hundred times, a university once with its
  branches as aliases; addresses, "a.k.a." and acronyms are printed within names.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.source import Reading, Source
from detente.sources._csv import assert_count, sha256_of
from detente.sources.entity_list.dates import listed_on, notices, removed_on
from detente.sources.entity_list.files import LISTS, country_of, read_list
from detente.sources.entity_list.names import published, usual_names
from detente.sources.entity_list.parties import kind_of, parties

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from detente.sources.entity_list.files import Entry
    from detente.sources.entity_list.names import Name

SOURCE = Source(
    name="entity_list",
    title="Lists of restricted parties of the United States, July 2026",
    url="https://www.ecfr.gov/current/title-15/subtitle-B/chapter-VII/subchapter-C/part-744",
    licence="US Government work, public domain",
    citation=(
        "Bureau of Industry and Security, Entity List, Supplement No. 4 to 15 CFR Part 744, July "
        "2026; and lists of the Departments of Commerce, Defense, Homeland Security, State and "
        "the Treasury, of U.S. Customs and Border Protection and the Federal Communications "
        "Commission."
    ),
    cadence="the Entity List changes several times a month",
    tables=("listing", "listing_alias"),
    coverage=(
        "3,409 entries of the Entity List and 1,952 of twelve other lists, with the days of their "
        "notices in the Federal Register"
    ),
    known_gaps=(
        "parties that were removed from a list before July 2026 are not in it",
        "a later notice may correct, widen or renew an entry: which, the list does not say",
        "the Section 1286 list states no dates, the Section 1260H list that of its edition alone",
        "persons stand among the parties and are not told from organisations",
        "usual and Chinese names are our own table, of the parties that work on AI",
    ),
    may_ship=True,
    counts=(("listing", 3_000, 8_000), ("listing_alias", 6_000, 40_000)),
)
# the Entity List alone comes with the package, among the files of the starter
DATA = Path(__file__).parent.parent / "starter" / "data"
_CITATION = re.compile(r"\b(\d{2})\s+FR\s+\d+,?\s+\d{1,2}/\d{1,2}/(\d{2})\b")
_REQUIREMENTS = ("bis-entity-list",)


def read(path: Path | None = None) -> Reading:
    """Entries and names of the thirteen lists in a folder, or of the Entity List.

    Parameters
    ----------
    path : Path or None
        Folder with the JSON files under their own names; None for the Entity List of the package.

    Returns
    -------
    Reading
        The tables ``listing`` and ``listing_alias``.

    Raises
    ------
    SourceMalformed
        A file, field or entry is not as published, or a date or country cannot be read.
    IntegrityError
        The package's file is not the one its manifest names.
    """
    if path is None:
        from detente.sources.starter import facts

        return facts("entity_list")
    return read_lists([Path(path) / file for file in LISTS], SOURCE.counts)


def read_lists(paths: Sequence[Path], counts: Iterable[tuple[str, int, int]]) -> Reading:
    """Entries and names of some of the lists; the tables must have as many rows as declared."""
    entries: list[Entry] = []
    days = set()
    for path in paths:
        found, extracted = read_list(path)
        entries += found
        days.add(extracted)
    names = [published(entry.name, entry.aliases, country_of(entry)) for entry in entries]
    usual = usual_names()
    listings = _listings(entries, parties(entries, names, usual))
    identifiers = [row["listing"] for row in listings]
    aliases = _aliases(entries, identifiers, names=names, usual=usual)
    tables = {
        "listing": _table("listing", listings),
        "listing_alias": _table("listing_alias", aliases),
    }
    for name, least, most in counts:
        assert_count(SOURCE.name, name, tables[name].num_rows, least=least, most=most)
    return Reading(
        tables=tables,
        retrieved=max(days),
        inputs={path.name: sha256_of(path) for path in paths},
        notes=tuple(_notes(entries, listings, usual)),
    )


def _listings(entries: Sequence[Entry], party: Sequence[str]) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    rows = []
    for entry, entity in zip(entries, party, strict=True):
        identifier = _identifier(entry)
        seen[identifier] += 1
        again = f"-{seen[identifier]}" if seen[identifier] > 1 else ""
        later = " ".join(day.isoformat() for day in notices(entry)[1:])
        rows.append(
            {
                "listing": identifier + again,
                "list": entry.list,
                "name": entry.name,
                "entity": entity,
                "country": country_of(entry),
                "kind": kind_of(entry.name),
                "listed_on": listed_on(entry),
                "amended_on": later or None,
                "removed_on": removed_on(entry),
                "citation": " ".join((entry.federal_register or "").split()) or None,
                "licence_requirement": entry.notes if entry.list in _REQUIREMENTS else None,
            }
        )
    return rows


def _identifier(entry: Entry) -> str:
    """The list and a hash of what it says: the same in every edition that says the same."""
    text = "|".join(str(t) for t in (entry.name, entry.country, entry.address, listed_on(entry)))
    return f"{entry.list}/{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _aliases(
    entries: Sequence[Entry],
    identifiers: Sequence[str],
    *,
    names: Sequence[set[Name]],
    usual: dict[str, list[Name]],
) -> list[dict[str, str]]:
    rows: dict[tuple[str, str, str, str], str] = {}
    for entry, identifier, mine in zip(entries, identifiers, names, strict=True):
        for one in (*sorted(mine), *usual.get(entry.name, ())):
            rows.setdefault((identifier, one.name, one.context, one.kind), one.reference)
    fields = ("listing", "name", "context", "kind")
    return [{**dict(zip(fields, key, strict=True)), "reference": of} for key, of in rows.items()]


def _notes(
    entries: Sequence[Entry], listings: Sequence[dict[str, Any]], usual: dict[str, list[Name]]
) -> Iterable[str]:
    undated = Counter(row["list"] for row in listings if row["listed_on"] is None)
    for name, count in sorted(undated.items()):
        yield f"{count} entries of {name} have no date: when they were listed is unknown"
    unsure = sum(_odd_volume(entry) for entry in entries)
    if unsure:
        yield f"{unsure} entries cite a volume of the Federal Register that is of another year"
    absent = sorted(set(usual) - {entry.name for entry in entries})
    if absent:
        yield "no entry is called, so our names of them are left out: " + ", ".join(absent)


def _odd_volume(entry: Entry) -> bool:
    """Whether a cited volume is not that of the year beside it: volume 1 is 1936."""
    import re

    cited = re.findall(
        r"\b(\d{2})\s+FR\s+\d+,?\s+\d{1,2}/\d{1,2}/(\d{2})\b", entry.federal_register or ""
    )
    return any((int(volume) + 1935) % 100 != int(year) for volume, year in cited)


def _table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    from detente.tables import listing, listing_alias

    table = {"listing": listing.TABLE, "listing_alias": listing_alias.TABLE}[name]
    data = pa.Table.from_pylist(list(rows), schema=table.schema)
    order = [(column, "ascending") for column in table.sort]
    return table.check(data.sort_by(order), origin=SOURCE.name)
