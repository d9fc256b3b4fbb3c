from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import strength
from examples_io import assert_matches
from naive import strength as naive

NAMES = {
    "salton": strength.salton,
    "jaccard": strength.jaccard,
    "inclusion": strength.inclusion,
    "association": strength.association,
}
SIZE = st.integers(0, 60)
WORKS = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=5), min_size=1, max_size=8)


@given(a=SIZE, b=SIZE, world=st.integers(0, 200), data=st.data())
def test_every_measure_agrees_with_the_naive_one(a, b, world, data):
    links = data.draw(st.integers(0, min(a, b)))
    expected = naive.pair_measures(links, (a, b), (a, b), world, (world, a, b))
    got = {name: measure(links, a, b) for name, measure in NAMES.items()}
    got["pai_links"] = strength.pai(links, a, b, total=world)
    got["pai_symmetric"] = strength.symmetric(got["pai_links"])
    if not world:
        expected["pai_links"] = expected["pai_symmetric"] = None
    expected = {name: None if expected[name] is None else float(expected[name]) for name in got}
    assert_matches(got, expected, 1e-12)


@given(a=SIZE, b=SIZE, data=st.data())
def test_shares_lie_in_the_unit_interval_and_sides_do_not_matter(a, b, data):
    links = data.draw(st.integers(0, min(a, b)))
    for measure in NAMES.values():
        value = measure(links, a, b)
        assert np.array_equal(value, measure(links, b, a), equal_nan=True)
        assert np.isnan(value) == (a == 0 or b == 0)
        assert np.isnan(value) or 0 <= value <= 1 + 1e-15


@given(links=st.integers(0, 9), a=SIZE, b=SIZE)
def test_asymmetry_changes_sign_with_the_sides(links, a, b):
    forth, back = strength.log_asymmetry(links, a, b), strength.log_asymmetry(links, b, a)
    assert np.isnan(forth) == (links == 0 or a == 0 or b == 0)
    assert np.isnan(forth) or forth == pytest.approx(-back, abs=1e-14)


def test_no_links_have_no_logarithm_and_no_error():
    assert np.isnan(strength.logarithm([0.0, -1.0, np.nan])).all()
    assert np.isnan(strength.log_poisson_error(0))
    assert strength.log_poisson_error(25) == pytest.approx(0.2)


def test_whole_matrices_of_all_draws_at_once():
    random = np.random.default_rng(1)
    sizes = random.integers(1, 50, (3, 4)).astype(float)
    sizes[1, 2] = 0
    links = random.integers(0, 9, (3, 4, 4))
    matrix = strength.salton(links, *strength.pairwise(sizes))
    for draw, a, b in np.ndindex(links.shape):
        one = strength.salton(links[draw, a, b], sizes[draw, a], sizes[draw, b])
        assert np.array_equal(matrix[draw, a, b], one, equal_nan=True)
    assert np.isnan(matrix[1, 2]).all()


@given(works=WORKS)
def test_newman_weights_of_authors(works):
    offsets = np.cumsum([0, *map(len, works)])
    members = np.concatenate(works)
    first, second, weight = strength.newman_links(offsets, members)
    expected_links, expected_strength = naive.newman(works)
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    got = dict(zip(pairs, weight.tolist(), strict=True))
    assert got == pytest.approx({pair: float(value) for pair, value in expected_links.items()})
    sums = strength.newman_strength(offsets, members, authors=7)
    for author, value in expected_strength.items():
        assert sums[author] == pytest.approx(float(value))
        with_others = sum(author in work and len(set(work)) > 1 for work in works)
        assert sums[author] == pytest.approx(with_others)


@given(works=st.lists(st.lists(st.integers(-1, 3), min_size=1, max_size=6), min_size=1, max_size=6))
def test_newman_weights_between_groups(works):
    offsets = np.cumsum([0, *map(len, works)])
    got = strength.newman_between(offsets, np.concatenate(works), count=4)
    named = [[None if group < 0 else group for group in work] for work in works]
    expected = np.array(naive.newman_between(named, 4), dtype=float)
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_no_works_at_all():
    first, _, weight = strength.newman_links([0], [])
    assert len(first) == len(weight) == 0
