"""Invariants of methods §13 at the level of indicators, on random worlds."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from detente.core.dimensions import Specification
from detente.core.dimensions.bylines import COUNTING, UNKNOWN
from detente.core.dimensions.mobility import MOVE_CONFIRMATION
from detente.core.territory import TERRITORIES
from detente.indicators.careers import Mobility
from detente.indicators.run import run
from detente.indicators.tally import INTERNATIONAL, Tally
from small_release import dataset_of, small_release, small_world

FRACTIONAL = [option.name for option in COUNTING.options if option.name != "full"]
TREATMENTS = [option.name for option in UNKNOWN.options]
POLICIES = [policy.name for policy in TERRITORIES]
seeds = st.integers(0, 10_000)


@pytest.fixture(scope="module")
def lakes():
    """Datasets of the worlds that hypothesis asks for, each built once."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:

        def dataset(seed):
            if seed not in made:
                made[seed] = small_release(Path(folder, str(seed)), seed, 40, draws=6)
            return made[seed]

        yield dataset


def with_both(dataset):
    """The dataset, if both countries that the test is about have works: few worlds lack one."""
    assume({"US", "CN"} <= set(dataset.pool.pattern["country"].to_pylist()))
    return dataset


def by_metric(measure, metric):
    return {
        tuple(row[g] for g in measure.indicator.grain): row["value"]
        for row in measure.where(metric=metric).to_dicts()
    }


@settings(max_examples=8)
@given(
    seeds, st.sampled_from(FRACTIONAL), st.sampled_from(TREATMENTS), st.sampled_from(POLICIES)
)  # fmt: skip
def test_credits_and_unknown_add_up_to_the_papers(lakes, seed, counting, unknown, territory):
    specification = Specification.of(counting=counting, unknown=unknown, territory=territory)
    measure = run("output", lakes(seed), specification)
    credit = sum(by_metric(measure, "papers").values())
    (nowhere,) = by_metric(measure, "unknown_papers").values()
    (world,) = by_metric(measure, "world_papers").values()
    assert credit + nowhere == pytest.approx(world)
    tally = Tally(lakes(seed), specification, 0)
    works, some_unknown = tally.works()[0, 0], tally.works_with_unknown()[0, 0]
    if unknown == "as_unknown":
        assert world == pytest.approx(works)
    elif unknown == "complete_case":
        # a work that marks no corresponding author gives its credit to nobody, known or not
        assert world == pytest.approx(works - some_unknown)
        assert nowhere == 0 or counting in {"first_author", "corresponding"}
    else:
        assert nowhere == 0


@settings(max_examples=8)
@given(seeds, st.sampled_from(TREATMENTS), st.sampled_from(POLICIES), st.booleans())
def test_links_add_up_to_international_papers(lakes, seed, unknown, territory, strictly):
    choices = {
        "unknown": unknown, "territory": territory,
        "dual_affiliation": "needs_two_authors" if strictly else "counts",
    }  # fmt: skip
    dataset = lakes(seed)
    tallies = {
        link: Tally(dataset, Specification.of(choices, link=link))
        for link in ("per_country", "per_paper")
    }
    per_country = tallies["per_country"].links().strength()[0]
    international = tallies["per_country"].by_scope()[0, INTERNATIONAL]
    np.testing.assert_allclose(per_country, international, atol=1e-9)
    per_paper = tallies["per_paper"].links().value.sum(axis=(0, 1))
    np.testing.assert_allclose(per_paper, tallies["per_paper"].joint_works()[0], atol=1e-9)


CONFIRMATIONS = [option.name for option in MOVE_CONFIRMATION.options]


@settings(max_examples=8)
@given(seeds, st.sampled_from(POLICIES), st.sampled_from(CONFIRMATIONS), st.booleans())
def test_net_flows_add_up_to_nothing_in_every_draw(lakes, seed, territory, confirmation, by_year):
    specification = Specification.of(territory=territory, move_confirmation=confirmation)
    flows = Mobility(Tally(lakes(seed), specification)).flows(by_year=by_year)
    np.testing.assert_array_equal(flows[:, 0].sum(axis=1), flows[:, 1].sum(axis=1))
    assert (flows >= 0).all()


@settings(max_examples=8)
@given(seeds, st.sampled_from(POLICIES), st.sampled_from(CONFIRMATIONS))
def test_moves_of_a_pair_seen_from_both_sides(lakes, seed, territory, confirmation):
    specification = Specification.of(territory=territory, move_confirmation=confirmation)
    dataset = with_both(lakes(seed))
    here, there = (
        {
            row["metric"]: row
            for row in run("mobility", dataset, specification, country=a, partner=b).to_dicts()
        }
        for a, b in (("US", "CN"), ("CN", "US"))
    )
    assert here["moves_in"]["value"] == there["moves_out"]["value"]
    for metric in ("net_moves", "effectiveness"):
        mine, theirs = here[metric]["value"], there[metric]["value"]
        assert mine is theirs is None or mine == -theirs


@settings(max_examples=8)
@given(seeds, st.sampled_from(POLICIES))
def test_a_pair_seen_from_both_sides(lakes, seed, territory):
    specification = Specification.of(territory=territory)
    dataset = with_both(lakes(seed))
    here, there = (
        {
            row["metric"]: row
            for row in run("strength", dataset, specification, country=a, partner=b).to_dicts()
        }
        for a, b in (("US", "CN"), ("CN", "US"))
    )
    same = ("joint_papers", "salton", "jaccard", "inclusion", "association", "affinity",
            "observed_over_expected", "observed_over_expected_papers", "newman", "count_slope",
            "strength_slope")  # fmt: skip
    for metric in same:
        assert here[metric]["value"] == pytest.approx(there[metric]["value"]), metric
    for metric in ("share_of_papers", "share_of_links"):
        assert here[metric]["value"] == there[f"{metric}_back"]["value"]
    if here["asymmetry"]["value"] is not None:
        assert here["asymmetry"]["value"] == pytest.approx(-there["asymmetry"]["value"])
    mutual = by_metric(run("collaboration", dataset, specification), "mutual_first_strict")
    assert mutual.get(("US", "CN")) == mutual.get(("CN", "US"))


@settings(max_examples=8)
@given(seeds)
@example(351)  # without works of the United States
def test_expected_links_have_the_margins_of_the_observed(lakes, seed):
    dataset = with_both(lakes(seed))
    tally = Tally(dataset, Specification.of(), 0)
    margins = dict(zip(dataset.pool.countries, tally.links().strength()[0, :, 0], strict=True))
    for country in ("US", "CN"):
        measure = run("strength", dataset, Specification.of(), country=country)
        joint, ratio = (by_metric(measure, m) for m in ("joint_papers", "observed_over_expected"))
        # a partner without joint papers has expected ones too, so these can only be fewer
        expected = sum(joint[pair] / ratio[pair] for pair in joint if ratio[pair])
        assert expected <= margins[country] * (1 + 1e-9)


@settings(max_examples=6)
@given(seeds, st.sampled_from(FRACTIONAL), st.integers(2018, 2021))
def test_draws_of_two_periods_add_up_to_those_of_both(lakes, seed, counting, year):
    dataset = lakes(seed)
    early, late, both = (
        Tally(dataset, Specification.of(counting=counting, period=period)).credit()
        for period in (f"-{year}", f"{year + 1}-", "all")
    )
    np.testing.assert_allclose(early + late, both, atol=1e-9)


def test_a_work_weighs_the_same_in_every_release(tmp_path):
    """Draws are a function of seed, work and number: works of two halves draw as the whole does."""
    world = small_world(5, 60)
    halves = [world[:25], world[25:]]
    specification = Specification.of(document_types="all", link="per_country")
    totals = []
    for place, works in enumerate([world, *halves]):
        dataset = dataset_of(tmp_path / str(place), works, draws=30)
        tally = Tally(dataset, specification)
        papers = dict(zip(dataset.pool.countries, tally.papers()[0], strict=False))
        totals.append({code: papers[code] for code in ("US", "CN", "GB", "HK")})
    whole, first, second = totals
    for code, drawn in whole.items():
        assert np.array_equal(drawn, first[code] + second[code])
    assert len(set(whole["US"][1:])) > 5


def test_another_seed_gives_other_draws_and_the_same_estimate(tmp_path):
    dataset = small_release(tmp_path, 3, 60)
    first = run("output", dataset, Specification.of()).to_dicts()
    dataset.seed += 1
    second = run("output", dataset, Specification.of()).to_dicts()
    assert [row["value"] for row in first] == [row["value"] for row in second]
    assert [row["low"] for row in first] != [row["low"] for row in second]
