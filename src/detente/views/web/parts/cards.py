"""Claims at a glance: what was said, each verdict with its number, and who contests it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.claims.article import rivals
from detente.views.web.parts import verdict_words
from detente.views.web.parts.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.claim import Claim
    from detente.core.errors import DetenteError
    from detente.views.web.page import Asked

# the sign of a verdict is a colour and a shape, beside its words
SIGNS = {
    "supported": "supports",
    "contradicted": "contradicts",
    "depends_on_definition": "undecided",
    "insufficient_data": "no-data",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the bar of shares: its class, where it begins and how long it is, of 100."""

    sign: str
    start: float
    size: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What the data say of one statement, as it is read at a glance.

    Attributes
    ----------
    name, slug : str
        Of the statement, as it is read and in addresses; the first is empty where the claim has
        but one.
    sign, verdict, meaning : str
    estimate, interval, title : str
        The number of the middle definition, and what it is.
    n, unknown, decisive, shares : str
    bar : tuple of Part
    marks : tuple of int
        Places of the sources among those that are cited.
    missing : DetenteError or None
        Why there is no finding.
    """

    name: str
    slug: str
    sign: str
    verdict: str
    meaning: str
    estimate: str = ""
    interval: str = ""
    title: str = ""
    n: str = ""
    unknown: str = ""
    decisive: str = ""
    shares: str = ""
    bar: tuple[Part, ...] = ()
    marks: tuple[int, ...] = ()
    missing: DetenteError | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A claim at a glance; no statements while its verdict is being computed.

    Attributes
    ----------
    claim : Claim
    href : str
    answered : tuple of Answered
    rivals : tuple of (str, str)
        Text and address of the claims that contest it.
    contests : tuple of (str, str)
        Of those that it contests and that do not contest it.
    notes : tuple of str
        What a reader must know of the data behind the numbers.
    """

    claim: Claim
    href: str
    answered: tuple[Answered, ...]
    rivals: tuple[tuple[str, str], ...]
    contests: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(eq=False)
class Cards:
    """Claims of one page; sources are numbered in the order in which they come up."""

    asked: Asked
    cited: list[str] = field(default_factory=list)

    def of(self, claim: Claim, document: Mapping[str, Any] | None) -> Card:
        """The card of a claim."""
        book = self.asked.desk.claims
        told = Statement.all(claim, document) if document is not None else ()
        against = rivals(claim, book)
        noted = dict.fromkeys(note for one in told for note in one.notes)
        return Card(
            claim,
            self.asked.href(f"claim/{claim.id}") if claim.id in book else "",
            tuple(self._answered(one) for one in told),
            tuple(self._named(name) for name in against),
            tuple(self._named(name) for name in claim.rival_of if name not in against),
            tuple(self.asked.words.note(note) for note in noted),
        )

    def _named(self, name: str) -> tuple[str, str]:
        title = self.asked.words(self.asked.desk.claims[name].title)
        return title, self.asked.href(f"claim/{name}")

    def _answered(self, one: Statement) -> Answered:
        words = self.asked.words
        name = one.name(words) if len(one.claim.atoms) > 1 else ""
        told = (
            name, one.slug, SIGNS[one.verdict], verdict_words.name_of(one, words),
            verdict_words.meaning(one, words),
        )  # fmt: skip
        if one.missing is not None:
            return Answered(*told, missing=one.missing)
        estimate = one.estimate
        value, interval = verdict_words.estimate_texts(estimate) if estimate else ("", "")
        return Answered(
            *told,
            estimate=value,
            interval=interval,
            title=verdict_words.estimate_title(one, words),
            n=verdict_words.middle_n(one, words),
            unknown=verdict_words.middle_unknown(one, words),
            decisive=verdict_words.question(one.decisive, words) if one.decisive else "",
            shares=verdict_words.shares_text(one, words),
            bar=_bar(one),
            marks=tuple(self._place(source) for source in one.sources),
        )

    def _place(self, source: str) -> int:
        if source not in self.cited:
            self.cited.append(source)
        return self.cited.index(source) + 1


def _bar(one: Statement) -> tuple[Part, ...]:
    parts, start = [], 0.0
    signs = ("supports", "contradicts", "undecided", "no-data")
    for sign, share in zip(signs, one.shares, strict=True):
        if share > 0:
            parts.append(Part(sign, round(start, 3), round(100 * share, 3)))
        start += 100 * share
    return tuple(parts)
