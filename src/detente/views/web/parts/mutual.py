"""Whether two countries are each other's first partner: one sentence with its certainty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detente.core.discovery import find
from detente.core.errors import DetenteError
from detente.core.measure import Measure
from detente.views.text.arrange import arrange
from detente.views.text.numbers import probability
from detente.views.web.given import given_of
from detente.views.web.parts.reshape import as_one
from detente.views.web.table import measured
from detente.views.web.view import View

if TYPE_CHECKING:
    from detente.views.web.page import Asked
    from detente.views.web.table import Cell
    from detente.views.web.words import Words

METRICS = ("joint_papers", "partner_rank", "p_first", "lead", "mutual_first_strict",
           "p_mutual_first")  # fmt: skip
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence, and its class: S it is so, C it is not, U not certain, N not known."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mutual:
    """The answer of a page about two countries.

    Attributes
    ----------
    verdict : Verdict
    view : View
        What each is to the other, both ways.
    """

    verdict: Verdict
    view: View

    @staticmethod
    def of(asked: Asked, first: str, second: str) -> Mutual:
        """The answer, or why there is none."""
        words = asked.words
        dimensions = find("detente.indicators", "INDICATOR", "collaboration").INDICATOR.dimensions
        title = words("Where each ranks among the other's partners")
        if asked.only not in ("", "answer"):
            return Mutual(Verdict("", "N"), View("answer", title, dimensions=dimensions))
        try:
            found = _both_ways(asked, first, second)
        except DetenteError as problem:
            text = words("No answer for {one} and {other} under these definitions.",
                         one=words.within(first), other=words.within(second))  # fmt: skip
            view = View("answer", title, problem=problem, dimensions=dimensions)
            return Mutual(Verdict(text, "N"), view)
        view = replace(_view(asked, title, found), dimensions=dimensions)
        return Mutual(verdict(words, found, (first, second)), view)


def _both_ways(asked: Asked, first: str, second: str) -> Measure:
    import pyarrow as pa

    parts = [
        arrange(asked.measure("collaboration", country=a, partner=b), metrics=METRICS)
        for a, b in ((first, second), (second, first))
    ]
    rows = pa.concat_tables([part.rows for part in parts])
    return Measure(rows, parts[0].indicator, parts[0].provenance)


def _view(asked: Asked, title: str, found: Measure) -> View:
    words, rows = asked.words, found.to_dicts()
    table = measured(
        found, words, by=("country", "partner"), metrics=METRICS,
        link=lambda _column, code: asked.href(f"country/{code}"),
    )  # fmt: skip

    def text(country: Cell, partner: Cell) -> str:
        return words("{partner} for {country}", country=country.text, partner=partner.text)

    ways = dict.fromkeys((row["country"], row["partner"]) for row in rows)
    commands = [given_of(found, country=a, partner=b).command for a, b in ways]
    return View(
        "answer",
        title,
        words("Rank 1 is the partner with the most joint papers. A probability is the share of "
              "resamples of the papers in which this holds; the unknown share on the right says "
              "how far missing affiliations could matter."),
        as_one(table, "pair", title=words("Partner"), text=text),
        given=replace(given_of(found), command=" && ".join(commands)),
    )  # fmt: skip


def verdict(words: Words, found: Measure, pair: tuple[str, str]) -> Verdict:
    """The sentence.

    Parameters
    ----------
    words : Words
    found : Measure
        Rows of ``collaboration`` of both directions.
    pair : tuple of str
    """
    first, second = pair
    values = {
        (row["metric"], row["country"]): row["value"]
        for row in found.to_dicts()
        if {row["country"], row["partner"]} == {first, second}
    }
    papers, p = values["joint_papers", first], values["p_mutual_first", first]
    one, other = words.within(first), words.within(second)
    if not papers:
        text = words("No: the data hold no paper of {one} and {other} together.",
                     one=one, other=other)  # fmt: skip
        return Verdict(text, "C")
    said: dict[str, Any] = {
        "one": one,
        "other": other,
        "papers": f"{papers:,.4g}" if papers < 100 else f"{papers:,.0f}",
        "rank": f"{values['partner_rank', first]:.0f}",
        "back": f"{values['partner_rank', second]:.0f}",
        "p": probability(p, found.provenance.draws),
    }
    if values["mutual_first_strict", first]:
        return _they_are(words, said, sure=p is not None and p >= SURE)
    return _they_are_not(words, said, sure=p is not None and p <= 1 - SURE)


def _they_are(words: Words, said: dict[str, Any], *, sure: bool) -> Verdict:
    if sure:
        text = words(
            "Yes: {one} and {other} are each other's first partner, with {papers} joint papers "
            "(probability {p}).", **said,
        )  # fmt: skip
        return Verdict(text, "S")
    text = words(
        "By count yes, but not for certain: {one} and {other} are each other's first partner with "
        "{papers} joint papers, and in resamples of the papers with probability {p}.", **said,
    )  # fmt: skip
    return Verdict(text, "U")


def _they_are_not(words: Words, said: dict[str, Any], *, sure: bool) -> Verdict:
    if sure:
        text = words(
            "No: {other} is number {rank} among the partners of {one}, and {one} is number {back} "
            "among those of {other}, with {papers} joint papers (probability that each is the "
            "other's first: {p}).", **said,
        )  # fmt: skip
        return Verdict(text, "C")
    text = words(
        "By count no, but not for certain: {other} is number {rank} among the partners of {one}, "
        "and {one} is number {back} among those of {other}; in resamples of the papers each is the "
        "other's first with probability {p}.", **said,
    )  # fmt: skip
    return Verdict(text, "U")
