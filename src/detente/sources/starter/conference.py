"""From a row of the collection to the countries of its authors, or to what can honestly be said.

Each row ends in one of these ways, from the most to the least that is known:

- ``aligned``: affiliations and countries stand one an author.
- ``realigned``: the indexes dropped entries, and there is one way to put them back.
- ``from text``: the indexes do not help, but the printed affiliations stand one an author.
- ``work only``: countries are known for the work, not for its authors, who count as unknown.
- ``no country``: nothing is known but the number of authors; ``no author``: not even that.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from detente.sources.affiliations.territory import territory_of
from detente.sources.starter.alignment import DROPPED, alignments
from detente.sources.starter.gazetteer import (
    country_of,
    is_unit,
    key_of,
    machine_code,
    names_nothing,
)
from detente.sources.starter.pattern import Byline, unknown_byline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from detente.sources.starter.alignment import Index
    from detente.sources.starter.collection import Paper

ALIGNED, REALIGNED, FROM_TEXT, WORK_ONLY, NO_COUNTRY, NO_AUTHOR = OUTCOMES = (
    "aligned", "realigned", "from text", "work only", "no country", "no author",
)  # fmt: skip

# Graphics proceedings give the author list as one string, of which the collection kept one hash.
_AUTHORS_UNSPLIT = frozenset(("siggraph", "siggraphasia"))
_MOST_ALIGNMENTS = 64
_CHINA = frozenset(("CN", "HK", "MO", "TW"))

_Places: TypeAlias = "Sequence[Sequence[tuple[str, int]]]"
_Countries: TypeAlias = "Sequence[Sequence[str]]"


@dataclass(frozen=True, slots=True)
class Entry:
    """One affiliation of an author: its text (if known which), organisation and country."""

    text: str
    organisation: str
    country: str


def resolved(paper: Paper, gazetteer: Mapping[str, str]) -> tuple[Byline, str]:
    """Countries of a paper's authors and how they were found (one of ``OUTCOMES``)."""
    if not paper.authors:
        return unknown_byline(1, _of_work(paper, gazetteer)), NO_AUTHOR
    unsplit = paper.venue in _AUTHORS_UNSPLIT and paper.authors == 1
    if not unsplit:
        for find, outcome in ((_by_index, _index_outcome(paper)), (_by_text, FROM_TEXT)):
            byline = find(paper, gazetteer)
            if byline is not None and byline.known:
                return byline, outcome
    countries = _of_work(paper, gazetteer)
    return unknown_byline(paper.authors, countries), WORK_ONLY if countries else NO_COUNTRY


def _index_outcome(paper: Paper) -> str:
    organisations, countries = paper.organisations, paper.countries
    straight = organisations is None or (
        (len(organisations.groups) == paper.authors)
        and (countries is None or _shape(organisations.groups) == _shape(countries.groups))
    )
    return ALIGNED if straight else REALIGNED


def _by_index(paper: Paper, gazetteer: Mapping[str, str]) -> Byline | None:
    """The byline if the indexes, and what is known of organisations, allow only one."""
    if paper.organisations is None:
        return None
    places = list(islice(_places(paper, paper.organisations), _MOST_ALIGNMENTS + 1))
    countries = list(islice(_countries(paper.organisations, paper.countries), _MOST_ALIGNMENTS + 1))
    if max(len(places), len(countries)) > _MOST_ALIGNMENTS:
        return None
    bylines = {
        _byline(paper, _named(place, paper.organisations, country), gazetteer)
        for place in _likeliest(places, gazetteer)
        for country in _believable(countries, paper.organisations, gazetteer)
    }
    return bylines.pop() if len(bylines) == 1 else None


def _places(paper: Paper, organisations: Index) -> Iterator[_Places]:
    """Ways to give each author (text, organisation number) pairs; text "" where it is not known."""
    groups, texts = organisations.groups, paper.affiliations
    if len(groups) == paper.authors:
        same = len(texts) == len(groups)
        yield [
            tuple(zip(texts[a] if same and len(texts[a]) == len(group) else ("",) * len(group),
                      group, strict=True))
            for a, group in enumerate(groups)
        ]  # fmt: skip
    elif len(texts) == paper.authors:
        keys = [[key_of(text) for text in author] for author in texts]
        for number_of in alignments(keys, organisations, silent=frozenset(("",))):
            number_of[""] = DROPPED
            yield [tuple((text, number_of[key_of(text)]) for text in author) for author in texts]


def _likeliest(places: Sequence[_Places], gazetteer: Mapping[str, str]) -> Sequence[_Places]:
    """Those ways that drop the fewest affiliations whose country is known from their text."""

    def dropped(place: _Places) -> int:
        texts = [text for author in place for text, number in author if number == DROPPED]
        return sum(country_of(text, "", "", gazetteer=gazetteer) is not None for text in texts)

    least = min(map(dropped, places), default=0)
    return [place for place in places if dropped(place) == least]


def _countries(organisations: Index, countries: Index | None) -> Iterator[_Countries]:
    """Ways to give each entry of the organisation index a name of the country column."""
    groups = organisations.groups
    if countries is None:
        yield [("",) * len(group) for group in groups]
        return
    if _shape(groups) == _shape(countries.groups):
        yield [tuple(countries.names[number] for number in group) for group in countries.groups]
        return
    keys = [[str(number) for number in group] for group in groups]
    empty = frozenset(str(i) for i, name in enumerate(organisations.names) if not name)
    gone = bool(empty) and not any(key in empty for group in keys for key in group)
    for number_of in alignments(keys, countries, nameless=empty, gap_unseen=gone):
        names = {key: countries.names[n] if n != DROPPED else "" for key, n in number_of.items()}
        yield [tuple(names[key] for key in group) for group in keys]


def _believable(
    ways: Sequence[_Countries], organisations: Index, gazetteer: Mapping[str, str]
) -> Sequence[_Countries]:
    """Of several ways, those that agree with the known organisations and drop fewest of them."""
    if len(ways) < 2:
        return ways
    known = [
        [_known(organisations.names[number], gazetteer) for number in group]
        for group in organisations.groups
    ]

    def misplaced(way: _Countries) -> tuple[int, int]:
        pairs = [
            (code, machine_code(name))
            for codes, names in zip(known, way, strict=True)
            for code, name in zip(codes, names, strict=True)
            if code is not None
        ]
        against = sum(machine is not None and not _same(code, machine) for code, machine in pairs)
        return against, sum(machine is None for _, machine in pairs)

    least = min(map(misplaced, ways))
    return [way for way in ways if misplaced(way) == least] if least[0] == 0 else []


def _known(organisation: str, gazetteer: Mapping[str, str]) -> str | None:
    return gazetteer.get(key_of(organisation)) or territory_of(organisation)


def _same(code: str, machine: str | None) -> bool:
    return code == machine or (machine == "CN" and code in _CHINA)


def _named(places: _Places, organisations: Index, countries: _Countries) -> list[list[Entry]]:
    """Entries of each author: numbers replaced by names, countries dealt out in order."""
    remaining = iter([name for group in countries for name in group])
    return [
        [
            Entry(text, organisations.names[number], next(remaining))
            if number != DROPPED
            else Entry(text, "", "")
            for text, number in place
        ]
        for place in places
    ]


def _byline(
    paper: Paper, authors: Sequence[Sequence[Entry]], gazetteer: Mapping[str, str]
) -> Byline:
    return Byline(
        tuple(
            _author(entries, _context(paper, author), gazetteer)
            for author, entries in enumerate(authors)
        )
    )


def _context(paper: Paper, author: int) -> str:
    return " + ".join(paper.affiliations[author]) if author < len(paper.affiliations) else ""


def _author(
    entries: Sequence[Entry], context: str, gazetteer: Mapping[str, str]
) -> tuple[str | None, ...]:
    """Countries of an author's affiliations, each organisation once.

    A unit without an organisation of its own ("Department of Statistics") is no second affiliation.
    """
    found = [(entry, _country(entry, context, gazetteer)) for entry in entries]
    if any(code for _, code in found):
        found = [(e, code) for e, code in found if code or not is_unit(e.organisation)]
    distinct = dict.fromkeys((entry.organisation or entry.text, code) for entry, code in found)
    return tuple(code for _, code in distinct) or (None,)


def _country(entry: Entry, context: str, gazetteer: Mapping[str, str]) -> str | None:
    code = country_of(entry.text, entry.organisation, entry.country, gazetteer=gazetteer)
    if entry.text or code not in (None, "CN", "HK", "MO", "TW"):
        return code
    # The texts of this author cannot be told apart: what they name together decides only where the
    # organisation itself is not known to be elsewhere.
    together = territory_of(f"{context} | {entry.organisation}")
    if code is None or together is None or gazetteer.get(key_of(entry.organisation)) == "CN":
        return code
    return together


def _by_text(paper: Paper, gazetteer: Mapping[str, str]) -> Byline | None:
    """The byline from printed affiliations, if one an author and not at odds with the column."""
    if len(paper.affiliations) != paper.authors:
        return None
    authors = tuple(
        _author([Entry(text, text, "") for text in texts], "", gazetteer)
        for texts in paper.affiliations
    )
    byline = Byline(authors)
    if paper.countries is not None:
        codes = {code for author in authors for code in author if code}
        stated = {machine_code(name) for name in paper.countries.names} - {None}
        covered = all(any(_same(code, machine) for code in codes) for machine in stated)
        if not (byline.complete and covered):
            return None
    return byline if byline.known else None


def _of_work(paper: Paper, gazetteer: Mapping[str, str]) -> tuple[str, ...]:
    """Distinct countries known for the work, sorted."""
    texts = [text for author in paper.affiliations for text in author if not names_nothing(text)]
    printed = [country_of(text, "", "", gazetteer=gazetteer) for text in texts]
    codes = {code for code in printed if code}
    stated = {machine_code(name) for name in (paper.countries.names if paper.countries else ())}
    # The column's China is Hong Kong, Macao or Taiwan when that is all of it that the paper names.
    explained = None not in printed and "CN" not in codes and bool(codes & _CHINA)
    every = codes | {code for code in stated if code and not (code == "CN" and explained)}
    return tuple(sorted(every))


def _shape(groups: Sequence[Sequence[object]]) -> list[int]:
    return [len(group) for group in groups]
