"""Proposed pairs of articles: against slow sums over invented texts, and on the real ones."""

import math
import re
from collections import Counter
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from agora_folder import document, segment, write_agora
from detente.core.errors import DataMissing, SourceMalformed, UnknownName, UsageError
from detente.indicators.candidates import candidates
from detente.sources import rules
from naive import retrieval as naive

ARTICLES = {"cn_generative_ai": ("1137", 24), "cn_deep_synthesis": ("36", 25)}
FIRST, SECOND = ARTICLES
WORDS = [f"{a}{b}" for a in "bcdfghkl" for b in "aeo"]


def invented(seed, articles):
    """Texts of random words, some of them plural, some articles empty but for a common word."""
    random = Random(seed)
    texts = {}
    for number in range(1, articles + 1):
        size = random.choice([0, 1, 3, 8, 20])
        words = [random.choice(WORDS) * 2 + random.choice(["", "s"]) for _ in range(size)]
        texts[number] = " ".join(["Shall", *words])
    return texts


@pytest.fixture(scope="module")
def texts():
    return {name: invented(name, count) for name, (_, count) in ARTICLES.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, texts):
    documents, segments = [], []
    for name, (number, _) in ARTICLES.items():
        lines = [f"Article {n}: {text}" for n, text in texts[name].items()]
        pieces = ["\n".join(lines[start : start + 7]) for start in range(0, len(lines), 7)]
        documents.append(document(number, segments=len(pieces)))
        segments += [segment(number, at, piece) for at, piece in enumerate(pieces, 1)]
    documents += [document(5, segments=1), document(6, segments=1)]
    segments += [segment(5, 1, "Article 1: A label.\nArticle 2: A log."), segment(6, 1, "Nothing.")]
    return write_agora(tmp_path_factory.mktemp("agora"), documents, segments)


def terms_of(texts):
    """Words without plural s; those of more than half of all articles left out."""
    sides = [
        [[w.removesuffix("s") for w in re.findall("[a-z]+", text.lower())] for text in law.values()]
        for law in texts
    ]
    every = [article for side in sides for article in side]
    common = {w for a in every for w in a if sum(w in b for b in every) * 2 > len(every)}
    assert common == {"shall"}
    return [[[w for w in article if w not in common] for article in side] for side in sides]


def cosine(one, other, every):
    def weights(article):
        return {
            word: count * (math.log((1 + len(every)) / (1 + sum(word in e for e in every))) + 1)
            for word, count in Counter(article).items()
        }

    a, b = weights(one), weights(other)
    length = math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
    return sum(a[w] * b.get(w, 0.0) for w in a) / length if length else 0.0


def known_types():
    """Types by law, article and coder, read off the coding."""
    found = {}
    for row in rules.read().tables["obligation"].to_pylist():
        place = found.setdefault((row["instrument"], row["article"]), {})
        place.setdefault(row["coder"], set()).update({row["type"]} - {None})
    return {place: list(by_coder.values()) for place, by_coder in found.items()}


def test_pairs_and_recall_are_those_of_slow_sums(folder, texts):
    found = candidates(folder, FIRST, SECOND, k=3, draws=0)
    one, other = terms_of([texts[FIRST], texts[SECOND]])
    every = [*one, *other]
    scores = [[cosine(a, b, every) for b in other] for a in one]
    ranks = [naive.ranks(row) for row in scores]
    expected = {
        (i + 1, j + 1): (scores[i][j], ranks[i][j])
        for i in range(len(one)) for j in range(len(other))
        if ranks[i][j] <= 3 and scores[i][j] > 0
    }  # fmt: skip
    pairs = found.pairs.to_pylist()
    assert {(p["first_article"], p["second_article"]) for p in pairs} == set(expected)
    assert [-p["similarity"] for p in pairs] == sorted(-p["similarity"] for p in pairs)
    types = known_types()
    for pair in pairs:
        i, j = pair["first_article"], pair["second_article"]
        assert (pair["similarity"], pair["rank"]) == pytest.approx(expected[i, j])
        first, second = types[FIRST, i], types[SECOND, j]
        sure = set.intersection(*first, *second)
        perhaps = (set.union(*first) & set.union(*second)) - sure
        assert pair["types"] == ", ".join(sorted(sure))
        assert pair["disputed"] == ", ".join(sorted(perhaps))
        words = pair["words"].split(", ")
        assert words
        assert set(words) <= set(one[i - 1]) & set(other[j - 1])
    gold = [
        [bool(set.intersection(*types[FIRST, i], *types[SECOND, j])) for j in texts[SECOND]]
        for i in texts[FIRST]
    ]
    told = {row["k"]: row for row in found.recall.to_pylist() if row["method"] == "tfidf"}
    assert sorted(told) == [1, 3, 5, 10, 20]
    for k, row in told.items():
        assert row["value"] == pytest.approx(float(naive.recall(ranks, gold, k, [1] * len(gold))))
        assert row["n"] == sum(map(sum, gold)) > 0
        assert row["chance"] == pytest.approx(float(Fraction(k, len(other))))
        assert row["note"] == ""


def test_draws_repeat_and_hold_the_estimate(folder):
    one, again = (candidates(folder, FIRST, SECOND, draws=200) for _ in range(2))
    assert one.recall.equals(again.recall)
    assert one.pairs.equals(again.pairs)
    other = candidates(folder, FIRST, SECOND, draws=200, seed=7)
    assert not one.recall.equals(other.recall)
    for row in one.recall.to_pylist():
        assert 0 <= row["low"] <= row["high"] <= 1


def test_methods_propose_differently_and_recall_is_told_of_both(folder):
    tfidf, bm25 = (candidates(folder, FIRST, SECOND, method=m, draws=0) for m in ("tfidf", "bm25"))
    assert not tfidf.pairs.equals(bm25.pairs)
    assert tfidf.recall.equals(bm25.recall)
    assert max(p["rank"] for p in bm25.pairs.to_pylist()) <= 5


def test_a_law_that_is_not_coded_has_proposals_without_recall(folder):
    found = candidates(folder, "5", SECOND)
    assert {row["note"] for row in found.recall.to_pylist()} == {
        "insufficient data: not both laws are coded"
    }
    assert {row["value"] for row in found.recall.to_pylist()} == {None}
    itself = candidates(folder, "5", "5", k=1).pairs.to_pylist()
    assert [(p["first_article"], p["second_article"], p["types"]) for p in itself] == [
        (1, 1, None), (2, 2, None),
    ]  # fmt: skip
    assert itself[0]["words"] == "label"
    assert candidates(folder, "5", "5").recall.num_rows == 2


@pytest.mark.parametrize(
    "error, first, options",
    [
        (UnknownName, "eu_ai", {}),
        (UnknownName, "eu_ai_act", {}),
        (DataMissing, "6", {}),
        (UsageError, FIRST, {"method": "guess"}),
        (UsageError, FIRST, {"k": 0}),
    ],
)
def test_what_cannot_be_compared_is_refused(folder, error, first, options):
    with pytest.raises(error):
        candidates(folder, first, SECOND, **options)


def test_a_text_of_another_version_than_was_coded_is_refused(tmp_path):
    documents = [document(1137, segments=1), document(36, segments=1)]
    segments = [segment(n, 1, "Article 1: One.\nArticle 2: Two.") for n in (1137, 36)]
    with pytest.raises(SourceMalformed, match="has 2 articles"):
        candidates(write_agora(tmp_path, documents, segments), FIRST, SECOND)


def test_the_real_texts_are_found_better_than_by_chance(shared_data):
    folder = shared_data / "agora"
    for first, second in (("cn_generative_ai", "eu_ai_act"), ("cn_recommendation", FIRST)):
        found = candidates(folder, first, second, draws=200)
        for row in found.recall.to_pylist():
            assert row["n"] > 20
            if row["k"] <= 10:
                assert row["low"] > row["chance"], row


def test_a_draft_is_found_in_what_became_of_it(shared_data):
    """The bans on discrimination, the labels and the penalties of the draft of 2023."""
    pairs = candidates(shared_data / "agora", "37", "1137", k=1).pairs.to_pylist()
    best = {p["first_article"]: p["second_article"] for p in pairs}
    assert {4: 4, 6: 17, 16: 12, 20: 21}.items() <= best.items()
    assert np.all(np.diff([p["similarity"] for p in pairs]) <= 0)
