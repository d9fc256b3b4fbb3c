"""Whether two countries are each other's first partner, in one sentence with its certainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.views.text.numbers import probability

if TYPE_CHECKING:
    from detente.core.measure import Measure
    from detente.views.web.words import Words

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence, and its class: S it is so, C it is not, U not certain, N not known."""

    text: str
    kind: str


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
    one, other = words.country(first), words.country(second)
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
