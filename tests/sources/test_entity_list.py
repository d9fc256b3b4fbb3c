"""Lists of restricted parties: dates and names entry by entry, and what a changed file does."""

import json
import re
import shutil
from collections import Counter
from datetime import date

import pytest

from detente.core.errors import SourceMalformed
from detente.sources import entity_list
from detente.sources.entity_list.dates import listed_on, notices, removed_on
from detente.sources.entity_list.files import LISTS, Entry
from detente.sources.entity_list.names import core_of, published, texts_of, usual_names
from detente.sources.entity_list.parties import kind_of, parties


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "us_restricted_lists"


@pytest.fixture(scope="module")
def reading(folder):
    return entity_list.read(folder)


@pytest.fixture(scope="module")
def rows(reading):
    return reading.tables["listing"].to_pylist()


def _printed(folder, file="bis_entity_list.json"):
    return json.loads((folder / file).read_text(encoding="utf-8"))["entities"]


def _entry(**fields):
    plain = {
        "place": "made up", "list": "bis-entity-list", "name": "Hill University", "aliases": (),
        "country": "China", "address": None, "effective_date": None, "federal_register": None,
        "notes": None,
    }  # fmt: skip
    return Entry(**plain | fields)


def test_every_entry_of_every_list_is_there(folder, rows):
    for file, name in LISTS.items():
        assert len([row for row in rows if row["list"] == name]) == len(_printed(folder, file))
    assert len({row["listing"] for row in rows}) == len(rows) == 5929


def test_the_listing_day_is_the_first_that_an_entry_cites(folder, rows):
    """Read once more, by another way: the first word with two slashes is the day."""
    ours = [
        (r["name"], r["listed_on"].strftime("%-m/%-d/%y") if r["listed_on"] else None)
        for r in rows
        if r["list"] == "bis-entity-list"
    ]
    theirs = []
    for entity in _printed(folder):
        words = entity["federal_register"].replace(",", " ").split()
        printed = next((w.rstrip(".") for w in words if w.count("/") == 2), None)
        if printed:
            month, of_month, year = printed.split("/")
            printed = f"{int(month)}/{int(of_month)}/{year[-2:]}"
        theirs.append((entity["name"], printed))
    assert Counter(ours) == Counter(theirs)


@pytest.mark.parametrize(
    "name, listed, amended",
    [
        ("Harbin Institute of Technology", date(2020, 6, 5), None),
        ("Sichuan University", date(2012, 9, 19), None),
        ("University of Electronic Science and Technology of China", date(2012, 9, 19), None),
        ("Northwestern Polytechnical University", date(2001, 5, 14), None),
        # listed again and again: the day of its listing stays the first
        ("National University of Defense Technology (NUDT)", date(2015, 2, 18),
         "2019-06-24 2022-06-30 2022-10-13"),
        ("Nanjing University of Aeronautics and Astronautics", date(2020, 12, 22), None),
    ],
)  # fmt: skip
def test_days_of_known_entries(rows, name, listed, amended):
    (row,) = [r for r in rows if r["list"] == "bis-entity-list" and r["name"] == name]
    assert (row["listed_on"], row["amended_on"], row["removed_on"]) == (listed, amended, None)


def test_entries_without_a_day_have_none_and_are_counted(reading, rows):
    undated = {r["name"] for r in rows if r["list"] == "bis-entity-list" and not r["listed_on"]}
    assert undated == {"New H3C Semiconductor Technologies Co., Ltd.", "Antcorp System"}
    assert any(
        note.startswith("2 entries of bis-entity-list have no date") for note in reading.notes
    )
    assert {r["listed_on"] for r in rows if r["list"] == "dow-1286"} == {None}


def test_huawei_is_one_party_under_its_many_entries(rows):
    mine = [r for r in rows if r["list"] == "bis-entity-list" and "Huawei" in r["name"]]
    assert len(mine) > 100
    assert {r["entity"] for r in mine} == {"Huawei Technologies Co., Ltd."}
    assert min(r["listed_on"] for r in mine) == date(2019, 5, 21)
    assert len({r["country"] for r in mine}) > 40


def test_institutes_of_one_corporation_stay_parties_of_their_own(rows):
    """They were listed in different years, and the corporation itself is not."""
    bis = [r for r in rows if r["list"] == "bis-entity-list"]
    mine = [r for r in bis if "Electronics Technology Group" in r["name"]]
    assert len({r["entity"] for r in mine}) > 10
    assert len({r["listed_on"] for r in mine}) > 3


def test_names_that_are_ours_are_of_entries_that_there_are(rows, reading):
    assert set(usual_names()) <= {r["name"] for r in rows}
    assert not any("left out" in note for note in reading.notes)


# ---- one rule at a time ----


@pytest.mark.parametrize(
    "cited, days",
    [
        ("84 FR 22961, 5/21/19.\n85 FR 51603, 8/20/20", [date(2019, 5, 21), date(2020, 8, 20)]),
        ("64 FR 28909,\n5/28/99", [date(1999, 5, 28)]),
        ("87 FR 77508, 12/19/2022", [date(2022, 12, 19)]),
        ("86 FR 67319", []),
        (None, []),
    ],
)
def test_days_of_a_citation(cited, days):
    entry = _entry(federal_register=cited)
    assert list(notices(entry)) == days
    assert listed_on(entry) == (days[0] if days else None)


def test_a_day_that_the_list_states_comes_before_its_notices():
    entry = _entry(effective_date="2021-08-02", federal_register="86 FR 30145 (6/7/21)")
    assert listed_on(entry) == date(2021, 8, 2)
    assert listed_on(_entry(effective_date="June 21, 2022")) == date(2022, 6, 21)


@pytest.mark.parametrize(
    "fields", [{"effective_date": "soon"}, {"federal_register": "1 FR 2, 2/30/19"}]
)
def test_a_day_that_no_calendar_has_stops_the_run(fields):
    with pytest.raises(SourceMalformed, match="made up"):
        listed_on(_entry(**fields))


@pytest.mark.parametrize(
    "notes, day",
    [
        ("Type of denial: Standard; Expires: 2029-12-19", date(2029, 12, 19)),
        ("Authority: A; status: Expired on 07/08/04; Vol. 67", date(2004, 7, 8)),
        ("Authority: A; status: Expired 09/23/2022 | Authority: B; status: Lifted on 1/2/23",
         date(2023, 1, 2)),
        ("Authority: A; status: Expired on 07/08/04 | Authority: B; status: Active", None),
        ("Procurement; status: Procurement ban ended 1/2/23, all other sanctions remain", None),
        ("For all items subject to the EAR", None),
        (None, None),
    ],
)  # fmt: skip
def test_when_an_entry_lapsed(notes, day):
    assert removed_on(_entry(notes=notes)) == day


@pytest.mark.parametrize(
    "printed, texts",
    [
        ("Beijing University of Posts and Telecommunications (BUPT)",
         ["Beijing University of Posts and Telecommunications", "BUPT"]),
        ("Arrow Electronics (Hong Kong) Co., Ltd.", ["Arrow Electronics Hong Kong Co., Ltd"]),
        ("Gazmash, AO (f.k.a., Old Gazmash)", ["Gazmash, AO", "Old Gazmash"]),
        ("IRGC Air Force; IRGCAF", ["IRGC Air Force", "IRGCAF"]),
        ("APEX Ltd., 26 Belov St Office 415, Moscow, Russia", ["APEX Ltd"]),
        ("China Industry Group Co., Ltd. 702nd Institute",
         ["China Industry Group Co., Ltd. 702nd Institute"]),
        ("HPSTAR; and", ["HPSTAR"]),
    ],
)  # fmt: skip
def test_names_within_one_printed_text(printed, texts):
    assert list(texts_of(printed)) == texts


def test_legal_forms_are_no_part_of_a_name():
    assert core_of("Joint Stock Company Hill Works, LLC") == "hill works"
    assert core_of("OOO Hill") == core_of("Hill Co., Ltd.") == "hill"


def test_a_branch_an_institute_of_an_academy_and_an_acronym_need_what_is_beside_them():
    branch = published("Hill University", ["Hill University, Seaport Research Institute"], "CN")
    assert {(n.name, n.context) for n in branch} == {
        ("Hill University", ""), ("Hill University", "seaport research institute"),
    }  # fmt: skip
    institute = published(
        "Chinese Academy of Sciences, Institute of Physics", ["IOPCAS", "EC"], "CN"
    )
    contexts = {n.name: n.context for n in institute}
    assert "cas" in contexts["institute of physics"].split("|")
    assert contexts["IOPCAS"] == "China"
    assert "EC" not in contexts  # too short to be anyone's


def test_what_could_be_anybodys_name_is_no_name():
    names = published("Hill Works", ["Second Planning Department", "615 Institute"], "CN")
    assert {n.name for n in names} == {"Hill Works"}


def test_kinds_follow_from_names():
    assert [kind_of(name) for name in (
        "Hill University", "Hill Trading Co., Ltd.", "Institute of Hills", "Ministry of Hills",
        "Ann Hill",
    )] == ["education", "company", "research", "government", None]  # fmt: skip


def test_entries_that_share_a_name_are_one_party():
    entries = [
        _entry(name=n) for n in ("Hill Works Co., Ltd.", "HILL WORKS", "Hill Works North", "Dale")
    ]
    names = [published(e.name, e.aliases, "CN") for e in entries]
    assert parties(entries, names, {}) == ["HILL WORKS"] * 2 + ["Hill Works North", "Dale"]


# ---- files that are not as published ----


def _copied(folder, tmp_path, file, change):
    for name in LISTS:
        shutil.copyfile(folder / name, tmp_path / name)
    whole = json.loads((tmp_path / file).read_text(encoding="utf-8"))
    (tmp_path / file).write_text(json.dumps(change(whole)), encoding="utf-8")
    return tmp_path


def _with(key, value):
    return lambda whole: {**whole, key: value}


def _renamed(whole):
    first = whole["entities"][0]
    first["title"] = first.pop("name")
    return whole


def _elsewhere(whole):
    whole["entities"][3]["country"] = "Atlantis"
    return whole


@pytest.mark.parametrize(
    "file, change, said",
    [
        ("bis_meu.json", _with("list_id", "bis-entity-list"), "it is the list 'bis-entity-list'"),
        ("bis_meu.json", _with("entities", []), "no entries"),
        ("bis_meu.json", _with("count", 7), "states 7 entries"),
        ("bis_meu.json", _with("edition", 2), "unknown fields: edition"),
        ("bis_entity_list.json", _renamed, "unknown fields: title; missing fields: name"),
        ("bis_entity_list.json", _elsewhere, "'Atlantis' is neither a country"),
        ("dow_1286.json", lambda _: [], "no object"),
    ],
)
def test_a_changed_file_stops_the_run(folder, tmp_path, file, change, said):
    with pytest.raises(SourceMalformed, match=re.escape(said)) as error:
        entity_list.read(_copied(folder, tmp_path, file, change))
    assert file in error.value.what


def test_an_absent_file_and_one_that_is_no_json_are_named(folder, tmp_path):
    with pytest.raises(SourceMalformed, match=r"bis_entity_list\.json is not there"):
        entity_list.read(tmp_path)
    _copied(folder, tmp_path, "bis_dpl.json", lambda whole: whole)
    (tmp_path / "bis_dpl.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="not JSON"):
        entity_list.read(tmp_path)


def test_the_entity_list_comes_with_the_package(rows):
    """The same rows as from the file itself."""
    ours = entity_list.read(None).tables["listing"].to_pylist()
    bis = [row for row in rows if row["list"] == "bis-entity-list"]
    # parties are named within the lists that are read together
    assert [{**row, "entity": ""} for row in ours] == [{**row, "entity": ""} for row in bis]
    assert entity_list.DATA.is_dir()
