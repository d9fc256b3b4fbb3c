"""Screening organisations against the Entity List that ships: labelled names and named traps."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import screening_draw
from bench.screening import Labels
from detente.core.errors import DataMissing, UnknownName
from detente.kernels.screening import quality
from detente.lake.dataset import Dataset
from detente.lake.screen import SCOPES, Screen
from detente.lake.screening import screened
from detente.sources import starter
from small_release import small_release

LABELLED = Path(__file__).parent.parent / "data" / "listed_names.csv"
PRECISION, RECALL = 0.97, 0.90
HIT, BIT = "Harbin Institute of Technology", "Beijing Institute of Technology"
NJUST = "Nanjing University of Science and Technology"
BEIHANG = "Beijing University of Aeronautics and Astronautics (BUAA)"
BUPT = "Beijing University of Posts and Telecommunications (BUPT)"
NUDT = "National University of Defense Technology (NUDT)"
UESTC = "University of Electronic Science and Technology of China"
NPU, USTC = "Northwestern Polytechnical University", "University of Science and Technology of China"
HUAWEI = "Huawei Technologies Co., Ltd."
ICT = "Chinese Academy of Sciences Institute of Computing Technology"


@pytest.fixture(scope="module")
def lists():
    tables = starter.read(None).tables
    return tables["listing"].to_pylist(), tables["listing_alias"].to_pylist()


@pytest.fixture(scope="module")
def screen(lists):
    return Screen(*lists)


@pytest.fixture(scope="module")
def labelled():
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entity(screen, name, country=None, scope="campuses"):
    (found,) = screen.screen([name], [country], scope=scope)
    return found.party and found.party.entity


# ---- the labelled sample ----


def test_the_sample_is_large_and_has_what_it_must(labelled):
    assert len(labelled) == len({row["name"] for row in labelled}) >= 400
    for part in ("tuning", "held out"):
        mine = [row for row in labelled if row["part"] == part]
        assert len([row for row in mine if row["relation"] == "self"]) >= 100
        assert len([row for row in mine if row["relation"] == "none"]) >= 200
    assert {row["relation"] for row in labelled} == {"self", "campus", "affiliate", "joint", "none"}
    assert all((row["relation"] == "none") == (not row["listed"]) for row in labelled)


def test_the_sample_is_what_the_draw_gives_but_for_names_of_persons(labelled, shared_data):
    drawn = set(screening_draw.drawn(screening_draw.affiliations(shared_data.parent)))
    kept = {(row["part"], row["stratum"], row["name"]) for row in labelled}
    assert kept <= drawn
    assert len(drawn - kept) == 6


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("part", ["tuning", "held out"])
def test_precision_and_recall(screen, lists, labelled, part, scope):
    labels = Labels(screen, lists[0])
    mine = [row for row in labelled if row["part"] == part]
    score, found = labels.screened(mine, scope)
    result = quality(score, *labels.of(mine, found, scope), [0.94])
    assert result.precision[0] >= PRECISION
    assert result.recall[0] >= RECALL


def test_no_listed_name_is_among_unflagged_names_drawn_at_random(screen, lists, labelled):
    labels = Labels(screen, lists[0])
    mine = [row for row in labelled if row["stratum"] in ("neighbours", "others")]
    _, found = labels.screened(mine, "affiliates")
    silent = [row for row, said in zip(mine, found, strict=True) if said < 0]
    assert len(silent) >= 200
    assert all(row["relation"] == "none" for row in silent)


# ---- traps, each by its name ----


@pytest.mark.parametrize(
    "name, party",
    [
        ("Harbin Institute of Technology, Harbin, China", HIT),
        ("School of Computer Science, Harbin Inst. of Technology", HIT),
        ("Harbin Insititute of Technology", HIT),
        ("HIT, Harbin, China", HIT),
        ("哈尔滨工业大学计算机学院", HIT),
        # other HITs
        ("HIT, Hyogo, Japan", None),
        ("Helsinki Institute for Information Technology HIIT", None),
        ("Harbin University of Science and Technology", None),
        ("Harbin Normal University", None),
        ("Hefei Institute of Technology", None),
    ],
)
def test_harbin_institute_of_technology_and_other_hits(screen, name, party):
    assert entity(screen, name) == party


@pytest.mark.parametrize(
    "name, party",
    [
        ("Beihang University, Beijing", BEIHANG),
        ("BUAA", BEIHANG),
        ("Beijing University of Aeronautics and Astronautics", BEIHANG),
        ("Beijing Institute of Technology", BIT),
        ("BIT, Beijing", BIT),
        ("National University of Defense Technology, Changsha", NUDT),
        ("National University of Defence Technology", NUDT),
        ("NUDT", NUDT),
        ("Beijing University of Posts and Telecommunications", BUPT),
        # lookalikes
        ("Beijing University, Beijing, China", None),
        ("Peking University", None),
        ("Beijing University of Technology", None),
        ("Beijing University of Chemical Technology", None),
        ("Beijing Institute of Fashion Technology", None),
        ("BIT Mesra, Ranchi, India", None),
        ("Nanjing University of Posts and Telecommunications", None),
        ("National Defense University, Washington", None),
        ("University of Shanghai for Science and Technology", None),
    ],
)
def test_universities_of_a_place_and_a_subject(screen, name, party):
    assert entity(screen, name) == party


@pytest.mark.parametrize(
    "name, party",
    [
        ("Sichuan University, Chengdu", "Sichuan University"),
        ("West China Hospital, Sichuan University", "Sichuan University"),
        ("四川大学", "Sichuan University"),
        ("Sichuan University of Science and Engineering", None),
        ("Sichuan Normal University", None),
        ("Tianjin University", "Tianjin University"),
        ("Tianjin University of Technology", None),
        ("Tianjin University of Science and Technology", None),
        ("Tianjin Normal University", None),
        ("Nanjing University of Science and Technology", NJUST),
        ("Nanjing University of Information Science and Technology", None),
        ("Nanjing University", None),
    ],
)  # fmt: skip
def test_university_of_something_is_another_university(screen, name, party):
    assert entity(screen, name) == party


@pytest.mark.parametrize(
    "name, party",
    [
        ("University of Electronic Science and Technology of China", UESTC),
        ("UESTC, Chengdu", UESTC),
        ("University of Science and Technology of China, Hefei", USTC),
        ("Huazhong University of Science and Technology, China", None),
        ("Hong Kong University of Science and Technology, China", None),
        ("Guilin University of Electronic Technology", None),
        ("University of Science and Technology Beijing", None),
    ],
)
def test_universities_of_science_and_technology(screen, name, party):
    assert entity(screen, name) == party


@pytest.mark.parametrize(
    "name, party",
    [
        ("Northwestern Polytechnical University, Xi'an", NPU),
        ("Northwest Polytechnical University", NPU),
        ("NPU, Xi'an, China", NPU),
        ("Northwestern University, Evanston, IL, USA", None),
        ("Northwest University, Xi'an, China", None),
        ("Northwest A&F University", None),
        ("NPU, Sydney, Australia", None),
    ],
)
def test_northwestern_polytechnical_is_not_northwestern(screen, name, party):
    assert entity(screen, name) == party


@pytest.mark.parametrize(
    "name",
    ["Tongji University, Shanghai", "Zhejiang University", "Tsinghua University", "同济大学"],
)
def test_universities_that_are_on_no_entity_list(screen, name):
    assert entity(screen, name, scope="affiliates") is None


@pytest.mark.parametrize(
    "name",
    [
        "Huawei", "Huawei Technologies Co. Ltd.", "Huawei Noah's Ark Lab, London, UK",
        "Noah’s Ark Lab, Huawei", "HiSilicon", "Huawei Technologies Canada", "Huawei Cloud Berlin",
        "Huawei Russian Research Institute", "华为技术有限公司",
    ],
)  # fmt: skip
def test_all_of_huawei_is_huawei_and_listed_since_its_first_entry(screen, name):
    (found,) = screen.screen([name])
    assert found.party.entity == HUAWEI
    assert found.party.listed_on == date(2019, 5, 21)


def test_a_party_that_was_listed_again_is_listed_since_the_first_time(screen):
    (found,) = screen.screen(["NUDT"])
    assert (found.party.listed_on, found.party.removed_on) == (date(2015, 2, 18), None)


def test_a_party_that_was_removed_is_not_on_the_list(screen):
    assert entity(screen, "ZTE Corporation, Shenzhen, China", scope="affiliates") is None


# ---- rules on campuses, affiliates, countries ----


@pytest.mark.parametrize(
    "name, named, campuses, affiliates",
    [
        ("Harbin Institute of Technology", True, True, True),
        ("Harbin Institute of Technology, Shenzhen", False, True, True),
        ("HITSZ", False, True, True),
        # a branch that the list itself names
        ("Harbin Institute of Technology, Shenzhen Research Institute", True, True, True),
        ("SenseTime Research", True, True, True),
        ("SenseTime Japan Ltd", False, False, True),
        ("Hikvision Research Institute, USA", False, False, True),
        ("CUHK-SenseTime Joint Laboratory", False, False, True),
        ("Futurewei Technologies", False, False, True),
        ("Inspur Smart City Technology", False, False, True),
        ("Stanford University", False, False, False),
    ],
)
def test_scopes(screen, name, named, campuses, affiliates):
    for scope, listed in (("named", named), ("campuses", campuses), ("affiliates", affiliates)):
        assert (entity(screen, name, scope=scope) is not None) == listed, scope


@pytest.mark.parametrize(
    "name, country, party",
    [
        ("Institute of Computing Technology", "CN", ICT),
        ("Institute of Computing Technology", "PL", None),
        ("Institute of Computing Technology", None, None),
        ("Institute of Computing Technology, Chinese Academy of Sciences", None, ICT),
        ("Institute of Computing Technology of the Chinese Academy of Sciences", None, ICT),
        ("Institute of Automation, Chinese Academy of Sciences", None, None),
        ("Huawei Technologies (Canada)", "CA", HUAWEI),
        ("Huawei Technologies (Poland)", "PL", None),
        ("Harbin Institute of Technology", "US", None),
        ("AIRI", "RU", None),
    ],
)
def test_the_country_of_an_organisation_decides(screen, name, country, party):
    assert entity(screen, name, country) == party


def test_lists_are_chosen(lists):
    assert Screen(*lists, lists=("bis-meu",)).screen(["Huawei"])[0].party is None


def test_an_unknown_scope_says_which_there_are(screen):
    with pytest.raises(UnknownName, match="campuses"):
        screen.screen(["Huawei"], scope="all")


# ---- whatever the names are ----


@given(data=st.data())
def test_a_name_is_screened_alike_in_any_company_and_any_case(screen, labelled, data):
    rows = data.draw(st.lists(st.sampled_from(labelled), min_size=1, max_size=8))
    names = [row["name"] for row in rows]
    together = screen.screen(names)
    assert together == [screen.screen([name])[0] for name in names]
    assert screen.screen(names[::-1]) == together[::-1]


def test_every_published_name_of_some_words_finds_its_party(screen, lists):
    """With a department before it and a country behind; but for names that begin with a number."""
    listings, aliases = lists
    rows = {row["listing"]: row for row in listings}
    named = [a for a in aliases if a["kind"] == "name" and not a["context"]]
    texts = [f"Department of Hills, {a['name']}, China" for a in named]
    found = screen.screen(texts, scope="affiliates")
    lost = [
        alias["name"]
        for alias, one in zip(named, found, strict=True)
        if len(alias["name"].split()) > 2
        and (one.party is None or one.party.entity != rows[alias["listing"]]["entity"])
    ]
    assert len(lost) < 0.01 * len(named), lost


# ---- of a release ----


def test_institutions_of_a_release(tmp_path):
    dataset = small_release(tmp_path, 1, 5)
    table = screened(dataset, scope="campuses")
    assert table is screened(dataset, scope="campuses")  # remembered
    assert table.schema.names == ["institution", "entity", "listed_on", "removed_on", "score"]
    assert table["institution"].to_pylist() == [1, 2, 5, 7]
    assert table["listed_on"].to_pylist() == [date(2020, 6, 5)] * 2 + [date(2018, 9, 1), None]
    assert table["removed_on"].to_pylist() == [None, None, date(2021, 3, 1), None]
    assert screened(dataset, scope="affiliates").num_rows == 6


def test_a_release_without_institutions_says_so(tmp_path):
    from detente.engine.duckdb_engine import DuckDBEngine
    from detente.lake.store import Store
    from detente.sources.build import build

    with DuckDBEngine() as engine:
        release = build(Store(tmp_path), {"starter": None}, engine=engine, label="s")
        with pytest.raises(DataMissing, match="institution"):
            screened(Dataset(release, engine), scope="named")
