"""Enforcement: every case has its reference, and a row that is not one stops the run."""

import re
import shutil

import pytest

from detente.core.errors import SourceMalformed, TableInvalid
from detente.sources import enforcement


@pytest.fixture(scope="module")
def events():
    return {row["event"]: row for row in enforcement.read().tables["enforcement"].to_pylist()}


def test_every_row_has_a_reference_that_can_be_looked_up(events):
    for row in events.values():
        assert re.search(r"https?://\S+\.\S+|\d", row["reference"]), row["event"]


def test_the_first_detention_over_chatgpt_in_china(events):
    row = events["cn_gansu_2023"]
    assert (row["country"], row["action"], row["kind"]) == ("CN", "detention", "false_news")
    assert row["date"].isoformat() == "2023-05-05"
    assert row["people"] == 1
    assert "semafor" in row["reference"]


def test_what_was_fined_has_an_amount_and_what_was_ordered_has_none(events):
    for row in events.values():
        assert (row["amount"] is None) == (row["currency"] is None)
        if row["action"] == "fine":
            assert row["amount"] > 0, row["event"]
        if row["action"] in ("detention", "arrest", "conviction", "order"):
            assert row["amount"] is None, row["event"]
        if row["target"] == "organisation":
            assert row["people"] is None, row["event"]


def test_the_declared_coverage_is_what_is_there(events):
    countries = {row["country"] for row in events.values()}
    assert enforcement.SOURCE.coverage.startswith(
        f"{len(events)} cases in {len(countries)} countries"
    )
    years = {row["date"].year for row in events.values()}
    assert (min(years), max(years)) == (2019, 2026)


def changed(tmp_path, before, after):
    shutil.copytree(enforcement.DATA, tmp_path / "data")
    path = tmp_path / "data" / "events.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize(
    "before, after, said",
    [
        ("event,title", "event,headline", "unknown columns: headline"),
        ("2023-05-05,day,CN", "5 May 2023,day,CN", "is not a date"),
        ("2023-05-05,day,CN", "2023-05-05,month,CN", "must be the first"),
        ("2023-05-05,day,CN", "2023-05-05,day,ZZ", "'ZZ' is not the code"),
        (",20000000,EUR", ",20000000,", "stand together"),
        (",20000000,EUR", ",20 million,EUR", "amount = '20 million' is not a number"),
        ("fraud,31,", "fraud,many,", "people = 'many' is not a whole number"),
        ("fraud,31,", "fraud,31,,", "15 cells for 14 columns"),
    ],
)
def test_a_wrong_cell_stops_the_run(tmp_path, before, after, said):
    with pytest.raises(SourceMalformed, match=r"events\.csv") as error:
        enforcement.read(changed(tmp_path, before, after))
    assert said in str(error.value)


@pytest.mark.parametrize(
    "before, after, said",
    [
        (",high,https://www.semafor.com/article/05/08/2023/china-arrest-chatgpt-fake-news",
         ",high,", "reference"),
        ("detention,person,false_news", "scolding,person,false_news", "action"),
        ("cn_gansu_2023", "cn_datong_2024", "key occurs 2 times"),
    ],
)  # fmt: skip
def test_a_row_without_reference_or_with_an_odd_value_stops_the_run(tmp_path, before, after, said):
    with pytest.raises(TableInvalid, match="table 'enforcement'") as error:
        enforcement.read(changed(tmp_path, before, after))
    assert said in str(error.value)


def test_an_empty_or_absent_file_is_named(tmp_path):
    with pytest.raises(SourceMalformed, match=r"events\.csv is not there"):
        enforcement.read(tmp_path)
    path = tmp_path / "events.csv"
    path.write_text("event,title\n", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="missing columns"):
        enforcement.read(tmp_path)
    text = (enforcement.DATA / "events.csv").read_text(encoding="utf-8")
    path.write_text(text.split("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="holds no row"):
        enforcement.read(tmp_path)
