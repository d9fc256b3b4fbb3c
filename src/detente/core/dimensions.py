"""The analytic choices that trackers hide, named, and a specification that makes all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.core.errors import UnknownName, UsageError
from detente.core.territory import TERRITORIES


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide a dimension."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """An analytic choice.

    Attributes
    ----------
    name, title : str
    options : tuple of Option
        The closed set of answers; empty where the data decide which there are (``ai_definition``)
        or where they are written rather than chosen (``period``).
    default : str
    """

    name: str
    title: str
    options: tuple[Option, ...]
    default: str

    def accept(self, value: str) -> str:
        """Return ``value`` if it is an option, else say which options there are."""
        if self.name == "period":
            return str(Period.read(value))
        names = [option.name for option in self.options]
        if names and value not in names:
            raise UnknownName(f"option of '{self.name}'", value, names)
        return value


@dataclass(frozen=True, slots=True)
class Period:
    """A closed range of years; no first or no last year means no bound on that side."""

    first: int | None
    last: int | None

    @staticmethod
    def read(text: str) -> Period:
        """Read ``all``, ``2021``, ``2018-2022``, ``2018-`` or ``-2022``."""
        if text == "all":
            return Period(None, None)
        match = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", text)
        unbounded = text in {"", "-"}
        if unbounded or match is None or (match[3] and not match[2]):
            raise UsageError(
                f"period '{text}' cannot be read", fix="write 2018-2022, 2021, 2018-, -2022 or all"
            )
        first = int(match[1]) if match[1] else None
        last = int(match[3]) if match[3] else (None if match[2] else first)
        if first is not None and last is not None and first > last:
            raise UsageError(
                f"period '{text}' ends before it begins", fix="write the earlier year first"
            )
        return Period(first, last)

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return "all"
        first, last = ("" if y is None else f"{y:04d}" for y in (self.first, self.last))
        return first if first == last else f"{first}-{last}"

    @property
    def years(self) -> int:
        """Number of years; 0 where a side is open or nothing is left."""
        if self.first is None or self.last is None:
            return 0
        return max(self.last - self.first + 1, 0)

    @property
    def empty(self) -> bool:
        """Whether no year lies in it."""
        return self.first is not None and self.last is not None and self.first > self.last

    def within(self, other: Period) -> Period:
        """The years that lie in both periods; may be empty, with its last before its first year."""
        firsts = [year for year in (self.first, other.first) if year is not None]
        lasts = [year for year in (self.last, other.last) if year is not None]
        return Period(max(firsts, default=None), min(lasts, default=None))

    def __contains__(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (
            self.last is None or year <= self.last
        )


_TERRITORY_MEANING = {
    "separate": "Hong Kong, Macao and Taiwan stand for themselves",
    "hk_mo_with_cn": "Hong Kong and Macao count as China",
    "hk_mo_tw_with_cn": "Hong Kong, Macao and Taiwan count as China",
    "eu_bloc": "EU members of the day count as one",
    "eu_bloc_hk_mo_with_cn": "EU as one; Hong Kong and Macao count as China",
    "eu_bloc_hk_mo_tw_with_cn": "EU as one; Hong Kong, Macao and Taiwan count as China",
}

COUNTING = Dimension(
    "counting",
    "How a work is shared out among countries",
    (
        Option("full", "every country of the work gets 1"),
        Option("author_institution", "1/authors, split over each author's affiliations"),
        Option("author_country", "1/authors, split over each author's countries"),
        Option("institution", "1 per distinct institution, divided by their number"),
        Option("country", "1/number of distinct countries"),
        Option("first_author", "all to the first author's countries"),
        Option("corresponding", "shared by the corresponding authors' countries"),
    ),
    "full",
)
UNKNOWN = Dimension(
    "unknown",
    "What happens to authors without a known country",
    (
        Option("as_unknown", "their credit goes to an unknown country, shown beside the rest"),
        Option("renormalise", "their credit is spread over the known authors of the work"),
        Option("complete_case", "works with any unknown author are left out"),
    ),
    "as_unknown",
)
LINK = Dimension(
    "link",
    "What one joint work adds to a pair of countries",
    (
        Option("whole", "1 to every pair of its k countries"),
        Option("per_country", "1/(k-1): each country's links add up to its joint works"),
        Option("per_paper", "2/(k(k-1)): a work's links add up to 1"),
    ),
    "whole",
)
TERRITORY = Dimension(
    "territory",
    "Which codes are one country",
    tuple(Option(t.name, _TERRITORY_MEANING[t.name]) for t in TERRITORIES),
    "separate",
)
AI_DEFINITION = Dimension("ai_definition", "Which works are AI", (), "all")
DOCUMENT_TYPES = Dimension(
    "document_types",
    "Which kinds of work count",
    (
        Option("research", "articles, conference papers, reviews, chapters and books"),
        Option("all", "also workshop papers, demonstrations, editorials and the rest"),
    ),
    "research",
)
PERIOD = Dimension("period", "Which years", (), "all")
DUAL_AFFILIATION = Dimension(
    "dual_affiliation",
    "Whether one author with two countries makes a work international",
    (
        Option("counts", "yes: two countries on the byline are enough"),
        Option("needs_two_authors", "no: two different authors must be in different countries"),
    ),
    "counts",
)

DIMENSIONS: tuple[Dimension, ...] = (
    COUNTING,
    UNKNOWN,
    LINK,
    TERRITORY,
    AI_DEFINITION,
    DOCUMENT_TYPES,
    PERIOD,
    DUAL_AFFILIATION,
)
_BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}

# OpenAlex, Crossref and conference words for finished research; anything else is "all" alone.
RESEARCH_TYPES = frozenset(
    {"article", "proceedings-article", "review", "book", "book-chapter", "report"}
)


@dataclass(frozen=True, slots=True)
class Specification(Mapping[str, str]):
    """One option for every dimension: what fixes a number down to the last choice.

    Examples
    --------
    >>> Specification.of(link="per_paper")["territory"]
    'separate'
    """

    choices: tuple[tuple[str, str], ...]

    @staticmethod
    def of(choices: Mapping[str, str] | None = None, **named: str) -> Specification:
        """Fill in defaults around the given choices.

        Raises
        ------
        UnknownName
            A name is not a dimension, or a value is not one of its options.
        """
        given = {**(choices or {}), **named}
        for name in given:
            if name not in _BY_NAME:
                raise UnknownName("dimension", name, _BY_NAME)
        return Specification(
            tuple((d.name, d.accept(given.get(d.name, d.default))) for d in DIMENSIONS)
        )

    def but(self, **named: str) -> Specification:
        """The same specification with some choices changed."""
        return Specification.of({**self, **named})

    @property
    def period(self) -> Period:
        """The period as a range of years."""
        return Period.read(self["period"])

    def __getitem__(self, name: str) -> str:
        for known, value in self.choices:
            if known == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.choices)

    def __len__(self) -> int:
        return len(self.choices)

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.choices)
