"""Names that are those of an organisation but for a slip of spelling or spacing.

A name is taken for another only if both have the same words in the same order, apart from one or
two that differ by a letter (two letters in words of nine or more), begin alike, and are words that
no other name has: "Hunan" is no slip of "Henan". Every name that fits must lie in one country.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from detente.core.affiliation_parts import sides, windows
from detente.core.generic_words import GENERIC
from detente.sources.affiliations.lookup import Named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from detente.core.affiliation_parts import Part
    from detente.sources.affiliations.gazetteer import Gazetteer

_BEGINNING = 4
_LEAST_SIMILAR = 0.85
_SHORTEST_WORD, _LONG_WORD = 5, 9
_MOST_SLIPS = 2
_SHORTEST_NAME = 12
_KNOWN_TWICE = 2


class NearNames:
    """Finds names that are nearly those of the gazetteer; prepared when first asked.

    Parameters
    ----------
    gazetteer : Gazetteer
        Names and what they stand for.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def find(self, parts: Sequence[Part]) -> Named | None:
        """The organisations that the parts nearly name, if all lie in one country."""
        numbers: dict[int, None] = {}
        for part in parts:
            for name in _names_of(part.key):
                near = self.near(name)
                if near:
                    for key in near:
                        numbers.update(dict.fromkeys(self._gazetteer.organisations[key]))
                    break
        countries = self._gazetteer.countries(numbers)
        return Named(tuple(numbers), countries) if len(countries) == 1 else None

    def near(self, name: str) -> list[str]:
        """Names of the gazetteer that ``name`` is a slip of."""
        squeezed = self._squeezed.get(name.replace(" ", ""))
        if squeezed is not None:
            return [squeezed]
        from rapidfuzz import process
        from rapidfuzz.distance import Indel

        words = name.split()
        candidates = {
            key
            for word in words
            if word not in GENERIC and len(word) >= _SHORTEST_WORD
            for key in self._by_beginning.get(word[:_BEGINNING], ())
            if key.count(" ") + 1 == len(words)
        }
        close = process.extract(
            name,
            sorted(candidates),
            scorer=Indel.normalized_similarity,
            score_cutoff=_LEAST_SIMILAR,
            limit=None,
        )
        return [key for key, _, _ in close if self._is_slip(words, key.split())]

    def _is_slip(self, words: Sequence[str], known: Sequence[str]) -> bool:
        from rapidfuzz.distance import OSA

        pairs = [(a, b) for a, b in zip(words, known, strict=True) if a != b]
        return 0 < len(pairs) <= _MOST_SLIPS and all(
            a[0] == b[0]
            and min(len(a), len(b)) >= _SHORTEST_WORD
            and self._vocabulary[a] < _KNOWN_TWICE
            and a not in GENERIC
            and OSA.distance(a, b) <= (2 if len(b) >= _LONG_WORD else 1)
            for a, b in pairs
        )

    @cached_property
    def _names(self) -> list[str]:
        gazetteer = self._gazetteer
        return [
            key
            for key in gazetteer.organisations
            if " " in key and len(key) >= _SHORTEST_NAME and key not in gazetteer.undecided
        ]

    @cached_property
    def _by_beginning(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._names:
            beginnings = {w[:_BEGINNING] for w in key.split() if w not in GENERIC}
            for beginning in beginnings:
                found[beginning].append(key)
        return dict(found)

    @cached_property
    def _squeezed(self) -> Mapping[str, str]:
        return {key.replace(" ", ""): key for key in self._names}

    @cached_property
    def _vocabulary(self) -> Counter[str]:
        return Counter(word for key in self._gazetteer.organisations for word in key.split())


def _names_of(key: str) -> Iterator[str]:
    """The part, the names within it and on either side of what joins it, of two words or more."""
    for whole in (key, *sides(key)):
        for name in (whole, *windows(whole)):
            if " " in name and len(name) >= _SHORTEST_NAME:
                yield name
