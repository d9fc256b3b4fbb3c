"""The CD index and its kin against the naive one, and what must hold of any."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import TableInvalid, UsageError
from detente.kernels import _citation_layout
from detente.kernels._citation_lists import END, word_width
from detente.kernels.citation_graph import MOST_PAPERS, citation_graph
from detente.kernels.disruption import anniversary, disruption
from made_graphs import DAYS, as_array, columns, made_graphs
from naive import disruption as naive

INDICES = ("cd", "mcd", "nok", "di", "di_nok", "dep")
KEEP = st.sampled_from(["recorded", "not_later", "earlier"])
UNDATED = st.sampled_from(["exclude", "cited"])
WINDOW = st.one_of(st.none(), st.integers(1, 9))
SHARED = st.integers(1, 4)


def assert_same(found, dates, references, *, ends, shared):
    """Counts and indices of every paper are those of the naive twin."""
    for paper, date in enumerate(dates):
        if date is None:
            assert not found.dated[paper]
            assert found.n_i[paper] == found.citations[paper] == -1
            assert all(np.isnan(getattr(found, name)[paper]) for name in INDICES)
            continue
        when = dict(enumerate(dates))
        counted = naive.counts(paper, references, when, end=ends[paper], shared=shared)
        names = ("n_i", "n_j", "n_k", "coupled", "n_j_shared")
        assert tuple(getattr(found, name)[paper] for name in names) == counted
        assert found.references[paper] == len(references[paper])
        for name, value in naive.indices(counted).items():
            got = getattr(found, name)[paper]
            assert np.isnan(got) if value is None else got == pytest.approx(float(value), abs=1e-15)


@given(made=made_graphs(missing=True), window=WINDOW, keep=KEEP, undated=UNDATED, shared=SHARED)
def test_papers_with_years_have_the_naive_indices(made, window, keep, undated, shared):
    dates, rows = made
    known = naive.citations(rows, dict(enumerate(dates)), keep, undated)
    graph = citation_graph(*columns(rows), as_array(dates), keep=keep, undated=undated)
    found = disruption(graph, window=window, shared=shared, until=None)
    ends = [None if None in (date, window) else date + window for date in dates]
    assert_same(found, dates, known.references, ends=ends, shared=shared)


@given(
    made=made_graphs(DAYS, missing=True), years=st.integers(1, 3), keep=KEEP, undated=UNDATED,
    shared=SHARED,
)  # fmt: skip
def test_papers_with_days_have_the_naive_indices(made, years, keep, undated, shared):
    dates, rows = made
    known = naive.citations(rows, dict(enumerate(dates)), keep, undated)
    days = np.array(dates, dtype="datetime64[D]")
    graph = citation_graph(*columns(rows), days, keep=keep, undated=undated)
    ends = [None if date is None else naive.day_years_later(date, years) for date in dates]
    found = disruption(graph, end=anniversary(days, years), shared=shared, until=None)
    assert_same(found, dates, known.references, ends=ends, shared=shared)


@given(made=made_graphs(DAYS), window=st.integers(1, 800))
def test_a_window_of_days(made, window):
    dates, rows = made
    known = naive.citations(rows, dict(enumerate(dates)))
    graph = citation_graph(*columns(rows), as_array(dates))
    found = disruption(graph, window=window, until=None)
    ends = [date + dt.timedelta(days=window) for date in dates]
    assert_same(found, dates, known.references, ends=ends, shared=1)


@given(made=made_graphs(), data=st.data())
def test_every_paper_may_have_its_own_window(made, data):
    dates, rows = made
    known = naive.citations(rows, dict(enumerate(dates)))
    lengths = data.draw(st.lists(st.integers(0, 9), min_size=len(dates), max_size=len(dates)))
    ends = [date + length for date, length in zip(dates, lengths, strict=True)]
    found = disruption(citation_graph(*columns(rows), dates), end=ends, until=None)
    assert_same(found, dates, known.references, ends=ends, shared=1)


def large(papers=20_000, citations=150_000, *, seed=5):
    """A graph of several words, buckets and pieces: years, and rows in no order."""
    random = np.random.default_rng(seed)
    years = random.integers(1990, 2020, papers)
    # a few papers draw most of the citations
    cited = (papers * random.random(citations) ** 3).astype(np.int64)
    return random.integers(0, papers, citations), cited, years


def test_papers_that_cite_nothing_make_words_narrower_and_change_no_count():
    citing, cited, years = large()
    random = np.random.default_rng(6)
    among = random.permutation(3_000_000)[: len(years)]
    all_years = random.integers(1990, 2020, 3_000_000)
    all_years[among] = years
    alone = citation_graph(citing, cited, years)
    sparse = citation_graph(among[citing], among[cited], all_years)
    assert (alone.width, sparse.width) == (16, 14)
    expected, found = (disruption(graph, shared=2, until=None) for graph in (alone, sparse))
    for name in ("n_i", "n_j", "n_k", "coupled", "n_j_shared", "references"):
        assert np.array_equal(getattr(found, name)[among], getattr(expected, name)), name


@pytest.mark.parametrize(
    "window,until,censored",
    [
        (2, "last", [0, 0, 1, 1]),
        (2, 2004, [0, 0, 0, 1]),
        (2, 2001, [1, 1, 1, 1]),
        (2, None, [0, 0, 0, 0]),
        (None, "last", [0, 0, 0, 0]),
        (None, 2003, [0, 0, 0, 0]),
        (None, 2002, [1, 1, 1, 1]),
    ],
)
def test_windows_that_close_after_what_is_known_are_censored(window, until, censored):
    graph = citation_graph([1, 2, 3], [0, 1, 0], [2000, 2001, 2002, 2003])
    found = disruption(graph, window=window, until=until)
    assert found.censored.tolist() == [bool(one) for one in censored]


def test_buckets_of_more_papers_than_two_bytes_count_change_no_count(monkeypatch):
    given = large(papers=200_000, citations=400_000)
    expected = disruption(citation_graph(*given), shared=2, until=None)
    monkeypatch.setattr(_citation_layout, "_bucket_shift", lambda _papers: 17)
    found = disruption(citation_graph(*given), shared=2, until=None)
    for name in ("n_i", "n_j", "n_k", "coupled", "n_j_shared", "references"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


@pytest.mark.parametrize(
    "papers,width",
    [(0, 16), (1_000_000, 16), (10_000_000, 12), (250_000_000, 6), (MOST_PAPERS, 2)],
)
def test_words_are_as_wide_as_their_number_allows(papers, width):
    assert word_width(papers) == width
    # the word after the last paper's is compared with, and has to stay below the mark of an end
    assert (papers // width + 1) << width < int(END)
    assert width == 16 or (papers // (width + 1) + 1) << (width + 1) >= int(END) - 2 ** (width + 1)


@pytest.mark.parametrize("dated", [5000, 3000])
def test_a_large_graph_has_the_naive_indices(dated):
    citing, cited, years = large(papers=5000, citations=40_000)
    citing[:6000] = 17  # cites every paper, some of them twice
    cited[:6000] = np.arange(6000) % 5000
    moments = np.where(np.arange(5000) < dated, years, np.nan)
    graph = citation_graph(citing, cited, moments, undated="cited")
    found = disruption(graph, shared=3, until=None)
    rows = list(zip(citing.tolist(), cited.tolist(), strict=True))
    dates = {n: int(year) if n < dated else None for n, year in enumerate(years)}
    known = naive.citations(rows, dates, undated="cited").references
    for paper in [17, *range(0, dated, 97)]:
        counted = naive.counts(paper, known, dates, end=dates[paper] + 5, shared=3)
        names = ("n_i", "n_j", "n_k", "coupled", "n_j_shared")
        assert tuple(int(getattr(found, name)[paper]) for name in names) == counted


def test_order_of_rows_and_threads_and_types_change_nothing():
    citing, cited, years = large()
    first = disruption(citation_graph(citing, cited, years, threads=1), shared=2, threads=1)
    order = np.argsort(citing, kind="stable")
    for sides, threads in [
        ((citing[order], cited[order]), 2),
        ((citing[::-1], cited[::-1]), 3),
        ((citing.astype(np.int32), cited.astype(np.uint16)), 2),
    ]:
        graph = citation_graph(*sides, years.astype(np.float64), threads=threads)
        other = disruption(graph, shared=2, threads=threads)
        for name in ("n_i", "n_j", "n_k", "coupled", "n_j_shared", "references", "censored"):
            assert np.array_equal(getattr(first, name), getattr(other, name))


@given(made=made_graphs(), data=st.data())
def test_numbers_of_papers_mean_nothing(made, data):
    dates, rows = made
    new = np.array(data.draw(st.permutations(range(len(dates)))))
    citing, cited = columns(rows)
    moved = np.empty(len(dates), np.int64)
    moved[new] = dates
    found = disruption(citation_graph(citing, cited, dates))
    again = disruption(citation_graph(new[citing], new[cited], moved))
    assert np.array_equal(found.cd, again.cd[new], equal_nan=True)
    assert np.array_equal(found.n_k, again.n_k[new])


@given(made=made_graphs(), undated=st.integers(0, 5), window=st.integers(1, 6))
def test_dates_of_papers_that_cite_nothing_are_asked_by_themselves_alone(made, undated, window):
    dates, rows = made
    silent = sorted(set(range(len(dates))) - {citing for citing, _ in rows})[:undated]
    fewer = [None if paper in silent else date for paper, date in enumerate(dates)]
    whole = disruption(citation_graph(*columns(rows), dates), window=window, until=None)
    graph = citation_graph(*columns(rows), as_array(fewer).astype(float), undated="cited")
    found = disruption(graph, window=window, until=None)
    others = np.setdiff1d(np.arange(len(dates)), silent)
    for name in ("n_i", "n_j", "n_k", "coupled", "references"):
        assert np.array_equal(getattr(whole, name)[others], getattr(found, name)[others])
    assert np.isnan(found.cd[silent]).all()
    assert np.array_equal(found.first(len(dates) - 1).cd, found.cd[:-1], equal_nan=True)


@given(made=made_graphs(), window=st.integers(1, 6))
def test_indices_lie_in_their_ranges(made, window):
    dates, rows = made
    found = disruption(citation_graph(*columns(rows), dates), window=window, shared=2)
    for name in ("cd", "nok", "di", "di_nok"):
        values = getattr(found, name)
        assert ((values >= -1) & (values <= 1) | np.isnan(values)).all()
    assert (np.isnan(found.dep) | (found.dep <= found.references)).all()


@given(made=made_graphs(), data=st.data())
def test_a_paper_that_cites_only_the_references_moves_the_index_toward_zero(made, data):
    dates, rows = made
    graph = citation_graph(*columns(rows), dates)
    before = disruption(graph, until=None)
    cited = naive.citations(rows, dict(enumerate(dates))).references
    focal = data.draw(st.sampled_from(range(len(dates))))
    more = [(len(dates), reference) for reference in cited[focal] if reference != focal]
    after = disruption(
        citation_graph(*columns([*rows, *more]), [*dates, dates[focal] + 2]), until=None
    )
    if not more:
        assert np.array_equal(before.cd[focal], after.cd[focal], equal_nan=True)
    elif np.isnan(before.cd[focal]):
        assert after.cd[focal] == 0
    else:
        assert abs(after.cd[focal]) <= abs(before.cd[focal])
        assert after.n_k[focal] == before.n_k[focal] + 1
        assert after.cd[focal] == 0 or abs(after.cd[focal]) < abs(before.cd[focal])


@given(made=made_graphs(), data=st.data())
def test_papers_outside_the_window_change_nothing(made, data):
    dates, rows = made
    focal = data.draw(st.sampled_from(range(len(dates))))
    outside = data.draw(st.sampled_from([-3, -1, 0, 6, 20]))
    cited = data.draw(st.lists(st.integers(0, len(dates) - 1), max_size=20))
    before = disruption(citation_graph(*columns(rows), dates), until=None)
    more = [(len(dates), paper) for paper in cited]
    after = disruption(
        citation_graph(*columns([*rows, *more]), [*dates, dates[focal] + outside]), until=None
    )
    for name in ("n_i", "n_j", "n_k", "coupled"):
        assert getattr(before, name)[focal] == getattr(after, name)[focal]


def test_young_papers_are_censored():
    # 0 (2000) is cited by 1 (2003), which is cited by 2 (2008)
    graph = citation_graph([1, 2], [0, 1], [2000, 2003, 2008])
    found = disruption(graph, window=5)
    assert found.censored.tolist() == [False, False, True]
    assert found.cd[:2].tolist() == [1.0, 1.0]
    assert np.isnan(found.cd[2])
    assert disruption(graph, window=5, until=2007).censored.tolist() == [False, True, True]
    assert disruption(graph, window=5, until=2013).censored.tolist() == [False] * 3
    assert not disruption(graph, window=5, until=None).censored.any()
    assert not disruption(graph, window=None).censored.any()
    # what is counted so far stays readable
    assert disruption(graph, window=6).n_i.tolist() == [1, 1, 0]
    assert np.isnan(disruption(graph, window=6).cd[1])


def test_days_are_censored_by_days():
    days = np.array(["2000-02-29", "2004-07-01", "2005-02-28"], dtype="datetime64[D]")
    graph = citation_graph([1, 2], [0, 0], days)
    found = disruption(graph, end=anniversary(days, 5))
    assert found.n_i.tolist() == [2, 0, 0]
    assert found.censored.tolist() == [False, True, True]
    for until in (dt.date(2005, 2, 27), np.datetime64("2005-02-27")):
        assert disruption(graph, end=anniversary(days, 5), until=until).censored.all()
    with pytest.raises(UsageError, match="plain numbers"):
        disruption(citation_graph([1], [0], [1, 2]), until=dt.date(2005, 2, 27))


def test_anniversaries():
    days = np.array(["2004-02-29", "2004-12-31", "NaT"], dtype="datetime64[D]")
    assert anniversary(days, 1).astype(str).tolist() == ["2005-02-28", "2005-12-31", "NaT"]
    assert anniversary(days, 4).astype(str).tolist() == ["2008-02-29", "2008-12-31", "NaT"]


@pytest.mark.parametrize("value", [0, -1, 2.5, "5", True])
def test_a_window_is_a_whole_number_above_zero(value):
    graph = citation_graph([1], [0], [2000, 2001])
    with pytest.raises(UsageError, match="window"):
        disruption(graph, window=value)
    with pytest.raises(UsageError, match="shared"):
        disruption(graph, shared=value)


@pytest.mark.parametrize(
    "end, says",
    [
        ([2005], "shape"),
        ([2005, 2000], "row 1 of 'end'"),
        ([2005.0, 2006.0], "float64"),
    ],
)
def test_ends_that_close_nothing_are_refused(end, says):
    with pytest.raises(TableInvalid, match=says):
        disruption(citation_graph([1], [0], [2000, 2001]), end=end)
