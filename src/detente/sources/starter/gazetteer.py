"""Countries of organisations, learned from the papers whose indexes need no repair.

Only a name that always had the same country, in three papers or more, is known; a firm with
laboratories in two countries never is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from detente.core.countries import code_of
from detente.sources.affiliations.territory import territory_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.sources.starter.collection import Paper

    Gazetteer = Mapping[str, str]

LEAST_PAPERS = 3

# "School of Computer Science" names no organisation, however often it stood in one country.
_GENERIC = re.compile(
    r"^(?:the )?(?:graduate )?(?:school|department|dept|faculty|college|division|institute|center"
    r"|centre|laborator|lab|computer|electrical|mechanical|university of technology|engineering"
    r"|independent)\b"
)
_PLACEHOLDER = re.compile(
    r"^(?:none|n/?a|tt\?|unknown.*|.*not (?:specified|provided|available)|university affiliation"
    r"|independent(?: researcher)?|anonymous.*)?$",
    re.IGNORECASE,
)
# Also the name of a state of the USA and of persons.
_AMBIGUOUS_ENDINGS = frozenset(("georgia", "jordan", "chad", "jersey", "guinea"))


@cache
def names_nothing(name: str) -> bool:
    """Whether an affiliation or organisation is empty or a placeholder."""
    return _PLACEHOLDER.match(name.strip()) is not None


def is_unit(name: str) -> bool:
    """Whether a name is that of a part of some organisation: "Department of Statistics"."""
    return names_nothing(name) or _GENERIC.match(name.casefold()) is not None


@cache
def key_of(name: str) -> str:
    """A name as the gazetteer files it."""
    return " ".join(name.casefold().removeprefix("the ").split())


@cache
def machine_code(country: str) -> str | None:
    """Code of an entry of the country column; None for its empty and ``Unknown`` entries.

    Raises
    ------
    ValueError
        The entry is not a known name of a country.
    """
    if country in ("", "Unknown"):
        return None
    code = code_of(country)
    if code is None:
        raise ValueError(f"country {country!r} is not known")
    return code


@cache
def printed_country(text: str) -> str | None:
    """Country that an affiliation ends with, as in ``"…, Saarbrücken, Germany"``."""
    ending = text.replace("，", ",").rstrip(". 0123456789∗*†‡§").rsplit(",", 1)[-1].strip()
    return None if ending.casefold() in _AMBIGUOUS_ENDINGS else code_of(ending)


def country_of(text: str, organisation: str, country: str, *, gazetteer: Gazetteer) -> str | None:
    """Country of one affiliation from all that is said of it.

    Parameters
    ----------
    text : str
        The affiliation as printed; empty where it is not known which text belongs here.
    organisation, country : str
        Names in the machine-made columns; empty if there are none.
    gazetteer : mapping of str to str
        Known organisations.

    Returns
    -------
    str or None
        The column's country, except that an affiliation it calls China or leaves open may turn out
        to be in Hong Kong, Macao or Taiwan; where it is silent, the country that the text ends
        with, else that of a known organisation.
    """
    code = machine_code(country)
    if code not in (None, "CN"):
        return code
    territory = territory_of(f"{text} | {organisation}")
    if code == "CN" or territory is not None:
        return territory or code
    if names_nothing(text) and names_nothing(organisation):
        return None
    known = printed_country(text) or gazetteer.get(key_of(text))
    return known or gazetteer.get(key_of(organisation))


def learned(papers: Iterable[Paper]) -> Gazetteer:
    """Organisations and affiliation texts whose country never varies, with that country."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        for name, code in set(_sightings(paper)):
            seen[name][code] += 1
    return {
        name: next(iter(codes))
        for name, codes in seen.items()
        if len(codes) == 1 and codes.total() >= LEAST_PAPERS and not _GENERIC.match(name)
    }


def _sightings(paper: Paper) -> Iterable[tuple[str, str]]:
    organisations, countries = paper.organisations, paper.countries
    if organisations is None or countries is None:
        return
    if [*map(len, organisations.groups)] != [*map(len, countries.groups)]:
        return
    same_texts = [*map(len, organisations.groups)] == [*map(len, paper.affiliations)]
    for author, (group, codes) in enumerate(
        zip(organisations.groups, countries.groups, strict=True)
    ):
        for place, (number, country) in enumerate(zip(group, codes, strict=True)):
            name = organisations.names[number]
            text = paper.affiliations[author][place] if same_texts else ""
            code = country_of(text, name, countries.names[country], gazetteer={})
            if code is not None:
                # a name alone is learned with what its own text says: a campus makes it vary
                yield from ((key_of(n), code) for n in (name, text) if not names_nothing(n))
