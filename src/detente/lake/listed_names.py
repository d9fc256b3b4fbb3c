"""Where listed names stand in the name of an organisation: aliases, tokens, and slips of spelling.

In order: Chinese names; names that stand in a part of the text word by word, or across its parts
where they have commas or initials themselves; and, in texts without any, names that are a listed
one but for a slip (Jaro-Winkler, among names that share the beginning of a word). What a name is
worth alone depends on what it is made of: "Sichuan University" may stand among other words, "Dahua
Technology" may not, an acronym fills its part, and the name of an institute of an academy needs the
academy beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from detente.core.affiliation_parts import split
from detente.core.generic_words import GENERIC
from detente.core.organisation_names import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_SHORT = {"tech": "technology", "comput": "computing", "telecom": "telecommunications"}
_BODIES = frozenset("university institute academy laboratory college center".split())
# "Sichuan University of Science and Engineering" is another university, "West China" another China.
_GOES_ON = frozenset(("of", "for"))
_OTHER = frozenset("north south east west northern southern eastern western new".split())
# "Institute of Computing Technology of the Chinese Academy of Sciences" is no other institute.
_WHOLES = re.compile(
    r"(?:the )?(?:(?:chinese|china|russian) academy|china electronics? technology|"
    r"(?:cas|ras|cetc|avic|casc|casic)\b)"
)
_REVIEWED = ("usual", "affiliate")
_JOINT, _CAMPUS = "joint", "campus"
# a mark of a footnote before a name: "2Tianjin University"
_GLUED = re.compile(r"^\d(?=[a-z]{4})")
_FORMS = frozenset(
    "company limited liability ltd inc incorporated corporation corp llc gmbh jsc".split()
)
_ENOUGH_WORDS = 3
_BEGINNING = 4
_LONG_JOINED = 8
_SHORTEST_WORD, _LONG_WORD, _MOST_SLIPS = 5, 7, 2
# one letter from a word of a listed name, and another place or word
_NO_SLIP = frozenset("nanning nanyang nantong nanchang beijin normal natural rational".split())


class Found(NamedTuple):
    """A listed name in a text.

    Attributes
    ----------
    entry : int
        Number of the name's party.
    kind : str
        As in the table ``listing_alias``, or ``joint`` for a laboratory shared with others.
    words : int
        How many words of the text it takes.
    score : float
        1 where it stands there word by word, else the Jaro-Winkler similarity.
    """

    entry: int
    kind: str
    words: int
    score: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A listed name as it is looked for."""

    words: tuple[str, ...]
    context: tuple[str, ...]
    entry: int
    kind: str

    @property
    def stands_anywhere(self) -> bool:
        """Whether it names its party wherever it stands in a part."""
        enough = len(self.words) >= _ENOUGH_WORDS or bool(_BODIES & set(self.words))
        return self.kind in _REVIEWED or (enough and self.kind != "acronym")

    @property
    def names_nothing(self) -> bool:
        """Whether it is made of words that say no more than what it does."""
        return all(word in GENERIC or not word.isalpha() for word in self.words)


class Names:
    """Finds listed names.

    Parameters
    ----------
    rows : iterable of (str, str, str, int)
        Name, context and kind as in the table ``listing_alias``, and the number of the party.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str, int]]) -> None:
        self._chinese: dict[str, int] = {}
        self._places: dict[int, set[str]] = defaultdict(set)
        self._by_word: dict[str, list[Phrase]] = defaultdict(list)
        self._across: dict[str, list[Phrase]] = defaultdict(list)
        for name, context, kind, entry in sorted(set(rows)):
            if kind == "chinese":
                self._chinese[name] = entry
            elif kind == _CAMPUS:
                self._places[entry].add(" ".join(words_of(name)))
            else:
                phrase = Phrase(_name_words(name), _context(context), entry, kind)
                self._add(phrase, self._across if _has_parts(name) else self._by_word)
        self._parts: dict[str, tuple[tuple[Found, Phrase], ...]] = {}

    def _add(self, phrase: Phrase, index: dict[str, list[Phrase]]) -> None:
        if not phrase.words or (phrase.names_nothing and not phrase.context):
            return
        index[phrase.words[0]].append(phrase)
        joined = "".join(phrase.words)
        if phrase.kind == "alias" and len(phrase.words) == 2 and len(joined) >= _LONG_JOINED:
            squeezed = Phrase((joined,), phrase.context, phrase.entry, phrase.kind)
            self._by_word[joined].append(squeezed)

    def find(self, text: str, *, threshold: float, alone: bool = False) -> list[Found]:
        """Listed names in the name of an organisation or an affiliation, the best first.

        Parameters
        ----------
        text : str
        threshold : float
            Least Jaro-Winkler similarity of a slip; above 1 none is looked for.
        alone : bool
            Whether the first part is the whole name of one organisation, as registers write it: an
            institute of an academy is then recognised without the academy.
        """
        chinese = [Found(e, "chinese", len(n), 1.0) for n, e in self._chinese.items() if n in text]
        parts = [" ".join(words_of(part.key)) for part in split(text)]
        whole = f" {' '.join(parts)} "
        found = chinese + [one for part in parts for one in self._within(part, whole)]
        if any(word in self._across for word in whole.split()):
            found += [
                self._placed(f, whole) for f, _ in self._looked_for(whole.split(), self._across)
            ]
        if alone and not found:
            fills = len(parts[0].split()) if parts else 0
            found = [
                one
                for one, phrase in (self._in_part(parts[0]) if parts else ())
                if one.words == fills and phrase.kind != "acronym"
            ]
        if not found:
            found = [
                self._placed(one, whole)
                for part in parts
                for one in self._nearly(part, whole, threshold)
            ]
        return sorted(
            found, key=lambda f: (-f.score, f.kind == _JOINT, -f.words, f.kind == _CAMPUS)
        )

    def _within(self, part: str, whole: str) -> Iterator[Found]:
        for one, phrase in self._in_part(part):
            if has_context(phrase, whole):
                # a branch that the list itself names is not one of the campuses that it does not
                is_branch = phrase.kind == "alias" and bool(phrase.context)
                yield one if is_branch else self._placed(one, whole)

    def _in_part(self, part: str) -> tuple[tuple[Found, Phrase], ...]:
        """Phrases in one part, whatever their context; parts come again and again."""
        known = self._parts.get(part)
        if known is None:
            known = self._parts[part] = tuple(self._looked_for(part.split(), self._by_word))
        return known

    def _looked_for(
        self, words: Sequence[str], index: Mapping[str, Sequence[Phrase]]
    ) -> Iterator[tuple[Found, Phrase]]:
        for begin, word in enumerate(words):
            for phrase in index.get(word, ()):
                end = begin + len(phrase.words)
                if tuple(words[begin:end]) == phrase.words and self._is_name(
                    words, slice(begin, end), phrase
                ):
                    beside = [*words[:begin], *words[end:]]
                    kind = _JOINT if _JOINT in beside else phrase.kind
                    yield Found(phrase.entry, kind, end - begin, 1.0), phrase

    def _is_name(self, words: Sequence[str], at: slice, phrase: Phrase) -> bool:
        """Whether words of a part that spell a listed name are that name."""
        before, after = words[: at.start], words[at.stop :]
        if after and after[0] in _GOES_ON and not _WHOLES.match(" ".join(after[1:])):
            return False
        if before and before[-1] in _OTHER:
            return False
        if phrase.names_nothing and phrase.kind != "acronym":
            begins = not before or bool(_WHOLES.search(" ".join(before)))
            return begins and (not after or after[0] in _GOES_ON)
        places = self._places.get(phrase.entry, ())
        return phrase.stands_anywhere or all(
            _says_little(word) or word in places for word in (*before, *after)
        )

    def _placed(self, found: Found, whole: str) -> Found:
        """A name beside the place of a campus is that of the campus."""
        if found.kind in ("affiliate", _JOINT):
            return found
        if any(f" {place} " in whole for place in self._places.get(found.entry, ())):
            return found._replace(kind=_CAMPUS)
        return found

    def _nearly(self, part: str, whole: str, threshold: float) -> Iterator[Found]:
        from detente.kernels.jaro_winkler import jaro_winkler

        words = part.split()
        if all(word in self._vocabulary for word in words):
            return  # a slip is a word that no name has
        near = {
            phrase
            for word in words
            if word not in GENERIC and len(word) >= _SHORTEST_WORD
            for phrase in self._by_beginning.get((len(words), word[:_BEGINNING]), ())
            if has_context(phrase, whole)
        }
        slips = [p for p in near if _is_slip(words, p.words, self._vocabulary)]
        if not slips:
            return
        slips.sort(key=lambda p: (p.words, p.entry, p.kind))
        scores = jaro_winkler([part] * len(slips), [" ".join(p.words) for p in slips])
        for phrase, score in zip(slips, scores, strict=True):
            if score >= threshold:
                yield Found(phrase.entry, phrase.kind, len(words), float(score))

    @cached_property
    def _by_beginning(self) -> Mapping[tuple[int, str], list[Phrase]]:
        found: dict[tuple[int, str], list[Phrase]] = defaultdict(list)
        for phrases in self._by_word.values():
            for phrase in phrases:
                for word in set(phrase.words) if len(phrase.words) > 1 else ():
                    found[len(phrase.words), word[:_BEGINNING]].append(phrase)
        return found

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        words = {w for phrases in self._by_word.values() for p in phrases for w in p.words}
        return frozenset(words | GENERIC | _NO_SLIP)


def words_of(text: str) -> list[str]:
    """Words of a name as they are compared."""
    words = (_GLUED.sub("", word) for word in normalised(text).split())
    return [_SHORT.get(word, word) for word in words]


def has_context(phrase: Phrase, whole: str) -> bool:
    """Whether what a name needs beside it is there, or it needs nothing."""
    return not phrase.context or any(f" {text} " in whole for text in phrase.context)


def _has_parts(name: str) -> bool:
    """Whether a name falls apart where affiliations do: at commas and initials."""
    parts = [part.key.split() for part in split(name)]
    return sum(not _FORMS.issuperset(words) for words in parts) > 1


def _name_words(name: str) -> tuple[str, ...]:
    whole = words_of(name)
    apart = [word for part in split(name) for word in words_of(part.key)]
    # taking a text apart leaves out numbers, without which a name says too little
    words = apart if "".join(apart) == "".join(whole) else whole
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return tuple(words)


def _context(text: str) -> tuple[str, ...]:
    return tuple(" ".join(words_of(part)) for part in text.split("|") if part)


def _says_little(word: str) -> bool:
    return word in GENERIC or word in _FORMS or word.isdigit()


def _is_slip(words: Sequence[str], known: Sequence[str], vocabulary: frozenset[str]) -> bool:
    """Whether one or two words differ by a letter or two, and are words that no name has."""
    from rapidfuzz.distance import OSA

    pairs = [(a, b) for a, b in zip(words, known, strict=True) if a != b]
    return 0 < len(pairs) <= _MOST_SLIPS and all(
        a[0] == b[0]
        and min(len(a), len(b)) >= _SHORTEST_WORD
        and a not in vocabulary
        and OSA.distance(a, b) <= (2 if len(b) >= _LONG_WORD else 1)
        for a, b in pairs
    )
