"""Reference sets, scores and sums against their naive twins, and the invariants of methods §13."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.kernels import impact, joint, percentiles
from detente.kernels.placement import placement
from naive import impact as naive

STRATA = 3
TOPS = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 20), Fraction(1, 100), Fraction(1, 1000))
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 5000), st.just(10**6))
# quarters are exact in doubles, and 1e9 apart in size from what ties
FRACTIONS = st.integers(-8, 8).map(lambda n: Fraction(n, 4))


@st.composite
def worlds(draw, values=COUNTS, unknown=True):
    """Papers of one to three strata, some of unknown value or stratum."""
    papers = []
    for _ in range(draw(st.integers(1, 14))):
        value = draw(st.one_of(st.none(), values) if unknown else values)
        strata = draw(st.lists(st.integers(0, STRATA - 1), min_size=1, max_size=3, unique=True))
        parts = [draw(st.integers(1, 4)) for _ in strata]
        shares = [Fraction(part, sum(parts)) for part in parts]
        if unknown and draw(st.integers(0, 9)) == 0:
            strata[0] = None
        papers.append({"value": value, "strata": dict(zip(strata, shares, strict=True))})
    return papers


def placed(papers):
    rows = [row for paper in papers for row in paper["strata"].items()]
    first = np.cumsum([0, *(len(paper["strata"]) for paper in papers)])
    stratum = [-1 if stratum is None else stratum for stratum, _ in rows]
    return placement(stratum, first=first, weight=[float(weight) for _, weight in rows])


def values_of(papers, whole=True):
    if whole:
        return np.array([-1 if p["value"] is None else p["value"] for p in papers])
    return np.array([np.nan if p["value"] is None else float(p["value"]) for p in papers])


def reference_of(papers, whole=True, **options):
    values = values_of(papers, whole)
    return percentiles.reference_sets(
        values, placed(papers), tops=[float(x) for x in TOPS], strata=STRATA, **options
    )


def assert_scores(scores, expected):
    for number, wanted in enumerate(expected):
        assert scores.ranked[number] == (wanted is not None)
        if wanted is None:
            assert np.isnan(scores.ncs[number])
            assert np.isnan(scores.membership[number]).all()
            assert scores.scored[number] == 0
            continue
        score, part, members = wanted
        assert scores.scored[number] == pytest.approx(float(part), abs=1e-12)
        if score is None:
            assert np.isnan(scores.ncs[number])
        else:
            assert scores.ncs[number] == pytest.approx(float(score), rel=1e-12, abs=1e-12)
        assert scores.membership[number].tolist() == pytest.approx(
            [float(m) for m in members], abs=1e-9
        )


@given(worlds())
def test_scores_of_counts_equal_the_naive_ones(papers):
    reference = reference_of(papers)
    assert_scores(
        impact.scores(values_of(papers), placed(papers), reference),
        naive.paper_scores(papers, TOPS),
    )
    for stratum in range(STRATA):
        assert reference.weight[stratum] == pytest.approx(float(naive.size(papers, stratum)))
        mean = naive.mean(papers, stratum)
        assert np.isnan(reference.mean[stratum]) == (mean is None)


@given(worlds(values=st.integers(0, 12).map(lambda n: Fraction(n, 4))))
def test_scores_of_fractional_citations_equal_the_naive_ones(papers):
    found = impact.scores(
        values_of(papers, whole=False), placed(papers), reference_of(papers, whole=False)
    )
    assert_scores(found, naive.paper_scores(papers, TOPS))


@given(worlds(values=FRACTIONS), st.booleans())
def test_any_value_can_be_ranked_from_either_end(papers, lowest):
    got = impact.top_membership(
        values_of(papers, whole=False),
        placed(papers),
        tops=[float(x) for x in TOPS],
        strata=STRATA,
        lowest=lowest,
    )
    turned = [
        paper | {"value": None if paper["value"] is None else paper["value"] * (-1) ** lowest}
        for paper in papers
    ]
    for row, paper in enumerate(turned):
        if not naive.is_ranked(paper):
            assert np.isnan(got[row]).all()
            continue
        expected = [
            sum(
                w * naive.membership(naive.rows_of(turned, s), paper["value"], top)
                for s, w in paper["strata"].items()
            )
            for top in TOPS
        ]
        assert got[row].tolist() == pytest.approx([float(m) for m in expected], abs=1e-9)


@given(worlds(values=st.integers(0, 40)))
def test_lowest_counts_are_the_top_of_the_negated(papers):
    whole = impact.top_membership(
        values_of(papers), placed(papers), tops=[0.3], strata=STRATA, lowest=True
    )
    negated = impact.top_membership(
        -values_of(papers, whole=False), placed(papers), tops=[0.3], strata=STRATA
    )
    assert np.allclose(whole, negated, atol=1e-12, equal_nan=True)


@given(worlds(), st.booleans())
def test_the_world_has_its_share_and_scores_one_in_every_stratum(papers, whole):
    """Methods §13.3, per stratum, with the rows of each as a world of its own."""
    reference = reference_of(papers, whole)
    assume(any(naive.is_ranked(paper) for paper in papers))
    for stratum in range(STRATA):
        rows = naive.rows_of(papers, stratum)
        if not rows:
            assert reference.weight[stratum] == 0
            assert np.isnan(reference.mean[stratum])
            continue
        values = np.array([int(value) for value, _ in rows])
        weight = np.array([float(w) for _, w in rows])
        scores = impact.scores(values, placement(np.full(len(rows), stratum)), reference)
        for top, x in enumerate(TOPS):
            share = weight @ scores.membership[:, top] / weight.sum()
            assert share == pytest.approx(float(x), rel=1e-9, abs=1e-12)
        if values.any():
            assert weight @ scores.ncs / weight.sum() == pytest.approx(1, rel=1e-12)


@given(worlds())
def test_the_world_as_a_country_has_its_share_and_scores_one(papers):
    """Papers that lie partly in an uncited stratum do not disturb it."""
    reference = reference_of(papers)
    count = len(papers)
    sums = impact.sums_by_slot(
        values_of(papers), placed(papers), reference,
        first=np.arange(count + 1), key=np.zeros(count, int), value=np.ones(count), slots=2,
    )  # fmt: skip
    ranked = sum(naive.is_ranked(paper) for paper in papers)
    assert sums[0, impact.PAPERS] == ranked
    assert not sums[1].any()
    for top, x in enumerate(TOPS):
        share = impact.top_share(sums, top=top)
        assert share[0] == pytest.approx(float(x)) if ranked else np.isnan(share[0])
        assert np.isnan(share[1])
    score = impact.mean_score(sums)
    assert np.isnan(score[1])
    assert score[0] == pytest.approx(1) if sums[0, impact.SCORED] else np.isnan(score[0])


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_papers_and_of_their_rows_changes_nothing(papers, random):
    order = list(range(len(papers)))
    random.shuffle(order)
    shuffled = [
        papers[n]
        | {
            "strata": dict(
                random.sample(list(papers[n]["strata"].items()), k=len(papers[n]["strata"]))
            )
        }
        for n in order
    ]
    before = impact.scores(values_of(papers), placed(papers), reference_of(papers))
    after = impact.scores(values_of(shuffled), placed(shuffled), reference_of(shuffled))
    for name in ("ncs", "scored", "membership"):
        one, other = getattr(before, name)[order], getattr(after, name)
        assert np.allclose(one, other, rtol=1e-12, atol=1e-12, equal_nan=True)


def large_world(papers=4000, strata=40, seed=3):
    random = np.random.default_rng(seed)
    rows = random.integers(1, 4, papers)
    first = np.concatenate([[0], np.cumsum(rows)])
    stratum = np.concatenate([random.choice(strata, size, replace=False) for size in rows])
    return random.geometric(0.05, papers) ** 2 - 1, placement(stratum, first=first), strata


@pytest.mark.parametrize("whole", [True, False])
def test_threads_change_no_bit(whole):
    citations, placed_rows, strata = large_world()
    values = citations if whole else citations / 3.0
    random = np.random.default_rng(1)
    first = np.arange(0, 2 * len(values) + 1, 2)
    key, value = random.integers(0, 9, first[-1]), random.random(first[-1])
    found = []
    for threads in (1, 2, 3):
        reference = percentiles.reference_sets(
            values, placed_rows, tops=[0.1, 0.01], strata=strata, threads=threads
        )
        scores = impact.scores(values, placed_rows, reference, threads=threads)
        sums = impact.sums_by_slot(
            values, placed_rows, reference,
            first=first, key=key, value=value, slots=9, threads=threads,
        )  # fmt: skip
        found.append((*reference, *scores, sums))
    for others in found[1:]:
        for one, other in zip(found[0], others, strict=True):
            assert np.array_equal(one, other, equal_nan=True)


def test_counts_and_their_doubles_agree():
    """Histograms against sorting, and values far apart against both."""
    citations, placed_rows, strata = large_world()
    far = citations.copy()
    far[::97] = 10**6
    for values in (citations, far):
        given_as = [
            values,
            values.astype(float),
            values.astype(np.int16 if values is citations else np.int64),
        ]
        sets = [
            percentiles.reference_sets(v, placed_rows, tops=[0.5, 0.1, 0.001], strata=strata)
            for v in given_as
        ]
        for other in sets[1:]:
            for one, two in zip(sets[0], other, strict=True):
                assert np.allclose(one, two, rtol=1e-12)


@given(worlds(unknown=False), st.data())
@settings(max_examples=50)
def test_sums_by_country_equal_the_naive_ones(papers, data):
    slots = 3
    parts = st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)])
    credit = [data.draw(st.lists(parts, min_size=slots, max_size=slots)) for _ in papers]
    rows = [[(slot, part) for slot, part in enumerate(row) if part] for row in credit]
    flat = [entry for row in rows for entry in row]
    sums = impact.sums_by_slot(
        values_of(papers),
        placed(papers),
        reference_of(papers),
        first=np.cumsum([0, *map(len, rows)]),
        key=np.array([slot for slot, _ in flat], np.int16),
        value=np.array([float(part) for _, part in flat]),
        slots=slots,
    )
    for slot in range(slots):
        wanted = naive.country_figures(papers, [row[slot] for row in credit], TOPS)
        columns = [wanted["P"], wanted["SCORED"], wanted["TNCS"], *wanted["P_top"]]
        assert sums[slot].tolist() == pytest.approx([float(v) for v in columns], abs=1e-9)
        for got, exact in (
            (impact.mean_score(sums)[slot], wanted["MNCS"]),
            (impact.top_share(sums, top=1)[slot], wanted["PP_top"][1]),
        ):
            assert np.isnan(got) if exact is None else got == pytest.approx(float(exact))


def test_values_that_differ_by_rounding_tie_and_ties_do_not_chain():
    step = 0.7e-9
    values = np.array([1.0, 1.0 - step, 1.0 - 2 * step, 0.5])
    member = impact.top_membership(values, placement(np.zeros(4, int)), tops=[0.25], strata=1)
    # the first leads a group of two; the third is 1.4e-9 below the leader, in a group of its own
    assert member[:, 0].tolist() == pytest.approx([0.5, 0.5, 0.0, 0.0])


def test_a_need_that_rounding_makes_a_little_more_lets_nobody_else_in():
    values = np.arange(100)
    member = impact.top_membership(values, placement(np.zeros(100, int)), tops=[0.07], strata=1)
    assert 0.07 * 100 > 7
    assert member[:, 0].tolist() == [0.0] * 93 + [1.0] * 7


@pytest.mark.parametrize("top", [1.0, 0.999999])
def test_nearly_all_are_members_of_nearly_everything(top):
    citations, placed_rows, strata = large_world()
    member = impact.top_membership(citations, placed_rows, tops=[top], strata=strata)
    assert member.mean() == pytest.approx(top, rel=1e-12)


def test_a_paper_without_strata_is_not_ranked():
    placed_rows = placement([0, 0], first=[0, 1, 1, 2])
    scores = impact.scores(
        np.array([3, 5, 1]),
        placed_rows,
        percentiles.reference_sets(np.array([3, 5, 1]), placed_rows, tops=[0.5], strata=1),
    )
    assert scores.ranked.tolist() == [True, False, True]
    assert scores.membership[:, 0].tolist() == pytest.approx([1, np.nan, 0], nan_ok=True)
    assert not scores.contributions()[1].any()


def test_a_paper_outside_every_reference_set_is_not_ranked():
    reference = percentiles.reference_sets(
        np.array([3]), placement(np.array([0])), tops=[0.5], strata=2
    )
    scores = impact.scores(np.array([3, 3]), placement(np.array([0, 1])), reference)
    assert scores.ranked.tolist() == [True, False]


def test_an_empty_world_is_undefined_and_silent():
    nothing = np.empty(0, np.int32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reference = percentiles.reference_sets(nothing, placement(nothing), tops=[0.1], strata=2)
        scores = impact.scores(nothing, placement(nothing), reference)
    assert np.isnan(reference.mean).all()
    assert scores.contributions().shape == (0, 4)


@pytest.mark.parametrize("top", [0.0, -0.1, 1.5, np.nan])
def test_a_share_that_is_none_is_refused(top):
    with pytest.raises(ValueError, match="top share"):
        percentiles.reference_sets(np.array([1]), placement([0]), tops=[top], strata=1)


def test_another_number_of_values_is_refused():
    with pytest.raises(ValueError, match="2 papers need as many values"):
        percentiles.reference_sets(np.array([1]), placement([0, 0]), tops=[0.5], strata=1)


def test_counts_beyond_32_bits_are_ranked_as_doubles():
    values = np.array([2**40, 2**40 + 1000, -1, 5])
    member = impact.top_membership(values, placement(np.zeros(4, int)), tops=[1 / 3], strata=1)
    assert member[:, 0].tolist() == pytest.approx([0.5, 0.5, np.nan, 0], nan_ok=True)


def test_a_stratum_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match="a stratum is numbered 3, and there are 3"):
        percentiles.reference_sets(np.array([1]), placement([3]), tops=[0.5], strata=3)
    reference = percentiles.reference_sets(np.array([1]), placement([0]), tops=[0.5], strata=1)
    with pytest.raises(ValueError, match="a stratum is numbered 1"):
        impact.scores(np.array([1]), placement([1]), reference)


@pytest.mark.parametrize(
    "first, key, value",
    [
        ([0, 1], [2], [1.0]),
        ([0, 1], [-1], [1.0]),
        ([0, 2], [0], [1.0]),
        ([0, 1], [0], []),
    ],
)
def test_credits_that_do_not_fit_are_refused(first, key, value):
    placed_rows = placement([0])
    reference = percentiles.reference_sets(np.array([1]), placed_rows, tops=[0.5], strata=1)
    arrays = {"first": np.array(first), "key": np.array(key), "value": np.array(value, float)}
    with pytest.raises(ValueError, match=r"slot|first"):
        impact.sums_by_slot(np.array([1]), placed_rows, reference, slots=2, **arrays)
    with pytest.raises(ValueError, match=r"slot|first|group"):
        joint.joint_draws([5], np.ones((1, 4)), slots=2, draws=1, seed=1, group=[0], **arrays)


@pytest.mark.parametrize("work, group", [([5], [1]), ([5], [-1]), ([5, 6], [0, 0])])
def test_groups_that_do_not_fit_are_refused(work, group):
    arrays = {"first": np.array([0, 1]), "key": np.array([0]), "value": np.array([1.0])}
    with pytest.raises(ValueError, match="group"):
        joint.joint_draws(work, np.ones((1, 4)), slots=1, draws=1, seed=1, group=group, **arrays)
