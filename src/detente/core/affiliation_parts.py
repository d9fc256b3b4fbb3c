"""The parts of an affiliation: what stands between commas, brackets and dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from detente.core.generic_words import GENERIC
from detente.core.organisation_names import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOISE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
# A footnote mark that a converter glued to the word before it.
_MARK = re.compile(r"(?<=[a-zé])\d{1,2}(?=$|[\s,;.†‡§])")
# "Montru00e9al": an escape that lost its backslash on the way.
_ESCAPE = re.compile(r"u00([c-f][0-9a-f])")
_BREAK = re.compile(
    r"[,;:，；、()（）\[\]{}<>|/\n\r\t]"
    r"|[*∗†‡§¶⇤#•·♠♣♥♦♡♢△▽▲▼◇◆○●□■★☆✉✝✦✧¹²³⁴⁵⁶⁷⁸⁹⁰]"  # footnote marks
    r"|\s[-–—]+\s|\s[–—]|[–—]\s|\.\s+(?=[A-Z][a-z]{2})|\s?@\s?"
)
_NUMBERS = re.compile(r"^(?:[a-z]{0,3}\d+[a-z]?(?:\s|$))+|(?:(?:^|\s)[a-z]{0,2}\d\w*)+$")
_JOINED = re.compile(r" (?:and|at|with) (?:the )?")
# Words of names, not of units: "National University" is not Chonnam National University.
_OF_NAMES = frozenset(
    """national royal international european global technical federal state central medical
    polytechnic open new first technology technological private public general art
    research""".split()
)
_GOES_ON = frozenset(("of", "for", "and", "in", "de", "du", "technology", "at"))
_LONGEST = 16
_LONG_WORD = 12
_LONGEST_ACRONYM = 6
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OF = re.compile(r"(?<=[a-z])of(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an affiliation.

    Attributes
    ----------
    printed : str
        As it is printed.
    key : str
        As it is compared.
    is_short_form : bool
        Whether it is printed like an acronym, among words in small letters: ``(LIMA)``.
    """

    printed: str
    key: str
    is_short_form: bool = False


def split(text: str) -> tuple[Part, ...]:
    """Parts of an affiliation in order, without addresses of mail, footnote marks and numbers."""
    if "u00" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
    plain = _MARK.sub(" ", _NOISE.sub(" ", text))
    loud = text.isupper()
    parts = (_part(piece, loud=loud) for piece in _BREAK.split(plain) if piece)
    return tuple(part for part in parts if part.key)


@lru_cache(maxsize=1 << 16)
def _part(piece: str, *, loud: bool) -> Part:
    word = piece.strip(" .")
    short = not loud and word.isupper() and word.isalpha() and len(word) <= _LONGEST_ACRONYM
    return Part(piece, _NUMBERS.sub("", normalised(_apart(piece))), short)


def _apart(piece: str) -> str:
    """Words that lost the blanks between them: "TheUniversityofExample"."""
    if len(piece) < _LONG_WORD or " " in piece.strip() or piece.isupper():
        return piece
    return _CAPITAL.sub(" ", _OF.sub(" of ", piece))


def windows(key: str) -> Iterator[str]:
    """Shorter names within a part, longest first, that leave out only the words of units.

    Examples
    --------
    >>> list(windows("department of physics example university"))
    ['physics example university', 'example university', 'example']
    """
    words = key.split()
    count = len(words)
    first, last = 0, count
    while first < count and words[first] in GENERIC:
        first += 1
    if first == count or count > _LONGEST:
        return
    while words[last - 1] in GENERIC:
        last -= 1
    starts = [i for i in range(first + 1) if not i or words[i - 1] not in _OF_NAMES]
    ends = [j for j in range(last, count + 1) if j == count or words[j] not in _GOES_ON]
    spans = [(i, j) for i in starts for j in ends if j - i < count]
    for i, j in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        yield " ".join(words[i:j])


def sides(key: str) -> tuple[str, ...]:
    """What a part joins: the names before and after "and", "at" and "with"."""
    if " and " not in key and " at " not in key and " with " not in key:
        return ()
    return tuple(_JOINED.split(key))
