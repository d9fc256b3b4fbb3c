"""The worked example of mobility, from a table of one's own to the rows of the indicator."""

from __future__ import annotations

import csv

import pytest

from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UsageError
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from detente.lake.store import Store
from detente.views.cli.main import main
from examples_io import assert_matches, load

EXAMPLE = load("08_mobility")
CONFIRMATION = {1: "none", 2: "next_year", 3: "two_years"}


def dataset_from(folder, rows):
    """A lake built from (work, year, author, person, country) rows by the command line."""
    table, lake = folder / "people.csv", folder / "lake"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("work", "year", "author", "person", "country"))
        writer.writerows(rows)
    assert main(["build", f"own_table={table}", "--lake", str(lake)]) == 0
    return Dataset(Store(lake).current(), DuckDBEngine(threads=1), draws=50)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    rows = [
        (f"{name}-{number}", year, 1, name, country)
        for name, papers in EXAMPLE["input"].items()
        for number, (year, countries) in enumerate(papers)
        for country in countries
    ]
    return dataset_from(tmp_path_factory.mktemp("example"), rows)


@pytest.mark.parametrize("confirm", EXAMPLE["params"]["confirm_years"])
def test_flows_and_net(dataset, confirm):
    specification = Specification.of(move_confirmation=CONFIRMATION[confirm])
    expected = EXAMPLE["expected"][f"confirm_{confirm}"]
    measure = run("mobility", dataset, specification)
    net = {row["country"]: row["value"] for row in measure.where(metric="net_moves").to_dicts()}
    assert_matches({code: net[code] for code in expected["net"]}, expected["net"])
    assert sum(net.values()) == 0
    flows = {
        f"{country}>{row['partner']}": row["value"]
        for country in net
        for row in run("mobility", dataset, specification, country=country).to_dicts()
        if row["metric"] == "moves_out" and row["partner"] and row["value"]
    }
    assert_matches(flows, expected["flows"])


def test_classes_and_effectiveness(dataset):
    specification = Specification.of()
    measure = run("mobility", dataset, specification).where(country=None)
    world = {row["metric"]: row["value"] for row in measure.to_dicts()}
    expected = EXAMPLE["expected"]
    kinds = list(expected["class"].values())
    assert world["authors"] == len(kinds)
    assert world["at_risk_authors"] == expected["at_risk_authors"]
    for kind in ("migrant", "returnee", "traveller", "immobile"):
        share = kinds.count(kind) / expected["at_risk_authors"]
        assert_matches(world[f"{kind}_share"], share)
    for key, value in expected.items():
        if key.startswith("effectiveness_"):
            country, partner = key.split("_")[1:]
            pair = run("mobility", dataset, specification, country=country, partner=partner)
            (row,) = pair.where(metric="effectiveness").to_dicts()
            assert_matches(row["value"], value, EXAMPLE["tolerance"])


def test_a_border_that_moves_moves_nobody(tmp_path):
    """British authors stay where they are when their country leaves the European Union."""
    rows = [
        (f"{name}{year}", year, 1, name, country)
        for name, country in (("a", "GB"), ("b", "FR"))
        for year in range(2017, 2024)
    ]
    rows += [
        (f"c{year}", year, 1, "c", "FR" if year < 2020 else "GB") for year in range(2017, 2024)
    ]
    dataset = dataset_from(tmp_path, rows)
    specification = Specification.of(territory="eu_bloc")
    measure = run("mobility", dataset, specification, country="GB", partner="EU")
    values = {row["metric"]: row["value"] for row in measure.to_dicts()}
    assert (values["moves_in"], values["moves_out"]) == (1, 0)
    with pytest.raises(UsageError, match="counts as EU"):
        run("mobility", dataset, specification, country="FR")


def test_without_identities_it_says_what_brings_them(tmp_path):
    dataset = dataset_from(tmp_path, [("a", 2020, 1, "", "FR"), ("b", 2021, 1, "", "DE")])
    with pytest.raises(DataMissing, match="detente fetch openalex"):
        run("mobility", dataset, Specification.of())


def test_orcids_are_asked_for_where_there_are_none(dataset):
    with pytest.raises(DataMissing, match="no author of this release has an ORCID"):
        run("mobility", dataset, Specification.of(author_identity="orcid"))
