"""Reading the collection of conference papers: one JSON object a line, no field unaccounted for."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.sources.starter.alignment import Index
from detente.sources.starter.venues import VENUES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIX = "compare the file with the collection it came from, and correct the row"

_TEXT = (
    "venue", "author", "title", "status", "track", "aff", "aff_unique_norm", "aff_unique_index",
    "aff_country_unique", "aff_country_unique_index",
)  # fmt: skip
_NUMBER = ("year", "gs_citation")
# Read by nobody: identifiers, people, and what repeats the fields above.
_IGNORED = frozenset(
    ("id", "author_num", "aff_campus_unique", "keywords", "position", "primary_area")
)
# Robotics proceedings of one publisher write each author list twice.
_TWICE = frozenset(("iros", "icra"))


@dataclass(frozen=True, slots=True)
class Paper:
    """One row of the collection, split but not yet judged.

    Attributes
    ----------
    authors : int
        Length of the author list, counted once where it is written twice.
    affiliations : tuple of tuple of str
        Affiliations of each entry of the affiliation field, which should be one an author.
    organisations, countries : Index or None
        The machine-made indexes; None where the row has none.
    citations : int or None
        None where the collection says -1 or nothing.
    """

    line: int
    venue: str
    year: int
    title: str
    status: str
    track: str
    authors: int
    affiliations: tuple[tuple[str, ...], ...]
    organisations: Index | None
    countries: Index | None
    citations: int | None


def read_papers(path: Path) -> Iterator[Paper]:
    """Papers of a gzipped file of JSON lines.

    Raises
    ------
    SourceMalformed
        A line is not a JSON object, a field is not known or of the wrong type, a venue is not
        known.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line, text in enumerate(lines, start=1):
            try:
                yield paper_of(json.loads(text), line)
            except (ValueError, KeyError) as problem:
                raise SourceMalformed(
                    f"{path.name}, line {line}", why=str(problem), fix=_FIX
                ) from problem


def paper_of(row: dict[str, object], line: int) -> Paper:
    """One row as a paper; ValueError says what is wrong with it."""
    unknown = set(row) - set(_TEXT) - set(_NUMBER) - _IGNORED
    if unknown:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    text = {field: _text(row, field) for field in _TEXT}
    year, citations = _number(row, "year"), _number(row, "gs_citation")
    if text["venue"] not in VENUES or year is None:
        raise ValueError(f"venue {text['venue']!r} is not known, or the year is missing")
    return Paper(
        line=line,
        venue=text["venue"],
        year=year,
        title=text["title"],
        status=text["status"],
        track=text["track"],
        authors=_author_count(text["author"], text["venue"]),
        affiliations=_groups(text["aff"]),
        organisations=_index(text["aff_unique_index"], text["aff_unique_norm"]),
        countries=_index(text["aff_country_unique_index"], text["aff_country_unique"]),
        citations=None if citations is None or citations < 0 else citations,
    )


def _text(row: dict[str, object], field: str) -> str:
    value = row.get(field, "")
    if not isinstance(value, str):
        raise ValueError(f"{field} is not a string")
    return value.strip()


def _number(row: dict[str, object], field: str) -> int | None:
    value = row.get(field)
    if value is not None and not isinstance(value, int):
        raise ValueError(f"{field} is not a whole number")
    return value


def _author_count(author: str, venue: str) -> int:
    names = [name.strip() for name in author.split(";")] if author else []
    half = len(names) // 2
    twice = venue in _TWICE and len(names) % 2 == 0 and names[:half] == names[half:]
    return half if twice else len(names)


def _groups(joined: str) -> tuple[tuple[str, ...], ...]:
    if not joined.strip(";+ "):
        return ()
    return tuple(
        tuple(" ".join(part.split()) for part in entry.split("+")) for entry in joined.split(";")
    )


def _index(entries: str, names: str) -> Index | None:
    """An index, or None where it is missing or has empty entries, which stand for nothing known."""
    groups = _groups(entries)
    if not groups or not names or any(not entry for group in groups for entry in group):
        return None
    distinct = tuple(name.strip() for name in names.split(";"))
    numbers = tuple(tuple(int(entry) for entry in group) for group in groups)
    if any(number >= len(distinct) for group in numbers for number in group):
        raise ValueError("an index counts beyond its names")
    return Index(numbers, distinct)
