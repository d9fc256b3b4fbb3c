"""From a table of one's own to the canonical tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from detente.core.organisation_names import normalised
from detente.core.source import Definition, Reading
from detente.sources._csv import sha256_of
from detente.sources.affiliations.index import ror_identifier
from detente.sources.affiliations.resolve import UNKNOWN, Resolution
from detente.sources.own_table import EVERY, SCHEME, SOURCE
from detente.sources.own_table.columns import OF_WORK
from detente.sources.own_table.files import read_rows, table_file
from detente.sources.own_table.works import (
    are_numbered,
    corpus_of,
    person_number,
    positions,
    work_numbers,
)
from detente.sources.ror import index_file, institution_number, resolver_of
from detente.tables import author as author_table
from detente.tables import authorship, institution, label, work, work_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from detente.core.table import Table
    from detente.sources.affiliations.index import Entry
    from detente.sources.affiliations.resolve import Resolver
    from detente.sources.own_table.works import Corpus, Place, Work

ARTICLE, UNSTATED = "article", "unstated"
_MOST_DEFINITIONS = 40
_OWN_INSTITUTION = 1 << 62
_GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Found:
    """What a place of an author was resolved to."""

    country: str | None
    institution: int | None
    how: str


def read_table(path: Path) -> Reading:
    """Implementation of :func:`detente.sources.own_table.read`."""
    file = table_file(path)
    header, rows = read_rows(file)
    corpus = corpus_of(rows)
    index = index_file(file.parent)
    places = Places(resolver_of(index))
    numbers = work_numbers(corpus)
    untyped = "type" not in header.names
    tables = {
        "work": _works(corpus, numbers, ARTICLE if untyped else UNSTATED),
        "authorship": _authorships(corpus, numbers, places),
        "author": _authors(corpus, numbers),
        "institution": places.institutions(),
        "label": _labels(corpus, numbers),
        "work_field": _fields(corpus, numbers),
    }
    definitions, unused = _definitions(corpus)
    notes = (
        *((f"columns that are not read: {', '.join(header.ignored)}",) if header.ignored else ()),
        *(("no column 'type': every work counts as an article",) if untyped else ()),
        *((f"rows that repeat another: {corpus.repeated:,}",) if corpus.repeated else ()),
        *((f"labels without a definition of their own: {unused:,}",) if unused else ()),
        places.note(),
        f"organisations: index of {index.facts.get('organisations', 0):,}, {index.sha256[:12]}",
    )
    return Reading(
        tables=tables,
        retrieved="",
        inputs={file.name: sha256_of(file)},
        notes=notes,
        definitions=definitions,
    )


class Places:
    """Resolves each distinct place once, and keeps the institutions it met."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._found: dict[Place, Found] = {}
        self._institutions: dict[int, dict[str, Any]] = {}

    def __getitem__(self, place: Place) -> Found:
        if place not in self._found:
            self._found[place] = self._resolved(place)
        return self._found[place]

    def _resolved(self, place: Place) -> Found:
        said = self._resolver(place.affiliation) if place.affiliation else None
        named = self._resolver.named(place.institution) if place.institution else None
        every = [r for r in (said, named) if r is not None and r.country is not None]
        country, how = place.country, _GIVEN
        if country is None:
            codes = {r.country for r in every}
            country = codes.pop() if len(codes) == 1 else None
            how = every[0].how if country is not None else UNKNOWN
        entry = (named or said or Resolution()).organisation
        if entry is not None and entry.country == country:
            return Found(country, self._registered(entry), how)
        own = self._own(place.institution, country) if place.institution else None
        return Found(country, own, how)

    def _registered(self, entry: Entry) -> int:
        number = institution_number(entry.ror)
        self._institutions[number] = {
            "institution": number, "name": entry.name, "country": entry.country,
            "kind": entry.kind, "ror": entry.ror,
        }  # fmt: skip
        return number

    def _own(self, name: str, country: str | None) -> int:
        """An institution the registry does not know, by its name and country."""
        key = f"{normalised(name)}|{country or ''}"
        digest = blake2b(key.encode(), digest_size=7).digest()
        number = _OWN_INSTITUTION + int.from_bytes(digest, "little")
        known = self._institutions.setdefault(
            number,
            {
                "institution": number, "name": name, "country": country,
                "kind": None, "ror": ror_identifier(name),
            },
        )  # fmt: skip
        known["name"] = min(known["name"], name)
        return number

    def institutions(self) -> pa.Table:
        """Rows of the table ``institution``, of those that occur."""
        rows = [self._institutions[number] for number in sorted(self._institutions)]
        return _checked(institution.TABLE, rows)

    def note(self) -> str:
        """How distinct places were resolved."""
        hows = Counter(found.how or "unknown" for place, found in self._found.items() if place)
        counts = ", ".join(f"{how} {count:,}" for how, count in sorted(hows.items()))
        return f"distinct affiliations by how their country was found: {counts or 'none'}"


def _works(corpus: Corpus, numbers: Mapping[str, int], kind: str) -> pa.Table:
    rows = [
        {"work": numbers[key], **{column: one.facts.get(column) for column in OF_WORK}}
        for key, one in corpus.works.items()
    ]
    for row in rows:
        row["type"] = row["type"] or kind
    return _checked(work.TABLE, rows)


def _authorships(corpus: Corpus, numbers: Mapping[str, int], places: Places) -> pa.Table:
    numbered = are_numbered(corpus)
    columns: dict[str, list[Any]] = {c.name: [] for c in authorship.TABLE.columns}
    for key, one in corpus.works.items():
        for row in _authorships_of(one, numbered, places):
            for name, value in zip(columns, (numbers[key], *row), strict=True):
                columns[name].append(value)
    return authorship.TABLE.check(
        pa.table(columns, schema=authorship.TABLE.schema), origin=SOURCE.name
    ).sort_by([(name, "ascending") for name in authorship.TABLE.sort])


def _authorships_of(one: Work, numbered: bool, places: Places) -> Iterable[tuple[Any, ...]]:
    """Rows of a work, without its identifier; an author has one for each place, or an empty one."""
    for position, author in positions(one, numbered=numbered):
        known = [place for place in author.places if place] or list(author.places)
        for number, place in enumerate(known, start=1):
            found = places[place]
            yield (
                position, number, author.corresponding, found.institution, found.country,
                place.affiliation,
            )  # fmt: skip


def _authors(corpus: Corpus, numbers: Mapping[str, int]) -> pa.Table:
    """Who stands where in the byline, of those authors of whom the table says who they are."""
    numbered = are_numbered(corpus)
    rows = [
        (numbers[key], position, *person_number(author.person))
        for key, one in corpus.works.items()
        for position, author in positions(one, numbered=numbered)
        if position is not None and author.person is not None
    ]
    # a table without any ORCID knows of none; that is not to say that these authors have none
    knows = any(orcid for *_, orcid in rows)
    return _checked(author_table.TABLE, [
        {"work": work, "author": position, "person": person, "orcid": orcid if knows else None}
        for work, position, person, orcid in rows
    ])  # fmt: skip


def _labels(corpus: Corpus, numbers: Mapping[str, int]) -> pa.Table:
    rows = [
        {"work": numbers[key], "scheme": SCHEME, "label": name, "score": 1.0}
        for key, one in corpus.works.items()
        for name in sorted({EVERY, *one.labels})
    ]
    return _checked(label.TABLE, rows)


def _fields(corpus: Corpus, numbers: Mapping[str, int]) -> pa.Table:
    """The fields of a work share it equally."""
    rows = [
        {"work": numbers[key], "field": path, "weight": 1.0 / len(one.fields)}
        for key, one in corpus.works.items()
        for path in sorted(one.fields)
    ]
    return _checked(work_field.TABLE, rows)


def _definitions(corpus: Corpus) -> tuple[tuple[Definition, ...], int]:
    """A definition for each label, most frequent first, and how many labels have none."""
    counts = Counter(name for one in corpus.works.values() for name in one.labels - {EVERY})
    found: dict[str, Definition] = {}
    for text, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        name = re.sub(r"[^a-z0-9]+", "_", normalised(text)).strip("_")
        if name and name != EVERY and name not in found and len(found) < _MOST_DEFINITIONS:
            found[name] = Definition(name, f"works labelled '{text}'", SCHEME, (text,))
    return tuple(found[name] for name in sorted(found)), len(counts) - len(found)


def _checked(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = {c.name: [row.get(c.name) for row in rows] for c in table.columns}
    checked = table.check(pa.table(columns, schema=table.schema), origin=SOURCE.name)
    return checked.sort_by([(name, "ascending") for name in table.sort]) if table.sort else checked
