"""First-ever combinations: the worked example, the naive twin, years that cannot be judged."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from detente.core.errors import UsageError
from detente.kernels.new_combinations import distances, new_combinations
from detente.kernels.venue_pairs import Pairs
from examples_io import assert_matches, load
from naive import novelty as naive


def corpus(papers, year):
    """One cited paper, of no year of its own, for each reference; the citing ones follow."""
    venues = [venue for references in papers for venue in references]
    first = np.cumsum([0] * len(venues) + [0, *map(len, papers)])
    venue = np.array([-1 if v is None else v for v in venues] + [-1] * len(papers))
    return {
        "first": first,
        "cited": np.arange(len(venues)),
        "venue": venue,
        "year": np.array([min(year)] * len(venues) + year),
    }


def judged(papers, year, **options):
    given_ = corpus(papers, year)
    found = new_combinations(given_.pop("first"), given_.pop("cited"), **given_, **options)
    return [part[-len(papers) :] for part in found]


def example_papers():
    """Papers whose co-citations in three years are the example's, and one with its new pairs."""
    example = load("04e_novelty_sleeping_beauty")
    profiles = example["input"]["cocitation_previous_3y"]
    reused = example["input"]["new_pairs_reused_later"]
    names = sorted(profiles)
    before = [
        [names.index(a), names.index(b)]
        for a in names
        for b, times in profiles[a].items()
        if a < b
        for _ in range(times)
    ]
    focal = [names.index(name) for name in sorted({name for pair in reused for name in pair})]
    after = [[names.index(name) for name in pair] for pair in reused]
    papers = [*before, focal, *after]
    year = [2000 + i % 3 for i in range(len(before))] + [2003] + [2006] * len(after)
    return example, papers, year, len(before)


def test_worked_example_whole():
    example, papers, year, focal = example_papers()
    novelty, low, high, pairs, undefined = judged(papers, year)
    got = {"wang_novelty": novelty[focal]}
    expected = {"wang_novelty": example["expected"]["wang_novelty"]}
    assert_matches(got, expected, example["tolerance"])
    assert low[focal] == high[focal] == novelty[focal]
    assert pairs[focal] == len(example["input"]["new_pairs_reused_later"])
    assert undefined[focal] == 0


def test_worked_example_cosines():
    example = load("04e_novelty_sleeping_beauty")
    profiles = example["input"]["cocitation_previous_3y"]
    names = sorted(profiles)
    matrix = np.array([[profiles[a].get(b, 0) for b in names] for a in names])
    expected = example["expected"]["cosine"]
    both = [[names.index(name) for name in pair.split("-")] for pair in expected]
    rows = np.cumsum([0, *(sum(a == i for a, _ in both) for i in range(len(names)))])
    assert both == sorted(both)
    found = distances(csr_array(matrix), Pairs(rows, np.array([b for _, b in both]), None))
    got = dict(zip(expected, 1 - found, strict=True))
    assert_matches(got, expected, example["tolerance"])
    by_twin = {pair: naive.cosine(*(profiles[n] for n in pair.split("-"))) for pair in expected}
    assert_matches(by_twin, expected, example["tolerance"])


years = st.integers(2000, 2008)
one_paper = st.tuples(years, st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=5))


@given(st.lists(one_paper, min_size=1, max_size=40), st.integers(1, 3), st.integers(0, 1))
@settings(max_examples=150)
def test_kernel_equals_its_twin(rows, threads, margin):
    year, papers = [y for y, _ in rows], [references for _, references in rows]
    first_year, last_year = min(year) + margin, max(year) - margin
    found = judged(papers, year, first_year=first_year, last_year=last_year, threads=threads)
    wanted = naive.new_combinations(papers, year, first_year, last_year)
    for novelty, low, high, pairs, undefined, expected in zip(*found, wanted, strict=True):
        if expected is None:
            assert np.isnan([novelty, low, high]).all()
            assert pairs == undefined == -1
            continue
        assert low == pytest.approx(expected[0], rel=1e-9, abs=1e-9)
        assert high == pytest.approx(expected[1], rel=1e-9, abs=1e-9)
        assert (pairs, undefined) == expected[2:]
        assert np.isnan(novelty) if undefined else novelty == low


@given(st.lists(one_paper, min_size=1, max_size=30), st.permutations(range(7)))
@settings(max_examples=60)
def test_names_of_venues_change_nothing(rows, other):
    year, papers = [y for y, _ in rows], [references for _, references in rows]
    renamed = [[None if v is None else other[v] for v in references] for references in papers]
    for one, two in zip(judged(papers, year), judged(renamed, year), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)


def test_a_pair_never_used_again_does_not_count():
    history = [[0, 2], [1, 2], [0, 3], [1, 3]]
    year = [2000, 2001, 2002, 2002]
    for reuse, count in ((2006, 1), (2007, 0)):
        novelty, _, _, pairs, _ = judged(
            [*history, [0, 1], [0, 1], [3]], [*year, 2003, reuse, 2010]
        )
        assert pairs[4] == count
        # the profiles of 0 and 1 are the same: new, and no distance
        assert novelty[4] == 0


def test_papers_of_one_year_share_what_they_begin():
    history = [[0, 2], [1, 3]]
    papers = [*history, [0, 1], [0, 1], [0, 1]]
    _, low, _, pairs, _ = judged(papers, [2000, 2000, 2003, 2003, 2006])
    assert pairs.tolist() == [-1, -1, 1, 1, -1]
    assert low[2:4].tolist() == [1, 1]


def test_a_venue_without_a_profile_leaves_bounds():
    papers = [[0, 2], [0, 1], [0, 1]]
    novelty, low, high, pairs, undefined = judged(papers, [2000, 2003, 2006])
    assert np.isnan(novelty[1])
    assert (low[1], high[1], pairs[1], undefined[1]) == (0, 1, 1, 1)


def test_a_citation_of_nobody_is_refused():
    venue, year = np.array([0]), np.array([2000])
    with pytest.raises(UsageError, match="names paper 1"):
        new_combinations(np.array([0, 1]), np.array([1]), venue=venue, year=year)


def test_no_papers():
    empty = np.array([], int)
    found = new_combinations(np.array([0]), empty, venue=empty, year=empty)
    assert [len(part) for part in found] == [0] * 5
