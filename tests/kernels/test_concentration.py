from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import concentration
from examples_io import assert_matches
from naive import concentration as naive

AMOUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=7)
MEASURES = {
    "hhi": concentration.hhi,
    "effective_number": concentration.effective_number,
    "hhi_normalised": concentration.hhi_normalised,
    "gini": concentration.gini,
    "shannon_effective_number": concentration.shannon_effective_number,
}


@given(amounts=AMOUNTS)
def test_every_figure_agrees_with_the_naive_one(amounts):
    expected = naive.measures(amounts) or dict.fromkeys(MEASURES)
    got = {name: measure(amounts) for name, measure in MEASURES.items()}
    wanted = {name: None if expected[name] is None else float(expected[name]) for name in got}
    assert_matches(got, wanted, 1e-9)


@given(amounts=AMOUNTS, places=st.integers(1, 8))
def test_concentration_ratio_is_the_share_of_the_largest(amounts, places):
    got = concentration.concentration_ratio(amounts, largest=places)
    if sum(amounts) == 0:
        assert np.isnan(got)
    else:
        expected = sum(sorted(amounts, reverse=True)[:places]) / sum(amounts)
        assert got == pytest.approx(expected)


@given(counts=st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_unbiased_hhi_is_the_chance_of_a_pair(counts):
    expected = naive.unbiased_hhi(counts)
    got = concentration.hhi_unbiased(counts)
    assert np.isnan(got) if expected is None else got == pytest.approx(float(expected))


@pytest.mark.parametrize("amounts", [[], [0, 0], [1, np.nan], [3, -1]])
def test_what_nobody_has_is_not_concentrated(amounts):
    for measure in MEASURES.values():
        assert np.isnan(measure(amounts))
    assert np.isnan(concentration.concentration_ratio(amounts, largest=1))
    assert np.isnan(concentration.hhi_unbiased(amounts))


def test_all_draws_at_once():
    draws = np.array([[[1.0, 1], [3, 1]], [[0, 0], [5, 0]]])
    expected = np.array([[0.5, 0.625], [np.nan, 1]])
    assert np.array_equal(concentration.hhi(draws), expected, equal_nan=True)


@given(count=st.integers(0, 10), lead=st.integers(1, 60), second=st.integers(1, 20))
def test_risk_agrees_with_the_rule(count, lead, second):
    ratio = concentration.monopoly_ratio(lead, second)
    risk = concentration.monopoly_risk(count, ratio)
    assert concentration.RISK_CLASSES[int(risk)] == naive.risk(count, lead / second)


def test_risk_at_the_edges():
    ratio = concentration.monopoly_ratio([5, 0, 0.3, 4], [0, 0, 0.1, np.nan])
    assert ratio[0] == np.inf
    assert np.isnan(ratio[[1, 3]]).all()
    risk = concentration.monopoly_risk(8, ratio)
    assert risk[[0, 2]].tolist() == [2, 2]  # 0.3/0.1 is a hair below 3
    assert np.isnan(risk[[1, 3]]).all()
    strict = concentration.MonopolyThresholds(high_count=10)
    assert concentration.monopoly_risk(8, 5, strict) == 1


@given(
    amounts=st.lists(st.integers(0, 3), min_size=1, max_size=6),
    member=st.lists(st.booleans(), min_size=6, max_size=6),
    places=st.integers(1, 7),
)
def test_ties_for_the_last_place(amounts, member, places):
    member = member[: len(amounts)]
    found = concentration.top_count(amounts, member, places=places)
    expected = naive.top_counts(amounts, member, places)
    assert_matches(list(found), [float(value) for value in expected], 1e-12)
    total = concentration.top_membership(amounts, places=places).sum()
    assert total == pytest.approx(min(places, sum(amount > 0 for amount in amounts)))


def test_ties_for_the_last_place_in_all_draws():
    amounts = np.array([[5.0, 4, 4, 4, np.nan], [9, 8, 7, 0, 0]])
    member = np.array([True, True, False, False, True])
    found = concentration.top_count(amounts, member, places=2)
    np.testing.assert_allclose(found.expected, [1 + 1 / 3, 2])
    assert found.lowest.tolist() == [1, 2]
    assert found.highest.tolist() == [2, 2]


def test_leader_and_second():
    position, lead, second = concentration.lead_and_second(
        [[3, np.nan, 7], [4, 4, 1], [np.nan, 2, np.nan], [np.nan] * 3]
    )
    assert position.tolist() == [2, 0, 1, -1]
    assert_matches(lead, [7.0, 4.0, 2.0, None])
    assert_matches(second, [3.0, 4.0, 0.0, None])
