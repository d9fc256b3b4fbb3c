from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.curve import joint_distribution, joint_support, summarise
from detente.claims.multiverse import Multiverse
from detente.claims.review import claim_review, review_url
from detente.claims.verdict import (
    Shares,
    class_shares,
    classify,
    classify_within,
    decide,
    decide_shares,
    demote,
    verdict_by_option,
)
from detente.core.errors import UsageError
from examples_io import assert_exact, assert_matches, load
from naive import claims as naive

MULTIVERSE = load("10_multiverse")
JOINT = load("10b_joint_bootstrap")
SWAPPED = {"S": "C", "C": "S", "U": "U", "N": "N"}
OPPOSITE = {
    "supported": "contradicted",
    "contradicted": "supported",
    "depends_on_definition": "depends_on_definition",
    "insufficient_data": "insufficient_data",
}
letters = st.lists(st.sampled_from("SCUN"), min_size=1, max_size=60)
numbers = st.floats(-10, 10)


def read_example(example):
    """(multiverse, canonical positions, estimates, classes) in the order of the example."""
    given_dimensions = example["params"]["dimensions"]
    grid = Multiverse({n: tuple(map(str, options)) for n, options in given_dimensions.items()})
    rows = example["input"]["specifications"]
    positions = grid.positions([{n: str(row[n]) for n in grid.dimensions} for row in rows])
    estimates = np.array([row["estimate"] for row in rows], dtype=float)
    reach = example["params"]["z"] * np.array([row["se"] for row in rows], dtype=float)
    enough = [row["n_works"] >= example["params"]["min_works"] for row in rows]
    classes = classify(
        estimates - reach,
        estimates + reach,
        margin=example["params"]["margin"],
        evaluable=enough,
    )
    return grid, positions, estimates, classes


def canonical(values, positions):
    ordered = np.empty_like(values)
    ordered[positions] = values
    return ordered


def test_classes_and_verdict_of_the_worked_example():
    grid, positions, estimates, classes = read_example(MULTIVERSE)
    expected, tolerance = MULTIVERSE["expected"], MULTIVERSE["tolerance"]
    assert classes.tolist() == expected["classes"]
    verdict = decide(canonical(classes, positions), grid.weights())
    assert (verdict.name, verdict.qualifier) == (expected["verdict"], expected["qualifier"])
    assert_matches(verdict.shares.by_class(), expected["shares"], tolerance)
    assert verdict.share_supporting == verdict.shares.supports
    counts = {k: Fraction(classes.tolist().count(k), len(classes)) for k in "SCUN"}
    assert_exact(counts, MULTIVERSE["exact"]["shares"])
    curve = summarise(canonical(estimates, positions), grid.weights())
    found = {
        "median_estimate": curve.median,
        "range": [curve.lowest, curve.highest],
        "share_sign_positive": curve.share_positive,
    }
    assert_matches(found, {key: expected[key] for key in found}, tolerance)


def test_verdict_by_option_of_the_worked_example():
    grid, positions, _, classes = read_example(MULTIVERSE)
    found = {
        name: {o: {"verdict": v.name, "qualifier": v.qualifier} for o, v in options.items()}
        for name, options in verdict_by_option(canonical(classes, positions), grid).items()
    }
    assert_matches(found, MULTIVERSE["expected"]["verdict_by_option"])


def test_rules_are_total_on_the_simplex_of_the_worked_example():
    counts = {}
    for shares in naive.simplex(20):
        floats = Shares(*(float(shares[letter]) for letter in "SCUN"))
        verdict = decide_shares(floats)
        assert (verdict.name, verdict.qualifier) == naive.verdict(shares)
        key = f"{verdict.name} / {verdict.qualifier}"
        counts[key] = counts.get(key, 0) + 1
    assert counts == MULTIVERSE["expected"]["verdict_simplex_check"]


def test_claim_review_of_the_worked_example():
    expected = MULTIVERSE["expected"]["claimreview_jsonld"]
    verdict = decide(read_example(MULTIVERSE)[-1])
    address = expected["itemReviewed"].get("appearance", {}).get("url", "")
    review = claim_review(expected["claimReviewed"], verdict, appearance=address)
    assert_matches(review, expected)


def test_joint_bootstrap_of_the_worked_example():
    joint = joint_support(JOINT["input"]["draws"], margin=JOINT["params"]["margin"])
    found = {
        "share_by_draw": joint.share_by_draw,
        "mean_share": joint.mean_share,
        "P_share_ge_half": joint.probability_of_half,
        "P_support_by_spec": joint.probability_by_specification,
        "P_all_support_joint": joint.probability_of_all,
        "P_all_support_if_independent": joint.if_independent,
    }
    assert_matches(found, JOINT["expected"], JOINT["tolerance"])
    assert joint.undefined == 0


@given(letters)
def test_decide_agrees_with_exact_fractions(classes):
    shares = {k: Fraction(classes.count(k), len(classes)) for k in "SCUN"}
    verdict = decide(classes)
    assert (verdict.name, verdict.qualifier) == naive.verdict(shares)
    np.testing.assert_allclose(verdict.shares, [float(shares[k]) for k in "SCUN"])


@given(letters)
def test_swapping_sides_swaps_the_verdict(classes):
    verdict, swapped = decide(classes), decide([SWAPPED[c] for c in classes])
    assert (swapped.name, swapped.qualifier) == (OPPOSITE[verdict.name], verdict.qualifier)


@given(st.lists(st.tuples(numbers, numbers, st.booleans()), min_size=1))
def test_swapping_countries_flips_every_class(intervals):
    low = np.array([min(a, b) for a, b, _ in intervals])
    high = np.array([max(a, b) for a, b, _ in intervals])
    enough = [known for *_, known in intervals]
    ours, theirs = classify(low, high, evaluable=enough), classify(-high, -low, evaluable=enough)
    assert [SWAPPED[c] for c in ours] == theirs.tolist()


@given(st.lists(st.sampled_from("SCUN"), min_size=6, max_size=6), st.integers(0, 2))
def test_a_declared_duplicate_moves_no_verdict(classes, doubled):
    options = ("a", "b", "c")
    plain = Multiverse({"x": options, "y": ("1", "2")})
    twice = Multiverse(
        {"x": (*options, "copy"), "y": ("1", "2")}, {"x": {"copy": options[doubled]}}
    )
    rows = np.array(classes).reshape(3, 2)
    more = np.concatenate([rows, rows[[doubled]]]).ravel()
    before, after = decide(classes, plain.weights()), decide(more, twice.weights())
    assert (before.name, before.qualifier) == (after.name, after.qualifier)
    np.testing.assert_allclose(before.shares, after.shares)


def test_equality_with_the_margin_is_undecided():
    low, high = [0.3, 0.1, 0.30000001, 0.1], [0.5, 0.1 + 0.2, 0.5, 0.29999999]
    assert classify(low, high, margin=0.1 + 0.2).tolist() == ["U", "U", "S", "C"]


def test_an_undefined_interval_is_no_data():
    undefined = classify([np.nan, 1.0, 1.0], [2.0, np.nan, 2.0], margin=0.0)
    assert undefined.tolist() == ["N", "N", "S"]
    assert classify_within(np.nan, 1.0, target_low=0, target_high=2) == "N"


@pytest.mark.parametrize(
    "low, high, letter",
    [
        (12, 24, "S"),
        (13, 20, "S"),
        (0, 11.9, "C"),
        (24.1, 30, "C"),
        (0, 12, "U"),
        (24, 30, "U"),
        (0, 40, "U"),
    ],
)
def test_interval_relations(low, high, letter):
    assert classify_within(low, high, target_low=12, target_high=24) == letter
    below = classify_within(low, high, target_low=12, target_high=24, evaluable=False)
    assert below == "N"


def test_no_specification_is_no_data():
    assert str(decide([])) == "insufficient_data (too_few_evaluable)"


def test_a_strange_class_is_refused():
    with pytest.raises(UsageError, match="'X' is not a class"):
        class_shares(["S", "X"])


def test_bounds_take_robustness_only():
    robust, conflict = decide(["S"] * 10), decide(["S", "C"])
    assert str(demote(robust, flips_within_bounds=True)) == "supported (leaning)"
    assert demote(robust, flips_within_bounds=False) == robust
    assert demote(conflict, flips_within_bounds=True) == conflict


@pytest.mark.parametrize(
    "classes, rating",
    [("S", 5), ("SSU", 4), ("SC", 3), ("CCU", 2), ("C", 1), ("U", None), ("N", None)],
)
def test_rating_follows_the_verdict(classes, rating):
    review = claim_review("…", decide(list(classes)), author="A", url="u", published="2026-01-02")
    assert review["reviewRating"].get("ratingValue") == rating
    assert review["itemReviewed"]["author"]["name"] == "A"
    assert (review["url"], review["datePublished"]) == ("u", "2026-01-02")


def test_review_url_pins_claim_data_and_day():
    pins = {"claim_hash": "ab12", "data_version": "starter 1", "published": "2026-01-02"}
    address = review_url("https://example.org/reviews/x", **pins)
    assert address == (
        "https://example.org/reviews/x?claim=ab12&data=starter+1&published=2026-01-02"
    )
    for bad in ("reviews/x", "ftp://example.org/x", "https://example.org/x?y=1"):
        with pytest.raises(UsageError, match="address"):
            review_url(bad, **pins)


@given(
    st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=8), st.floats(-1, 1)
)
def test_joint_shares_agree_with_loops(draws, margin):
    joint = joint_support(draws, margin=margin)
    expected = naive.joint_shares(draws, margin)
    np.testing.assert_allclose(joint.share_by_draw, expected)
    assert joint.mean_share == pytest.approx(np.mean(expected))
    every = [all(v > margin + 1e-9 for v in draw) for draw in draws]
    assert joint.probability_of_all == pytest.approx(np.mean(every))


def test_specifications_without_data_are_left_out_of_the_joint_share():
    draws = [[1.0, -1.0, 1.0], [1.0, np.nan, 1.0]]
    joint = joint_support(draws, evaluable=[True, True, False])
    assert joint.share_by_draw.tolist() == [0.5, 1.0]
    assert_matches(joint.probability_by_specification, [1.0, 0.0, None])
    assert (joint.undefined, joint.probability_of_all) == (1, 0.0)


def test_nothing_defined_is_undefined_not_zero():
    joint = joint_distribution([[True, True]], defined=[[False, False]])
    assert_matches(joint.share_by_draw, [None])
    assert (joint.mean_share, joint.probability_of_half) == (None, None)
    assert (joint.probability_of_all, joint.if_independent) == (None, None)
    assert summarise([np.nan]).median is None
    assert summarise([np.nan, 2.0]).defined == 1


def test_weights_move_the_joint_share_and_the_median():
    joint = joint_support([[1.0, -1.0]], weights=[0.9, 0.1])
    assert joint.mean_share == pytest.approx(0.9)
    assert summarise([1.0, 2.0, 5.0], [0.2, 0.2, 0.6]).median == 5.0
    assert summarise([1.0, 2.0, 5.0], [0.25, 0.25, 0.5]).median == 3.5


@given(st.lists(numbers, min_size=1, max_size=20))
def test_the_median_is_the_usual_one_for_equal_weights(values):
    assert summarise(values).median == pytest.approx(np.median(values))


def test_every_pair_of_letters_has_a_verdict():
    for classes in product("SCUN", repeat=3):
        assert decide(list(classes)).name in OPPOSITE
