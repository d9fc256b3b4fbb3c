"""What listings did to joint papers, on releases whose papers are those of planted panels."""

from dataclasses import replace

import numpy as np
import pytest

from detente.core.dimensions import Specification
from detente.core.errors import UsageError
from detente.indicators import restriction_rows
from detente.indicators.listed_panel import listed_panel
from detente.indicators.listing_effect import Choices, log_effect, outcome_names, study
from detente.indicators.restriction import INDICATOR
from detente.indicators.restriction_rows import regression_rows
from detente.indicators.rows import About
from detente.indicators.run import run
from detente.indicators.synthetic import synthetic_group
from detente.kernels import regressions
from detente.simulate.restricted import Restricted, draw_panel
from indicator_checks import check_rows
from naive import effects as naive
from panel_release import panel_dataset

FALL = float(np.log(0.45))
WORLD = Restricted(
    listed=13, controls=34, years=(2010, 2021), dates=(2017,), effect=FALL, joint=9.0, spread=0.3
)
PANEL = draw_panel(WORLD, seed=5)
SPECIFICATION = Specification.of(publication_lag="none")
COUNTS = ("papers", "joint", "placebo", "domestic")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return panel_dataset(tmp_path_factory.mktemp("panel"), PANEL, draws=100)


@pytest.fixture(scope="module")
def measure(dataset):
    return run("restriction", dataset, SPECIFICATION)


def value(measure, metric):
    (row,) = measure.where(metric=metric).to_dicts()
    return row["value"]


def test_the_panel_is_the_planted_one(dataset):
    found = listed_panel(dataset, SPECIFICATION, own="CN", partner="US", placebo="JP")
    assert found.unresolved == 0
    panel = found.panel
    assert panel.entity.tolist() == PANEL.entity.tolist()
    assert panel.years.tolist() == PANEL.years.tolist()
    np.testing.assert_array_equal(panel.listed, PANEL.listed)
    for name in COUNTS:
        np.testing.assert_array_equal(getattr(panel, name), getattr(PANEL, name))
    np.testing.assert_allclose(panel.mix[:, 0], PANEL.mix[:, 0], atol=1e-6)
    assert panel.kind.tolist() == ["education"] * len(PANEL.entity)


def test_rows_are_as_declared(measure):
    check_rows(measure)
    assert {row["metric"] for row in measure.to_dicts()} == {m.name for m in INDICATOR.metrics}


def test_the_planted_fall_is_found_and_placebos_are_flat(measure):
    (row,) = measure.where(metric="rate_ratio").to_dicts()
    assert row["low"] <= 0.45 <= row["high"] < 1
    assert row["n"] == 13
    assert value(measure, "relative_change") == pytest.approx(row["value"] - 1)
    assert value(measure, "permutation_p_fell") == pytest.approx(0.001)
    assert value(measure, "synthetic_p") < 0.5
    for metric in ("fake_date", "fake_partner", "fake_outcome"):
        (flat,) = measure.where(metric=metric).to_dicts()
        assert flat["low"] <= 1 <= flat["high"], flat
    assert abs(value(measure, "slope_before")) < 0.15
    assert value(measure, "poisson_rate_ratio") == pytest.approx(0.45, abs=0.12)
    assert value(measure, "synthetic_rate_ratio") == pytest.approx(0.45, abs=0.15)


def test_confounders_stand_with_every_number(measure):
    rows = [r for r in measure.to_dicts() if not r["metric"].endswith("_entities")]
    known = [row for row in rows if row["value"] is not None]
    assert len(known) > 10
    assert all("China Initiative 2018, COVID-19" in row["note"] for row in known)


def plain_panel(found):
    """A study's panel as the naive twin takes it, without the weights of matched controls."""
    panel = found.panel
    counts = [[None if np.isnan(n) else int(n) for n in row] for row in panel.joint]
    listed = [None if np.isnan(year) else int(year) for year in panel.listed]
    return panel.years.tolist(), counts, listed


@pytest.mark.parametrize("lag", ["none", "one_year", "two_years"])
@pytest.mark.parametrize("controls", ["never_listed", "not_yet_listed"])
@pytest.mark.parametrize("estimator", ["pooled", "entity_mean"])
def test_the_rate_ratio_is_that_of_the_naive_twin(dataset, lag, controls, estimator):
    specification = Specification.of(
        publication_lag=lag, controls=controls, effect_estimator=estimator
    )
    measured = value(run("restriction", replace(dataset, draws=0), specification), "rate_ratio")
    choices = Choices.of(specification)
    found = study(PANEL, choices)
    rule = {"lag": choices.rule.lag, "not_yet": choices.rule.not_yet, "equal": choices.rule.equal}
    assert measured == pytest.approx(float(naive.rate_ratio(*plain_panel(found), **rule)))


def test_years_since_the_listing(measure):
    rows = {
        r["years_since_listing"]: r for r in measure.where(metric="rate_ratio_of_year").to_dicts()
    }
    assert set(rows) == {*(f"-{n}" for n in range(1, 8)), "+1", "+2", "+3", "+4"}
    found = study(PANEL, Choices.of(SPECIFICATION))
    unmatched = Choices(publication_lag="none", controls="never_listed")
    expected = naive.rate_ratio(*plain_panel(study(PANEL, unmatched)), at=2)
    ratio = np.exp(log_effect(study(PANEL, unmatched), relative_year=2)[0])
    assert ratio == pytest.approx(float(expected))
    assert rows["+2"]["value"] == pytest.approx(np.exp(log_effect(found, relative_year=2)[0]))
    assert rows["+2"]["value"] < rows["-1"]["value"]


def test_other_papers_take_the_entity_s_own_growth_out():
    """Two outcomes of one panel: the second is joint papers over the others, exactly."""
    choices = Choices(outcome="per_other_paper", publication_lag="none", controls="never_listed")
    found = study(PANEL, choices)
    assert outcome_names(choices) == ("joint", "others")
    both = log_effect(found, ("joint", "others"))[0]
    assert both == pytest.approx(
        log_effect(found, ("joint",))[0] - log_effect(found, ("others",))[0]
    )


def test_synthetic_controls_find_a_fall_and_seldom_what_is_not_there():
    def small_p(effect):
        worlds = (replace(WORLD, effect=effect, listed=13, controls=40) for _ in range(30))
        found = [
            study(draw_panel(world, seed=seed), Choices(publication_lag="none"))
            for seed, world in enumerate(worlds)
        ]
        shares = [synthetic_group(one, seed=1).share for one in found if not one.lacking]
        return np.mean(np.array(shares) <= 0.05), len(shares)

    share, worlds = small_p(FALL)
    assert worlds >= 25
    assert share >= 0.25
    # 30 worlds at 5 %: more than 6 would be one in a thousand campaigns
    assert small_p(0.0)[0] <= 6 / 30


# ---- too little ----


def test_too_few_listed_entities_are_insufficient_data(tmp_path):
    few = draw_panel(replace(WORLD, listed=9, controls=22, joint=16.0), seed=3)
    measure = run("restriction", panel_dataset(tmp_path, few), SPECIFICATION)
    check_rows(measure)
    assert value(measure, "listed_entities") == 9
    for row in measure.to_dicts():
        if not row["metric"].endswith("_entities"):
            assert row["value"] is None
            assert row["note"].startswith("insufficient data: 9 of at least 10 listed entities")


def at_least(**changes):
    return study(draw_panel(replace(WORLD, **changes), seed=4), Choices(publication_lag="none"))


@pytest.mark.parametrize(
    "changes, lacking",
    [
        ({"dates": (2013,)}, "0 of at least 10 listed entities with 4 years before"),
        ({"dates": (2020,)}, "0 of at least 10 listed entities"),
        ({"controls": 10}, "controls without a gap"),
        ({"joint": 2.0}, "5 joint papers a year before"),
    ],
)
def test_what_is_lacking_is_said(changes, lacking):
    found = at_least(**changes)
    assert found.lacking.startswith("insufficient data: ")
    assert lacking in found.lacking


def test_a_lag_takes_years_after_away():
    panel = draw_panel(replace(WORLD, dates=(2019,)), seed=4)
    assert not study(panel, Choices(publication_lag="none")).lacking
    assert study(panel, Choices(publication_lag="one_year")).lacking


def test_years_without_any_paper_are_unknown_not_zero():
    counts = {name: getattr(PANEL, name).copy() for name in COUNTS}
    row = int(np.flatnonzero(~np.isnan(PANEL.listed))[0])
    for matrix in counts.values():
        matrix[row, PANEL.years == 2018] = np.nan
    gapped = study(replace(PANEL, **counts), Choices(publication_lag="none"))
    assert gapped.listed == study(PANEL, Choices(publication_lag="none")).listed
    zeros = {name: np.nan_to_num(matrix) for name, matrix in counts.items()}
    filled = study(replace(PANEL, **zeros), Choices(publication_lag="none"))
    assert log_effect(gapped)[0] > log_effect(filled)[0]


def test_a_control_with_a_gap_is_no_control():
    counts = {name: getattr(PANEL, name).copy() for name in COUNTS}
    row = int(np.flatnonzero(np.isnan(PANEL.listed))[0])
    for matrix in counts.values():
        matrix[row, PANEL.years == 2018] = np.nan
    choices = Choices(publication_lag="none", controls="never_listed")
    gapped = study(replace(PANEL, **counts), choices)
    assert PANEL.entity[row] in study(PANEL, choices).panel.entity
    assert PANEL.entity[row] not in gapped.panel.entity


@pytest.mark.parametrize("without", [("listing", "listing_alias"), ("institution",)])
def test_a_release_without_lists_or_names_says_what_brings_them(tmp_path, without):
    few = draw_panel(replace(WORLD, listed=2, controls=3), seed=1)
    measure = run("restriction", panel_dataset(tmp_path, few, without=without), SPECIFICATION)
    check_rows(measure)
    for row in measure.to_dicts():
        assert row["value"] is None
        assert row["note"].startswith("insufficient data: release ")
        assert f"has no table {', '.join(without)}" in row["note"]
        assert "detente fetch openalex" in row["note"]


def test_works_that_name_no_institution_of_the_country_are_too_little(tmp_path):
    few = draw_panel(replace(WORLD, listed=2, controls=3), seed=1)
    measure = run(
        "restriction", panel_dataset(tmp_path, few), SPECIFICATION, country="GB", placebo="JP"
    )
    check_rows(measure)
    assert value(measure, "listed_entities") == 0
    (row,) = measure.where(metric="rate_ratio").to_dicts()
    assert row["note"].startswith("insufficient data: 0 of at least 10 listed entities")


def test_without_statsmodels_everything_else_is_there(dataset, monkeypatch):
    def missing():
        raise regressions.ExtraMissing("regressions need statsmodels", fix="pip install x")

    monkeypatch.setattr(regressions, "require_statsmodels", missing)
    measure = run("restriction", dataset, SPECIFICATION)
    (row,) = measure.where(metric="poisson_rate_ratio").to_dicts()
    assert (row["value"], row["note"]) == (None, "regressions need statsmodels: pip install x")
    assert value(measure, "rate_ratio") is not None


def test_a_panel_too_large_for_dummies_is_not_fitted(dataset, monkeypatch):
    monkeypatch.setattr(restriction_rows, "MOST_CELLS", 10)
    (row,) = (
        run("restriction", dataset, SPECIFICATION).where(metric="poisson_rate_ratio").to_dicts()
    )
    assert row["value"] is None
    assert row["note"].startswith("not fitted")


def test_the_fake_partner_must_be_a_third_country(dataset):
    with pytest.raises(UsageError, match="placebo partner"):
        run("restriction", dataset, SPECIFICATION, placebo="US")


def test_a_long_series_is_interrupted_in_the_middle():
    long = draw_panel(replace(WORLD, years=(2003, 2020), dates=(2011,), joint=12.0), seed=1)
    about = About({"country": ["CN"], "partner": ["US"], "years_since_listing": [None]}, 13, 0.0)
    _, step, slope = regression_rows(study(long, Choices(publication_lag="none")), about)
    (row,) = step.to_pylist()
    assert row["low"] < row["value"] < row["high"] < 0
    assert row["note"].startswith("descriptive only")
    assert slope.num_rows == 1
