"""Meetings: every row has its reference, lists say what they do not know, bad rows stop the run."""

import csv
import re
import shutil

import pytest

from detente.core.errors import SourceMalformed, TableInvalid
from detente.sources import meeting


@pytest.fixture(scope="module")
def tables():
    return {name: table.to_pylist() for name, table in meeting.read().tables.items()}


@pytest.fixture(scope="module")
def parties(tables):
    return {(row["meeting"], row["party"]): row for row in tables["meeting_party"]}


def test_every_row_has_a_reference_that_can_be_looked_up(tables):
    """An address, or the number or date of a document."""
    for row in tables["meeting"]:
        assert re.search(r"https?://\S+\.\S+|\d", row["reference"]), row["meeting"]
        assert row["confidence"] in ("high", "medium")


def test_groups_have_their_members_and_a_reference():
    with (meeting.DATA / "groups.csv").open(encoding="utf-8", newline="") as handle:
        groups = {row["group"]: row for row in csv.DictReader(handle)}
    sizes = {name: len(set(row["members"].split())) for name, row in groups.items()}
    assert sizes == {"un": 193, "g7": 8, "g20": 20, "oecd_2019": 36, "apec": 21, "asean_2024": 10}
    assert all(row["reference"].startswith("https://") for row in groups.values())


def test_bletchley_has_28_countries_and_the_union(parties):
    signed = {party for (name, party), row in parties.items()
              if name == "bletchley_2023" and row["signed"]}  # fmt: skip
    assert len(signed - {"EU"}) == 28
    assert {"EU", "US", "CN", "GB", "IN"} <= signed


def test_who_did_not_sign_is_said_only_where_it_is_known(parties):
    assert parties["paris_2025", "CN"]["signed"] is True
    assert parties["paris_2025", "US"]["signed"] is parties["paris_2025", "GB"]["signed"] is False
    assert parties["reaim_2024", "CN"]["signed"] is False
    assert parties["us_china_geneva_2024", "CN"]["signed"] is None  # there was nothing to sign
    assert ("paris_2025", "BR") not in parties  # its list is incomplete: unknown, not absent
    assert parties["council_of_europe_2024", "US"]["role"] == "unknown"


def test_complete_lists_are_lists_of_something(tables, parties):
    for row in tables["meeting"]:
        listed = [p for (name, _), p in parties.items() if name == row["meeting"]]
        if row["parties_complete"]:
            assert any(p["role"] in ("host", "participant") for p in listed), row["meeting"]
        if row["signatories_complete"]:
            assert row["document"]
            assert any(p["signed"] for p in listed), row["meeting"]


def test_the_declared_coverage_is_what_is_there(tables):
    assert meeting.SOURCE.coverage.startswith(f"{len(tables['meeting'])} meetings")
    years = {row["start"].year for row in tables["meeting"]}
    assert (min(years), max(years)) == (2018, 2026)


HEADER = "meeting,title,start,end,place"
ROW = "us_china_geneva_2024,US-China intergovernmental dialogue on AI,2024-05-14,2024-05-14"


@pytest.mark.parametrize(
    "file, before, after, said",
    [
        ("meetings.csv", HEADER, "meeting,name,start,end,place", "unknown columns: name"),
        ("meetings.csv", "meeting,title", "title,meeting", "another order"),
        ("meetings.csv", ROW, ROW.replace("05-14,", "05-44,", 1), "start = '2024-05-44'"),
        ("meetings.csv", ROW, ROW.replace("05-14,2024-05-14", "05-14,2024-05-13"), "it ends on"),
        ("meetings.csv", ",,US CN,,,,yes,no,", ",,US ZZ,,,,yes,no,", "'ZZ' is not the code"),
        ("meetings.csv", ",@g7,,@g7,", ",@g8,,@g7,", "no group is called '@g8'"),
        ("meetings.csv", ",,US CN,,,,yes,no,", ",,US CN,CN,,,yes,no,", "CN: absent, and"),
        ("meetings.csv", ",,US CN,,,,yes,no,", ",,US CN,,US,,yes,no,", "but no document"),
        ("meetings.csv", ",,US CN,,,,yes,no,", ",,US CN,,,,perhaps,no,", "neither yes nor no"),
        ("groups.csv", "CA FR DE IT", "CA FR DE XX", "'XX' is not the code"),
    ],
)
def test_a_wrong_cell_stops_the_run(tmp_path, file, before, after, said):
    with pytest.raises(SourceMalformed, match=file) as error:
        meeting.read(changed(tmp_path, file, before, after))
    assert said in str(error.value)


def changed(tmp_path, file, before, after):
    shutil.copytree(meeting.DATA, tmp_path / "data")
    path = tmp_path / "data" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize(
    "before, after, said",
    [
        (",S/PV.9381", ",", "reference"),
        (",high,S/PV.9381", ",low,S/PV.9381", "confidence"),
        ("un_78_265,", "un_78_311,", "key occurs 2 times"),
        (",open,Resolution 78/265", ",secret,Resolution 78/265", "membership"),
    ],
)
def test_a_row_without_reference_or_with_an_odd_value_stops_the_run(tmp_path, before, after, said):
    with pytest.raises(TableInvalid, match="table 'meeting") as error:
        meeting.read(changed(tmp_path, "meetings.csv", before, after))
    assert said in str(error.value)


def test_an_empty_or_absent_file_is_named(tmp_path):
    with pytest.raises(SourceMalformed, match=r"groups\.csv is not there"):
        meeting.read(tmp_path)
    shutil.copytree(meeting.DATA, tmp_path / "data")
    path = tmp_path / "data" / "meetings.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="holds no row"):
        meeting.read(tmp_path / "data")
    path.write_text("", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="missing columns"):
        meeting.read(tmp_path / "data")


def test_few_rows_are_not_taken_for_the_table(tmp_path):
    shutil.copytree(meeting.DATA, tmp_path / "data")
    path = tmp_path / "data" / "meetings.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(lines[:30]) + "\n", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="29 rows"):
        meeting.read(tmp_path / "data")
