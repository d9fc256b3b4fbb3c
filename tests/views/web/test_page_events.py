"""What states did: numbers as the command prints them, and what is missing where none are."""

import pytest

from views.web.read_tables import document_of, number, rows_of, same_numbers, tables_of


@pytest.mark.parametrize(
    "view, words",
    [
        ("meetings", ["meeting", "--metric", "meetings_with"]),
        ("enforcement", ["enforcement", "--metric", "cases,people"]),
        ("incidents", ["incidents", "--kind", "all", "--metric",
                       "incidents,incident_share,incident_share_least,incident_share_most"]),
        ("listed", ["listed_entities", "--metric",
                    "listed_papers,listed_share,listed_share_most"]),
    ],
)  # fmt: skip
def test_page_csv_json_and_command_have_the_same_numbers(
    get_facts, detente, facts_lake, view, words
):
    rows = detente("show", *words, "--json", "--lake", facts_lake).json["rows"]
    rows = [row for row in rows if row["country"] is not None] or rows
    document = document_of(get_facts(f"en/events/{view}.json"))
    same_numbers(rows_of(get_facts(f"en/events/{view}.csv")), document["rows"])
    assert document["rows"] == rows
    told = {(row["country"], row["metric"]): row for row in rows}
    table = tables_of(get_facts("en/events"))[view]
    assert table
    for row in table:
        for name in words[-1].split(","):
            mine = told.get((row["country"][0], name))
            value = (None,) * 3 if mine is None else (mine["value"], mine["low"], mine["high"])
            assert number(row[name]) == value


def test_what_the_release_lacks_is_named_with_what_brings_it(get):
    page = get("en/events").body.decode()
    assert page.count("nsufficient data") >= 4
    assert "detente build" in page
    assert "data-chart" not in page


def test_a_picture_is_drawn_only_of_known_numbers(get_facts):
    page = get_facts("en/events").body.decode()
    assert page.count("data-chart=") >= 2
