"""Which passages of two texts may correspond: TF-IDF cosine and BM25.

Similarity proposes pairs; people decide. Documents are rows of term counts over one vocabulary.

References: Manning, Raghavan & Schütze 2008; Robertson & Zaragoza 2009; methods §6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Floats, floats, where_valid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


def term_counts(*sides: Sequence[Sequence[str]]) -> list[Floats]:
    """Counts of each term in each document, over the vocabulary of all sides.

    Parameters
    ----------
    *sides : sequences of documents
        A document is a sequence of terms.

    Returns
    -------
    list of arrays of shape (documents, terms)
        One a side, with the same terms in the same order.
    """
    terms = sorted({term for side in sides for document in side for term in document})
    place = {term: column for column, term in enumerate(terms)}
    counts = [np.zeros((len(side), len(terms))) for side in sides]
    for side, filled in zip(sides, counts, strict=True):
        for row, document in enumerate(side):
            for term in document:
                filled[row, place[term]] += 1
    return counts


def tfidf_cosine(first: ArrayLike, second: ArrayLike) -> Floats:
    """Cosine of term counts times ln((1 + N)/(1 + df)) + 1, N and df over both sides.

    Parameters
    ----------
    first, second : array of shape (documents, terms)
        `term_counts`.

    Returns
    -------
    array of shape (documents of the first, documents of the second)
        In [0, 1]; NaN for a document without terms.
    """
    one, other = floats(first), floats(second)
    both = np.concatenate([one, other])
    idf = np.log((1 + len(both)) / (1 + np.sum(both > 0, axis=0))) + 1
    a, b = one * idf, other * idf
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    return where_valid(lengths > 0, (a @ b.T) / np.where(lengths > 0, lengths, 1.0))


def bm25(queries: ArrayLike, documents: ArrayLike, *, k1: float = 1.5, b: float = 0.75) -> Floats:
    """BM25 score of each document for each query, idf ln(1 + (N − df + ½)/(df + ½)).

    Parameters
    ----------
    queries, documents : array of shape (…, terms)
        `term_counts`; a term that a query repeats counts as often.
    k1, b : float
        How fast repeated terms saturate, and how much length is corrected for.

    Returns
    -------
    array of shape (queries, documents)
        Not negative; N, df and the mean length are those of the documents.
    """
    asked, held = floats(queries), floats(documents)
    present = np.sum(held > 0, axis=0)
    idf = np.log1p((len(held) - present + 0.5) / (present + 0.5))
    lengths = held.sum(axis=1)
    mean = lengths.mean() if lengths.sum() > 0 else 1.0
    scale = k1 * (1 - b + b * lengths / mean)
    below = held + scale[:, None]
    worth = np.divide(held * (k1 + 1), below, out=np.zeros_like(held), where=below > 0)
    return np.asarray(asked @ (worth * idf).T)
