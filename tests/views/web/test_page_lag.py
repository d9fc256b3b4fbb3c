"""The page of lags says what the command says, in days and in words."""

import re

import pytest

from detente.core.errors import UnknownName, UsageError
from detente.views.web.parts.lags import MONTH, verdict
from detente.views.web.words import Words
from views.web.read_tables import document_of, number, rows_of, same_numbers, tables_of


@pytest.fixture
def lags(detente):
    def rows(*words):
        return detente("show", "frontier_lag", "--country", "CN", "--leader", "US", "--metric",
                       "lag,lag_left_out", "--json", *words).json["rows"]  # fmt: skip

    return rows


@pytest.mark.parametrize(
    "query, words",
    [("", ()), ("level_reached=within_a_point", ("--level-reached", "within_a_point"))],
)
def test_page_csv_json_and_command_have_the_same_numbers(get, lags, query, words):
    rows = lags(*words)
    told = {(r["lag_scale"], r["estimator"], r["metric"]): r for r in rows}
    shown = tables_of(get("en/lag", query))
    scales = {scale for scale, _, _ in told}
    assert scales
    for scale in scales:
        document = document_of(get(f"en/lag/scale_{scale}.json", query))
        same_numbers(rows_of(get(f"en/lag/scale_{scale}.csv", query)), document["rows"])
        assert all(row == told[scale, row["estimator"], row["metric"]] for row in document["rows"])
        table = shown[f"scale_{scale}"]
        assert len(table) == len(
            {name for s, name, metric in told if (s, metric) == (scale, "lag")}
        )
        for row in table:
            mine = told[scale, row["estimator"][0], "lag"]
            assert number(row["lag"]) == (mine["value"], mine["low"], mine["high"])
            assert number(row["n"])[0] == mine["n"]


def test_one_table_holds_every_scale_and_estimator(get, lags):
    told = {(r["lag_scale"], r["estimator"]): r for r in lags() if r["metric"] == "lag"}
    table = tables_of(get("en/lag"))["overview"]
    for row in table:
        for scale in set(row) - {"estimator"}:
            mine = told[scale, row["estimator"][0]]
            assert number(row[scale]) == (mine["value"], mine["low"], mine["high"])
    cells = sum(len(row) - 1 for row in table)
    assert cells == len(told)


def test_the_usual_page_is_that_of_china_behind_the_united_states(get):
    bodies = [get(path).body for path in ("en/lag/overview.csv", "en/lag/CN/US/overview.csv")]
    assert bodies[0] == bodies[1]


def _joint_means(answer):
    return {
        row["lag_scale"]: row["value"]
        for row in document_of(answer)["rows"]
        if row["estimator"] == "joint_mean" and row["value"] is not None
    }


def test_swapping_the_two_turns_the_sign_of_the_joint_mean(get):
    one, other = (_joint_means(get(f"en/lag/{pair}/overview.json")) for pair in ("CN/US", "US/CN"))
    assert one.keys() == other.keys() != set()
    assert {scale: -value for scale, value in one.items()} == pytest.approx(other)


def test_what_is_not_told_is_a_dash_and_never_zero(get):
    page = get("en/lag").body.decode()
    missing = re.findall(r'<td class="number">\s*–', page)
    assert missing
    assert 'data-value="None"' not in page
    assert 'data-value="nan"' not in page


@pytest.mark.parametrize(
    "row, says",
    [
        ({"value": 10.0, "low": 3.0, "high": 20.0}, "China later"),
        ({"value": 10.0, "low": 3.0, "high": None}, "China later"),
        ({"value": -9.0, "low": -20.0, "high": -1.0}, "United States later"),
        ({"value": 10.0, "low": -3.0, "high": 20.0}, "undecided: either may be first"),
        ({"value": 10.0, "low": None, "high": None}, "insufficient data for an interval"),
        ({"value": None, "low": None, "high": None}, "insufficient data"),
        ({"value": None, "low": None, "high": None, "note": "not reached: 3 of 4"},
         "open: not reached yet"),
    ],
)  # fmt: skip
def test_what_a_lag_says(row, says):
    assert verdict({"note": None, **row}, Words("en"), ("CN", "US")) == says


def test_a_year_is_twelve_months():
    assert pytest.approx(12) == 365.2425 / MONTH


def test_codes_of_no_country_and_one_country_twice_are_refused(site):
    release = site.desk().release
    with pytest.raises(UnknownName):
        site.answer("en/lag/XQ/US", f"release={release}")
    with pytest.raises(UsageError):
        site.answer("en/lag/CN/CN", f"release={release}")


def test_a_country_without_models_has_insufficient_data_once(get):
    page = get("en/lag/CL/US").body.decode()
    assert 'id="overview"' in page
    assert "scale_index" not in page
    assert "No answer" in page or "Insufficient data" in page


def test_another_definition_moves_the_numbers(get):
    assert get("en/lag/overview.csv").body != get("en/lag/overview.csv", "runs=mean").body
