"""From rows to works, their authors and what each row says of an affiliation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from detente.sources.own_table import cells
from detente.sources.own_table.columns import OF_WORK, malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from detente.sources.own_table.files import Row

_OPENALEX = re.compile(r"(?:https?://openalex\.org/)?W(\d{1,18})", re.IGNORECASE)
_OPENALEX_AUTHOR = re.compile(r"(?:https?://openalex\.org/)?A(\d{1,18})", re.IGNORECASE)
_ORCID = re.compile(
    r"(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])", re.IGNORECASE
)
_MOST_AUTHORS = 32_767
_READ: dict[str, Callable[[Row], Any]] = {
    "year": cells.year,
    "date": cells.date,
    "language": cells.language,
    "citations": lambda row: cells.whole(row, "citations"),
    "retracted": lambda row: cells.yes_or_no(row, "retracted"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What a row says of where its author works: the key of a resolution."""

    affiliation: str | None
    institution: str | None
    country: str | None

    def __bool__(self) -> bool:
        return any((self.affiliation, self.institution, self.country))


@dataclass(slots=True)
class Author:
    """An author of a work: places in order of their rows, whether corresponding, and who it is."""

    places: dict[Place, None] = field(default_factory=dict)
    corresponding: bool | None = None
    person: str | None = None


@dataclass(slots=True)
class Work:
    """A work, with the row each of its facts was first read from."""

    first: str
    facts: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    authors: dict[str | None, Author] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Works by identifier as the table writes it, and how many rows said nothing new."""

    works: dict[str, Work]
    repeated: int


def corpus_of(rows: Iterable[Row]) -> Corpus:
    """Gather the rows of each work, wherever they stand in the table.

    Raises
    ------
    SourceMalformed
        A cell cannot be read, a row has no work, a work no year, or two rows of a work disagree.
    """
    works: dict[str, Work] = {}
    repeated = 0
    for row in rows:
        key = row["work"]
        if key is None:
            raise malformed(row.place, "the cell 'work' is empty")
        work = works.setdefault(key, Work(row.place))
        repeated += not _take(work, row)
    for key, work in works.items():
        if work.facts.get("year") is None:
            raise malformed(work.first, f"work {key!r} has no year in any of its rows")
    return Corpus(works, repeated)


def _take(work: Work, row: Row) -> bool:
    """Add a row to its work; False if it repeats an affiliation of the same author."""
    for column in OF_WORK:
        value = _READ[column](row) if column in _READ else row[column]
        if value is None:
            continue
        known = work.facts.setdefault(column, value)
        if known != value:
            raise malformed(
                row.place,
                f"{column} = {value} here, but {known} for the same work in {work.told[column]}",
                fix="give the same in every row of a work, or leave it empty in all but one",
            )
        work.told.setdefault(column, row.place)
    work.labels |= cells.labels(row)
    work.fields |= cells.fields(row)
    author = work.authors.setdefault(row["author"], Author())
    _take_corresponding(author, row)
    _take_person(author, row)
    place = Place(row["affiliation"], row["institution"], cells.country(row))
    new = place not in author.places
    author.places[place] = None
    return new


def _take_corresponding(author: Author, row: Row) -> None:
    told = cells.yes_or_no(row, "corresponding")
    if told is None:
        return
    if author.corresponding not in (None, told):
        raise malformed(
            row.place, "corresponding is yes in one row of this author and no in another"
        )
    author.corresponding = told


def _take_person(author: Author, row: Row) -> None:
    told = row["person"]
    if told is None:
        return
    if row["author"] is None:
        raise malformed(
            row.place,
            f"person = {told!r}, but no author: nobody knows whose affiliation it is",
            fix="give the author's position in the byline, or leave person empty",
        )
    if author.person not in (None, told):
        raise malformed(
            row.place, f"person is {told!r} here and {author.person!r} in another row of the author"
        )
    author.person = told


def positions(work: Work, *, numbered: bool) -> Iterator[tuple[int | None, Author]]:
    """Authors with their places in the byline; None for affiliations of the work alone.

    Parameters
    ----------
    work : Work
    numbered : bool
        Whether the table gives positions; else authors stand in the order of their first rows.

    Raises
    ------
    SourceMalformed
        Positions do not run from 1 without a gap: an author would be lost.
    """
    named = {name: author for name, author in work.authors.items() if name is not None}
    if numbered:
        by_position = {int(name): author for name, author in named.items()}
        missing = set(range(1, len(by_position) + 1)) - set(by_position)
        if missing or len(by_position) != len(named):
            raise malformed(
                work.first,
                f"the authors of this work are {', '.join(sorted(named, key=int))}: "
                f"there is no author {min(missing, default=0)}",
                fix="number authors 1, 2, 3 …; give those without an affiliation an empty one",
            )
        named_positions: Iterable[tuple[int, Author]] = sorted(by_position.items())
    else:
        named_positions = enumerate(named.values(), start=1)
    if len(named) > _MOST_AUTHORS:
        raise malformed(work.first, f"a work with {len(named)} authors")
    yield from named_positions
    if None in work.authors and (work.authors[None].places.keys() - {_NOWHERE} or not named):
        yield None, work.authors[None]


_NOWHERE = Place(None, None, None)


def are_numbered(corpus: Corpus) -> bool:
    """Whether every author of the table is given by position."""
    return all(
        name is None or (name.isascii() and name.isdecimal() and len(name) < 6)
        for work in corpus.works.values()
        for name in work.authors
    )


def work_numbers(corpus: Corpus) -> dict[str, int]:
    """The identifier of each work: its own number if all have one, else a hash of the text.

    An address or identifier of OpenAlex (``W2741809807``) counts as its number, so that labels
    that others give for works of OpenAlex fit.

    Raises
    ------
    SourceMalformed
        Two works get the same number.
    """
    own = {key: n for key in corpus.works if (n := _number(key)) is not None}
    numbers = own if len(own) == len(corpus.works) else {k: _hashed(k) for k in corpus.works}
    found: dict[int, str] = {}
    for key, number in numbers.items():
        other = found.setdefault(number, key)
        if other != key:
            raise malformed(
                corpus.works[key].first,
                f"work {other!r} and {key!r} are the same number, {number}",
            )
    return numbers


def person_number(text: str) -> tuple[int, bool]:
    """The number of a person, and whether it is an ORCID that tells who it is.

    An address or identifier of OpenAlex (``A5023888391``) is its number; everything else a hash, of
    an ORCID without the ways to write it.
    """
    orcid = _ORCID.fullmatch(text)
    if orcid:
        return _hashed("-".join(orcid.groups()).upper()), True
    openalex = _OPENALEX_AUTHOR.fullmatch(text)
    return (int(openalex.group(1)) if openalex else _hashed(text)), False


def _number(key: str) -> int | None:
    found = _OPENALEX.fullmatch(key)
    digits = found.group(1) if found else key
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little") >> 1
