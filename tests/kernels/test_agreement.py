from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import agreement
from examples_io import assert_matches, plain
from naive import quality as naive

DEFINITIONS = ("keyword", "venue")
ITEM = st.fixed_dictionaries(
    dict.fromkeys((*DEFINITIONS, "gold"), st.integers(0, 1)) | {"stratum": st.integers(0, 2)}
)
ITEMS = st.lists(ITEM, min_size=1, max_size=12)
WEIGHTS = st.lists(st.integers(0, 3), min_size=12, max_size=12)


def arrays(items):
    flags = np.array([[item[d] for item in items] for d in DEFINITIONS], dtype=bool)
    return flags, np.array([item["gold"] for item in items], dtype=bool)


def as_floats(values):
    return [None if value is None else float(value) for value in values]


@given(items=ITEMS, weights=WEIGHTS)
def test_agrees_with_counting(items, weights):
    weights = weights[: len(items)]
    found = plain(agreement.agreement(*arrays(items), weights=weights))
    for number, definition in enumerate(DEFINITIONS):
        expected = naive.confusion(items, definition, weights).values()
        assert_matches([part[number] for part in found], as_floats(expected), 1e-9)


@given(items=ITEMS)
def test_strata_are_the_items_they_hold(items):
    stratum = [item["stratum"] for item in items]
    found = agreement.agreement_by_stratum(*arrays(items), stratum, count=3)
    for number in range(3):
        inside = [item for item in items if item["stratum"] == number]
        for place, definition in enumerate(DEFINITIONS):
            expected = as_floats(naive.confusion(inside, definition).values())
            assert_matches([part[number, place] for part in found], expected, 1e-9)


@given(items=ITEMS, draws=st.lists(WEIGHTS, min_size=1, max_size=3))
def test_draws_of_the_sample_are_evaluated_jointly(items, draws):
    weights = np.array(draws)[:, : len(items)]
    stratum = [item["stratum"] for item in items]
    flags, gold = arrays(items)
    together = agreement.agreement_by_stratum(flags, gold, stratum, count=3, weights=weights)
    overlap = agreement.pairwise_jaccard(flags, weights=weights)
    for draw, weight in enumerate(weights):
        one = agreement.agreement_by_stratum(flags, gold, stratum, count=3, weights=weight)
        assert_matches([part[draw] for part in together], list(one))
        assert_matches(overlap[draw], agreement.pairwise_jaccard(flags, weights=weight))


def test_weighting_undoes_unequal_sampling():
    # of 100 flagged works 10 were labelled, of 900 others 9: each stands for 10 and for 100
    flags = np.array([[True] * 10 + [False] * 9])
    gold = np.array([True] * 8 + [False] * 2 + [True] + [False] * 8)
    weights = np.array([10.0] * 10 + [100.0] * 9)
    found = agreement.agreement(flags, gold, weights=weights)
    assert found.flagged[0] == 100
    assert found.precision[0] == pytest.approx(0.8)
    assert found.recall[0] == pytest.approx(80 / 180)
    assert found.corrected_count[0] == pytest.approx(180)
    assert found.prevalence[0] == pytest.approx(0.18)


@given(items=ITEMS)
def test_overlap_of_definitions(items):
    found = agreement.pairwise_jaccard(arrays(items)[0])
    expected = naive.jaccard(items, *DEFINITIONS)
    assert_matches(found[0, 1], None if expected is None else float(expected))
    assert_matches(found[1, 0], found[0, 1])
    assert_matches(found[0, 0], 1.0 if any(item["keyword"] for item in items) else None)


def test_uninformative_flags_have_no_prevalence():
    assert np.isnan(agreement.rogan_gladen(0.4, 0.7, 0.1 + 0.2))
    assert agreement.rogan_gladen(0.5, 0.75, 0.75) == pytest.approx(0.5)
    assert np.isnan(agreement.corrected_count(5, 0.5, 0))


def test_spread_leaves_out_what_has_no_size():
    found = agreement.ratio_spread([[3, 1, 0, 0.25], [np.nan, 2, np.inf, 2], [np.nan, 0, 0, 0]])
    assert_matches(found.value, [12.0, 1.0, None])
    assert found.excluded.tolist() == [1, 2, 4]


def test_sign_share():
    first, second = [[3, 1, 0, 0], [0, 0, 0, 0]], [[1, 1, 2, 0], [0, 0, 0, 0]]
    assert_matches(agreement.sign_share(first, second), [1 / 3, None])
    assert_matches(agreement.count_ratio(first, second)[0], [3.0, 1.0, 0.0, None])
