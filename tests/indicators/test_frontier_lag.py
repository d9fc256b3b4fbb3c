"""The lag of one country behind another: its sign, its questions, and its one table."""

import io

import pytest

from detente.core.dimensions import Specification
from detente.core.errors import UnknownName, UsageError
from detente.indicators.run import run
from detente.views.text.arrange import arrange
from detente.views.text.lags import draw_lags, is_lags
from detente.views.text.page import Page
from evidence.lag import CHOICES
from small_release import dataset_of, small_world


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return dataset_of(tmp_path_factory.mktemp("lake"), small_world(1, 20), draws=30)


def lags(dataset, specification, **filters):
    rows = run("frontier_lag", dataset, specification, **filters).to_dicts()
    return {(r["lag_scale"], r["estimator"]): r for r in rows if r["metric"] == "lag"}


@pytest.mark.parametrize("era", ["contested", "all"])
@pytest.mark.parametrize("rule", ["headquarters", "any_affiliated", "one_country"])
@pytest.mark.parametrize("period", ["all", "2019-2020"])
def test_swapping_the_countries_flips_the_joint_lag(dataset, era, rule, period):
    choices = Specification.of(record_era=era, developer_country=rule, period=period)
    there = lags(dataset, choices, country="CN", leader="US")
    back = lags(dataset, choices, country="US", leader="CN")
    defined = 0
    for key, row in there.items():
        if key[1].startswith("joint"):
            other = back[key]["value"]
            assert (row["value"] is None) == (other is None)
            if row["value"] is not None:
                defined += 1
                assert other == pytest.approx(-row["value"], abs=1e-9)
    assert defined > 0


def test_hong_kong_counts_as_china_if_asked(dataset):
    asked = {"country": "HK", "leader": "US"}
    assert lags(dataset, Specification.of(), **asked)
    with pytest.raises(UnknownName, match="HK"):
        lags(dataset, Specification.of(territory="hk_mo_with_cn"), **asked)


def test_days_after_the_last_that_counts_change_nothing(dataset):
    early = lags(dataset, Specification.of(), country="CN", leader="US", as_of="2020-06-30")
    later = lags(dataset, Specification.of(), country="CN", leader="US")
    assert any(early[key]["value"] != later[key]["value"] for key in early)
    for (_, estimator), row in early.items():
        if estimator == "backward_mean" and row["value"] is not None:
            assert row["value"] < 913  # from 2018-01-01, the first day of the invented models


@pytest.mark.parametrize("filters, error, said", [
    ({}, UsageError, "--leader"),
    ({"country": "CN"}, UsageError, "--leader"),
    ({"country": "US", "leader": "US"}, UsageError, "itself"),
    ({"country": "CN", "leader": "US", "by": "year"}, UnknownName, "by"),
    ({"country": "CN", "leader": "US", "as_of": "yesterday"}, UsageError, "no day"),
    ({"country": "CN", "leader": "US", "horizon": 0}, UsageError, "horizon"),
    ({"country": "CN", "leader": "JP"}, UnknownName, "JP"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused(dataset, filters, error, said):
    with pytest.raises(error) as problem:
        run("frontier_lag", dataset, Specification.of(), **filters)
    assert said in str(problem.value)


def test_an_index_or_a_scale_alone_gives_the_rows_it_gives_among_all(dataset):
    every = lags(dataset, Specification.of(), country="CN", leader="US")
    for scale in ("index", "targeted", "compute"):
        alone = lags(dataset, Specification.of(lag_scale=scale), country="CN", leader="US")
        assert alone == {key: row for key, row in every.items() if key[0] == scale}


@pytest.mark.parametrize("choices", [{}, *CHOICES])
def test_every_estimator_stands_in_one_table(dataset, choices):
    known = {
        key: value for key, value in choices.items() if key not in ("model_list", "open_means")
    }
    measure = run("frontier_lag", dataset, Specification.of(known), country="CN", leader="US")
    shown = arrange(measure)
    assert is_lags(shown)
    file = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    draw_lags(Page.on(file, width=80, color="never"), shown)
    file.flush()
    printed = file.buffer.getvalue().decode().splitlines()
    start = next(i for i, line in enumerate(printed) if line.startswith("Scale"))
    found = {tuple(line.split()[:2]) for line in printed[start + 2 :]}
    wanted = {(r["lag_scale"], r["estimator"]) for r in measure.to_dicts() if r["metric"] == "lag"}
    assert wanted <= found
    assert max(map(len, printed)) <= 80
