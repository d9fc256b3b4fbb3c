"""Bootstrap weights: what they are, whether they are random enough, and sums under them."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from detente.kernels import bootstrap
from examples_io import load
from naive import bootstrap as naive

DRAWS = 100_000


def one_each(works, draws, seed):
    """Weights of single works, shape (works, draws)."""
    works = np.asarray(works)
    return bootstrap.weights(np.arange(len(works) + 1), works, draws=draws, seed=seed)


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=4), st.integers(0, 2**62))
@settings(max_examples=30)
def test_weights_are_a_function_of_seed_work_and_draw(works, seed):
    got = one_each(works, 5, seed)
    assert got.tolist() == [[naive.weight(seed, w, d) for d in range(5)] for w in works]


@given(st.data())
@settings(max_examples=30)
def test_weights_do_not_depend_on_cells_order_or_threads(data):
    works = np.array(data.draw(st.lists(st.integers(0, 10**12), min_size=1, max_size=20)))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(works)), max_size=5)))
    first = np.array([0, *cuts, len(works)])
    each = one_each(works, 7, 1)
    expected = np.array([each[a:b].sum(axis=0) for a, b in pairwise(first)])
    for threads in (1, 3):
        pooled = bootstrap.weights(first, works, draws=7, seed=1, threads=threads)
        assert np.array_equal(pooled, expected)
    more = one_each(works, 9, 1)
    assert np.array_equal(more[:, :7], each)


@pytest.mark.parametrize("seed", range(12))
def test_weights_are_poisson(seed):
    """Mean, variance and every frequency, over works that are numbered one after another."""
    sample = one_each(np.arange(1000) + 10**9 * seed, 2000, seed).ravel()
    size = len(sample)
    assert abs(sample.mean() - 1) < 4 / np.sqrt(size)
    assert abs(sample.var() - 1) < 4 * np.sqrt(3 / size)
    frequencies = np.bincount(np.minimum(sample, 7), minlength=8)
    expected = size * np.array([naive.poisson(k) for k in range(7)])
    expected = np.append(expected, size - expected.sum())
    assert stats.chisquare(frequencies, expected).pvalue > 1e-4


def correlation(one, other):
    return np.corrcoef(one.ravel(), other.ravel())[0, 1]


@pytest.mark.parametrize("seed", range(6))
def test_neighbours_are_not_correlated(seed):
    """Neighbouring works, draws and seeds; and multiples, where a weak hash repeats itself."""
    works = np.arange(1025) + 10**8 * seed
    sample, next_seed = one_each(works, 1025, seed), one_each(works, 1025, seed + 1)
    limit = 4.5 / np.sqrt(1024 * 1024)
    for step in (1, 2, 16, 256):
        assert abs(correlation(sample[step:], sample[:-step])) < limit * 1.2
        assert abs(correlation(sample[:, step:], sample[:, :-step])) < limit * 1.2
    assert abs(correlation(sample, next_seed)) < limit
    assert abs(correlation(sample[1:, 1:], sample[:-1, :-1])) < limit


def test_no_two_works_or_draws_resemble_each_other():
    """The largest of half a million correlations is what chance makes of it."""
    sample = one_each(np.arange(1000), 1000, 5).astype(float)
    for table in (sample, sample.T):
        pairs = np.corrcoef(table)[np.triu_indices(1000, 1)]
        assert np.abs(pairs).max() < 6 / np.sqrt(1000)
        assert pairs.std() * np.sqrt(1000) == pytest.approx(1, abs=0.01)


def test_totals_over_seeds_are_not_biased():
    """The mean over 300 seeds of the total of 2,000 works in 100 draws."""
    first, works = np.array([0, 2000]), np.arange(2000) * 977
    totals = [bootstrap.weights(first, works, draws=100, seed=s).mean() for s in range(300)]
    assert abs(np.mean(totals) - 2000) < 4 * np.sqrt(2000 / (300 * 100))


def partners_of_example():
    example = load("01c_rank_bootstrap")
    papers = example["input"]["papers_partners"]
    names = sorted({name for partners in papers for name in partners})
    has = np.array([[name in partners for name in names] for partners in papers])
    return example["expected"], names, has


def test_partner_rank_converges_to_the_enumerated_one():
    expected, names, has = partners_of_example()
    sample = one_each(np.arange(len(has)), DRAWS, 2024)
    count = dict(zip(names, np.einsum("pd,pn->nd", sample, has.astype(int)), strict=True))
    got = {
        "P_US_strictly_first": (count["US"] > count["GB"]).mean(),
        "P_tie": (count["US"] == count["GB"]).mean(),
        "P_GB_strictly_first": (count["US"] < count["GB"]).mean(),
        "P_US_rank1_competition": (count["US"] >= count["GB"]).mean(),
    }
    assert got == pytest.approx({key: expected[key] for key in got}, abs=0.01)
    # papers of both countries cancel; what is left is a difference of Poisson counts
    alone = {name: int((has[:, i] & (has.sum(axis=1) == 1)).sum()) for i, name in enumerate(names)}
    exact = naive.strictly_first(alone, "US")
    names_of_exact = ("P_US_strictly_first", "P_tie", "P_GB_strictly_first")
    assert [got[n] for n in names_of_exact] == pytest.approx(exact, abs=4 * 0.5 / np.sqrt(DRAWS))


def test_draws_of_the_full_size_are_efrons_resamples():
    """Given their total, Poisson weights are a resample of fixed size: the enumerated answer."""
    expected, names, has = partners_of_example()
    sample = one_each(np.arange(len(has)), 4 * DRAWS, 7)
    sample = sample[:, sample.sum(axis=0) == len(has)]
    count = dict(zip(names, np.einsum("pd,pn->nd", sample, has.astype(int)), strict=True))
    limit = 4 * 0.5 / np.sqrt(sample.shape[1])
    first = (count["US"] > count["GB"]).mean()
    assert first == pytest.approx(expected["P_US_strictly_first"], abs=limit)
    assert (count["US"] == count["GB"]).mean() == pytest.approx(expected["P_tie"], abs=limit)


@given(st.data())
@settings(max_examples=40)
def test_sums_equal_plain_loops(data):
    cells, keys, draws = data.draw(st.integers(1, 5)), 3, 4
    entry = st.tuples(st.integers(0, keys - 1), st.sampled_from((0.5, 1.0, 0.25)))
    entries = data.draw(st.lists(st.lists(entry, max_size=3), min_size=cells, max_size=cells))
    groups = data.draw(st.lists(st.integers(0, 2), min_size=cells, max_size=cells))
    weights = np.array(
        data.draw(
            st.lists(
                st.lists(st.integers(0, 9), min_size=draws, max_size=draws),
                min_size=cells,
                max_size=cells,
            )
        ),
        np.int32,
    )
    first = np.cumsum([0, *map(len, entries)])
    flat = [pair for row in entries for pair in row]
    out = np.zeros((max(groups) + 1, keys, draws))
    bootstrap.accumulate(
        np.arange(cells),
        np.arange(cells),
        first,
        np.array([k for k, _ in flat], np.int32),
        np.array([v for _, v in flat], float),
        np.array(groups),
        weights,
        out,
    )
    assert out.tolist() == naive.accumulated(cells, entries, weights.tolist(), groups, keys)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.integers(0, 9), min_size=2, max_size=2)),
        min_size=1,
        max_size=8,
    )
)
def test_rows_are_regrouped(rows):
    target, values = np.array([t for t, _ in rows]), np.array([v for _, v in rows], np.int32)
    chosen = np.arange(0, len(rows), 2)
    out = np.zeros((4, 2), np.int32)
    bootstrap.add_rows(chosen, target, values, out)
    for group, column in product(range(4), range(2)):
        expected = sum(values[i, column] for i in chosen if target[i] == group)
        assert out[group, column] == expected


def sparse(data):
    """Rows of (key, value), and whole weights of each row: none in any draw if none is counted."""
    pairs = st.tuples(st.integers(0, 2), st.sampled_from((0.5, 1.0, 0.25)))
    rows = data.draw(st.lists(st.lists(pairs, max_size=3), min_size=1))
    columns = st.lists(st.integers(0, 4), min_size=3, max_size=3)
    columns = columns.map(lambda column: column if column[0] else [0, 0, 0])
    return rows, data.draw(st.lists(columns, min_size=len(rows), max_size=len(rows)))


@given(st.data())
def test_sparse_entries_are_summed(data):
    rows, weights = sparse(data)
    flat = [(number, *pair) for number, row in enumerate(rows) for pair in row]
    out = np.zeros(3)
    bootstrap.sum_entries(
        np.array([number for number, _, _ in flat], np.int64),
        np.array([key for _, key, _ in flat], np.int32),
        np.array([value for _, _, value in flat], float),
        np.array([float(weight[0]) for weight in weights]),
        out,
    )
    expected = [
        sum(v * weights[number][0] for number, k, v in flat if k == key) for key in range(3)
    ]
    assert out.tolist() == expected


@given(st.data())
def test_slots_add_whole_numbers_before_they_are_multiplied(data):
    rows, weights = sparse(data)
    pairs = sorted({pair for row in rows for pair in row})
    first = np.cumsum([0, *map(len, rows)])
    slot = np.array([pairs.index(pair) for row in rows for pair in row], np.int64)
    sums = np.zeros((len(pairs), 3), np.int32)
    bootstrap.add_slots(first, slot, np.array(weights, np.int32), sums)
    out = np.zeros((3, 3))
    bootstrap.combine_slots(
        np.array([key for key, _ in pairs], np.int32),
        np.array([value for _, value in pairs], float),
        sums,
        out,
    )
    entries = [[*row] for row in rows]
    plain = naive.accumulated(len(rows), entries, weights, [0] * len(rows), 3)
    assert out.tolist() == plain[0]


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=4), st.integers(0, 2**62))
@settings(max_examples=30)
def test_uniforms_are_a_function_of_seed_name_and_draw(names, seed):
    got = bootstrap.uniforms(np.array(names), draws=5, seed=seed)
    assert got.tolist() == [[naive.bits(seed, n, d) / 2**32 for d in range(5)] for n in names]
