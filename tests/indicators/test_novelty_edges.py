"""Novelty where little is known: what is missing is named, null and counted, never 0."""

import statistics

import numpy as np
import pytest

from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UsageError
from detente.indicators.novelty_rows import NOT_DRAWN
from detente.indicators.run import run
from detente.kernels.null_scores import null_scores
from detente.kernels.pair_scores import placed
from detente.kernels.venue_pairs import Pairs
from small_release import Work, dataset_of, old_world

PLAIN = Specification.of()


def work(number, year, venue, *cited):
    return Work(number, year=year, venue=venue, cited=list(cited), rows=[(1, None, "US", None)])


def values(measure, **where):
    return {row["metric"]: row["value"] for row in measure.where(**where).to_dicts()}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return dataset_of(tmp_path_factory.mktemp("novel"), old_world(3, 120), draws=3)


def test_without_references(tmp_path):
    bare = dataset_of(tmp_path, [work(1, 2020, "A"), work(2, 2021, "B")], draws=0)
    with pytest.raises(DataMissing, match="insufficient data: references"):
        run("novelty", bare, PLAIN)


def test_without_venues(tmp_path):
    bare = dataset_of(tmp_path, [work(1, 2020, None), work(2, 2021, None, 1)], draws=0)
    with pytest.raises(DataMissing, match="insufficient data: venues") as caught:
        run("novelty", bare, PLAIN)
    assert "detente fetch openalex" in str(caught.value.fix)


def test_without_networks_combinations_are_null_and_say_so(dataset):
    for filters in ({}, {"country": "US", "partner": "CN"}):
        rows = run("novelty", dataset, PLAIN, replicas=0, **filters).to_dicts()
        skipped = [
            row for row in rows
            if row["metric"].removeprefix("p_").startswith(
                ("atypical", "combining", "mean_conventionality", "unresolved", "moved")
            )
        ]  # fmt: skip
        assert len(skipped) > 4
        assert all(row["value"] is None and NOT_DRAWN in row["note"] for row in skipped)
        assert all(NOT_DRAWN not in (row["note"] or "") for row in rows if row not in skipped)


def test_large_networks_are_not_rewired_unasked(dataset, monkeypatch):
    monkeypatch.setattr("detente.indicators.novelty.MOST_REWIRED", 10)
    unasked = values(run("novelty", dataset, PLAIN), country=None)
    asked = values(run("novelty", dataset, PLAIN, replicas=10), country=None)
    monkeypatch.undo()
    assert unasked["atypical_share"] is None
    assert asked["atypical_share"] is not None
    assert values(run("novelty", dataset, PLAIN), country=None) == asked


def test_too_few_replicas(dataset):
    with pytest.raises(UsageError, match="standard deviation"):
        run("novelty", dataset, PLAIN, replicas=1)


@pytest.mark.parametrize(
    "years, message",
    [
        ({"first_year": 1999}, "first year 1999 is outside"),
        ({"last_year": 2031}, "last year 2031 is outside"),
        ({"first_year": 2015, "last_year": 2010}, "first year 2015 is after last year 2010"),
    ],
)
def test_years_that_cannot_be_complete(dataset, years, message):
    with pytest.raises(UsageError, match=message):
        run("novelty", dataset, PLAIN, replicas=0, **years)


def test_later_first_year_leaves_more_papers_unjudged(dataset):
    usual, later = (
        values(run("novelty", dataset, PLAIN, replicas=0, **given), country=None)
        for given in ({}, {"first_year": 2012})
    )
    assert later["pairing_papers"] < usual["pairing_papers"]
    assert later["novelty_excluded_3"] > usual["novelty_excluded_3"]
    assert later["recognised_papers"] == usual["recognised_papers"]


def test_the_last_year_is_not_over(tmp_path):
    """One citation in the last year: nothing is known of who was recognised then."""
    world = [work(1, 2018, "A"), work(2, 2019, "B", 1), work(3, 2022, "B", 1, 2)]
    given = dataset_of(tmp_path, world, draws=0)
    usual, over = (
        values(run("novelty", given, PLAIN, replicas=0, **years), country="US")
        for years in ({}, {"last_year": 2022})
    )
    assert (usual["recognised_papers"], over["recognised_papers"]) == (1, 2)
    found = run("novelty", given, PLAIN, replicas=0)
    assert values(found, country=None)["recognition_excluded_1"] == pytest.approx(1 / 3)
    assert values(found, country=None)["recognition_excluded_2"] == pytest.approx(1 / 3)


def test_the_world_has_its_share_of_sleeping_beauties_and_holds_together(dataset):
    for share in ("50%", "10%", "1%"):
        rows = run("novelty", dataset, Specification.of(top_share=share), replicas=0)
        world = values(rows, country=None)
        assert world["sleeping_beauty_share"] == pytest.approx(float(share[:-1]) / 100)
        assert world["least_mean_novelty"] <= world["most_mean_novelty"]
    for family, papers in (
        ("novelty", world["pairing_papers"]), ("recognition", world["recognised_papers"]),
    ):  # fmt: skip
        left_out = sum(v for k, v in world.items() if k.startswith(f"{family}_excluded"))
        admitted = len(dataset.work_pool.admitted(PLAIN))
        assert left_out == pytest.approx(1 - papers / admitted)


def test_ages_are_noted_unless_there_is_one(dataset):
    def note(**filters):
        rows = run("novelty", dataset, PLAIN, replicas=0, **filters)
        return {row["metric"]: row["note"] or "" for row in rows.where(country="US").to_dicts()}

    assert "older ones had longer" in note()["mean_beauty"]
    assert "older ones had longer" not in note()["sleeping_beauty_share"]
    assert "older ones had longer" not in note(by="year")["mean_beauty"]


def test_medians_that_replicas_do_not_resolve_are_told(tmp_path):
    given = dataset_of(tmp_path, old_world(1, 400), draws=0)
    rows = run("novelty", given, PLAIN, replicas=2).where(country=None)
    assert 0 < values(rows)["unresolved_share"] < 1
    (row,) = rows.where(metric="mean_conventionality").to_dicts()
    assert "see unresolved_share" in row["note"]


@pytest.mark.parametrize(
    "counts",
    [[1, 3, 10, 2, 4], [3, 2, 2, 11, 6, 4, 0], [5, 10, 3, 8, 7, 10, 9, 9, 9, 10]],
)
def test_a_count_that_is_the_mean_of_replicas_has_no_sign(counts):
    """Means of replicas are rounded; a rounding error must not make a paper atypical."""
    mean = sum(counts) // len(counts)
    assert mean * len(counts) == sum(counts)
    pairs = Pairs(np.array([0, 3]), np.arange(3), np.array([mean, mean + 1, mean - 1]))
    z = placed(pairs, null_scores(pairs.times, [[count] * 3 for count in counts]))
    assert z[0] == 0
    assert z[1] == pytest.approx(1 / statistics.stdev(counts))
    assert z[2] == pytest.approx(-1 / statistics.stdev(counts))
