"""Similarity of passages against sums term by term."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import similarity
from examples_io import assert_matches

DOCUMENT = st.lists(st.sampled_from("abcd"), max_size=5)
SIDE = st.lists(DOCUMENT, min_size=1, max_size=4)


def frequency(side):
    return Counter(term for document in side for term in set(document))


def cosine(one, other, everything):
    idf = {
        term: math.log((1 + len(everything)) / (1 + df)) + 1
        for term, df in frequency(everything).items()
    }
    a, b = ({t: n * idf[t] for t, n in Counter(d).items()} for d in (one, other))
    lengths = math.sqrt(sum(v * v for v in a.values())) * math.sqrt(sum(v * v for v in b.values()))
    return sum(a[t] * b.get(t, 0) for t in a) / lengths if lengths else None


def score(query, document, side, k1, b):
    df, mean = frequency(side), sum(map(len, side)) / len(side)
    total = 0.0
    for term in query:
        n = document.count(term)
        if n:
            idf = math.log(1 + (len(side) - df[term] + 0.5) / (df[term] + 0.5))
            total += idf * n * (k1 + 1) / (n + k1 * (1 - b + b * len(document) / mean))
    return total


@given(first=SIDE, second=SIDE)
def test_cosine_is_summed_term_by_term(first, second):
    got = similarity.tfidf_cosine(*similarity.term_counts(first, second))
    assert_matches(got, [[cosine(a, b, first + second) for b in second] for a in first])


@given(first=SIDE, second=SIDE)
def test_cosine_is_symmetric_and_a_document_is_like_itself(first, second):
    one, other = similarity.term_counts(first, second)
    forth, back = similarity.tfidf_cosine(one, other), similarity.tfidf_cosine(other, one)
    assert np.allclose(forth, back.T, equal_nan=True)
    itself = np.diag(similarity.tfidf_cosine(one, one))
    assert all(math.isnan(v) or math.isclose(v, 1) for v in itself)


@given(first=SIDE, second=SIDE, k1=st.floats(0.5, 2), b=st.floats(0, 1))
def test_bm25_is_summed_term_by_term(first, second, k1, b):
    got = similarity.bm25(*similarity.term_counts(first, second), k1=k1, b=b)
    assert_matches(got, [[score(q, d, second, k1, b) for d in second] for q in first])
    assert (got >= 0).all()
