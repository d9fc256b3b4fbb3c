"""One test a trap of the conference table, on made-up rows, and the rules against slow twins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import SourceMalformed
from detente.sources.affiliations.territory import territory_of
from detente.sources.starter.alignment import Index, alignments
from detente.sources.starter.collection import paper_of, read_papers
from detente.sources.starter.conference import resolved
from detente.sources.starter.gazetteer import learned, machine_code, printed_country
from detente.sources.starter.make import works_of
from detente.sources.starter.pattern import Byline, parsed, written
from detente.sources.starter.titles import duplicate_groups, is_generic, normalised
from detente.sources.starter.venues import AREAS, VENUES, document_type
from naive.sources import duplicate_pairs, every_alignment, published_index


def row(**fields):
    """A row of the collection: two authors of MIT and Tsinghua, unless said otherwise."""
    given_row = {
        "venue": "cvpr",
        "year": 2018,
        "title": "A made-up paper about something",
        "status": "Poster",
        "track": "main",
        "author": "a1;b2",
        "aff": "MIT; Tsinghua University",
        "aff_unique_norm": "MIT;Tsinghua University",
        "aff_unique_index": "0;1",
        "aff_country_unique": "United States;China",
        "aff_country_unique_index": "0;1",
        "gs_citation": 5,
    }
    changed = {**given_row, **fields}
    return {name: value for name, value in changed.items() if value is not None}


def paper(**fields):
    return paper_of(row(**fields), 1)


def outcome(gazetteer=None, **fields):
    byline, how = resolved(paper(**fields), gazetteer or {})
    return written(byline), how


def test_the_plain_case_is_one_affiliation_an_author():
    assert outcome() == ("US;CN", "aligned")


# 1: Hong Kong, Macao and Taiwan are called China


@pytest.mark.parametrize(
    "affiliation, code",
    [
        ("Chinese University of Hong Kong", "HK"),
        ("The University of Hong Kong", "HK"),
        ("HKUST, Clear Water Bay", "HK"),
        ("Huawei Noah’s Ark Lab, Hong Kong SAR, China", "HK"),
        ("Multiscale Medical Robotics Centre, Hong Kong SAR, Republic of China", "HK"),
        ("National Taiwan University", "TW"),
        ("National Tsing Hua University", "TW"),
        ("Institute of Information Science, Academia Sinica", "TW"),
        ("National Yang Ming Chiao Tung University", "TW"),
        ("National Cheng Kung University, Tainan, Taiwan", "TW"),
        ("Soochow University, Taipei", "TW"),
        ("University of Macau", "MO"),
        ("Avenida da Universidade, Taipa, Macao, China", "MO"),
        # campuses and laboratories on the mainland
        ("The Chinese University of Hong Kong, Shenzhen", "CN"),
        ("The Chinese University of Hong Kong (Shenzhen)", "CN"),
        ("SSE, CUHKSZ", "CN"),
        ("HKUST (Guangzhou)", "CN"),
        ("Hong Kong University of Science and Technology (GZ)", "CN"),
        ("City University of Hong Kong (Dongguan)", "CN"),
        ("City University of Hong Kong Shenzhen Research Institute", "CN"),
        ("United International College, BNU-HKBU, Zhuhai", "CN"),
        # not named at all
        ("Tsinghua University", None),
        ("Tsinghua-Berkeley Shenzhen Institute", None),
        ("Sun Yat-sen University", None),
        ("National University of Defense Technology", None),
        ("Soochow University, Suzhou, China", None),
        ("Guangdong-Hong Kong-Macao Joint Laboratory, Chinese Academy of Sciences", None),
        ("Digital Protection of Cultural Heritage of Fujian and Taiwan, Xiamen University", None),
        ("Ningbo Institute, People's Republic of China", None),
        ("", None),
    ],
)
def test_territories_are_recovered_from_the_printed_affiliation(affiliation, code):
    assert territory_of(affiliation) == code


def test_the_column_is_overruled_only_where_it_says_china():
    texts = {"aff": "HKUST; HKUST (Guangzhou)", "aff_unique_norm": "HKUST", "author": "a;b"}
    china = {"aff_unique_index": "0;0", "aff_country_unique_index": "0;0"}
    assert outcome(**texts, **china, aff_country_unique="China") == ("HK;CN", "aligned")
    abroad = outcome(**texts, **china, aff_country_unique="Singapore")
    assert abroad == ("SG;SG", "aligned")


# 2: author lists written twice


def test_robotics_author_lists_are_halved():
    assert outcome(venue="icra", author="a1;b2;a1;b2") == ("US;CN", "aligned")
    assert paper(venue="iros", author="a;b;c;a;b;c", aff=None).authors == 3
    assert paper(venue="iclr", author="a;a").authors == 2  # two namesakes elsewhere stay two


# 3: entries whose country or organisation is empty are missing from the index


def test_a_dropped_author_is_put_back_where_only_one_place_is_possible():
    assert outcome(
        author="a;b;c",
        aff="MIT; Deepwise; Tsinghua University",
        aff_unique_norm="MIT;Deepwise;Tsinghua University",
        aff_unique_index="0;1;2",
        aff_country_unique="United States;;China",
        aff_country_unique_index="0;2",
    ) == ("US;?;CN", "realigned")


def test_a_dropped_affiliation_of_an_author_stays_as_unknown():
    assert outcome(
        aff="MIT+Deepwise; Tsinghua University",
        aff_unique_norm="MIT;Deepwise;Tsinghua University",
        aff_unique_index="0+1;2",
        aff_country_unique="United States;;China",
        aff_country_unique_index="0;2",
    ) == ("US+?;CN", "realigned")


def test_an_empty_affiliation_is_an_unknown_author():
    assert outcome(
        author="a;b;c",
        aff="MIT;;Tsinghua University",
        aff_unique_index="0;1",
        aff_country_unique_index="0;1",
    ) == ("US;?;CN", "realigned")


AMBIGUOUS = {
    "author": "a;b;c",
    "aff": "MIT; Lab One; Lab Two",
    "aff_unique_norm": "MIT;Lab One;Lab Two",
    "aff_unique_index": "0;1;2",
    "aff_country_unique": "United States;",
    "aff_country_unique_index": "0;0",
}


def test_what_has_two_places_belongs_to_the_work_only():
    assert outcome(**AMBIGUOUS) == ("?;?;?|US", "work only")


def test_known_organisations_decide_between_places():
    assert outcome({"lab two": "US"}, **AMBIGUOUS) == ("US;?;US", "realigned")
    # a known organisation is never given another country, and keeps its own
    assert outcome({"lab two": "JP"}, **AMBIGUOUS) == ("US;US;JP", "realigned")


def test_a_known_organisation_has_one_country_in_three_papers():
    same = [paper(), paper(year=2019), paper(year=2020)]
    assert learned(same) == {"mit": "US", "tsinghua university": "CN"}
    assert learned(same[:2]) == {}
    moved = paper(aff_country_unique="Japan;China")
    assert learned([*same, moved]) == {"tsinghua university": "CN"}


KEYS = st.sampled_from(["p", "q", "r", "s"])
AUTHORS = st.lists(st.lists(KEYS, min_size=1, max_size=3), min_size=1, max_size=4)


@given(AUTHORS, st.dictionaries(KEYS, st.sampled_from(["", "A", "B", "C"])), st.booleans())
def test_alignments_are_those_of_brute_force_and_hold_the_truth(authors, names, one_silent):
    silent = frozenset("s") if one_silent else frozenset()
    name_of = {key: names.get(key, "A") for key in "pqrs"}
    groups, distinct = published_index(authors, name_of, silent)
    found = list(alignments(authors, Index(groups, tuple(distinct)), silent=silent))
    wanted = every_alignment(authors, groups, distinct, silent=silent)
    order = sorted
    assert order(map(order, map(dict.items, found))) == order(map(order, map(dict.items, wanted)))
    used = {key for author in authors for key in author} - silent
    truth = {key: distinct.index(name_of[key]) if name_of[key] else -1 for key in used}
    assert truth in found


@given(AUTHORS, st.dictionaries(KEYS, st.sampled_from(["", "A", "B"])))
def test_keys_known_to_be_nameless_only_narrow_the_ways(authors, names):
    name_of = {key: names.get(key, "A") for key in "pqrs"}
    groups, distinct = published_index(authors, name_of)
    nameless = frozenset(key for key in "pq" if not name_of[key])
    found = list(alignments(authors, Index(groups, tuple(distinct)), nameless=nameless))
    wanted = every_alignment(authors, groups, distinct, nameless=nameless)
    assert sorted(sorted(f.items()) for f in found) == sorted(sorted(w.items()) for w in wanted)


# 4: affiliations that cannot be matched


def test_fewer_affiliations_than_authors_are_those_of_the_work():
    assert outcome(venue="acmmm", author="a;b;c") == ("?;?;?|CN+US", "work only")


def test_graphics_bylines_kept_as_one_hash_say_nothing_of_authors():
    assert outcome(venue="siggraph", author="a") == ("?|CN+US", "work only")
    alone = outcome(
        venue="siggraph", author="a", aff="MIT", aff_unique_norm="MIT", aff_unique_index="0",
        aff_country_unique="United States", aff_country_unique_index="0",
    )  # fmt: skip
    assert alone == ("?|US", "work only")


def test_china_of_a_work_is_hong_kong_when_that_is_all_it_names():
    shorter = {"venue": "acmmm", "author": "a;b;c", "aff_country_unique": "China;United States"}
    texts = {"aff": "HKUST; MIT", "aff_unique_norm": "HKUST;MIT"}
    assert outcome({"mit": "US"}, **shorter, **texts) == ("?;?;?|HK+US", "work only")
    # an affiliation that is not understood may be the one in China
    assert outcome(**shorter, **texts) == ("?;?;?|CN+HK+US", "work only")


# 5: spellings


@pytest.mark.parametrize(
    "name, code",
    [
        ("Czech Republic", "CZ"), ("Czechia", "CZ"), ("Russia", "RU"), ("Russian Federation", "RU"),
        ("Kingdom of Saudi Arabia", "SA"), ("State of Palestine", "PS"), ("Türkiye", "TR"),
        ("Unknown", None), ("", None),
    ],
)  # fmt: skip
def test_country_names_of_the_column(name, code):
    assert machine_code(name) == code


def test_a_country_the_column_never_had_stops_the_run():
    with pytest.raises(ValueError, match="Atlantis"):
        outcome(aff_country_unique="Atlantis;China")


@pytest.mark.parametrize(
    "text, code",
    [
        ("KIST Europe, Saarbrücken, Germany", "DE"),
        ("UCLouvain, Belgium.", "BE"),
        ("Tbilisi or Atlanta, Georgia", None),  # a country and a state
        ("Stanford, CA", None),  # not Canada
        ("Indiana, IN", None),  # not India
        ("University of Michigan", None),
    ],
)
def test_a_country_is_read_off_the_end_of_an_affiliation_only_if_spelled_out(text, code):
    assert printed_country(text) == code


def test_a_silent_column_is_filled_from_the_printed_country():
    silent = {"aff_country_unique": None, "aff_country_unique_index": None}
    assert outcome(aff="Lab, Kyoto, Japan; Lab", **silent) == ("JP;?", "aligned")
    unindexed = {**silent, "aff_unique_norm": None, "aff_unique_index": None}
    assert outcome(aff="Lab, Kyoto, Japan; Lab", **unindexed) == ("JP;?", "from text")
    assert outcome(aff="; ", **unindexed) == ("?;?", "no country")
    assert outcome(aff=None, **unindexed) == ("?;?", "no country")


def test_an_organisation_named_twice_counts_once_and_a_department_not_at_all():
    twice = {"aff": "MIT+MIT; Tsinghua University", "aff_unique_index": "0+0;1"}
    assert outcome(**twice, aff_country_unique_index="0+0;1")[0] == "US;CN"
    unit = outcome(
        aff="MIT+Department of Physics; Tsinghua University",
        aff_unique_norm="MIT;Department of Physics;Tsinghua University",
        aff_unique_index="0+1;2",
        aff_country_unique="United States;;China",
        aff_country_unique_index="0;2",
    )
    assert unit == ("US;CN", "realigned")


# 6: status, track, and rows that are no papers


@pytest.mark.parametrize(
    "venue, status, track, kind",
    [
        ("cvpr", "Poster", "main", "proceedings-article"),
        ("naacl", "Findings", "main", "proceedings-article"),
        ("coling", "Industry", "main", "proceedings-article"),
        ("kdd", "", "Applied Data Science", "proceedings-article"),
        ("iclr", "Oral Workshop", "main", "workshop-paper"),
        ("coling", "System Demonstrations", "main", "demonstration"),
        ("ijcai", "Poster", "Demo Track", "demonstration"),
        ("ijcai", "Poster", "Survey track", "review"),
        ("ijcai", "Poster", "Doctoral Consortium", "other"),
        ("ijcai", "Poster", "Journal Track", "other"),
        ("siggraph", "Poster", "main", "other"),
        ("siggraph", "Technical Paper", "main", "proceedings-article"),
        ("cvpr", "Retracted", "main", None),
        ("cvpr", "Poster", "Side Track", None),
    ],
)
def test_document_types(venue, status, track, kind):
    assert document_type(venue, status, track) == kind


def test_rejected_undecided_and_placeholder_rows_are_left_out_and_counted():
    rows = [
        row(title="Accepted and presented"),
        row(title="Not accepted", status="Reject"),
        row(title="Taken back", status="Withdraw"),
        row(title="Still open", status="Active"),
        row(title="Poster", author="", aff=None),
        row(title=None, author="", aff=None),
        row(title="A paper whose authors were lost", author="", aff=None),
        row(title="Preface"),
    ]
    works, left_out = works_of([paper_of(r, n) for n, r in enumerate(rows, start=1)])
    assert [(w.title, w.type) for w in works] == [
        ("Accepted and presented", "proceedings-article"),
        ("A paper whose authors were lost", "proceedings-article"),
        ("Preface", "other"),
    ]
    assert written(works[1].byline).split("|")[0] == "?"
    assert left_out == {
        "status Reject": 1, "status Withdraw": 1, "status Active": 1,
        "no author and no title of a paper": 2, "duplicate of another row": 0,
    }  # fmt: skip


def test_an_unknown_status_stops_the_run():
    with pytest.raises(SourceMalformed, match="line 1") as error:
        works_of([paper(status="Retracted")])
    assert "Retracted" in str(error.value)


# 7: citations


@pytest.mark.parametrize("given_count, kept", [(-1, None), (None, None), (0, 0), (12, 12)])
def test_unknown_citations_are_null_and_zero_is_zero(given_count, kept):
    assert paper(gs_citation=given_count).citations == kept


# 8: duplicates

TITLES = st.sampled_from(
    ["A long enough title", "a  LONG, enough title!", "[From Oral 1A] A long enough title",
     "Another title here", "Short one", "Preface", "Plenary and Keynote Talks", ""]
)  # fmt: skip


@given(st.lists(st.tuples(TITLES, st.integers(2010, 2016)), max_size=9))
def test_duplicates_are_those_of_comparing_each_with_each(rows):
    titles, years = [t for t, _ in rows], [y for _, y in rows]
    groups = {frozenset(group) for group in duplicate_groups(titles, years)}
    assert groups == duplicate_pairs(titles, years, normalised, is_generic)


def test_the_published_version_is_kept_with_what_its_duplicates_know():
    workshop = row(venue="iclr", year=2018, status="Workshop", gs_citation=40)
    bare = {"aff": ";", "aff_unique_norm": None, "aff_unique_index": None,
            "aff_country_unique": None, "aff_country_unique_index": None}  # fmt: skip
    article = row(venue="icml", year=2018, gs_citation=-1, **bare)
    works, left_out = works_of([paper_of(workshop, 1), paper_of(article, 2)])
    (work,) = works
    assert (work.venue, work.type, work.citations) == ("ICML", "proceedings-article", 40)
    assert written(work.byline) == "US;CN"
    assert left_out["duplicate of another row"] == 1


def test_the_same_title_two_years_later_is_another_work():
    works, _ = works_of([paper(year=2015), paper(year=2017)])
    assert len(works) == 2


# other rules


@given(
    st.lists(
        st.lists(st.sampled_from(["US", "CN", None]), min_size=1, max_size=3).map(tuple),
        min_size=1,
        max_size=5,
    ).map(tuple),
    st.lists(st.sampled_from(["DE", "FR"]), max_size=2).map(tuple),
)
def test_a_pattern_says_what_the_byline_says(authors, of_work):
    byline = Byline(authors, of_work)
    assert parsed(written(byline)) == byline


def test_every_venue_has_known_areas_and_its_own_name():
    assert len({venue.name for venue in VENUES.values()}) == len(VENUES) == 30
    for venue in VENUES.values():
        assert venue.areas
        assert set(venue.areas) <= set(AREAS)


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"doi": "10.1/x"}, "unknown fields: doi"),
        ({"venue": "nature"}, "venue 'nature'"),
        ({"year": "2018"}, "year is not a whole number"),
        ({"aff": 3}, "aff is not a string"),
        ({"aff_country_unique_index": "0;7"}, "counts beyond its names"),
    ],
)
def test_a_row_that_is_not_as_published_is_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        paper(**fields)


def test_a_bad_line_is_named(tmp_path):
    import gzip
    import json

    file = tmp_path / "papers.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(row()) + "\n" + json.dumps(row(venue="nature")) + "\n")
    with pytest.raises(SourceMalformed, match=r"papers\.jsonl\.gz, line 2"):
        list(read_papers(file))
