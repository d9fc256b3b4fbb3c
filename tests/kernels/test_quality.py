from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import quality
from naive import quality as naive

RECORD = st.fixed_dictionaries(
    {
        "title": st.sampled_from(
            [
                None,
                "",
                "Graph model of trade",
                "graph  MODEL of trade!",
                "Graph model",
                "Short one",
                "Introduction",
                "Deep nets for X",
            ]
        ),
        "doi": st.sampled_from([None, None, "10.1/a", "10.1/A", "10.2/b", "10.3/c"]),
        "year": st.sampled_from([None, 2018, 2019, 2020, 2021, 2023]),
    }
)
RECORDS = st.lists(RECORD, min_size=1, max_size=9)


def numbers_of(records):
    return quality.duplicate_clusters(
        [record["title"] for record in records],
        [record["doi"] for record in records],
        [record["year"] for record in records],
    )


def groups_of(numbers):
    return [np.flatnonzero(numbers == number).tolist() for number in np.unique(numbers)]


@given(records=RECORDS)
def test_clusters_agree_with_comparing_all_pairs(records):
    numbers = numbers_of(records)
    assert groups_of(numbers) == naive.clusters(records, quality.GENERIC_TITLES)
    first = [group[0] for group in groups_of(numbers)]
    assert first == sorted(first)  # numbered in order of appearance


@given(records=RECORDS, data=st.data())
def test_the_order_of_records_does_not_matter(records, data):
    order = data.draw(st.permutations(range(len(records))))
    moved = groups_of(numbers_of([records[place] for place in order]))
    back = sorted(sorted(order[place] for place in group) for group in moved)
    assert back == groups_of(numbers_of(records))


@given(
    records=RECORDS,
    types=st.lists(
        st.sampled_from([None, "article", "preprint", "Preprint"]), min_size=9, max_size=9
    ),
)
def test_one_record_of_each_cluster_is_kept(records, types):
    numbers = numbers_of(records)
    order = quality.publication_order(types[: len(records)])
    kept = quality.kept_records(numbers, order)
    for group in groups_of(numbers):
        best = min(group, key=lambda place: (order[place], place))
        assert [place for place in group if kept[place]] == [best]


def test_a_chain_of_versions_is_one_work():
    years = [2020, 2018, 2019, 2023]
    numbers = quality.duplicate_clusters(["A title of a work"] * 4, [None] * 4, years)
    assert numbers.tolist() == [0, 0, 0, 1]
    assert quality.year_span(numbers, years).tolist() == [2, 0]


def test_a_doi_joins_across_years_and_titles():
    numbers = quality.duplicate_clusters(
        ["One title here", "Another title", None],
        ["https://doi.org/10.5/Z", " doi:10.5/z", "10.5/Z"],
        [2001, 2020, np.nan],
    )
    assert numbers.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "one, other",
    [
        ("Deep Nets for X.", "deep nets: for x"),
        ("<i>In vitro</i> &amp; in vivo", "In vitro & in vivo"),
        ("Caf\u00e9 culture online", "Cafe\u0301 culture online"),
        ("Ｄｅｅｐ ｌｅａｒｎｉｎｇ", "deep learning"),
        ("基于深度学习的图像识别方法", "基于深度学习的图像识别方法。"),
    ],
)
def test_the_same_title_written_differently(one, other):
    assert quality.normalised_title(one) == quality.normalised_title(other)
    assert quality.matchable_title(one)


@pytest.mark.parametrize(
    "one, other",
    [("प्रतिमान की खोज", "प्रतिमा की खोज"), ("がくしゅうの方法について", "かくしゅうの方法について")],
)
def test_marks_of_other_scripts_are_letters(one, other):
    assert quality.normalised_title(one) != quality.normalised_title(other)


@pytest.mark.parametrize(
    "title",
    [
        None,
        "",
        "Editorial",
        "Short one",
        "Introduction",
        "Preface 2021",
        "INTRODUCTION 2021",
        "Editor’s Note",
        "Front Matter",
        "目录",
    ],
)
def test_titles_that_identify_nothing(title):
    assert quality.matchable_title(title) is None


def test_generic_titles_are_written_as_they_are_compared():
    for title in quality.GENERIC_TITLES:
        assert title == quality.normalised_title(title)


def test_what_records_say_together():
    numbers = [0, 1, 0]
    assert quality.union_by_cluster(numbers, [["US"], [], ["CN", "US"]]) == (("CN", "US"), ())
    earliest = quality.earliest_by_cluster(numbers, [2020, np.nan, 2019])
    assert earliest[0] == 2019
    assert np.isnan(earliest[1])


def test_nothing_to_compare():
    assert len(quality.duplicate_clusters([], [], [])) == 0
    assert quality.union_by_cluster([], []) == ()
