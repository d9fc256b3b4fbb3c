"""Which countries an affiliation names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from detente.core.affiliation_parts import Part
from detente.core.countries import all_codes
from detente.sources.affiliations.places import AMBIGUOUS, STATE_CODES, WITHIN, country_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOST_WORDS = 5
_CODE = 2
# They end like a country, and are none.
_NO_COUNTRY = re.compile(
    r"(?:^|\b)(?:new (?:mexico|england|south wales|jersey|holland)|gulf of mexico|inner mongolia"
    r"|british colombia|south georgia|bank of (?:china|india|canada|japan|israel|ireland))$"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """Countries an affiliation names, and its other parts.

    Attributes
    ----------
    whole : frozenset of str
        Countries that are a part of their own, or begin one that joins ("Italy and Example Ltd").
    within : frozenset of str
        Countries that end a part ("University of Bonn Germany").
    doubtful : tuple of str
        Parts that are a country's name and other things too ("Georgia"), by code.
    others : tuple of Part
        What is left when the names of countries are taken away.
    """

    whole: frozenset[str]
    within: frozenset[str]
    doubtful: tuple[str, ...]
    others: tuple[Part, ...]


def printed_countries(parts: Sequence[Part]) -> Printed:
    """Countries among the parts of an affiliation."""
    names = country_names()
    whole: set[str] = set()
    within: set[str] = set()
    doubtful: list[str] = []
    others: list[Part] = []
    for part in parts:
        code = names.get(part.key)
        if code is None and (letters := _two_capitals(part)) in _codes():
            doubtful.append(letters)  # also a state of the USA: "Wilmington, DE"
            others.append(part)
        elif code is None:
            ends, begins, rest = _inside(part)
            within.update(ends)
            whole.update(begins)
            others.extend(rest)
        elif part.key in AMBIGUOUS:
            doubtful.append(code)
            others.append(part)
        else:
            whole.add(code)
    return Printed(narrowed(whole), narrowed(within), tuple(doubtful), tuple(others))


def _inside(part: Part) -> tuple[list[str], list[str], list[Part]]:
    """Countries that end and that begin a part; the part itself and what is left of it."""
    names, words = country_names(), part.key.split()
    ends: list[str] = []
    begins: list[str] = []
    rest = [part]
    for size in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        tail = " ".join(words[-size:])
        if tail in names:
            if tail not in AMBIGUOUS and not _NO_COUNTRY.search(part.key):
                ends.append(names[tail])
                rest.append(Part(part.printed, " ".join(words[:-size])))
            break
    for size in range(min(_MOST_WORDS, len(words) - 2), 0, -1):
        head = " ".join(words[:size])
        if words[size] == "and" and head in names and head not in AMBIGUOUS:
            begins += [names[head], *ends]
            rest.append(Part(part.printed, " ".join(words[size + 1 :])))
            break
    return ends, begins, rest


def code_countries(parts: Iterable[Part]) -> list[frozenset[str]]:
    """What each part of two capitals may be: a country, a state of the USA, or both."""
    found = []
    for part in parts:
        letters = _two_capitals(part)
        countries = {letters} & _codes() | ({"US"} if letters in STATE_CODES else set())
        if countries:
            found.append(frozenset(countries))
    return found


def _two_capitals(part: Part) -> str:
    letters = part.printed.strip(" .")
    return letters if len(letters) == _CODE and letters.isupper() else ""


@cache
def _codes() -> frozenset[str]:
    return frozenset(all_codes())


def narrowed(codes: Iterable[str]) -> frozenset[str]:
    """Countries without those of which a territory is named too: "Hong Kong, China" is HK."""
    left = frozenset(codes)
    for state, territories in WITHIN.items():
        if left & territories:
            left -= {state}
    return left
