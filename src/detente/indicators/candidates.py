"""Articles of two laws whose texts are alike: proposals for people to read, and their recall.

Likeness of words says that two passages may state the same obligation; whether they do, a person
decides, and no measure of overlap reads what is proposed here. References: methods §6.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.indicators.known_pairs import KnownPairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Articles = Mapping[int, str]
    Floats = NDArray[np.float64]

METHODS = ("tfidf", "bm25")
COMMONEST = 0.5
"""A word that more than this share of all articles have tells none of them apart."""
_SHOWN_WORDS = 5
_WORD = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The answer of `candidates`.

    Attributes
    ----------
    pairs : pyarrow.Table
        Proposed pairs, the most alike first: ``first_article``, ``second_article``,
        ``similarity``, ``rank`` (of the second among all for the first), ``words`` (the rarest that
        both have), ``types`` of obligation that every coder found in both, and ``disputed`` ones
        that some coder found in each but not every one; these two null where a law is not coded.
    recall : pyarrow.Table
        See `known_pairs.KnownPairs.recall`, for every method.
    """

    pairs: pa.Table
    recall: pa.Table


def candidates(
    folder: Path | str,
    first: str,
    second: str,
    *,
    method: str = "tfidf",
    k: int = 5,
    draws: int | None = None,
    seed: int | None = None,
) -> Candidates:
    """For each article of a law the k articles of another that are most alike.

    Parameters
    ----------
    folder : path
        AGORA's files, which hold the texts.
    first, second : str
        A coded instrument such as ``eu_ai_act``, or the number of a document of AGORA.
    method : {"tfidf", "bm25"}
        Likeness that proposes: cosine of TF-IDF, or BM25 with the first law's article as query.
    k : int
        At least 1. Where articles tie for the last place, none of them is proposed.
    draws, seed : int, optional
        Of the bootstrap; those of every measure by default.

    Raises
    ------
    SourceMalformed
        AGORA's files are not as published, or a text has other articles than were coded.
    UnknownName
        AGORA has no such document.
    UsageError
        An option cannot be used.
    """
    from detente.kernels.retrieval import ranks_of
    from detente.lake.dataset import DRAWS, SEED
    from detente.sources.agora.articles import law
    from detente.sources.agora.files import read_agora

    if method not in METHODS:
        raise UsageError(f"there is no method '{method}'", fix=f"one of {', '.join(METHODS)}")
    if k < 1:
        raise UsageError(f"{k} articles cannot be proposed", fix="ask for at least 1")
    agora = read_agora(Path(folder))
    one, other = law(agora, first), law(agora, second)
    known = KnownPairs.of((first, one), (second, other))
    terms = Terms.of(one, other)
    ranks = {name: ranks_of(scores) for name, scores in terms.similarity.items()}
    recall = known.recall(
        ranks, draws=DRAWS if draws is None else draws, seed=SEED if seed is None else seed
    )
    return Candidates(_pairs(terms, known, ranks[method], method=method, k=k), recall)


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Words of the articles of two laws that tell articles apart, without a plural s.

    Attributes
    ----------
    sides : pair of tuples of tuples of str
        Of each article of each law, in its order.
    held : mapping of str to int
        How many articles of both have a word.
    """

    sides: tuple[tuple[tuple[str, ...], ...], ...]
    held: Mapping[str, int]

    @staticmethod
    def of(*laws: Articles) -> Terms:
        """Those of two laws."""
        sides = [
            [[_singular(word) for word in _WORD.findall(text.lower())] for text in law.values()]
            for law in laws
        ]
        every = [article for side in sides for article in side]
        held = Counter(word for article in every for word in set(article))
        told = {word for word, count in held.items() if count <= COMMONEST * len(every)}
        kept = (tuple(tuple(w for w in text if w in told) for text in side) for side in sides)
        return Terms(tuple(kept), held)

    @property
    def similarity(self) -> dict[str, Floats]:
        """Of each article of the first law and each of the second, by each method; at least 0."""
        import numpy as np

        from detente.kernels.similarity import bm25, term_counts, tfidf_cosine

        one, other = term_counts(*self.sides)
        return {"tfidf": np.nan_to_num(tfidf_cosine(one, other)), "bm25": bm25(one, other)}

    def shared(self, row: int, column: int) -> str:
        """The rarest words that two articles have in common."""
        words = set(self.sides[0][row]) & set(self.sides[1][column])
        return ", ".join(sorted(words, key=lambda word: (self.held[word], word))[:_SHOWN_WORDS])


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us"))
    return word[:-1] if plural else word


def _pairs(
    terms: Terms, known: KnownPairs, ranks: NDArray[np.int64], *, method: str, k: int
) -> pa.Table:
    """Pairs among the first k that have a word in common, the most alike first."""
    import numpy as np
    import pyarrow as pa

    scores = terms.similarity[method]
    places = np.argwhere((ranks <= k) & (scores > 0)).tolist()
    places.sort(key=lambda place: (-scores[place[0], place[1]], place))
    first, second = known.articles

    def cells() -> Iterator[tuple[object, ...]]:
        for row, column in places:
            a, b = first[row], second[column]
            found = known.types(a, b), known.disputed(a, b)
            words = terms.shared(row, column)
            yield a, b, float(scores[row, column]), int(ranks[row, column]), words, *found

    schema = pa.schema(
        {
            "first_article": pa.int16(), "second_article": pa.int16(), "similarity": pa.float64(),
            "rank": pa.int16(), "words": pa.string(), "types": pa.string(),
            "disputed": pa.string(),
        }
    )  # fmt: skip
    return pa.Table.from_pylist(
        [dict(zip(schema.names, row, strict=True)) for row in cells()], schema=schema
    )
