"""Atypical combinations: the worked example, exact and drawn nulls, the naive twin, the edges."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citation_worlds import columns, networks
from detente.core.errors import UsageError
from detente.kernels.novelty import atypicality
from detente.kernels.null_scores import null_scores
from detente.kernels.pair_moments import shuffled_moments
from detente.kernels.pair_scores import pair_scores, paper_scores, placed
from detente.kernels.rewiring import rewire
from detente.kernels.venue_pairs import Pairs, count_again, count_pairs, sorted_lists
from examples_io import assert_exact, assert_matches, load
from naive import novelty as naive
from naive import rewiring as naive_rewiring

VENUES = 5
reference_lists = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, VENUES - 1)), max_size=9), max_size=7
)


def flat(papers):
    first = np.cumsum([0, *map(len, papers)])
    venues = [-1 if venue is None else venue for references in papers for venue in references]
    return first, np.array(venues, np.int32)


def named(pairs, values):
    """Values by pair (a, b)."""
    rows = np.repeat(np.arange(len(pairs.first) - 1), np.diff(pairs.first))
    both = zip(rows.tolist(), pairs.second.tolist(), strict=True)
    return dict(zip(both, values, strict=True))


def of_paper(found, number):
    """What the kernel says of one paper, as its twin would; references to the unknown apart."""
    values = {name: part[number] for name, part in found._asdict().items() if name != "unknown"}
    return values | {"atypical": None if np.isnan(values["atypical"]) else values["atypical"] == 1}


def example_world():
    """The example's papers, each citing papers of one year that nobody else cites."""
    example = load("04d_atypicality")
    papers = example["input"]["papers_reference_journals"]
    names = sorted({name for references in papers for name in references})
    return example, names, [[names.index(name) for name in references] for references in papers]


def test_worked_example_by_exact_moments():
    example, names, papers = example_world()
    expected = example["expected"]["pairs"]
    both = [[names.index(name) for name in pair.split("-")] for pair in expected]
    counts = naive.pair_counts(papers)
    moments = shuffled_moments(
        [len(references) for references in papers],
        np.bincount([venue for references in papers for venue in references]),
        a=[a for a, _ in both],
        b=[b for _, b in both],
    )
    observed = np.array([counts[tuple(pair)] for pair in both])
    got = {
        pair: {
            "observed": observed[i],
            "expected": moments.expected[i],
            "sd": moments.sd[i],
            "z": (observed[i] - moments.expected[i]) / moments.sd[i],
        }
        for i, pair in enumerate(expected)
    }
    assert_matches(got, expected, example["tolerance"])
    exact = naive.enumerated(papers)
    keys = {pair: tuple(names.index(n) for n in pair.split("-")) for pair in expected}
    assert_exact(
        {pair: {"expected": exact[key][0]} for pair, key in keys.items()},
        example["exact"]["pairs"],
    )
    stubs = sum(map(len, papers))
    assert math.factorial(stubs) == example["expected"]["n_permutations"]


def test_worked_example_by_rewiring():
    """Rewired networks of the example tend to its enumerated null."""
    example, names, papers = example_world()
    replicas = 4_000
    flat_venues = [venue for references in papers for venue in references]
    citing = np.repeat(np.arange(len(papers)), [len(references) for references in papers])
    cited = len(papers) + np.arange(len(flat_venues))
    venue = np.array([-1] * len(papers) + flat_venues)
    first = np.cumsum([0, *map(len, papers)])
    year = np.array([2001] * len(papers) + [2000] * len(flat_venues))
    lists = sorted_lists(first, venue[cited], venues=len(names))
    drawn = rewire(citing, cited, year, replicas=replicas, seed=4, sweeps=1, threads=1)
    pairs, scores = pair_scores(lists, first, (venue[one.cited] for one in drawn), threads=1)
    expected = example["expected"]["pairs"]
    for (a, b), place in named(pairs, range(len(pairs.second))).items():
        wanted = expected[f"{names[a]}-{names[b]}"]
        error = wanted["sd"] / math.sqrt(replicas)
        assert pairs.times[place] == wanted["observed"]
        assert abs(scores.mean[place] - wanted["expected"]) < 4.5 * error
        assert scores.sd[place] == pytest.approx(wanted["sd"], rel=0.06)
        assert scores.z[place] == pytest.approx(wanted["z"], abs=0.15)


@given(st.lists(st.lists(st.integers(0, 2), max_size=4), min_size=1, max_size=3))
@settings(max_examples=40)
def test_exact_moments_equal_enumeration(papers):
    while sum(map(len, papers)) > 6:
        papers = [references[:-1] for references in papers]
    both = [(a, b) for a in range(3) for b in range(a, 3)]
    stubs = [venue for references in papers for venue in references]
    found = shuffled_moments(
        list(map(len, papers)),
        np.bincount(np.array(stubs, int), minlength=3),
        a=[a for a, _ in both],
        b=[b for _, b in both],
    )
    exact = naive.enumerated(papers)
    for place, pair in enumerate(both):
        mean, variance = exact.get(pair, (0, 0))
        assert found.expected[place] == pytest.approx(float(mean), abs=1e-12)
        assert found.sd[place] == pytest.approx(math.sqrt(variance), abs=1e-9)


@given(reference_lists, reference_lists, st.integers(1, 3))
def test_pairs_are_counted_one_by_one(papers, others, threads):
    lists = sorted_lists(*flat(papers), venues=VENUES)
    pairs = count_pairs(lists, threads=threads)
    expected = naive.pair_counts(papers)
    assert named(pairs, pairs.times.tolist()) == expected
    assert all(np.all(np.diff(pairs.second[a:b]) > 0) for a, b in pairwise(pairs.first))
    again = count_again(pairs, sorted_lists(*flat(others), venues=VENUES), threads=threads)
    counts = naive.pair_counts(others)
    assert named(pairs, again.tolist()) == {pair: counts[pair] for pair in expected}


@given(reference_lists)
def test_a_venue_counts_once_a_paper_if_asked(papers):
    lists = sorted_lists(*flat(papers), venues=VENUES, distinct=True)
    found = [lists.venue[a:b].tolist() for a, b in pairwise(lists.first)]
    assert found == [sorted({v for v in references if v is not None}) for references in papers]


@given(reference_lists, st.data())
def test_scores_of_papers_equal_their_twin(papers, data):
    lists = sorted_lists(*flat(papers), venues=VENUES)
    pairs = count_pairs(lists)
    score = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from((math.inf, -math.inf)))
    drawn = [data.draw(score) for _ in pairs.second]
    z = np.array([np.nan if value is None else value for value in drawn], float)
    found = paper_scores(lists, pairs, z, threads=data.draw(st.integers(1, 3)))
    by_pair = named(pairs, drawn)
    for number, references in enumerate(papers):
        assert_matches(of_paper(found, number), naive.atypicality(references, by_pair))


@pytest.mark.parametrize("references", range(2, 17))
def test_quantiles_are_order_statistics(references):
    """Lists to different venues, so that for 5, 6, 10, 11, … the tenth is a whole pair."""
    papers = [list(range(references))]
    lists = sorted_lists(*flat(papers), venues=references)
    pairs = count_pairs(lists)
    z = np.random.default_rng(references).permutation(len(pairs.second)) - 1.0
    found = paper_scores(lists, pairs, z)
    assert_matches(of_paper(found, 0), naive.atypicality(papers[0], named(pairs, z.tolist())))


def lists_of(edges, papers):
    """Citations sorted by citing paper: where each list begins, and what is cited."""
    citing, cited = columns(sorted(edges))
    return np.searchsorted(citing, np.arange(papers + 1)), cited


def naive_atypicality(edges, venue, year, options):
    """Pairs of every year against the replicas of that year, in plain Python."""
    result = {}
    for when in set(year):
        mine = [paper for paper, y in enumerate(year) if y == when]
        own = [edge for edge in sorted(edges) if edge[0] in mine]

        def papers_of(cited, mine=mine, own=own):
            both = list(zip([a for a, _ in own], cited, strict=True))
            return [[venue[b] for a, b in both if a == paper] for paper in mine]

        observed = papers_of([b for _, b in own])
        replicas = [
            naive.pair_counts(
                papers_of(
                    naive_rewiring.shuffled(
                        own, year, seed=options["seed"], replica=r, sweeps=options["sweeps"]
                    )
                )
            )
            for r in range(options["replicas"])
        ]
        z = {
            pair: naive.place(times, [counts[pair] for counts in replicas])
            for pair, times in naive.pair_counts(observed).items()
        }
        result |= {
            paper: naive.atypicality(references, z)
            for paper, references in zip(mine, observed, strict=True)
        }
    return result


@given(networks(papers=10, edges=40), st.data())
@settings(max_examples=40)
def test_the_whole_equals_its_twin(network, data):
    edges, year = network
    one_venue = st.one_of(st.none(), st.integers(0, 3))
    venue = data.draw(st.lists(one_venue, min_size=len(year), max_size=len(year)))
    options = {"replicas": 4, "seed": data.draw(st.integers(0, 99)), "sweeps": 2}
    codes = np.array([-1 if v is None else v for v in venue])
    first, cited = lists_of(edges, len(year))
    found, _ = atypicality(
        first,
        cited,
        venue=codes,
        year=np.array(year),
        threads=data.draw(st.integers(1, 3)),
        **options,
    )
    for paper, wanted in naive_atypicality(edges, venue, year, options).items():
        assert_matches(of_paper(found, paper), wanted)
        assert found.unknown[paper] == sum(a == paper and venue[b] is None for a, b in edges)


def clusters(seed, papers=400, references=8, venues=12):
    """Papers cite within their own half of the venues; the last one across."""
    random = np.random.default_rng(seed)
    venue = random.integers(0, venues, 2 * papers)
    year = np.repeat([2000, 2001], papers)
    half = venue[:papers] < venues // 2
    sides = [np.flatnonzero(half), np.flatnonzero(~half)]
    lists = [random.choice(sides[i % 2], references, replace=False) for i in range(papers - 1)]
    lists.append(
        np.concatenate([random.choice(side, references // 2, replace=False) for side in sides])
    )
    first = np.concatenate((np.zeros(papers + 1, int), np.cumsum([len(own) for own in lists])))
    return first, np.concatenate(lists), venue, year


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_bridge_is_atypical(seed):
    first, cited, venue, year = clusters(seed)
    found, draws = atypicality(first, cited, venue=venue, year=year, replicas=10, seed=seed)
    others = found.tail[400:-1]
    assert found.tail[-1] < min(0, np.quantile(others, 0.1))
    assert found.conventionality[400:-1].mean() > 0
    assert found.atypical[-1] == 1
    assert draws.moved > 0.9
    assert 0 < draws.refused < draws.proposed


def test_no_papers_and_no_references():
    for papers in (0, 3):
        nothing = np.zeros(papers + 1, int), np.zeros(0, int)
        found, draws = atypicality(
            *nothing, venue=np.zeros(papers, int), year=np.zeros(papers, int), replicas=2, seed=0
        )
        assert np.isnan(found.tail).tolist() == [True] * papers
        assert np.isnan(draws.moved)


def test_one_replica_is_refused():
    with pytest.raises(UsageError, match="standard deviation"):
        atypicality(
            np.array([0]), np.array([], int), venue=np.array([], int), year=np.array([], int),
            replicas=1, seed=0,
        )  # fmt: skip


def test_pairs_of_huge_lists_do_not_overflow():
    """66,000 references to one venue are more pairs with itself than 32 bits count."""
    size = 66_000
    lists = sorted_lists(np.array([0, size]), np.zeros(size, np.int32), venues=1)
    pairs = count_pairs(lists)
    assert pairs.times.tolist() == [size * (size - 1) // 2]
    assert pairs.times[0] > 2**31
    found = paper_scores(lists, Pairs(*pairs), np.array([1.5]))
    assert (found.pairs[0], found.tail[0]) == (size * (size - 1) // 2, 1.5)


def test_a_pair_that_no_replica_makes_is_above_them_all():
    pairs = Pairs(np.array([0, 4]), np.arange(4), np.array([2, 2, 2, 2]))
    counts = [[0, 2, 3, 1], [0, 2, 3, 2]]
    z = placed(pairs, null_scores(pairs.times, counts))
    assert z[0] == np.inf
    assert np.isnan(z[1])
    assert z[2] == -np.inf
    assert z[3] == pytest.approx(np.sqrt(0.5))
