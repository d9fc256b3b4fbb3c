"""The columns a table of one's own may have, and how its header is matched with them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = "docs/own_table.md lists the columns"
_NEAR = 0.8

COLUMNS = {
    "work": "any text or number that is the same in every row of the work",
    "year": "year of publication",
    "date": "day of publication, as 2024-03-31",
    "title": "title",
    "type": "article, proceedings-article, review, book, book-chapter, report, or another word",
    "language": "two letters, as in en",
    "venue": "journal or conference",
    "citations": "citations received, a whole number",
    "retracted": "whether the work was retracted: yes or no",
    "author": "position in the byline (1, 2, …), or a name or number of the author",
    "person": "who the author is, the same on every work: an ORCID, or any text or number",
    "affiliation": "one affiliation of the author, as printed",
    "institution": "name of the organisation, or its ROR address",
    "country": "name or two-letter code of its country; stands before what is printed",
    "corresponding": "whether the author is a corresponding author: yes or no",
    "label": "labels of the work, joined by |; each becomes a definition of AI to choose",
    "field": "fields of the work, joined by |, each as coarse/fine; labels too",
}
OF_WORK = (
    "year", "date", "title", "type", "language", "venue", "citations", "retracted",
)  # fmt: skip
_OF_PLACE = ("affiliation", "institution", "country")


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was understood.

    Attributes
    ----------
    names : tuple of str
        Known name of each column in order; empty where the column is not read.
    ignored : tuple of str
        Columns that are not read, as the file writes them.
    """

    names: tuple[str, ...]
    ignored: tuple[str, ...]


def header_of(cells: Sequence[str], *, file: str) -> Header:
    """Match the header of a table.

    Raises
    ------
    SourceMalformed
        A mandatory column is missing, a column stands twice, or one is nearly a known name.
    """
    given = [cell.strip().casefold() for cell in cells]
    names = tuple(name if name in COLUMNS else "" for name in given)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise malformed(file, f"the column {', '.join(twice)} stands twice")
    _check_mandatory(names, file, cells)
    for name, cell in zip(given, cells, strict=True):
        near = difflib.get_close_matches(name, sorted(set(COLUMNS) - set(names)), 1, _NEAR)
        if name not in COLUMNS and near:
            raise malformed(
                file,
                f"the column {cell.strip()!r} is not known, but nearly '{near[0]}'",
                fix=f"call it '{near[0]}', or give it a name that is unlike every known one",
            )
    ignored = [c.strip() for name, c in zip(names, cells, strict=True) if not name and c.strip()]
    return Header(names, tuple(ignored))


def _check_mandatory(names: Sequence[str], file: str, cells: Sequence[str]) -> None:
    shown = ", ".join(cell.strip() for cell in cells)[:200]
    if "work" not in names:
        raise malformed(file, f"the column 'work' is missing; there are: {shown}")
    if "year" not in names and "date" not in names:
        raise malformed(file, f"the column 'year' is missing, and so is 'date'; there are: {shown}")
    if not any(name in names for name in _OF_PLACE):
        raise malformed(
            file, f"none of the columns {', '.join(_OF_PLACE)} is there; there are: {shown}"
        )


def malformed(place: str, why: str, *, fix: str = "") -> SourceMalformed:
    """The error for a table that is not as documented; ``place`` names its file and row."""
    return SourceMalformed(place, why=why, fix=fix or f"correct it; {DOCS}")
