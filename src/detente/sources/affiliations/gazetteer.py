"""What each name of the index stands for: organisations, cities, regions; and in which country."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.generic_words import names_nothing
from detente.core.organisation_names import normalised
from detente.sources.affiliations.known import KNOWN, MULTINATIONAL, NAMESAKES, NOT_PLACES
from detente.sources.affiliations.places import country_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.sources.affiliations.index import Entry

_SHORTEST_ACRONYM = 5
_LEAST_ORGANISATIONS = 2
# Within a part a place must be better known than where it stands alone.
_SURE, _SHORTEST_PLACE = 8, 4
# A city's namesakes do not count where they are this few.
_NEARLY_ALL, _MANY = 0.98, 50


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Names, normalised, and what they stand for.

    Attributes
    ----------
    entries : sequence of Entry
    organisations : mapping of str to tuple of int
        Numbers of the entries with this name.
    acronyms : mapping of str to tuple of int
        Numbers of the entries with this acronym, as printed; those of five letters or more.
    known : mapping of str to str
        Countries of acronyms known to stand for one organisation.
    undecided : frozenset of str
        Names that by themselves name no country: firms in many countries, namesakes.
    places : mapping of str to frozenset of str
        Countries of a city or region.
    sure_places : mapping of str to str
        Cities and regions that are recognised even within a part.
    in_region : frozenset of (str, str)
        (city, code of its region), as in ``("pittsburgh", "US-PA")``.
    """

    entries: Sequence[Entry]
    organisations: Mapping[str, tuple[int, ...]]
    acronyms: Mapping[str, tuple[int, ...]]
    known: Mapping[str, str]
    undecided: frozenset[str]
    places: Mapping[str, frozenset[str]]
    sure_places: Mapping[str, str]
    in_region: frozenset[tuple[str, str]]

    def countries(self, numbers: Iterable[int]) -> frozenset[str]:
        """Countries of some entries; those in several countries are left out."""
        codes = (self.entries[number].country for number in numbers)
        return frozenset(code for code in codes if code is not None)


def gazetteer_of(entries: Sequence[Entry]) -> Gazetteer:
    """The gazetteer of an index."""
    organisations: dict[str, list[int]] = defaultdict(list)
    acronyms: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for key in keys_of_entry(entry):
            if not names_nothing(key) and key not in country_names():
                organisations[key].append(number)
        for acronym in entry.acronyms:
            if len(acronym) >= _SHORTEST_ACRONYM:
                acronyms[acronym].append(number)
            if KNOWN.get(key := normalised(acronym)) == entry.country:
                organisations[key].append(number)
    places, sure = _places(entries)
    return Gazetteer(
        entries=entries,
        organisations={
            key: tuple(dict.fromkeys(numbers)) for key, numbers in organisations.items()
        },
        acronyms={key: tuple(numbers) for key, numbers in acronyms.items()},
        known=KNOWN,
        undecided=_multinational(entries) | NAMESAKES,
        places=places,
        sure_places=sure,
        in_region=frozenset(
            (normalised(entry.city), entry.region_code)
            for entry in entries
            if entry.city and entry.region_code
        ),
    )


def keys_of_entry(entry: Entry) -> set[str]:
    """Names of an entry; of "Google (Singapore)" also "google", which others share."""
    keys = set(entry.keys)
    if key := bare_name(entry):
        keys.add(key)
    return keys


def bare_name(entry: Entry) -> str:
    """The name before a bracket, normalised; empty where there is none."""
    return normalised(entry.name.rpartition(" (")[0]) if entry.name.endswith(")") else ""


def _multinational(entries: Iterable[Entry]) -> frozenset[str]:
    """Names of firms with organisations in several countries, and every name of those."""
    countries: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        bare = bare_name(entry)
        if bare and entry.country:
            countries[bare].add(entry.country)
            keys[bare] |= keys_of_entry(entry)
    found = set(MULTINATIONAL)
    for bare, codes in countries.items():
        if len(codes) > 1 or bare.split(" ", 1)[0] in MULTINATIONAL:
            found |= keys[bare]
    return frozenset(found)


def _places(entries: Iterable[Entry]) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if entry.country:
            for name in {normalised(n) for n in (entry.city, entry.region) if n}:
                counts[name][entry.country] += 1
    places, sure = {}, {}
    for name, of_country in counts.items():
        if name in country_names() or names_nothing(name):
            continue
        code, most = of_country.most_common(1)[0]
        total = of_country.total()
        dominant = len(of_country) == 1 or (total >= _MANY and most / total >= _NEARLY_ALL)
        if total >= _LEAST_ORGANISATIONS:
            places[name] = frozenset((code,)) if dominant else frozenset(of_country)
        if dominant and total >= _SURE and name not in NOT_PLACES and len(name) >= _SHORTEST_PLACE:
            sure[name] = code
    return places, sure
