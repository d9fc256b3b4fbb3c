"""The country and the organisation of an affiliation as printed, or "unknown".

From the surest to the least sure, the first that answers decides:

1. ``printed``: a part of the affiliation is the name of a country;
2. ``organisation``: a part is the name of an organisation whose namesakes share one country;
3. ``place``: a part is a city or region of one country, or a postal code of one, or holds one;
4. ``fuzzy``: a part is, but for a slip of spelling, the name of an organisation.

Nothing is guessed: what parts say of the country must agree, and what they do not settle is
unknown. A printed country stands against an organisation known elsewhere, which then stays unset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING

from detente.core.affiliation_parts import split
from detente.sources.affiliations.fuzzy import NearNames
from detente.sources.affiliations.index import ror_identifier
from detente.sources.affiliations.lookup import Named, inner_place, organisations_in, places_in
from detente.sources.affiliations.places import TERRITORIES_OF_CHINA
from detente.sources.affiliations.printed import code_countries, printed_countries
from detente.sources.affiliations.territory import territory_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.sources.affiliations.gazetteer import Gazetteer
    from detente.sources.affiliations.index import Entry
    from detente.sources.affiliations.printed import Printed

# Longer texts are no affiliations; some rules would take long over them.
_LONGEST = 5_000
PRINTED, ORGANISATION, PLACE, FUZZY, UNKNOWN = "printed", "organisation", "place", "fuzzy", ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an affiliation says.

    Attributes
    ----------
    country : str or None
        ISO code; None where it is not known.
    organisation : Entry or None
        The one organisation it names, where that is certain and agrees with the country.
    how : str
        ``"printed"``, ``"organisation"``, ``"place"``, ``"fuzzy"``, or empty where unknown.
    """

    country: str | None = None
    organisation: Entry | None = None
    how: str = UNKNOWN


class Resolver:
    """Resolves affiliations with one gazetteer; calling it again gives the same answer.

    Parameters
    ----------
    gazetteer : Gazetteer
        Names and what they stand for.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._near = NearNames(gazetteer)

    def __call__(self, text: str) -> Resolution:
        """Country and organisation of one affiliation as printed.

        Parameters
        ----------
        text : str
            The affiliation, of one organisation if it can be: one that names two countries is
            unknown.
        """
        if len(text) > _LONGEST:
            return Resolution()
        parts = split(text)
        printed = printed_countries(parts)
        named = list(organisations_in(printed.others, self._gazetteer))
        if printed.whole or printed.within:
            country, how = self._of_printed(printed, text), PRINTED
        else:
            country, how = self._of_parts(printed, named, text)
            if how == UNKNOWN and (near := self._near.find(printed.others)) is not None:
                named, how = [near], FUZZY
                (country,) = near.countries
        if country is None:
            return Resolution()
        return Resolution(country, self._organisation(named, country), how)

    def _of_printed(self, printed: Printed, text: str) -> str | None:
        """The one country that is printed, unless it ends a name that stands elsewhere."""
        codes = printed.whole or printed.within
        if len(codes) > 1:
            return None
        (code,) = codes
        if code in TERRITORIES_OF_CHINA or code == "CN":
            return _chinese(code, printed, text)
        if printed.whole:
            return code
        places = places_in(printed.others, self._gazetteer, text)
        return code if all(code in countries for countries in places) else None

    def named(self, organisation: str) -> Resolution:
        """Country and organisation for a name or an address of the registry.

        Parameters
        ----------
        organisation : str
            ``"Example University"`` or ``"https://ror.org/…"``.
        """
        identifier = ror_identifier(organisation)
        if identifier is None:
            return self(organisation)
        entry = self._by_identifier.get(identifier)
        return Resolution(entry.country, entry, ORGANISATION) if entry else Resolution()

    @cached_property
    def _by_identifier(self) -> Mapping[str, Entry]:
        return {entry.ror: entry for entry in self._gazetteer.entries}

    def _of_parts(
        self, printed: Printed, named: Sequence[Named], text: str
    ) -> tuple[str | None, str]:
        """Country where none is printed for certain."""
        organisations = [one.countries for one in named if one.countries]
        every = organisations + list(places_in(printed.others, self._gazetteer, text))
        if every:  # "CA" alone is nothing; after Venice it is not Italy
            every += code_countries(printed.others)
        for code in printed.doubtful:
            if every and all(code in countries for countries in every):
                return code, PRINTED
        territory = territory_of(text)
        if territory is not None:
            alike = {"CN", territory} if territory != "CN" else {"CN", *TERRITORIES_OF_CHINA}
            return territory if all(c & alike for c in every) else None, PLACE
        if every:
            return _agreed(every), ORGANISATION if organisations else PLACE
        place = inner_place(printed.others, self._gazetteer)
        return (_agreed([place]), PLACE) if place else (None, UNKNOWN)

    def _organisation(self, named: Sequence[Named], country: str) -> Entry | None:
        """The one organisation that is named and is in the country; schools before laboratories."""
        entries = self._gazetteer.entries
        single = []
        for one in named:
            here = [entries[n] for n in one.entries if entries[n].country == country]
            if len(here) == 1:
                single.append(here[0])
        schools = [entry for entry in single if entry.kind == "education"]
        chosen = schools or single
        return chosen[-1] if chosen else None


def _chinese(code: str, printed: Printed, text: str) -> str | None:
    """China or a territory of its: the one that is meant."""
    territory = territory_of(text)
    if code == "CN":
        return territory or code
    if territory == "CN":  # a mainland campus of a university named after Hong Kong or Macao
        return None if printed.whole else "CN"
    return code


def _agreed(evidence: Sequence[frozenset[str]]) -> str | None:
    left = reduce(frozenset.intersection, evidence)
    return next(iter(left)) if len(left) == 1 else None
