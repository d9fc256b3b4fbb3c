"""One statement of a claim, read from its finding's document: its numbers, not yet in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detente.claims.verdict import Shares, decide_shares
from detente.core.errors import DataMissing, DetenteError
from detente.views.text.verdict import LOG
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.claims.atom import Atom
    from detente.claims.claim import Claim
    from detente.views.web.words import Words

Record = dict[str, Any]
# what estimates are called once a ratio stands for its logarithm, as notes say it
TITLES = (
    mark("{0}, {1} over {2}"),
    mark("{0} a year, {1} over {2}"),
    mark("{0} beyond {1}"),
    mark("{0} to those with the best other partner"),
    mark("{0} to those with the best other partner, the smaller of both sides"),
    mark("rate ratio of {0}"),
    mark("moves {0} to moves {1}"),
)
# names are written without capitals where claims are registered
_PROPER = {
    **{code.lower(): code for code in ("CN", "EU", "US")},
    **{name.lower(): name for name in ("Britain", "China", "Japan", "Korea", "Spain")},
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, what it is, and what it rests on.

    Attributes
    ----------
    value : float
    low, high : float or None
    title : str
    times : bool
        Whether it says how many times.
    n : int
    unknown_share : float or None
    """

    value: float
    low: float | None
    high: float | None
    title: str
    times: bool
    n: int
    unknown_share: float | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the data say of one statement, or what they lack.

    Attributes
    ----------
    claim : Claim
    place : int
        Its place in the claim, from 0.
    found : mapping
        Its part of the finding's document.
    draws : int
    """

    claim: Claim
    place: int
    found: Mapping[str, Any]
    draws: int

    @staticmethod
    def all(claim: Claim, document: Mapping[str, Any]) -> tuple[Statement, ...]:
        """Every statement of a claim, in order."""
        draws = document["provenance"]["draws"]
        found = enumerate(document["statements"])
        return tuple(Statement(claim, place, one, draws) for place, one in found)

    @property
    def atom(self) -> Atom:
        """What is checked."""
        return self.claim.atoms[self.place]

    @property
    def family(self) -> str:
        """Its name within the claim; typed statements have none but themselves."""
        return self.claim.families[self.place]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return f"s{self.place + 1}" if " " in self.family else self.family

    def name(self, words: Words) -> str:
        """Its name among the statements of its claim, as it is read."""
        return words(spelled(self.family))

    @property
    def sentence(self) -> str:
        """The statement in the words of the grammar."""
        from detente.claims.grammar import render

        return render(self.atom)

    @property
    def missing(self) -> DetenteError | None:
        """Why there is no finding, and what to do about it."""
        lacking = self.found.get("missing")
        return DataMissing(lacking["what"], why=lacking["why"], fix=lacking["fix"]) if (
            lacking
        ) else None  # fmt: skip

    @property
    def verdict(self) -> str:
        """``supported``, ``contradicted``, ``depends_on_definition``, ``insufficient_data``."""
        return str(self.found["verdict"]["name"])

    @property
    def qualifier(self) -> str:
        """``robust``, ``leaning`` …, or ``missing``."""
        return str(self.found["verdict"]["qualifier"])

    @property
    def shares(self) -> Shares:
        """Shares of the classes."""
        return Shares(**self.found["verdict"]["shares"])

    @property
    def robust_but_for_unknown(self) -> bool:
        """Whether it only leans because of what is unknown."""
        return self.qualifier == "leaning" and decide_shares(self.shares).qualifier == "robust"

    @property
    def specifications(self) -> Sequence[Record]:
        """One row a definition."""
        return self.found.get("specifications") or ()

    @property
    def choices(self) -> tuple[str, ...]:
        """Dimensions of its multiverse."""
        return tuple(self.found.get("by_option") or ())

    @property
    def varying(self) -> tuple[str, ...]:
        """Dimensions with more than one option."""
        return tuple(name for name in self.choices if len(self.found["by_option"][name]) > 1)

    @property
    def decisive(self) -> str | None:
        """The dimension whose single change turns the class most often."""
        return self.found.get("decisive")

    @property
    def counted(self) -> str:
        """What ``n`` counts."""
        return str(self.found.get("counted", ""))

    @property
    def sources(self) -> tuple[str, ...]:
        """Whom to cite for the data."""
        return tuple(self.found.get("sources", ()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the data behind the numbers."""
        return tuple(self.found.get("notes", ()))

    @property
    def ratio(self) -> bool:
        """Whether estimates are logarithms of a ratio, to be shown as the ratio."""
        return self.missing is None and self.found["estimate"]["title"].startswith(LOG)

    @property
    def title(self) -> str:
        """What an estimate is."""
        return str(self.found["estimate"]["title"].removeprefix(LOG))

    def shown(self, value: float | None) -> float | None:
        """An estimate as it is shown: a ratio instead of its logarithm."""
        return math.exp(value) if self.ratio and value is not None else value

    @property
    def lines(self) -> tuple[float | None, list[float] | None]:
        """The margin and the target that decide, as they are shown; one of them is None."""
        margin, target = self.found["estimate"]["margin"], self.found["estimate"]["target"]
        return (self.shown(margin), None) if target is None else (None, list(target))

    @property
    def middle(self) -> Record | None:
        """The definition whose estimate is the median's nearest; None if none has data."""
        median = self.found["curve"]["median"]
        with_data = [row for row in self.specifications if row["class"] != "N"]
        if median is None or not with_data:
            return None
        return min(with_data, key=lambda row: abs(row["estimate"] - median))

    @property
    def most(self) -> int:
        """The largest ``n`` of any definition."""
        return int(max(row["n"] for row in self.specifications))

    def narrowed(self, chosen: Mapping[str, str]) -> Statement:
        """The same with the definitions that match; an option that it lacks leaves all open."""
        bound = {
            name: chosen[name] for name in self.varying
            if chosen[name] in self.found["by_option"][name]
        }  # fmt: skip
        rows = [row for row in self.specifications if bound.items() <= row.items()]
        return replace(self, found={**self.found, "specifications": rows})

    @property
    def estimate(self) -> Estimate | None:
        """The estimate of the middle definition as it is shown; None if none has data."""
        row = self.middle
        if row is None:
            return None
        ends = tuple(self.shown(row[name]) for name in ("estimate", "low", "high"))
        title, times = self.title, self.ratio
        said = self.atom.value
        if times and said and self.atom.relation in ("gt", "lt"):
            # the number itself says more than how many times it is what was said
            title, times = title.rpartition(", ")[0], False
            ends = _told(ends, said, above=self.atom.relation == "gt")
        value, low, high = ends
        if value is None:
            raise AssertionError("a definition with data has an estimate")
        return Estimate(value, low, high, title, times, row["n"], row["unknown_share"])

    @property
    def said(self) -> float | None:
        """The number that was said, where the estimate is shown beside it."""
        compared = self.ratio and self.atom.relation in ("gt", "lt")
        return (self.atom.value or None) if compared else None


def spelled(family: str) -> str:
    """A statement's name within its claim, spelled as a reader expects: ``us_share``, US share."""
    return " ".join(_PROPER.get(word, word) for word in family.split("_"))


def _told(
    ratios: Sequence[float | None], said: float, *, above: bool
) -> tuple[float | None, float | None, float | None]:
    """The number and its interval, from the ratios to what was said or what was said to them."""
    value, low, high = (
        None if ratio is None else said * ratio if above else said / ratio for ratio in ratios
    )
    return (value, low, high) if above else (value, high, low)
