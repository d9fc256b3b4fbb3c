"""Whose a name is, if a listed party's, and under which rule on branches and affiliates.

References: methods §7 (screening).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.core.countries import code_of
from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from detente.lake.listed_names import Found, Names

    Row = Mapping[str, Any]

ENTITY_LIST = "bis-entity-list"
SCOPES: Mapping[str, frozenset[str]] = {
    "named": frozenset(("name", "alias", "acronym", "usual", "chinese")),
    "campuses": frozenset(("name", "alias", "acronym", "usual", "chinese", "campus")),
    "affiliates": frozenset(
        ("name", "alias", "acronym", "usual", "chinese", "campus", "affiliate", "joint")
    ),
}
"""Kinds of names that count under each option of the dimension ``entity_scope``."""
DEFAULT_SCOPE = "campuses"
THRESHOLD = 0.94
_BODIES = ("education", "research", "government")
_COUNTRY_WORDS = {"america": "US"}
# the lists enter Hong Kong and Macao under China, or did so until 2020
_WITH_CHINA = frozenset(("HK", "MO"))


@dataclass(frozen=True, slots=True)
class Party:
    """A listed party: all entries about it in the chosen lists.

    Attributes
    ----------
    entity : str
        As in the table ``listing``.
    listed_on : date or None
        The earliest day; None where no entry has one.
    removed_on : date or None
        The last day on which an entry lapsed; None while one stands.
    countries : frozenset of str
        Codes of the countries that it is listed under.
    is_firm : bool
        Whether its branches abroad are companies of their own.
    """

    entity: str
    listed_on: date | None
    removed_on: date | None
    countries: frozenset[str]
    is_firm: bool


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of one name.

    Attributes
    ----------
    party : Party or None
        Whose name it is.
    kind : str
        Kind of the name that was found, as in ``listing_alias``, or ``joint``; empty for none.
    score : float
        1 for a name word by word, a Jaro-Winkler similarity for a slip; 0 for none.
    """

    party: Party | None
    kind: str = ""
    score: float = 0.0


NOT_LISTED = Screened(None)


@dataclass(eq=False)
class Screen:
    """Screens names of organisations against some lists.

    Parameters
    ----------
    listings, aliases : list of dict
        Rows of the tables ``listing`` and ``listing_alias``.
    lists : collection of str
        Which lists count.
    """

    listings: Sequence[Row]
    aliases: Sequence[Row]
    lists: Collection[str] = (ENTITY_LIST,)
    parties: list[Party] = field(init=False)
    _names: Names = field(init=False, repr=False)

    def __post_init__(self) -> None:
        from detente.lake.listed_names import Names

        chosen = [row for row in self.listings if row["list"] in self.lists]
        by_entity: dict[str, list[Row]] = {}
        for row in chosen:
            by_entity.setdefault(str(row["entity"]), []).append(row)
        self.parties = [_party(entity, rows) for entity, rows in sorted(by_entity.items())]
        number = {party.entity: one for one, party in enumerate(self.parties)}
        of_listing = {str(row["listing"]): number[str(row["entity"])] for row in chosen}
        self._names = Names(
            (str(a["name"]), str(a["context"]), str(a["kind"]), of_listing[str(a["listing"])])
            for a in self.aliases
            if str(a["listing"]) in of_listing
        )

    def screen(
        self,
        names: Iterable[str],
        countries: Iterable[str | None] | None = None,
        *,
        scope: str = DEFAULT_SCOPE,
        threshold: float = THRESHOLD,
    ) -> list[Screened]:
        """Whose each name is, if a listed party's; work is linear in the number of names.

        Parameters
        ----------
        names : iterable of str
            Names of organisations, or affiliations as printed.
        countries : iterable of str or None, optional
            Code of each one's country where it is known, as of registers' organisations. One that
            is no firm and lies in another country than the party is not that party; a firm there
            is an affiliate.
        scope : str
            ``named``: the party under a name of its own, with its departments. ``campuses``: also
            its campuses and branches elsewhere. ``affiliates``: also firms of its family, branches
            of firms in countries where none is listed, and joint laboratories.
        threshold : float
            Least similarity of a slip of spelling.

        Raises
        ------
        UnknownName
            There is no such scope.
        """
        if scope not in SCOPES:
            raise UnknownName("scope of listed entities", scope, SCOPES)
        texts = list(names)
        known = [None] * len(texts) if countries is None else list(countries)
        memory: dict[tuple[str, str | None], Screened] = {}
        for key in zip(texts, known, strict=True):
            if key not in memory:
                memory[key] = self._one(*key, kinds=SCOPES[scope], threshold=threshold)
        return [memory[key] for key in zip(texts, known, strict=True)]

    def _one(
        self, text: str, country: str | None, *, kinds: Collection[str], threshold: float
    ) -> Screened:
        from detente.core.countries import name_of

        # acronyms and institutes of academies are told apart by the country beside them
        whole = text if country is None else f"{text}, {name_of(country)}"
        for found in self._names.find(whole, threshold=threshold, alone=country is not None):
            party = self.parties[found.entry]
            kind = _kind_in(found, party, country or _printed(text))
            if kind in kinds:
                return Screened(party, kind, found.score)
        return NOT_LISTED


def _party(entity: str, rows: Sequence[Row]) -> Party:
    days = [row["listed_on"] for row in rows if row["listed_on"] is not None]
    ends = [row["removed_on"] for row in rows]
    countries = frozenset(str(row["country"]) for row in rows if row["country"] is not None)
    return Party(
        entity=entity,
        listed_on=min(days) if days else None,
        removed_on=None if None in ends else max(ends),
        countries=countries | (_WITH_CHINA if "CN" in countries else frozenset()),
        is_firm=not any(row["kind"] in _BODIES for row in rows if row["name"] == entity),
    )


def _kind_in(found: Found, party: Party, where: str | set[str]) -> str:
    """Kind of a name that was found, once it is known where; empty if it is another's.

    ``where`` is the code of the country if it is known, else those that are printed. Printed ones
    say nothing of a university: "Harbin Institute of Technology, Hardin, CO, USA" is a slip.
    """
    known = {where} if isinstance(where, str) else where
    is_abroad = bool(party.countries and known) and not known & party.countries
    if not is_abroad:
        return found.kind
    if party.is_firm:
        return "joint" if found.kind == "joint" else "affiliate"
    return "" if isinstance(where, str) else found.kind


def _printed(text: str) -> set[str]:
    """Codes of the countries that an affiliation names."""
    from detente.core.affiliation_parts import split

    found = set()
    for part in split(text):
        for name in (part.key, *part.key.split()):
            code = code_of(name) or _COUNTRY_WORDS.get(name)
            if code:
                found.add(code)
    return found
