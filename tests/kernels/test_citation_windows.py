"""Citations in windows and by origin against their naive twins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import windows
from naive import impact as naive

FROM, TO = 2014, 2023


@st.composite
def yearly(draw):
    """Papers with yearly counts since FROM, and a total that may hold earlier ones."""
    papers = []
    for _ in range(draw(st.integers(1, 6))):
        years = draw(st.lists(st.integers(FROM, TO + 1), max_size=5, unique=True))
        counts = {year: draw(st.integers(1, 9)) for year in years}
        hidden = draw(st.sampled_from([0, 0, 3]))
        total = None if draw(st.integers(0, 7)) == 0 else sum(counts.values()) + hidden
        papers.append((draw(st.integers(FROM - 6, TO + 2)), total, counts))
    return papers


def windowed(papers, window):
    rows = [row for _, _, counts in papers for row in counts.items()]
    return windows.citations_in_window(
        [published for published, _, _ in papers],
        [-1 if total is None else total for _, total, _ in papers],
        first=np.cumsum([0, *(len(counts) for _, _, counts in papers)]),
        year=np.array([year for year, _ in rows], np.int16),
        count=np.array([count for _, count in rows], np.int32),
        window=window,
        counted_from=FROM,
        complete_to=TO,
    )


@given(yearly(), st.integers(0, 6))
def test_windows_are_known_or_unknown_as_the_naive_ones(papers, window):
    expected = [
        naive.window(published, total, counts, window, FROM, TO)
        for published, total, counts in papers
    ]
    assert windowed(papers, window).tolist() == [-1 if n is None else n for n in expected]


def test_a_window_is_never_the_sum_of_what_happens_to_be_counted():
    """Published before counting began, ended too late, or uncited; and citations ahead of time."""
    papers = [
        (2012, 9, {2014: 2, 2015: 3}),  # four more, some of which may be of 2012 or 2013
        (2012, 5, {2014: 2, 2015: 3}),  # all of them are counted
        (2021, 4, {2021: 4}),  # 2024 is not over
        (2010, 0, {}),
        (2016, 7, {2015: 1, 2016: 2, 2019: 3, 2020: 1}),
        (2016, None, {}),
    ]
    assert windowed(papers, 3).tolist() == [-1, 5, -1, 0, 5, -1]


@st.composite
def cited_worlds(draw):
    countries = draw(st.lists(st.sets(st.integers(0, 4), max_size=3), min_size=1, max_size=6))
    number = st.integers(0, len(countries) - 1)
    edges = draw(st.lists(st.tuples(number, number), max_size=30))
    years = st.integers(2010, 2016)
    published = draw(st.lists(years, min_size=len(countries), max_size=len(countries)))
    return edges, countries, published


def arrays(edges, countries):
    citing, cited = np.array(edges, np.int64).reshape(-1, 2).T
    key = np.array([c for own in countries for c in sorted(own)], np.int16)
    return citing, cited, {"first": np.cumsum([0, *map(len, countries)]), "key": key}


@given(cited_worlds(), st.one_of(st.none(), st.integers(0, 4)))
def test_origins_equal_the_naive_ones(world, window):
    edges, countries, published = world
    citing, cited, sets = arrays(edges, countries)
    options = {} if window is None else {"published": np.array(published), "window": window}
    of_paper, of_country = naive.origins(
        edges, countries, published if window is not None else None, window
    )
    got = windows.citations_by_origin(citing, cited, **sets, **options)
    assert np.array(got).T.tolist() == list(of_paper.values())
    by_country = windows.citations_by_country(citing, cited, **sets, **options)
    wanted = [of_country[p, c] for p, own in enumerate(countries) for c in sorted(own)]
    assert np.array(by_country).T.tolist() == wanted


def test_a_paper_of_two_countries_is_foreign_to_neither_as_a_whole():
    citing, cited, sets = arrays([(1, 0), (2, 0), (3, 0)], [{1, 2}, {2}, {3}, set()])
    whole = windows.citations_by_origin(citing, cited, **sets)
    assert [part[0] for part in whole] == [1, 1, 1]
    parts = windows.citations_by_country(citing, cited, **sets)
    assert np.array(parts)[:, :2].tolist() == [[2, 1], [0, 1], [1, 1]]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_no_count(threads):
    random = np.random.default_rng(1)
    countries = [set(random.integers(0, 9, random.integers(0, 4)).tolist()) for _ in range(50)]
    edges = random.integers(0, 50, (3000, 2)).tolist()
    citing, cited, sets = arrays(edges, countries)
    got = windows.citations_by_origin(citing, cited, **sets, threads=threads)
    assert np.array(got).T.tolist() == list(naive.origins(edges, countries)[0].values())


def test_a_window_and_years_need_each_other():
    citing, cited, sets = arrays([(0, 0)], [{1}])
    with pytest.raises(ValueError, match="window needs years"):
        windows.citations_by_origin(citing, cited, **sets, window=3)
