from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.kernels import ranks
from naive import strength as naive

# values that tie exactly, tie by rounding only, or differ clearly
VALUE = st.one_of(
    st.none(), st.integers(0, 5).map(float), st.sampled_from([0.3, 0.1 + 0.2, 1e-12, 2e-12, 3e8])
)
LINKS = st.integers(2, 6).flatmap(
    lambda n: hnp.arrays(np.float64, (n, n), elements=st.integers(0, 4))
)


def undefined_as_none(values):
    return [None if np.isnan(value) else value for value in values]


@given(values=st.lists(VALUE, min_size=1, max_size=9))
def test_all_kinds_agree_with_the_naive_ones(values):
    got = zip(
        undefined_as_none(ranks.competition_ranks(values)),
        undefined_as_none(ranks.dense_ranks(values)),
        undefined_as_none(ranks.fractional_ranks(values)),
        strict=True,
    )
    assert list(got) == naive.ranks(values)


@given(values=hnp.arrays(np.float64, (3, 4, 5), elements=st.integers(0, 4)))
def test_leading_axes_are_ranked_one_by_one(values):
    together = ranks.fractional_ranks(values)
    for place in np.ndindex(3, 4):
        assert np.array_equal(together[place], ranks.fractional_ranks(values[place]))
    assert np.allclose(together.sum(axis=-1), 15)


def test_ties_are_relative():
    tiny = ranks.competition_ranks([3e-9, 2e-9, 2e-9 * (1 + 1e-12)])
    assert tiny.tolist() == [1, 2, 2]
    assert ranks.competition_ranks([-1.0, np.inf, -2.0, np.inf]).tolist() == [3, 1, 4, 1]


@given(links=LINKS)
def test_first_partners(links):
    tops = ranks.top_partners(links)
    for country in range(len(links)):
        got = np.flatnonzero(tops[country]).tolist()
        assert got == naive.top_partners(links.tolist(), country)


@given(links=LINKS, strict=st.booleans())
def test_each_others_first(links, strict):
    expected = naive.mutual_first(links.tolist(), (0, 1), strict)
    got = ranks.mutual_rank(links, pair=(0, 1), strict=strict)
    assert (None if np.isnan(got) else bool(got)) == expected
    assert np.array_equal(ranks.mutual_rank(links, pair=(1, 0), strict=strict), got, equal_nan=True)


@given(links=LINKS)
def test_one_partners_rank_is_its_rank_among_all(links):
    partners = ranks.partners_only(links)
    rank, sharing = ranks.partner_rank(links[0], country=0, partner=1)
    everyone = ranks.competition_ranks(partners)[0]
    assert np.array_equal(rank, everyone[1], equal_nan=True)
    assert np.isnan(rank) or sharing == np.sum(everyone == rank)


@given(links=LINKS)
def test_margins(links):
    margin = ranks.margin_to_second(links)
    for country in range(len(links)):
        others = sorted(np.delete(links[country], country), reverse=True)
        if len(others) < 2 or others[0] == 0:
            assert np.isnan(margin[country])
            continue
        assert margin[country] == others[0] - others[1]


def test_rank_two_for_each_other():
    links = np.array([[0, 5.0, 9, 1], [5, 0, 1, 7], [9, 1, 0, 0], [1, 7, 0, 0]])
    assert ranks.mutual_rank(links, pair=(0, 1), rank=2) == 1
    assert ranks.mutual_rank(links, pair=(0, 1)) == 0


def test_a_country_without_links_ranks_nobody():
    links = np.zeros((2, 3, 3))
    links[1, 0, 1] = links[1, 1, 0] = 3
    assert ranks.has_partners(links[..., 0, :], country=0).tolist() == [False, True]
    assert np.isnan(ranks.mutual_rank(links, pair=(0, 1))).tolist() == [True, False]
    assert np.isnan(ranks.mutual_rank(links, pair=(0, 2))).all()


def test_the_country_itself_and_the_unknown_take_no_part():
    links = np.array([[99, 4.0, 2, np.nan], [4, 99, 1, 1], [2, 1, 99, 0], [np.nan, 1, 0, 99]])
    assert ranks.top_partners(links)[0].tolist() == [False, True, False, False]
    assert ranks.mutual_rank(links, pair=(0, 1)) == 1
    assert ranks.margin_to_second(links)[0] == 2


def test_in_a_world_of_two_there_is_no_second():
    links = np.array([[0.0, 4], [4, 0]])
    assert np.isnan(ranks.margin_to_second(links)).all()
    assert ranks.mutual_rank(links, pair=(0, 1)) == pytest.approx(1)
