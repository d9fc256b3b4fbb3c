"""What is true of citations: as counted naively, as in the worked examples, and as planted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.simulate.cited_families import (
    cooperation_dividend,
    disruption_lead,
    home_bias,
    level_citations,
    lossy_citations,
    lost_references,
    quality_lead,
)
from detente.simulate.cited_truth import STATISTICS, Choices, population, recount
from detente.simulate.graph import Graph
from detente.simulate.growth import MAJOR, MINOR
from detente.simulate.literature import draw_literature
from detente.simulate.recount import disruption, mid_rank, normalised, top_membership
from examples_io import load
from naive import citations as naive

rows = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 2), st.sampled_from([0.25, 0.75, 1.0])),
    min_size=1,
    max_size=30,
)


def columns(given_rows):
    value, kinds, weight = (np.array(column) for column in zip(*given_rows, strict=True))
    stratum = np.unique(kinds, return_inverse=True)[1]
    return value.astype(float), stratum, weight.astype(float)


def floats(values):
    return [np.nan if value is None else float(value) for value in values]


@given(rows, st.sampled_from([0.01, 0.1, 0.5]))
def test_impact_equals_the_naive_count(given_rows, top):
    value, stratum, weight = columns(given_rows)
    np.testing.assert_allclose(
        normalised(value, stratum, weight), floats(naive.normalised(given_rows))
    )
    member = top_membership(value, stratum, weight, top=top)
    np.testing.assert_allclose(member, floats(naive.top_membership(given_rows, top)), atol=1e-12)
    share = np.bincount(stratum, member * weight) / np.bincount(stratum, weight)
    np.testing.assert_allclose(share, top)


@given(rows)
def test_ranks_equal_the_naive_ones(given_rows):
    value, stratum, _ = columns(given_rows)
    rank = mid_rank(value, stratum)
    np.testing.assert_allclose(rank, floats(naive.mid_rank(given_rows)))
    assert rank.mean() == pytest.approx(0.5)


def test_impact_is_that_of_the_worked_example():
    example = load("03a_impact")
    papers = example["input"]["papers"]
    given_rows = [(p["citations"], f, w) for p in papers for f, w in p["fields"].items()]
    value, stratum, weight = columns(given_rows)
    score = normalised(value, stratum, weight)
    member = top_membership(value, stratum, weight, top=0.1)
    expected = example["expected"]
    for (cited, field, _), got_score, got_member in zip(given_rows, score, member, strict=True):
        mean = expected["field_mean"][field]
        assert got_member == pytest.approx(expected["membership_top10"][field][str(cited)])
        assert np.isnan(got_score) if not mean else got_score == pytest.approx(cited / mean)


def graph_of(years, pairs):
    """A graph of papers in any order, renumbered by year."""
    order = sorted(range(len(years)), key=lambda paper: years[paper])
    place = {paper: number for number, paper in enumerate(order)}
    edges = sorted((place[a], place[b]) for a, b in pairs)
    citing, cited = np.array(edges, np.int32).reshape(-1, 2).T
    year = np.array([years[paper] for paper in order], np.int16)
    return Graph(year.astype(np.int32), year, np.zeros(len(year), np.int32), citing, cited), place


def test_disruption_is_that_of_the_worked_example():
    example = load("04a_cd_index")
    years, references = example["input"]["year"], example["input"]["references"]
    names = list(years)
    pairs = [(names.index(a), names.index(b)) for a, cited in references.items() for b in cited]
    graph, place = graph_of([years[name] for name in names], pairs)
    focal = place[names.index("F")]
    assert disruption(graph, 5)[focal] == pytest.approx(example["expected"]["CD5"])


@given(st.integers(1, 60), st.integers(0, 2**40), st.integers(0, 6))
@settings(max_examples=40)
def test_disruption_equals_the_naive_count(works, seed, window):
    graph = draw_literature(lossy_citations(1), works=works, seed=seed).record()
    pairs = list(zip(graph.citing.tolist(), graph.cited.tolist(), strict=True))
    expected = naive.disruption(graph.year.tolist(), pairs, window)
    np.testing.assert_allclose(disruption(graph, window), floats(expected))


def naive_truth(literature, choices):
    """Every statistic of a literature, one work at a time."""
    graph = literature.record() if choices.recorded else literature.graph
    years, field = graph.year.tolist(), graph.field.tolist()
    types = literature.drawn["work"]["type"].to_pylist()
    pairs = list(zip(graph.citing.tolist(), graph.cited.tolist(), strict=True))
    cited = naive.citations_within(years, pairs, choices.window)
    rows, of = [], []
    for work, number in enumerate(cited):
        second = int(literature.second[work])
        parts = [(field[work], 1.0)]
        if second != field[work]:
            parts = [(field[work], MAJOR), (second, MINOR)]
        for part, weight in parts if number is not None else ():
            rows.append((number, (part, years[work], types[work]), weight))
            of.append(work)
    score, member = [None] * len(years), [None] * len(years)
    found = (naive.normalised(rows), naive.top_membership(rows, choices.top))
    lost = set()
    for work, (_, _, weight), normal, top in zip(of, rows, *found, strict=True):
        lost |= {work} if normal is None else set()
        score[work] = (score[work] or 0) + weight * float(normal or 0)
        member[work] = (member[work] or 0) + weight * float(top)
    score = [None if work in lost else value for work, value in enumerate(score)]
    rank = naive_ranks(years, field, types, pairs, choices)
    return score, member, rank, pairs


def naive_ranks(years, field, types, pairs, choices):
    index = naive.disruption(years, pairs, choices.disruption_window)
    references = naive.references_of(len(years), pairs)
    received = [sum(b == work for _, b in pairs) for work in range(len(years))]
    chosen = [
        work
        for work, value in enumerate(index)
        if value is not None
        and len(references[work]) >= choices.least_references
        and received[work] >= choices.least_citations
    ]
    rows = [
        (
            index[work],
            (
                field[work],
                years[work],
                types[work],
                sum(len(references[work]) >= edge for edge in choices.reference_bins),
            ),
            1.0,
        )
        for work in chosen
    ]
    rank = [None] * len(years)
    for work, value in zip(chosen, naive.mid_rank(rows), strict=True):
        rank[work] = float(value)
    return rank


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_truths_equal_a_naive_count(seed, recorded):
    choices = Choices(least_references=2, least_citations=2, recorded=recorded)
    world = lossy_citations(seed)
    world = replace(world, world=replace(world.world, types=(("article", 0.5), ("review", 0.5))))
    literature = draw_literature(world, works=250, seed=seed)
    found = recount(literature, choices)
    score, member, rank, pairs = naive_truth(literature, choices)
    holds, lead = literature.holds, literature.lead.tolist()

    def mean(values, chosen):
        return naive.mean([v for v, here in zip(values, chosen, strict=True) if here])

    for a in range(6):
        assert found.top_share[a] == pytest.approx(mean(member, holds[:, a]))
        assert found.score[a] == pytest.approx(mean(score, holds[:, a]))
        assert found.disruption_rank[a] == pytest.approx(mean(rank, holds[:, a]))
        alone = holds.sum(axis=1) == 1
        joint = holds[:, a] & ~alone
        assert found.international_score[a] == pytest.approx(mean(score, joint))
        for b in range(6):
            both = holds[:, a] & (holds[:, b] if a != b else alone)
            expected = mean(score, both)
            assert found.joint_score[a, b] == pytest.approx(
                np.nan if expected is None else expected, nan_ok=True
            )
        mine = [lead[y] == a for x, y in pairs if lead[x] == a]
        others = [lead[y] == a for x, y in pairs if lead[x] != a]
        lift = (sum(mine) / len(mine)) / (sum(others) / len(others))
        assert found.home_lift[a] == pytest.approx(lift)


# ---- what is planted is what comes out ----


def told(world, **choices):
    return population(world, works=6000, literatures=8, choices=Choices(**choices))


def clear(found, statistic, code, other):
    """A difference in standard errors."""
    truth = found.mean.difference(statistic, code, other)
    places = [found.mean.countries.index(c) for c in (code, other)]
    return truth / np.hypot(*getattr(found.error, statistic)[places])


def test_a_level_world_is_level():
    """The world's own shares hold exactly; each country's up to chance."""
    found = told(level_citations())
    for name, level in (
        ("top_share", 0.1), ("score", 1), ("disruption_rank", 0.5), ("home_lift", 1),
        ("joint_score", 1), ("international_score", 1),
    ):  # fmt: skip
        off = (getattr(found.mean, name) - level) / getattr(found.error, name)
        # a t statistic of 7 degrees of freedom passes 6 once in two thousand
        assert np.abs(off).max() < 6, name


def test_quality_shows_in_citations():
    found = told(quality_lead(1.5))
    assert clear(found, "top_share", "US", "CN") > 6
    assert clear(found, "score", "US", "CN") > 6
    assert abs(clear(found, "score", "GB", "CN")) < 5


def test_disruption_shows_in_ranks():
    found = told(disruption_lead(0.3))
    assert clear(found, "disruption_rank", "CN", "US") > 6
    assert abs(clear(found, "score", "CN", "US")) < 5


def test_home_bias_shows_in_references_and_raises_citations():
    found = told(home_bias(0.3))
    assert clear(found, "home_lift", "CN", "US") > 6
    assert found.mean.home_lift[1] > 1.5
    assert clear(found, "score", "CN", "US") > 3


def test_lost_references_look_like_disruption():
    """In truth nobody is more disruptive; in the record, who loses references is."""
    world = lost_references(0.4)
    assert clear(told(world, recorded=True), "disruption_rank", "CN", "US") > 4
    assert abs(clear(told(world), "disruption_rank", "CN", "US")) < 5


def test_the_dividend_shows_in_joint_works():
    mean = told(cooperation_dividend(1.5, pair=1.5)).mean
    assert 1.25 < mean.dividend("GB") < 1.6
    others = [mean.dividend(a, b) for a in ("GB", "DE", "JP") for b in ("US", "CN", "KR")]
    assert mean.dividend("US", "CN") > 1.2 * np.mean(others)
    assert np.array_equal(mean.joint_score, mean.joint_score.T)


def test_a_population_is_a_mean_and_its_error():
    world = quality_lead(1.2)
    found = population(world, works=800, literatures=3)
    again = population(world, works=800, literatures=3)
    lone = population(world, works=800, literatures=1)
    for name in STATISTICS:
        assert np.array_equal(getattr(found.mean, name), getattr(again.mean, name), equal_nan=True)
        assert np.isnan(getattr(lone.error, name)).all()
    other = population(world, works=800, literatures=3, seed=1)
    assert not np.array_equal(found.mean.score, other.mean.score)
