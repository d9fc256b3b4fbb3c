"""Listings dealt anew: every assignment, or drawn ones, against the naive twin."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels.event_study import Panel, Rule
from detente.kernels.listing_permutations import assignments, permutation
from naive import effects as naive

YEARS = [2016, 2017, 2018, 2019, 2020]
rows = st.lists(st.integers(0, 9), min_size=5, max_size=5)
dates = st.lists(st.sampled_from((None, 2017, 2018)), min_size=1, max_size=6)
panels = dates.flatmap(
    lambda listed: st.tuples(st.lists(rows, min_size=len(listed), max_size=len(listed)),
                             st.just(listed))
)  # fmt: skip


def panel_of(counts, listed):
    return Panel(YEARS, counts, [math.nan if year is None else year for year in listed])


@given(panels)
@settings(max_examples=60, deadline=None)
def test_all_assignments_are_tried(given_panel):
    counts, listed = given_panel
    expected = naive.permutation(YEARS, counts, listed)
    found = permutation(panel_of(counts, listed))
    if expected is None:
        assert math.isnan(found.either)
        return
    shares, number = expected
    assert found[:3] == pytest.approx([float(share) for share in shares])
    assert (found.assignments, found.minimum) == (number, pytest.approx(1 / number))
    assert min(found[:3]) >= found.minimum - 1e-12


@given(dates)
def test_number_of_assignments(listed):
    years = [math.nan if year is None else year for year in listed]
    sizes = [listed.count(value) for value in set(listed)]
    expected = math.factorial(len(listed)) / math.prod(map(math.factorial, sizes))
    assert assignments(years) == expected


def many(size=24, fall=1.0, seed=2):
    generator = np.random.default_rng(seed)
    listed = np.where(np.arange(size) < size // 3, 2017.0, np.nan)
    mean = 20 * np.where((np.array(YEARS) > 2017) & ~np.isnan(listed)[:, None], fall, 1.0)
    return Panel(YEARS, generator.poisson(mean), listed)


def test_drawn_assignments_are_near_all_of_them():
    panel = many(12)
    whole = permutation(panel)
    drawn = permutation(panel, most=10, dealt=1999)
    assert whole.assignments == math.comb(12, 4)
    assert drawn.assignments == 2000
    assert drawn[:3] == pytest.approx(whole[:3], abs=0.04)


def test_drawn_assignments_depend_on_identifiers_alone():
    panel, names = many(), np.arange(24) * 13 + 5
    first = permutation(panel, entities=names, seed=3)
    order = np.random.default_rng(1).permutation(24)
    turned = Panel(YEARS, panel.counts[order], np.asarray(panel.listed)[order])
    assert permutation(turned, entities=names[order], seed=3) == pytest.approx(first)
    assert permutation(panel, entities=names, seed=4)[:3] != first[:3]


def test_a_great_fall_is_as_rare_as_can_be():
    found = permutation(many(fall=0.3))
    assert found.fell == found.minimum == 1 / 1000
    assert found.rose == 1


def test_where_nothing_happened_p_is_uniform():
    """At most as often below 0.05 as chance allows: 60 worlds, one in a thousand campaigns."""
    small = [permutation(many(9, seed=s), Rule()).either <= 0.05 for s in range(60)]
    assert sum(small) <= 9


def test_nothing_before_is_undefined():
    found = permutation(Panel(YEARS, [[0] * 5, [3] * 5], [2018.0, math.nan]))
    assert math.isnan(found.fell)
    assert found.assignments == 2
