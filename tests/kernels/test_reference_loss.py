"""Reference loss: its twin, independence of order and threads, rates by group, nested losses."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citation_worlds import columns
from detente.core.errors import UsageError
from detente.kernels.reference_loss import kept_references
from examples_io import load
from naive import reference_loss as naive

edge_lists = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40)
chances = st.floats(0, 1)


@given(edge_lists, st.lists(chances, min_size=2, max_size=2), st.data())
def test_kernel_equals_its_twin(edges, keep, data):
    seed, draw = data.draw(st.integers(0, 2**62)), data.draw(st.integers(0, 2**31))
    group = np.array(data.draw(st.lists(st.integers(0, 1), min_size=10, max_size=10)))
    names = np.array(data.draw(st.lists(st.integers(0, 2**62), min_size=10, max_size=10)))
    got = kept_references(*columns(edges), keep, seed=seed, draw=draw, group=group, names=names)
    expected = [
        naive.kept((int(names[a]), int(names[b])), keep[group[a]], seed, draw) for a, b in edges
    ]
    assert got.tolist() == expected


@given(edge_lists, chances, st.permutations(range(40)), st.integers(1, 4))
def test_order_and_threads_change_nothing(edges, keep, order, threads):
    citing, cited = columns(edges)
    order = [place for place in order if place < len(edges)]
    plain = kept_references(citing, cited, keep, seed=1, threads=1)
    other = kept_references(citing[order], cited[order], keep, seed=1, threads=threads)
    assert np.array_equal(plain[order], other)


@given(edge_lists, st.tuples(chances, chances))
def test_what_stays_at_a_low_rate_stays_at_a_higher_one(edges, rates):
    few, many = (kept_references(*columns(edges), keep, seed=3) for keep in sorted(rates))
    assert np.all(few <= many)


def grid(size):
    pairs = np.divmod(np.arange(size * size), size)
    return [pair.astype(np.int32) for pair in pairs]


def test_all_and_nothing():
    assert kept_references(*grid(300), 1, seed=5).all()
    assert not kept_references(*grid(300), 0, seed=5).any()


@pytest.mark.parametrize("seed", range(5))
def test_rates_are_those_asked_for_and_draws_are_independent(seed):
    citing, cited = grid(400)
    group = np.arange(400) % 3
    keep = np.array([0.5, 0.9, 0.05])
    draws = np.array(
        [kept_references(citing, cited, keep, seed=seed, draw=d, group=group) for d in range(4)]
    )
    for number, chance in enumerate(keep):
        mine = draws[:, group[citing] == number]
        limit = 4.5 * np.sqrt(chance * (1 - chance) / mine.size)
        assert abs(mine.mean() - chance) < limit
        between = np.corrcoef(mine)[np.triu_indices(4, 1)]
        assert np.abs(between).max() < 4.5 / np.sqrt(mine.shape[1])
    square = draws[0].reshape(400, 400)[::3] - 0.5
    for other in (np.roll(square, 1, axis=0), np.roll(square, 1, axis=1)):
        assert abs((square * other).mean() * 4) < 4.5 / np.sqrt(square.size)


def test_lost_references_move_the_cd_index_as_enumerated():
    """The worked example knows the CD index of F for every part of its references that is left."""
    example = load("04a_cd_index")
    expected, year = example["expected"], list(example["input"]["year"])
    edges = [
        (year.index(one), year.index(other))
        for one, references in example["input"]["references"].items()
        for other in references
    ]
    citing, cited = columns(edges)
    focal = year.index(example["params"]["focal"])
    group = (np.arange(len(year)) == focal).astype(int)
    by_subset = expected["CD5_by_recorded_reference_subset"]
    for chance, wanted in expected["expected_CD5_by_reference_recording_probability"].items():
        keep = [1, float(Fraction(chance))]
        values = []
        for draw in range(4_000):
            kept = kept_references(citing, cited, keep, seed=11, draw=draw, group=group, threads=1)
            assert kept[citing != focal].all()
            left = sorted(year[b] for b in cited[kept & (citing == focal)])
            values.append(by_subset["+".join(left) or "none"])
        assert abs(np.mean(values) - wanted) <= 4.5 * np.std(values) / np.sqrt(len(values)) + 1e-9


def test_a_citation_and_its_reverse_are_two():
    citing, cited = grid(200)
    square = kept_references(citing, cited, 0.5, seed=9).reshape(200, 200)
    upper = np.triu_indices(200, 1)
    assert abs(np.mean(square[upper] == square.T[upper]) - 0.5) < 4.5 * 0.5 / np.sqrt(19_900)


@pytest.mark.parametrize(
    "keep, group, message",
    [
        (1.2, None, "outside 0 to 1"),
        (float("nan"), None, "outside 0 to 1"),
        ([0.5, 0.6], None, "no groups"),
        ([0.5, 0.6], [0, -1], "group lies outside"),
        ([0.5, 0.6], [0, 2], "group lies outside"),
        ([0.5, 0.6], [0], "names paper 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(keep, group, message):
    group = None if group is None else np.array(group)
    with pytest.raises(UsageError, match=message):
        kept_references(np.array([0]), np.array([1]), keep, seed=0, group=group)
