"""Finding the organisations and places that the parts of an affiliation name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.core.affiliation_parts import sides, windows
from detente.sources.affiliations.places import STATE_CODES, postal_countries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from detente.core.affiliation_parts import Part
    from detente.sources.affiliations.gazetteer import Gazetteer

_MOST_JOINED = 3
_UNCOUNTED = frozenset(("of", "the", "and", "for", "in", "at", "de"))
_MOST_WORDS_OF_A_PLACE = 3


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for.

    Attributes
    ----------
    entries : tuple of int
        Entries of that name.
    countries : frozenset of str
        Countries of those; none for a firm in many countries or one of many namesakes.
    sure : bool
        Whether it is known whatever the index holds, or is printed as an acronym.
    """

    entries: tuple[int, ...]
    countries: frozenset[str]
    sure: bool = False


def organisations_in(parts: Sequence[Part], gazetteer: Gazetteer) -> Iterator[Named]:
    """Organisations by their exact name: of parts together, of a part, of a piece of one."""
    taken: set[int] = set()
    for size in range(min(_MOST_JOINED, len(parts)), 1, -1):
        for start in range(len(parts) - size + 1):
            span = range(start, start + size)
            named = _named(" ".join(parts[i].key for i in span), None, gazetteer)
            if named is not None and taken.isdisjoint(span):
                taken.update(span)
                yield named
    for number, part in enumerate(parts):
        if number not in taken and not _shortens_another(part, parts, gazetteer):
            yield from _in_part(part, gazetteer)


def _shortens_another(part: Part, parts: Sequence[Part], gazetteer: Gazetteer) -> bool:
    """Whether an acronym is that of a name beside it which the gazetteer does not hold.

    "Example Institute of Technology (EIT)" must not become the EIT that everybody knows.
    """
    return part.key in gazetteer.known and any(
        other.key not in gazetteer.organisations and _initials(other.key) == part.key
        for other in parts
    )


def _initials(key: str) -> str:
    return "".join(word[0] for word in key.split() if word not in _UNCOUNTED)


@lru_cache(maxsize=1 << 16)
def _in_part(part: Part, gazetteer: Gazetteer) -> tuple[Named, ...]:
    for names in ((part.key,), sides(part.key)):
        found = [_named(n, part, gazetteer) or _within(n, part, gazetteer) for n in names]
        if any(found):
            return tuple(named for named in found if named is not None)
    return ()


def _within(key: str, part: Part, gazetteer: Gazetteer) -> Named | None:
    """The longest name within a part; one word is a name only where it is known to be one."""
    for name in windows(key):
        named = _named(name, part, gazetteer)
        if named is not None and (" " in name or named.sure):
            return named
    return None


def _named(name: str, part: Part | None, gazetteer: Gazetteer) -> Named | None:
    numbers = gazetteer.organisations.get(name, ())
    if name in gazetteer.undecided:
        return Named(numbers, frozenset(), sure=True)
    if name in gazetteer.known:
        return Named(numbers, frozenset((gazetteer.known[name],)), sure=True)
    acronym = name.upper()
    if part is not None and acronym in gazetteer.acronyms and acronym in part.printed:
        numbers = gazetteer.acronyms[acronym]
        return Named(numbers, gazetteer.countries(numbers), sure=True)
    if not numbers or (part is not None and part.is_short_form):
        return None
    return Named(numbers, gazetteer.countries(numbers))


def places_in(parts: Sequence[Part], gazetteer: Gazetteer, text: str) -> Iterator[frozenset[str]]:
    """Countries of each part that is a city, a region or a state, and of postal codes."""
    for code in postal_countries(text):
        yield frozenset((code,))
    before = ""
    for part in parts:
        if _is_in_state(before, part.key, gazetteer):
            yield frozenset(("US",))
        elif part.key in gazetteer.places and not part.is_short_form:
            yield gazetteer.places[part.key]
        before = part.key


def _is_in_state(before: str, key: str, gazetteer: Gazetteer) -> bool:
    """Whether a part is a US state after a city of that state: "Pittsburgh, PA"."""
    city, _, state = key.rpartition(" ")
    if state.upper() not in STATE_CODES:
        return False
    return (city or before, f"US-{state.upper()}") in gazetteer.in_region


def inner_place(parts: Sequence[Part], gazetteer: Gazetteer) -> frozenset[str]:
    """Countries of the places that stand within parts: "Guangdong University of Technology"."""
    found = set()
    for part in parts:
        words = [] if part.is_short_form else part.key.split()
        for size in range(1, _MOST_WORDS_OF_A_PLACE + 1):
            for start in range(len(words) - size + 1):
                code = gazetteer.sure_places.get(" ".join(words[start : start + size]))
                if code is not None:
                    found.add(code)
    return frozenset(found)
