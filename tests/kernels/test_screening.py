"""Jaro-Winkler and the quality of a screen: worked example 07b, twins, and what is undefined."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

import naive.screening as naive
from detente.kernels.jaro_winkler import best_match, jaro_winkler
from detente.kernels.screening import quality
from examples_io import assert_exact, assert_matches, load

NAMES = st.text("ABCN ", max_size=9)
SCORES = st.sampled_from([0.0, 0.8, 0.9, 0.95, 1.0])
PLACES = st.integers(-1, 2)


def answers(example):
    """What the public functions say to an instance of 07b, in the layout of its ``expected``."""
    given_, params = example["input"], example["params"]
    choices = {"prefix_weight": params["p"], "longest_prefix": params["max_prefix"]}
    pairs = [pair.split("/") for pair in example["expected"]["jw_reference"]]
    reference = jaro_winkler([a for a, _ in pairs], [b for _, b in pairs], **choices)
    listed, candidates = given_["list"], given_["candidates"]
    best = best_match([name for name, _ in candidates], listed, **choices)
    truth = [listed.index(who) if who is not None else -1 for _, who in candidates]
    thresholds = list(example["expected"]["thresholds"])
    found = quality(best.score, best.place, truth, [float(t) for t in thresholds])
    return {
        "jw_reference": dict(zip(example["expected"]["jw_reference"], reference, strict=True)),
        "scores": [
            {"name": name, "best": listed[place], "score": score, "truth": who}
            for (name, who), place, score in zip(candidates, best.place, best.score, strict=True)
        ],
        "thresholds": {
            text: {
                "flagged": found.flagged[row],
                "tp": found.true_positives[row],
                "precision": found.precision[row],
                "recall": found.recall[row],
                "f1": found.f1[row],
            }
            for row, text in enumerate(thresholds)
        },
    }


def test_worked_example_07b():
    example = load("07b_screening")
    assert_matches(answers(example), example["expected"], example["tolerance"])


def test_thresholds_of_the_worked_example_exactly():
    """The naive twin, which counts in fractions, agrees with the stated rationals."""
    example = load("07b_screening")
    listed = example["input"]["list"]
    cases = []
    for name, who in example["input"]["candidates"]:
        place, score = naive.best_match(name, listed)
        cases.append((score, place, None if who is None else listed.index(who)))
    for text, exact in example["exact"]["thresholds"].items():
        values = dict(
            zip(("precision", "recall", "f1"), naive.quality(cases, float(text))[2:], strict=True)
        )
        assert_exact(values, exact)


@pytest.mark.parametrize(
    "a, b, ours, theirs",
    [
        # a prefix of unlike names: others count it above a similarity of 0.7 alone
        ("HANGZHOU HIKVISION DIGITAL TECHNOLOGY", "HARBIN INSTITUTE OF TECHNOLOGY",
         0.741861861862, 0.677327327327),
        # an odd number of letters in another order: others round half a transposition away
        ("BEIJING UNIVERSITY", "BEIHANG UNIVERSITY", 0.867939814815, 0.875231481481),
    ],
)  # fmt: skip
def test_details_in_which_implementations_differ(a, b, ours, theirs):
    assert jaro_winkler([a], [b])[0] == pytest.approx(ours, abs=1e-11)
    assert JaroWinkler.similarity(a, b) == pytest.approx(theirs, abs=1e-11)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6))
def test_similarity_is_that_of_the_definition(pairs):
    scores = jaro_winkler([a for a, _ in pairs], [b for _, b in pairs])
    for (a, b), score in zip(pairs, scores, strict=True):
        assert score == pytest.approx(float(naive.jaro_winkler(a, b)), abs=1e-12)


@given(st.lists(NAMES, max_size=5), st.lists(NAMES, min_size=1, max_size=5))
def test_best_is_the_first_of_the_best(names, listed):
    best = best_match(names, listed)
    for name, place, score in zip(names, best.place, best.score, strict=True):
        assert (place, score) == (
            naive.best_match(name, listed)[0],
            pytest.approx(float(naive.best_match(name, listed)[1]), abs=1e-9),
        )


def test_an_empty_list_matches_nobody():
    best = best_match(["A"], [])
    assert best.place.tolist() == [-1]
    assert math.isnan(best.score[0])


@given(st.lists(st.tuples(SCORES, PLACES, PLACES), max_size=8), SCORES)
def test_quality_is_counted_name_by_name(cases, threshold):
    got = quality(*(np.array([c[i] for c in cases]) for i in range(3)), [threshold])
    as_none = [(s, *(None if p < 0 else p for p in places)) for s, *places in cases]
    flagged, hits, *rates = naive.quality(as_none, threshold)
    assert (got.flagged[0], got.true_positives[0]) == (flagged, hits)
    for value, rate in zip((got.precision[0], got.recall[0], got.f1[0]), rates, strict=True):
        assert math.isnan(value) if rate is None else value == pytest.approx(float(rate))


def test_nothing_flagged_has_no_precision_and_a_missing_score_flags_nothing():
    got = quality([0.5, np.nan], [0, 0], [0, 0], [0.9, 0.0])
    assert got.flagged.tolist() == [0, 1]
    assert math.isnan(got.precision[0])
    assert got.recall.tolist() == [0.0, 0.5]
    assert math.isnan(got.f1[0])


def test_a_prefix_that_leaves_the_unit_interval_is_refused():
    with pytest.raises(ValueError, match="leaves"):
        jaro_winkler(["A"], ["B"], prefix_weight=0.3, longest_prefix=4)
    with pytest.raises(ValueError, match="partners"):
        jaro_winkler(["A"], [])
