"""AGORA's files: documents, their segments and tags, the authorities, the collections.

Quirks that reading has to know (``docs/sources.md`` has the counts):

- A segment's tags stand twice, as a list and as one column a tag. Where the columns are empty, the
  publisher gives no tags, whatever its flag of annotation says: that is unknown, not "none".
- Tags of segments that are not annotated are a machine's and unreviewed; they are not read.
- Segments are numbered with gaps, several belong to a document, and some to documents that the
  file of documents lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT
from detente.sources.agora.tabular import rows_of
from detente.sources.agora.tags import meanings

if TYPE_CHECKING:
    from pathlib import Path

_SEPARATOR = ";"
_UNREVIEWED = "Summaries and tags may include unreviewed machine output"
DOCUMENT_COLUMNS = (
    "AGORA ID", "Official name", "Casual name", "Link to document", "Authority", "Collections",
    "Most recent activity", "Most recent activity date", "Proposed date", "Annotated?",
    "Validated?", "Primarily applies to the government",
    "Primarily applies to the private sector", "Short summary", "Long summary", "Tags",
    _UNREVIEWED, "Official plaintext retrieved", "Official plaintext source",
    "Official plaintext unavailable/infeasible", "Official pdf source", "Official pdf retrieved",
    "Number of segments created",
)  # fmt: skip
SEGMENT_COLUMNS = (
    "Document ID", "Segment position", "Text", "Tags", "Summary", "Non-operative",
    "Not AI-related", "Segment annotated", "Segment validated", _UNREVIEWED,
)  # fmt: skip
_ACTIVITIES = ("Enacted", "Proposed", "Defunct")


@dataclass(frozen=True, slots=True)
class Document:
    """A law or policy.

    Attributes
    ----------
    id, title, url : str
    authority, jurisdiction : str
        Who made it, and for which country or countries; the latter empty where AGORA names none.
    activity : str
        ``Enacted``, ``Proposed`` (a draft) or ``Defunct``.
    date : str
        ISO date of that.
    """

    id: str
    title: str
    url: str
    authority: str
    jurisdiction: str
    activity: str
    date: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a document's text.

    Attributes
    ----------
    document : str
    position : int
        Its number in the document, from 1, with gaps.
    text : str
    operative : bool
        Whether it is more than a title, a definition or the like.
    tags : frozenset of str, or None
        What people tagged it with; None where nobody did or the publisher gives no tags.
    """

    document: str
    position: int
    text: str
    operative: bool
    tags: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Agora:
    """All of it, documents by number and segments by document and position.

    Attributes
    ----------
    documents : mapping of str to Document
    segments : mapping of str to tuple of Segment
        Of each document; an empty tuple where there is no text.
    strays : int
        Segments left out because the documents lack theirs.
    machine : int
        Segments whose tags are a machine's, and not read.
    """

    documents: dict[str, Document]
    segments: dict[str, tuple[Segment, ...]]
    strays: int
    machine: int


def read_agora(folder: Path) -> Agora:
    """Read the four files of a folder.

    Raises
    ------
    SourceMalformed
        A file is absent, damaged, empty or has other columns; a cell is not what its column holds;
        a document or segment occurs twice; a document has another number of segments than it says,
        or names an authority or collection that is not listed.
    """
    authorities = {
        row["Name"]: row["Jurisdiction"]
        for row in rows_of(folder, "authorities", ("Name", "Jurisdiction", "Parent authority"))
    }
    collections = {row["Name"] for row in rows_of(folder, "collections", ("Name", "Description"))}
    documents: dict[str, Document] = {}
    declared: dict[str, int] = {}
    for row in rows_of(folder, "documents", (*DOCUMENT_COLUMNS, *meanings())):
        place = f"documents, AGORA ID {row['AGORA ID']!r}"
        document = _document(row, place, authorities=authorities, collections=collections)
        if document.id in documents:
            _refuse(place, "it occurs twice")
        documents[document.id] = document
        declared[document.id] = _whole(row, "Number of segments created", place)
    segments: dict[str, dict[int, Segment]] = {name: {} for name in documents}
    strays = machine = 0
    for row in rows_of(folder, "segments", (*SEGMENT_COLUMNS, *meanings())):
        place = f"segments, document {row['Document ID']!r}, segment {row['Segment position']!r}"
        segment, unread = _segment(row, place)
        machine += unread
        of_document = segments.get(segment.document)
        if of_document is None:
            strays += 1
        elif segment.position in of_document:
            _refuse(place, "it occurs twice")
        else:
            of_document[segment.position] = segment
    for name, found in segments.items():
        if len(found) != declared[name]:
            _refuse(
                f"documents, AGORA ID {name!r}",
                f"it declares {declared[name]} segments, and {len(found)} are there",
            )
    ordered = {
        name: tuple(found[position] for position in sorted(found))
        for name, found in segments.items()
    }
    return Agora(documents, ordered, strays, machine)


def _document(
    row: dict[str, str], place: str, *, authorities: dict[str, str], collections: set[str]
) -> Document:
    if row["Authority"] not in authorities:
        _refuse(place, f"Authority = {row['Authority']!r} is not listed among the authorities")
    for name in filter(None, row["Collections"].split(_SEPARATOR)):
        if name not in collections:
            _refuse(place, f"Collections: {name!r} is not listed among the collections")
    if row["Most recent activity"] not in _ACTIVITIES:
        _refuse(place, f"Most recent activity = {row['Most recent activity']!r} is not known")
    _tags(row, place)
    return Document(
        id=str(_whole(row, "AGORA ID", place)),
        title=row["Official name"],
        url=row["Link to document"],
        authority=row["Authority"],
        jurisdiction=authorities[row["Authority"]],
        activity=row["Most recent activity"],
        date=row["Most recent activity date"],
    )


def _segment(row: dict[str, str], place: str) -> tuple[Segment, bool]:
    """A segment, and whether it has tags that only a machine gave."""
    tags = _tags(row, place)
    annotated = _yes(row, "Segment annotated", place)
    if not row["Text"].strip():
        _refuse(place, "it has no text")
    segment = Segment(
        document=str(_whole(row, "Document ID", place)),
        position=_whole(row, "Segment position", place),
        text=row["Text"],
        operative=not _yes(row, "Non-operative", place),
        tags=tags if annotated else None,
    )
    return segment, bool(tags) and not annotated


def _tags(row: dict[str, str], place: str) -> frozenset[str] | None:
    """The tags of a row, once it is sure that its list and its columns agree; None if not given."""
    listed = {name.strip() for name in row["Tags"].split(_SEPARATOR)} - {""}
    cells = {row[tag] for tag in meanings()}
    if cells == {""}:
        given = None
    elif cells <= {"True", "False"}:
        given = frozenset(tag for tag in meanings() if row[tag] == "True")
    else:
        _refuse(place, f"its columns of tags hold {', '.join(map(repr, sorted(cells)))}")
    if listed != (given or frozenset()):
        _refuse(place, "its list of tags is not what its columns of tags say")
    return given


def _yes(row: dict[str, str], column: str, place: str) -> bool:
    if row[column] not in ("true", "false"):
        _refuse(place, f"{column} = {row[column]!r} is neither true nor false")
    return row[column] == "true"


def _whole(row: dict[str, str], column: str, place: str) -> int:
    if not row[column].isdecimal():
        _refuse(place, f"{column} = {row[column]!r} is not a whole number")
    return int(row[column])


def _refuse(place: str, why: str) -> NoReturn:
    raise SourceMalformed(f"AGORA's {place}", why=why, fix=REPORT)
