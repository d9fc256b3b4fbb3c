"""Citation graphs of any size: the shape of real ones, and faults only where they are asked for."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from detente.core.errors import UsageError
from detente.simulate.graph import citation_graph
from detente.simulate.growth import Growth
from detente.simulate.traps import with_traps

COLUMNS = ("day", "year", "field", "citing", "cited")


@pytest.fixture(scope="module")
def graph():
    return citation_graph(60_000, seed=1, fields=20)


def same(one, other):
    return all(np.array_equal(getattr(one, c), getattr(other, c)) for c in COLUMNS)


@given(st.integers(0, 300), st.integers(0, 2**40))
@settings(max_examples=30)
def test_a_seed_names_its_graph(papers, seed):
    first, second = (citation_graph(papers, seed=seed, fields=3, years=5) for _ in range(2))
    assert same(first, second)
    assert first.papers == papers
    assert (first.cited < first.citing).all()
    pairs = list(zip(first.citing.tolist(), first.cited.tolist(), strict=True))
    assert pairs == sorted(set(pairs))


def test_another_seed_gives_another_graph():
    assert not same(citation_graph(500, seed=1), citation_graph(500, seed=2))


def test_papers_are_in_order_of_time_and_cite_earlier_ones(graph):
    assert (np.diff(graph.day) >= 0).all()
    days = graph.day.astype("datetime64[D]")
    assert (days.astype("datetime64[Y]").astype(int) + 1970 == graph.year).all()
    assert (graph.cited < graph.citing).all()
    assert (graph.day[graph.cited] <= graph.day[graph.citing]).all()
    assert (graph.first[1:] - graph.first[:-1] == np.bincount(graph.citing, minlength=60_000)).all()
    assert graph.received.sum() == graph.citations


def test_reference_lists_are_those_of_the_law(graph):
    """Away from the beginning, where there is too little to cite."""
    counts = np.diff(graph.first)[graph.year > 1985]
    law = Growth()
    assert (counts == 0).mean() == pytest.approx(law.without, abs=0.005)
    some = counts[counts > 0]
    assert some.mean() == pytest.approx(law.references, rel=0.03)
    assert np.log(some).std() == pytest.approx(law.spread, rel=0.1)


def test_the_tail_is_heavy(graph):
    """Against a Poisson law of the same mean: that is what citing at random would give."""
    received = graph.received.astype(float)
    top = np.sort(received)[::-1]
    assert received.mean() == pytest.approx(12, rel=0.05)
    assert received.max() > 50 * received.mean()
    assert top[: len(top) // 100].sum() / top.sum() > 0.1
    assert (received**2).sum() / received.sum() > 4 * (1 + received.mean())
    assert (received == 0).mean() > 0.1


def test_citations_beget_citations():
    """With the same fitness everywhere, taking references over alone makes a tail."""
    alone, copied = (
        citation_graph(20_000, seed=2, fields=1, growth=Growth(fitness=0.0, leave=leave))
        for leave in (1.0, 0.0)
    )
    spread = [(g.received.astype(float) ** 2).sum() / g.received.sum() for g in (alone, copied)]
    assert spread[1] > 1.5 * spread[0]


def ages(graph):
    """Share of references of each age, of papers late enough to have all to choose from."""
    late = graph.year[graph.citing] > 2010
    age = np.bincount((graph.year[graph.citing] - graph.year[graph.cited])[late])
    return age / age.sum()


def test_references_are_recent(graph):
    shares = ages(graph)
    assert shares[:10].sum() > 0.7
    assert (np.diff(shares[3:20]) < 0).all()


def test_references_that_are_found_have_the_ages_of_the_law():
    """Beyond the year itself, of which the later days are looked for again elsewhere."""
    law = Growth(leave=1.0, fitness=0.0)
    shares = ages(citation_graph(30_000, seed=3, fields=1, growth=law))
    expected = np.diff(gamma.cdf(np.arange(17), law.age, scale=law.age_scale))[1:]
    found = shares[1:16] / shares[1:16].sum()
    np.testing.assert_allclose(found, expected / expected.sum(), atol=0.01)


@pytest.mark.parametrize("leave", [1.0, 0.25])
@pytest.mark.parametrize("share", [0.85, 0.0])
def test_references_stay_in_their_field(share, leave):
    """As often as the law says where they are found; less often where they are taken over."""
    law = Growth(same_field=share, leave=leave)
    grown = citation_graph(40_000, seed=1, fields=10, growth=law)
    inside = (grown.field[grown.citing] == grown.field[grown.cited]).mean()
    sizes = np.bincount(grown.field) / grown.papers
    expected = share + (1 - share) * (sizes**2).sum()
    if share and leave < 1:
        expected *= 0.8
    assert inside == pytest.approx(expected, abs=0.03)


def test_a_share_of_papers_is_dated_january_first(graph):
    first = graph.day.astype("datetime64[D]") == graph.day.astype("datetime64[D]").astype(
        "datetime64[Y]"
    )
    assert first.mean() == pytest.approx(Growth().january + 0.9 / 365, abs=0.006)


def test_growing_is_fast():
    """A hundred thousand papers and their 1.2 million citations in well under a second."""
    citation_graph(10, seed=1)
    took = []
    for seed in range(3):
        began = time.process_time()
        citation_graph(100_000, seed=seed)
        took.append(time.process_time() - began)
    assert min(took) < 1


@pytest.mark.parametrize("change", [{"without": 1.5}, {"leave": -0.1}, {"references": -1.0}])
def test_impossible_laws_are_refused(change):
    with pytest.raises(UsageError, match=next(iter(change))):
        Growth(**change)


def test_traps_are_as_many_as_asked_for(graph):
    trapped = with_traps(graph, seed=1, self_loops=0.1, duplicates=0.05, future=0.02)
    loops = trapped.citing == trapped.cited
    assert loops.sum() == pytest.approx(0.1 * graph.papers, rel=0.05)
    future = graph.day[trapped.cited] > graph.day[trapped.citing]
    assert future.sum() == pytest.approx(0.02 * graph.citations, rel=0.01)
    pairs = np.stack([trapped.citing, trapped.cited], axis=1)
    honest = np.unique(pairs[~loops & ~future], axis=0)
    assert np.array_equal(honest, np.stack([graph.citing, graph.cited], axis=1))
    assert (~loops & ~future).sum() == pytest.approx(1.05 * graph.citations, rel=0.005)
    order = np.lexsort([trapped.cited, trapped.citing])
    assert np.array_equal(trapped.cited[order], trapped.cited)


def test_there_are_no_traps_unless_asked_for(graph):
    assert same(with_traps(graph, seed=1), graph)
    lone = citation_graph(1, seed=1)
    assert with_traps(lone, seed=1, future=1.0).citations == 0
