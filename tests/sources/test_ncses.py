"""NCSES tables: the real ones cell by cell, and what happens when they are not as published."""

import csv
import html
import re
import shutil

import pytest

from detente.core.errors import SourceMalformed
from detente.sources import ncses


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "ncses_sei"


@pytest.fixture(scope="module")
def figures(folder):
    rows = ncses.read(folder).tables["figure"].to_pylist()
    return {
        (r["metric"], r["entity"], r["partner_entity"], r["first_year"], r["last_year"]): r
        for r in rows
    }


def _printed(folder, number):
    with (folder / f"{number}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    "number, name, rows",
    [(10059, "region_country_or_economy", 181), (10064, "institution", 100)],
)
def test_totals_and_ranks_come_out_cell_by_cell(folder, figures, number, name, rows):
    columns = {
        "number_of_papers_whole_": "papers_full",
        "number_of_papers_fractional_": "papers_fractional",
        "papers_involving_multiple_institutions_whole_": "multi_institution_papers",
        "papers_involving_only_domestic_institutions_whole_": "domestic_papers",
        "papers_involving_international_institutions_whole_": "international_papers",
    }
    printed = _printed(folder, number)
    assert len(printed) == rows
    for row in printed:
        for column, metric in columns.items():
            assert figures[metric, row[name], "", 2003, 2022]["value"] == float(row[column])
        ranked = ("rank_full", row[name], "", 2003, 2022) in figures
        assert ranked == (row[name] not in ("World", "Unassigned"))
        if ranked:
            assert figures["rank_full", row[name], "", 2003, 2022]["value"] == int(row["rank"])


def test_pair_matrix_comes_out_cell_by_cell_without_its_diagonal(folder, figures):
    printed = _printed(folder, 10060)
    names = {
        re.sub("[^a-z]+", "_", r["region_country_or_economy"].lower()): r[
            "region_country_or_economy"
        ]
        for r in printed
    }
    for row in printed:
        for slug, partner in names.items():
            key = ("joint_papers", row["region_country_or_economy"], partner, 2003, 2022)
            if partner == key[1]:
                assert key not in figures
            else:
                assert figures[key]["value"] == int(row[slug])
    joint = [f for (metric, *_), f in figures.items() if metric == "joint_papers"]
    assert len(joint) == 60 * 59
    assert all(f["country"] and f["partner"] for f in joint)


def test_years_implied_by_order_are_those_of_the_dated_table(folder, figures):
    """9968 has no years: its blocks of twenty must sum to the totals of 10059 and equal 10067."""
    respelled = {"UK": "United Kingdom", "Gaza Stripe": "Gaza Strip", "West Banke": "West Bank"}
    seen = {}
    for row in _printed(folder, 9968):
        name = html.unescape(row["time_period"].split(" -> ")[-1])
        name = re.sub(r"<sup>.</sup>", "", name)
        name = respelled.get(name, name)
        year = 2003 + seen.get(name, 0)
        seen[name] = seen.get(name, 0) + 1
        assert figures["papers_full", name, "", year, year]["value"] == int(row["value"])
    assert set(seen.values()) == {20}
    for row in _printed(folder, 10059):
        name = row["region_country_or_economy"]
        yearly = sum(figures["papers_full", name, "", y, y]["value"] for y in range(2003, 2023))
        assert yearly == figures["papers_full", name, "", 2003, 2022]["value"]


def test_regions_are_no_countries_and_each_code_has_one_name(figures):
    kinds = {f["entity"]: (f["entity_kind"], f["country"]) for f in figures.values()}
    assert kinds["World"] == ("world", None)
    blocs = {name for name, (kind, _) in kinds.items() if kind == "bloc"}
    assert {"EU-27", "Asia", "Other Europe", "Unassigned"} <= blocs
    assert all(kinds[name][1] is None for name in blocs)
    uncoded = {n for n, (kind, code) in kinds.items() if kind == "country" and code is None}
    assert uncoded == {"Gaza Strip", "West Bank", "Serbia and Montenegro"}
    codes = [code for _, code in kinds.values() if code]
    assert len(codes) == len(set(codes))
    assert kinds["Taiwan"] == ("country", "TW")


def _damaged(folder, tmp_path, file, before, after):
    for path in folder.glob("*.csv"):
        shutil.copyfile(path, tmp_path / path.name)
    text = (tmp_path / file).read_text(encoding="utf-8-sig")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "file, before, after, said",
    [
        ("10059.csv", "number_of_papers_whole_", "papers", "unknown columns: papers"),
        ("10059.csv", "r002,1,China", "r002,1,Chyna", "line 3"),
        ("10059.csv", "274096", "D", "number_of_papers_whole_ = 'D'"),
        ("10059.csv", "274096,", "274096,,", "11 cells for 10 columns"),
        ("10060.csv", "Algeria,0,0,15", "Algeria,0,0,16", "but 15 in its row"),
        ("10060.csv", "r001,Algeria", "r001,Albania", "unknown columns"),
        ("10067.csv", "World -> Canada -> Total", "World -> Mexico -> Total", "spell its path"),
        ("9968.csv", "r001,World,10011", "r001,World,10012", "but 10011"),
        ("9968.csv", "r001,World,", "r001,Wurld,", "has 1 rows"),
    ],
)
def test_a_changed_file_stops_the_run(folder, tmp_path, file, before, after, said):
    with pytest.raises(SourceMalformed) as error:
        ncses.read(_damaged(folder, tmp_path, file, before, after))
    assert file in error.value.what
    assert said in str(error.value)


def test_a_blank_pair_is_suppressed_not_zero(folder, tmp_path):
    damaged = _damaged(folder, tmp_path, "10060.csv", "Algeria,0,0,15", "Algeria,0,0,")
    path = damaged / "10060.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Australia,15,26", "Australia,,26", 1), encoding="utf-8")
    rows = ncses.read(damaged).tables["figure"].to_pylist()
    pair = [
        r
        for r in rows
        if r["metric"] == "joint_papers" and {r["country"], r["partner"]} == {"DZ", "AU"}
    ]
    assert [(r["value"], r["status"]) for r in pair] == [(None, "suppressed")] * 2


def test_an_absent_file_is_named(folder, tmp_path):
    with pytest.raises(SourceMalformed, match=r"10067\.csv is not there"):
        ncses.read(tmp_path)
