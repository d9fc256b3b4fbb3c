"""Sums under the joint bootstrap, and two countries compared in the same draws."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels import bootstrap, impact, intervals, joint
from detente.kernels.percentiles import reference_sets
from detente.kernels.placement import placement
from examples_io import assert_exact, assert_matches, load
from naive import bootstrap as naive_bootstrap
from naive import impact as naive

DRAWS = 100_000


@pytest.fixture(scope="module")
def example():
    return load("03b_bootstrap_difference")


def fractions_of(example):
    """Credit of A, of B, and membership of each paper; 0.333… is a third."""
    papers = example["input"]["papers"]
    return [
        [Fraction(paper[name]).limit_denominator(1000) for paper in papers]
        for name in ("wA", "wB", "top10")
    ]


def drawn_shares(weight, example):
    """PP of A and of B in each draw, by the kernels that draw weights of their own use."""
    papers = example["input"]["papers"]
    top = np.array([paper["top10"] for paper in papers])
    shares = []
    for name in ("wA", "wB"):
        credit = np.array([paper[name] for paper in papers], float)
        base = credit @ weight
        shares.append(np.divide(
            (credit * top) @ weight, base, out=np.full(base.shape, np.nan), where=base > 0
        ))  # fmt: skip
    return shares


def figures(one, other):
    found = joint.difference(one, other)
    return {
        "P_diff_gt_0": found.above,
        "P_diff_eq_0": found.equal,
        "P_diff_lt_0": found.below,
        "ci95_difference": [found.interval.low, found.interval.high],
        "ci95_PP_A": list(intervals.interval(one)[:2]),
    }


def test_every_resample_of_the_example(example):
    pairs = list(naive.efron_differences(*fractions_of(example)))
    one, other = (
        np.array([np.nan if value is None else float(value) for value in column])
        for column in zip(*pairs, strict=True)
    )
    expected = example["expected"]
    both = joint.difference(one, other)
    got = figures(one, other) | {
        "undefined_resamples": int(both.undefined),
        "n_resamples": len(pairs),
        "PP_A": expected_share(example, "wA"),
        "PP_B": expected_share(example, "wB"),
    }
    got["difference"] = got["PP_A"] - got["PP_B"]
    assert_matches(got, expected, example["tolerance"])


def expected_share(example, name):
    sums = sums_of(example, DRAWS // 1000)
    return impact.top_share(sums, top=0)["AB".index(name[1]), 0]


def test_the_naive_enumeration_is_the_exact_one(example):
    pairs = list(naive.efron_differences(*fractions_of(example)))
    known = sorted(a - b for a, b in pairs if a is not None and b is not None)
    shares = [
        Fraction(sum(sign(change) for change in known), len(known))
        for sign in (lambda c: c > 0, lambda c: c == 0, lambda c: c < 0)
    ]
    names = ("P_diff_gt_0", "P_diff_eq_0", "P_diff_lt_0")
    assert_exact(dict(zip(names, shares, strict=True)), {n: example["exact"][n] for n in names})


def sums_of(example, draws, seed=5):
    papers = example["input"]["papers"]
    scores = impact.Scores(
        np.ones(len(papers), bool),
        np.ones(len(papers)),
        np.ones(len(papers)),
        np.array([[paper["top10"]] for paper in papers]),
    )
    rows = [[(n, p[w]) for n, w in enumerate(("wA", "wB")) if p[w]] for p in papers]
    return joint.joint_draws(
        np.arange(len(papers)),
        scores.contributions(),
        first=np.cumsum([0, *map(len, rows)]),
        key=np.array([slot for row in rows for slot, _ in row]),
        value=np.array([share for row in rows for _, share in row], float),
        slots=2,
        draws=draws,
        seed=seed,
    )


def test_draws_of_the_full_size_are_the_enumerated_resamples(example):
    """Methods §13.8: given their total, Poisson weights are Efron's; within 0.01 at 100,000."""
    count = len(example["input"]["papers"])
    weight = bootstrap.weights(np.arange(count + 1), np.arange(count), draws=7 * DRAWS, seed=5)
    of_full_size = weight.sum(axis=0) == count
    assert of_full_size.sum() > DRAWS
    shares = impact.top_share(sums_of(example, 7 * DRAWS), top=0)[:, 1:][:, of_full_size]
    got = figures(*shares[:, :DRAWS])
    assert_matches(got, {name: example["expected"][name] for name in got}, 0.01)
    plain = drawn_shares(weight[:, of_full_size][:, :DRAWS], example)
    assert np.allclose(shares[:, :DRAWS], plain, atol=1e-12, equal_nan=True)


def test_six_papers_are_few_for_poisson_weights(example):
    """What draws of varying total converge to, and how far that is; see decision 0006."""
    got = joint.difference(*impact.top_share(sums_of(example, DRAWS), top=0)[:, 1:])
    exact, undefined = naive.poisson_signs(*fractions_of(example))
    limit = 4 * 0.5 / np.sqrt(DRAWS)
    found = [got.above, got.equal, got.below]
    assert found == pytest.approx(exact, abs=limit)
    assert got.undefined / DRAWS == pytest.approx(undefined, abs=limit)
    fixed = [example["expected"][f"P_diff_{sign}_0"] for sign in ("gt", "eq", "lt")]
    assert exact == pytest.approx(fixed, abs=0.03)


def test_forty_times_as_many_papers_feel_no_difference(example):
    """The same papers, 40 of each: Poisson and fixed size agree within 0.01."""
    papers = example["input"]["papers"] * 40
    random = np.random.default_rng(2)
    fixed = random.multinomial(len(papers), np.full(len(papers), 1 / len(papers)), 20_000).T
    poisson = bootstrap.weights(
        np.arange(len(papers) + 1), np.arange(len(papers)), draws=20_000, seed=1
    )
    larger = {"input": {"papers": papers}}
    one, other = (figures(*drawn_shares(weight, larger)) for weight in (fixed, poisson))
    for name in one:
        assert np.allclose(one[name], other[name], atol=0.01), name


ENTRY = st.tuples(st.integers(0, 2), st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(1)]))
ROW = st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=4, max_size=4)


@given(st.data())
@settings(max_examples=40)
def test_sums_are_those_of_the_weights_of_the_bootstrap(data):
    count = data.draw(st.integers(1, 8))
    works = data.draw(st.lists(st.integers(0, 10**12), min_size=count, max_size=count))
    groups = data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    entries = data.draw(st.lists(st.lists(ENTRY, max_size=3), min_size=3, max_size=3))
    amounts = data.draw(st.lists(ROW, min_size=count, max_size=count))
    flat = [entry for row in entries for entry in row]
    found = joint.joint_draws(
        works,
        amounts,
        first=np.cumsum([0, *map(len, entries)]),
        key=np.array([slot for slot, _ in flat], np.int16),
        value=np.array([float(part) for _, part in flat]),
        slots=3,
        draws=3,
        seed=9,
        group=groups,
    )
    own = [entries[group] for group in groups]
    for column in range(4):
        weight = [
            1 if column == 0 else naive_bootstrap.weight(9, work, column - 1) for work in works
        ]
        expected = naive.resampled(amounts, own, weight, 3)
        assert np.array_equal(found[:, :, column], np.array(expected, float))


def large_sums(order, threads, draws=700):
    """Papers of three groups in a given order, with amounts that no double holds exactly."""
    random = np.random.default_rng(4)
    count = 300
    amounts = random.random((count, 5)) * (random.random((count, 5)) < 0.6)
    groups, works = random.integers(0, 20, count), random.permutation(count) * 7919
    first = np.arange(0, 41, 2)
    return joint.joint_draws(
        works[order], amounts[order], group=groups[order], first=first,
        key=random.integers(0, 6, 40), value=random.random(40), slots=6,
        draws=draws, seed=3, threads=threads,
    )  # fmt: skip


def test_neither_order_nor_threads_nor_further_draws_change_a_bit():
    plain = large_sums(np.arange(300), 1)
    for order, threads in (
        (np.arange(300)[::-1], 2),
        (np.random.default_rng(0).permutation(300), 3),
    ):
        assert np.array_equal(large_sums(order, threads), plain)
    assert np.array_equal(large_sums(np.arange(300), 2, draws=5), plain[:, :, :6])


def test_a_group_is_each_paper_with_its_credit():
    """Grouped, and with the credit written out a paper: the same sums but for rounding."""
    random = np.random.default_rng(6)
    count, group = 200, np.sort(np.random.default_rng(1).integers(0, 5, 200))
    first, key, value = np.arange(0, 11, 2), random.integers(0, 4, 10), random.random(10)
    amounts = random.random((count, 4))
    common = {"slots": 4, "draws": 20, "seed": 1}
    pooled = joint.joint_draws(
        np.arange(count), amounts, first=first, key=key, value=value, group=group, **common
    )
    entries = np.concatenate([np.arange(first[g], first[g + 1]) for g in group])
    alone = joint.joint_draws(
        np.arange(count), amounts,
        first=2 * np.arange(count + 1), key=key[entries], value=value[entries], **common,
    )  # fmt: skip
    assert np.allclose(pooled, alone, rtol=1e-12)


def test_sums_as_they_are_are_the_sums_by_slot():
    citations = np.array([5, 0, 3, 3, 1, 9])
    placed = placement(np.array([0, 0, 0, 1, 1, 1]))
    reference = reference_sets(citations, placed, tops=[0.5, 0.1], strata=2)
    entries = {
        "first": np.array([0, 1, 3, 3, 4, 5, 6]),
        "key": np.array([0, 0, 1, 1, 0, 1]),
        "value": np.array([1, 0.5, 0.5, 1, 1, 1]),
        "slots": 2,
    }
    whole = joint.joint_draws(
        np.arange(6),
        impact.scores(citations, placed, reference).contributions(),
        draws=0,
        seed=0,
        **entries,
    )
    plain = impact.sums_by_slot(citations, placed, reference, **entries)
    assert np.allclose(whole[:, :, 0], plain, rtol=1e-15)
    assert np.allclose(impact.mean_score(whole)[:, 0], impact.mean_score(plain))


DEFINED = st.one_of(st.just(float("nan")), st.integers(0, 4).map(float))


@given(st.lists(st.tuples(DEFINED, DEFINED), min_size=1, max_size=30))
def test_swapping_two_countries_flips_the_difference(pairs):
    """Methods §13.6."""
    one, other = np.array(pairs).T
    here, there = joint.difference(one, other), joint.difference(other, one)
    assert here.undefined == there.undefined == np.isnan(one - other).sum()
    for a, b in ((here.above, there.below), (here.equal, there.equal), (here.below, there.above)):
        assert a == b or (np.isnan(a) and np.isnan(b))
    known = [a - b for a, b in pairs if not np.isnan(a - b)]
    if known:
        assert here.above == sum(change > 0 for change in known) / len(known)
        assert here.above + here.equal + here.below == pytest.approx(1)


def test_a_quotient_without_a_denominator_is_undefined_and_counted():
    found = joint.quotient([1.0, 2.0, 0.0, 1.0, np.nan], [1.0, 1.0, 2.0, 0.0, 1.0])
    assert found.undefined == 2
    assert [found.above, found.equal, found.below] == pytest.approx([1 / 3] * 3)
    # two of five draws are too many to say where the others would lie
    assert np.isnan(found.interval.low)
    few = joint.quotient(np.arange(1.0, 101.0), np.full(100, 2.0))
    assert [few.interval.low, few.interval.high] == [1.5, 49.0]


def test_differences_by_rounding_are_ties():
    found = joint.difference(np.array([0.1 + 0.2, 1.0]), np.array([0.3, 0.5]))
    assert (found.equal, found.above) == (0.5, 0.5)
