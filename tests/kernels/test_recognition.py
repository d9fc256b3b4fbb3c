"""Delayed recognition: the worked example, the naive twin, ties and empty histories."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import UsageError
from detente.kernels.recognition import citation_histories, sleeping_beauty
from examples_io import assert_exact, assert_matches, load
from naive import recognition as naive

histories = st.lists(st.lists(st.integers(0, 30), max_size=12), max_size=8)


def rows(lists):
    first = np.cumsum([0, *map(len, lists)])
    return first, np.array([count for row in lists for count in row], np.int32)


def test_worked_example():
    example = load("04e_novelty_sleeping_beauty")
    given_ = example["input"]
    found = sleeping_beauty(*rows([given_["yearly_citations"], given_["early_peak"]]))
    got = {
        "t_peak": found.peak[0],
        "B": found.beauty[0],
        "t_awakening": found.awakening[0],
        "B_early_peak": found.beauty[1],
    }
    expected = {key: example["expected"][key] for key in got}
    assert_matches(got, expected, example["tolerance"])
    assert found.awakening[1] == found.peak[1] == 0


def test_naive_twin_is_the_exact_one():
    example = load("04e_novelty_sleeping_beauty")
    beauty, _, _ = naive.sleeping_beauty(example["input"]["yearly_citations"])
    assert_exact({"B": beauty}, example["exact"])


@given(histories, st.integers(1, 3))
def test_kernel_equals_its_twin(lists, threads):
    found = sleeping_beauty(*rows(lists), threads=threads)
    for number, history in enumerate(lists):
        beauty, awakening, peak = naive.sleeping_beauty(history)
        if beauty is None:
            assert np.isnan(found.beauty[number])
            assert found.awakening[number] == found.peak[number] == -1
        else:
            assert found.beauty[number] == pytest.approx(float(beauty), rel=1e-12, abs=1e-12)
            assert (found.awakening[number], found.peak[number]) == (awakening, peak)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.lists(st.integers(0, 30)))
def test_years_after_the_peak_change_nothing(history, later):
    later = [min(count, max(history)) for count in later]
    alone, longer = (sleeping_beauty(*rows([h])) for h in (history, history + later))
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(alone, longer, strict=True))


def test_first_maximum_on_ties():
    found = sleeping_beauty(*rows([[0, 5, 0, 5], [0, 0, 0, 6, 2], [3, 3, 3]]))
    assert found.peak.tolist() == [1, 3, 0]
    assert found.awakening.tolist() == [0, 2, 0]


def test_a_straight_rise_has_no_beauty():
    found = sleeping_beauty(*rows([[2, 4, 6, 8]]))
    assert (found.beauty[0], found.awakening[0], found.peak[0]) == (0, 0, 3)


def test_large_counts_do_not_overflow():
    history = [2**31 - 1, *[0] * 99, 2**31 - 1]
    history[-2] = 1
    beauty, awakening, _ = naive.sleeping_beauty([*history[:-1], 2**31])
    found = sleeping_beauty(np.array([0, 101]), np.array([*history[:-1], 2**31]))
    assert found.beauty[0] == pytest.approx(float(beauty), rel=1e-12)
    assert found.awakening[0] == awakening


def test_a_negative_count_is_refused():
    with pytest.raises(UsageError, match="negative"):
        sleeping_beauty(*rows([[1, -1]]))


def test_a_citation_of_nobody_is_refused():
    with pytest.raises(UsageError, match="names paper 1"):
        citation_histories(np.array([0]), np.array([1]), np.array([2000]), last_year=2001)


@given(st.data())
def test_histories_count_citations_by_age(data):
    year = data.draw(st.lists(st.integers(2000, 2006), min_size=1, max_size=6))
    papers = st.integers(0, len(year) - 1)
    edges = data.draw(st.lists(st.tuples(papers, papers), max_size=20))
    last = data.draw(st.integers(1999, 2007))
    citing, cited = np.array(edges, np.int32).reshape(-1, 2).T
    found = citation_histories(citing, cited, np.array(year), last_year=last)
    ends = zip(found.first[:-1], found.first[1:], strict=True)
    assert [found.counts[a:b].tolist() for a, b in ends] == naive.histories(edges, year, last)
    early = [sum(b == p and year[a] < year[p] for a, b in edges) for p in range(len(year))]
    assert found.too_early.tolist() == early
