"""Reading a typed claim: a small written grammar, and good advice where it stops (methods §10).

Nothing is guessed. A name that is not known, or a sentence the grammar does not have, is refused
with the place where reading stopped, what could have stood there, and the nearest sentences.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lark import Lark, UnexpectedCharacters, UnexpectedToken

from detente.claims.reading import Reader
from detente.claims.wording import EXAMPLES, SCOPES, render, terminal, worded_metrics
from detente.core.countries import code_of
from detente.core.errors import ClaimUnreadable

if TYPE_CHECKING:
    from collections.abc import Collection

    from detente.claims.atom import Atom

__all__ = ["EXAMPLES", "SCOPES", "parse", "render"]

_LETTERS = re.compile(r"[^\W\d_]+")
_NAME_ENDS = (".", ")", "）")  # of U.S. and of 刚果（金）
_LONGEST_NAME = 8  # words, e.g. South Georgia and the South Sandwich Islands


def parse(text: str, *, scopes: Collection[str] = SCOPES) -> tuple[Atom, ...]:
    """Read a claim of one or more statements, separated by semicolons.

    Parameters
    ----------
    text : str
        E.g. ``"US and CN are each other's no. 1 partners in AI, 2018-2022"``. Countries go by their
        English or Chinese name or their code.
    scopes : collection of str
        Options of ``ai_definition`` that "in …" may name; "in AI" leaves the definition open.

    Returns
    -------
    tuple of Atom

    Raises
    ------
    ClaimUnreadable
        The text is not a claim of the grammar, or names something unknown.

    Examples
    --------
    >>> (atom,) = parse("China is the UK's No. 1 partner in AI research")
    >>> atom.relation, atom.subject, atom.partner, atom.rank
    ('rank', 'GB', 'CN', 1)
    """
    coded = _with_codes(text)
    parser = _parser()
    try:
        tree = parser.parse(coded)
    except (UnexpectedCharacters, UnexpectedToken) as problem:
        position = _place(problem, text)
        why = _expectation(text, position, expected=_expected(parser, coded))
        raise _unreadable(text, position, why=why, fix="") from problem

    def refuse(position: int, why: str, fix: str) -> ClaimUnreadable:
        return _unreadable(text, position, why=why, fix=fix)

    return Reader(scopes, refuse).atoms(tree)


@cache
def _parser() -> Lark:
    grammar = (files("detente.claims") / "grammar.lark").read_text(encoding="utf-8")
    metrics = worded_metrics().values()
    for kind, of_pair in (("METRIC", False), ("PAIR_METRIC", True)):
        words = sorted((m.words for m in metrics if m.of_pair == of_pair), key=len, reverse=True)
        spaced = [r"\s+".join(map(re.escape, said.split())) for said in words]
        # a terminal needs something to match, be it what nobody writes
        pattern = "|".join(spaced) or r"\x00"
        grammar += f"{kind}.3: /({pattern})(?!\\w)/i\n"
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def _with_codes(text: str) -> str:
    """The text with every country name replaced by its code, padded so that positions stay."""
    text = text.replace("’", "'")
    words = list(_LETTERS.finditer(text))
    coded, place, number = "", 0, 0
    while number < len(words):
        start = words[number].start()
        last, end, code = _longest_name(text, words[number : number + _LONGEST_NAME])
        # "the" is left to the grammar, or "The United States" would break off "… of America"
        if code and words[number][0].lower() != "the":
            coded += text[place:start] + code.ljust(end - start)
            place, number = end, number + last
        number += 1
    return coded + text[place:]


def _longest_name(text: str, words: list[re.Match[str]]) -> tuple[int, int, str]:
    """(index of its last word, end, code) of the longest name that begins with the first word."""
    start = words[0].start()
    for last in range(len(words) - 1, -1, -1):
        end = words[last].end()
        for stop in (end + 1, end) if text[end : end + 1] in _NAME_ENDS else (end,):
            code = code_of(text[start:stop])
            if code is not None and len(code) <= stop - start:
                return last, stop, code
    return 0, words[0].end(), ""


def _place(problem: UnexpectedCharacters | UnexpectedToken, text: str) -> int:
    """Where reading stopped; the end of the text where something is missing."""
    if isinstance(problem, UnexpectedToken) and problem.token.type == "$END":
        return len(text.rstrip())
    place: int | None = getattr(problem, "pos_in_stream", None)
    return place or 0


def _expected(parser: Lark, coded: str) -> set[str]:
    """Terminals that could have come where reading stopped: only those the parser would accept."""
    reached: Any = parser.parse_interactive(coded)
    with suppress(UnexpectedCharacters, UnexpectedToken):
        reached.exhaust_lexer()
    return set(reached.accepts())


def _expectation(text: str, position: int, *, expected: set[str]) -> str:
    named = " or ".join(sorted({terminal(name) for name in expected}))
    if position >= len(text.rstrip()):
        return f"the claim stops where it should go on with {named}"
    word = text[position:].split(maxsplit=1)[0]
    return f"character {position + 1}, '{word}': expected {named}"


def _unreadable(text: str, position: int, *, why: str, fix: str) -> ClaimUnreadable:
    near = difflib.get_close_matches(text.lower(), [e.lower() for e in EXAMPLES], n=3, cutoff=0.0)
    nearest = sorted(EXAMPLES, key=lambda e: near.index(e.lower()) if e.lower() in near else 9)[:3]
    examples = "claims are written like this:\n" + "\n".join(f"        {e}" for e in nearest)
    caret = " " * sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:position])
    return ClaimUnreadable(
        f"this claim cannot be read\n    {text}\n    {caret}^",
        why=why,
        fix=f"{fix}\n        {examples}" if fix else examples,
    )
