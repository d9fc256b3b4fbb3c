"""Country Activity Tracker: the copy cell by cell, and what happens when it changes."""

import csv
import shutil

import pytest

from detente.core.errors import SourceMalformed
from detente.sources import cat


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "cat_2024-12"


@pytest.fixture(scope="module")
def rows(folder):
    return cat.read(folder).tables["figure"].to_pylist()


def test_yearly_articles_come_out_cell_by_cell_with_their_flag(folder, rows):
    ours = {
        (r["entity"], r["field"], r["first_year"]): r
        for r in rows
        if r["metric"] == "papers_full" and r["first_year"] == r["last_year"]
    }
    with (folder / "publications_yearly_articles.csv").open(encoding="utf-8", newline="") as handle:
        printed = list(csv.DictReader(handle))
    assert len(printed) == len(ours) == 9011
    for line in printed:
        row = ours[line["country"], line["field"], int(line["year"])]
        assert row["value"] == int(line["num_articles"])
        assert row["status"] == ("complete" if line["complete"] == "True" else "incomplete")


def test_thirteen_groups_are_blocs_and_everything_else_is_a_country(rows):
    blocs = {r["entity"] for r in rows if r["entity_kind"] == "bloc"}
    assert len(blocs) == 13
    assert {"EU", "NATO", "Quad"} <= blocs
    assert all(r["country"] is None for r in rows if r["entity_kind"] == "bloc")
    uncoded = {r["entity"] for r in rows if r["entity_kind"] == "country" and not r["country"]}
    assert uncoded == {"Congo"}
    assert {r["country"] for r in rows if r["entity"] == "China (mainland)"} == {"CN"}


def test_citations_of_incomplete_years_and_totals_over_them_are_incomplete(rows):
    of_2023 = {r["status"] for r in rows if r["metric"] == "citations_full"
               and r["first_year"] == 2023}  # fmt: skip
    assert of_2023 == {"incomplete"}
    assert {r["status"] for r in rows if r["last_year"] - r["first_year"] == 10} == {"incomplete"}


def test_totals_of_articles_are_the_sum_of_their_years(rows):
    """Which is how their period, that the publisher does not state, is known to be 2014-24."""
    sums, totals = {}, {}
    for r in rows:
        if r["metric"] == "papers_full":
            key = (r["entity"], r["field"])
            if r["first_year"] == r["last_year"]:
                sums[key] = sums.get(key, 0) + r["value"]
            else:
                totals[key] = r["value"]
    assert totals.items() <= sums.items()  # a few small sums are not published as totals
    assert len(totals) == 1055


def test_it_may_not_ship():
    assert not cat.SOURCE.may_ship


@pytest.mark.parametrize(
    "before, after, said",
    [
        (",complete\n", ",finished\n", "unknown columns: finished; missing columns: complete"),
        (",2022,1,True", ",2022,-1,True", "num_articles = '-1' is not a whole number"),
        (",2022,1,True", ",2032,1,True", "year = 2032 lies outside"),
        (",2022,1,True", ",2022,1,yes", "complete = 'yes'"),
        ("Micronesia,", "Macronesia,", "'Macronesia' is neither a country nor a known group"),
    ],
)
def test_a_changed_file_stops_the_run(folder, tmp_path, before, after, said):
    for path in folder.glob("*.csv"):
        shutil.copyfile(path, tmp_path / path.name)
    path = tmp_path / "publications_yearly_articles.csv"
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SourceMalformed, match=r"publications_yearly_articles\.csv") as error:
        cat.read(tmp_path)
    assert said in str(error.value)
