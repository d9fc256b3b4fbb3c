"""What becomes of the rows of a citation graph, and which graphs are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import TableInvalid, UnknownName
from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import disruption
from made_graphs import as_array, columns, made_graphs
from naive import disruption as naive


@given(
    made=made_graphs(missing=True), keep=st.sampled_from(["recorded", "not_later", "earlier"]),
    undated=st.sampled_from(["exclude", "cited"]),
)  # fmt: skip
def test_every_row_is_accounted_for(made, keep, undated):
    dates, rows = made
    expected = naive.citations(rows, dict(enumerate(dates)), keep, undated)
    graph = citation_graph(*columns(rows), as_array(dates), keep=keep, undated=undated)
    counts = graph.counts
    for name in "undated self_citations dropped duplicates kept same_date of_future".split():
        assert getattr(counts, name) == getattr(expected, name), name
    assert counts.given == len(rows)
    assert counts.undated_papers == dates.count(None)
    assert graph.dated == graph.papers - dates.count(None)
    lengths = [len(expected.references[paper]) for paper in range(len(dates))]
    assert disruption(graph).references.tolist() == lengths
    assert sorted(graph.order.tolist()) == list(range(len(dates)))
    known = [dates[paper] for paper in graph.order[: graph.dated]]
    assert known == sorted(known)


def test_no_citations_and_no_papers():
    empty = np.empty(0, np.int64)
    none = disruption(citation_graph([], [], []))
    assert len(none.cd) == 0
    alone = disruption(citation_graph(empty, empty, [2000]))
    assert np.isnan(alone.cd).all()
    assert (alone.n_i[0], alone.n_j[0], alone.n_k[0], alone.references[0]) == (0, 0, 0, 0)
    undated = citation_graph([0], [1], [np.nan, np.nan], undated="exclude")
    assert undated.counts.undated == 1
    assert disruption(undated).n_i.tolist() == [-1, -1]


def test_all_in_one_year():
    graph = citation_graph([0, 1, 2, 2], [1, 2, 0, 2], [2000] * 3)
    assert (graph.counts.same_date, graph.counts.self_citations) == (3, 1)
    found = disruption(graph, until=None)
    assert found.citations.tolist() == [0, 0, 0]
    assert np.isnan(found.cd).all()


def test_a_hub_of_a_million_citations():
    size = 1_000_000
    citing = np.arange(2, size + 2)
    years = np.full(size + 2, 2001)
    years[:2] = 1999, 2000  # paper 1 cites the hub 0, which all others cite
    graph = citation_graph(np.append(citing, 1), np.append(np.zeros(size, int), 0), years)
    found = disruption(graph, until=None)
    assert (found.n_i[0], found.n_j[0], found.n_k[0]) == (size + 1, 0, 0)
    assert (found.n_i[1], found.n_j[1], found.n_k[1]) == (0, 0, size)
    assert found.cd[:3].tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found.cd[2:]).all()


def test_a_paper_with_a_million_references():
    size = 1_000_000
    years = np.append(np.full(size, 2000), [2001, 2003])
    cited = np.arange(size)
    citing = np.append(np.full(size, size), [size + 1, size + 1])
    graph = citation_graph(citing, np.append(cited, [size, 5]), years)
    found = disruption(graph, until=None)
    assert graph.counts.duplicates == 0
    assert (found.n_i[size], found.n_j[size], found.coupled[size]) == (0, 1, 1)
    assert found.references[size] == size
    assert found.n_i[5] == 2


@pytest.mark.parametrize("dates", [[-(2**40), 0, 2**40], [1, 2, 10**9]])
def test_dates_may_lie_far_apart(dates):
    found = disruption(citation_graph([1, 2, 2], [0, 0, 1], dates), window=None)
    assert found.n_i.tolist() == [2, 0, 0]
    assert found.n_j.tolist() == [0, 1, 0]


DATES = [2000, 2001, 2002]


@pytest.mark.parametrize(
    "citing, cited, dates, says",
    [
        ([1, 2, 3], [0, 0, 0], DATES, "row 2 of 'citing' is 3"),
        ([1, 2], [0, -4], DATES, "row 1 of 'cited' is -4"),
        ([1, 2], [0], DATES, "'citing' has 2 rows and 'cited' 1"),
        ([1.0, 2.0], [0, 1], DATES, "'citing' holds float64"),
        ([1, 2], [True, False], DATES, "'cited' holds bool"),
        (["a"], ["b"], DATES, "'citing' holds <U1"),
        ([[1], [2]], [0, 1], DATES, "2 dimensions"),
        (np.array([2**63], np.uint64), [1], DATES, "row 0 of 'citing'"),
        ([1], [0], [2000, np.nan], "row 1 of 'date' is missing"),
        ([1], [0], [2000, None], "row 1 of 'date' is missing"),
        ([1], [0], np.array(["2000-01-01", "NaT"], "datetime64[D]"), "row 1 of 'date' is missing"),
        ([1], [0], [2000.5, 2001], "row 0 of 'date' is 2000.5"),
        ([1], [0], [2000, np.inf], "row 1 of 'date' is inf"),
        ([1], [0], [2000, 2**60], "row 1 of 'date' is 1152921504606846976"),
        ([1], [0], np.array([2000, 2**63], np.uint64), "row 1 of 'date'"),
        ([1], [0], ["y", "z"], "'date' holds <U1"),
        ([1], [0], [[2000], [2001]], "'date' has 2 dimensions"),
        ([0], [0], [], "row 0 of 'citing' is 0"),
    ],
)
def test_what_is_no_graph_is_refused_with_the_row(citing, cited, dates, says):
    with pytest.raises(TableInvalid) as refused:
        citation_graph(citing, cited, dates)
    assert says in str(refused.value)


def test_options_are_closed_sets():
    with pytest.raises(UnknownName, match="keep"):
        citation_graph([], [], [], keep="all")
    with pytest.raises(UnknownName, match="undated"):
        citation_graph([], [], [], undated="drop")
