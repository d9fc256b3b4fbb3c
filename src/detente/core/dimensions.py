"""The analytic choices that trackers hide, named, and a specification that makes all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.core.errors import UnknownName
from detente.core.period import Period
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

REFERENCE_SET = Dimension(
    "reference_set",
    "What the citations of a work are compared within",
    (
        Option("by_field", "works of the same field, year and type; small sets merge upward"),
        Option("by_year", "works of the same year and type, whatever their field"),
    ),
    "by_field",
)
WINDOW = Dimension(
    "window",
    "Which citations of a work count",
    (
        Option("open", "all so far: comparable within a year of publication alone"),
        Option("three_years", "those to the end of the third year after publication"),
        Option("five_years", "those to the end of the fifth year after publication"),
    ),
    "open",
)
DOMESTIC_CITATIONS = Dimension(
    "domestic_citations",
    "Whether citations from the own countries of a work count",
    (
        Option("counted", "yes"),
        Option("dropped", "no: citing works that share a country with the work are left out"),
    ),
    "counted",
)
TOP_SHARE = Dimension(
    "top_share",
    "Which share of works counts as the most cited",
    tuple(Option(f"{x}%", f"the most cited {x} % of each reference set") for x in
          ("50", "10", "5", "1", "0.1")),
    "10%",
)  # fmt: skip
DISRUPTION = Dimension(
    "disruption",
    "Which works have a disruption index, and what it is ranked within",
    (
        Option(
            "five_references",
            "5 recorded references or more, 80 % of the stated ones, 5 citations; lists of "
            "references cut to be equally complete; ranked among works of the field and year with "
            "about as many references",
        ),
        Option("ten_references", "the same with 10 recorded references or more"),
        Option(
            "naive",
            "every work with an index as recorded, also without references; ranked among all",
        ),
    ),
    "five_references",
)
DISRUPTION_INDEX = Dimension(
    "disruption_index",
    "Which index of disruption",
    (
        Option("cd", "(n_i - n_j) / (n_i + n_j + n_k) of Funk and Owen-Smith"),
        Option("without_n_k", "(n_i - n_j) / (n_i + n_j): works that cite the references alone do "
               "not count"),
        Option("di5", "CD, where n_j counts works that share five references or more"),
    ),
    "cd",
)  # fmt: skip
DISRUPTION_WINDOW = Dimension(
    "disruption_window",
    "How long after publication citing works count for the disruption index",
    (
        Option("five_years", "five years; younger works have no index yet"),
        Option("ten_years", "ten years; younger works have no index yet"),
    ),
    "five_years",
)
TOP_DISRUPTIVE = Dimension(
    "top_disruptive",
    "Which share of the most cited works counts as the most disruptive",
    tuple(Option(f"{x}%", f"the most disruptive {x} %") for x in ("5", "10", "20")),
    "10%",
)
MATCHING = Dimension(
    "matching",
    "What joint papers are compared with",
    (
        Option("team_size", "papers of the field, year and type, and about as many authors"),
        Option("none", "papers of the field, year and type alone"),
    ),
    "team_size",
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
    REFERENCE_SET,
    WINDOW,
    DOMESTIC_CITATIONS,
    TOP_SHARE,
    DISRUPTION,
    DISRUPTION_INDEX,
    DISRUPTION_WINDOW,
    TOP_DISRUPTIVE,
    MATCHING,
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
