"""Published figures: repeated as they stand, and first partners as a slow count finds them."""

import csv

import pytest

from detente.core.countries import code_of
from detente.core.errors import DataMissing, UnknownName, UsageError
from naive.published import first_partners
from views.view_world import figures


@pytest.fixture
def lake(planted_lake):
    import detente

    return detente.open(planted_lake)


def test_figures_are_repeated_as_they_stand(lake):
    shown = {
        (r["metric"], r["country"], r["partner"], r["first_year"], r["last_year"]): r["value"]
        for r in lake.published().to_dicts()
    }
    planted = {
        (r["metric"], r["country"], r["partner"], r["first_year"], r["last_year"]): r["value"]
        for r in figures()
        if r["entity_kind"] == "country"
    }
    assert shown == planted


def test_a_published_figure_has_no_interval_and_counts_papers_only(lake):
    for row in lake.published().to_dicts():
        assert row["low"] is None
        assert row["high"] is None
        assert row["unknown_share"] is None
        counted = row["value"] is not None and row["metric"] != "papers_fractional"
        assert row["n"] == (int(row["value"]) if counted else None)


def test_what_is_suppressed_or_incomplete_says_so(lake):
    rows = lake.published().to_dicts()
    hidden = [r for r in rows if r["value"] is None]
    assert {(r["country"], r["partner"]) for r in hidden} == {("CN", "DE"), ("DE", "CN")}
    assert {r["note"] for r in hidden} == {"suppressed by its publisher"}
    flagged = {r["note"] for r in rows if r["last_year"] == r["first_year"] == 2022}
    assert flagged == {"published, but flagged incomplete by its publisher"}


def test_first_partners_are_those_of_a_slow_count(lake):
    rows = lake.published(first_partners=True).to_dicts()
    shown = {}
    for row in rows:
        shown.setdefault(row["country"], (row["value"], set()))[1].add(row["partner"])
    assert shown == first_partners(figures())
    assert {r["partner"]: r["note"] for r in rows if r["country"] == "US"} == {
        "CN": "first place shared by 2",
        "GB": "first place shared by 2",
    }
    (of_china,) = (r for r in rows if r["country"] == "CN")
    assert of_china["note"] == "1 of 3 pairs suppressed, one could be larger"


def test_a_country_without_a_known_pair_has_no_first_partner():
    from detente.indicators.published import _largest

    row = {"partner": "US", "partner_entity": "United States", "metric": "joint_papers"}
    for value, why in ((None, "every pair is suppressed"), (0.0, "no joint paper with any listed")):
        (found,) = _largest([{**row, "value": value}])
        assert (found["value"], found["partner"]) == (None, None)
        assert found["reason"].startswith(why)


def test_filters_pick_rows(lake):
    rows = lake.published(country="US", years="2021").to_dicts()
    assert [(r["metric"], r["value"]) for r in rows] == [("papers_full", 30.0)]
    assert {r["country"] for r in lake.published(kind="bloc").to_dicts()} == {"EU-27"}
    by_name = lake.published(country="China").to_dicts()
    assert by_name == lake.published(country="CN").to_dicts()


@pytest.mark.parametrize(
    "filters, error",
    [
        ({"source": "ncsse"}, UnknownName),
        ({"country": "XX"}, UnknownName),
        ({"kind": "planet"}, UnknownName),
        ({"years": "1850"}, DataMissing),
        ({"years": "soon"}, UsageError),
        ({"first_partners": True, "years": "2021"}, DataMissing),
        ({"counting": "country"}, UsageError),
    ],
)
def test_what_is_not_published_is_refused(lake, filters, error):
    with pytest.raises(error):
        lake.published(**filters)


@pytest.mark.shared
def test_the_first_partners_of_nsf_are_printed(shared_data, tmp_path, detente):
    """Against the publisher's own matrix, read with nothing of ours but the table of names."""
    detente("build", f"ncses={shared_data / 'ncses_sei'}", "--lake", tmp_path / "lake")
    rows = detente(
        "show", "published", "--first-partners", "--json", "--lake", tmp_path / "lake"
    ).json["rows"]
    with (shared_data / "ncses_sei" / "10060.csv").open(encoding="utf-8") as file:
        lines = list(csv.reader(file))[1:]
    names = [line[2] for line in lines]
    codes = [code_of(name) for name in names]
    assert None not in codes
    assert len(codes) == 60
    matrix = [[float(cell) for cell in line[3:]] for line in lines]
    for i, code in enumerate(codes):
        best = max(matrix[i][j] for j in range(60) if j != i)
        wanted = {codes[j] for j in range(60) if j != i and matrix[i][j] == best}
        shown = {r["partner"]: r["value"] for r in rows if r["country"] == code}
        assert shown == dict.fromkeys(wanted, best)
    text = detente("show", "published", "--first-partners", "--lake", tmp_path / "lake").out
    assert sum(line[:2] in codes and line[2:3] == " " for line in text.splitlines()) == len(rows)
