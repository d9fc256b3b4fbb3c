"""A measure keeps nulls null, travels to other libraries, and says where it comes from."""

import json
import sys

import pyarrow as pa
import pytest

from detente.core.errors import ExtraMissing, UnknownName
from detente.core.indicator import VALUE_COLUMNS, Indicator, Metric
from detente.core.measure import Measure, Provenance

INDICATOR = Indicator(
    title="Things <made>",
    question="How many?",
    metrics=(Metric("things", "Things", "things", "n"), Metric("share", "Share", "share", "n/N")),
    grain=("country", "year"),
    dimensions=("counting",),
    interval="none",
    minimum_data="none",
    method="§1",
    references=(),
)
PROVENANCE = Provenance(
    release="world-1",
    sources=("Nobody (2024). Things.", "Somebody (2023). More."),
    specification={"counting": "full"},
    method="§1",
    indicator="things",
    version="0.0.1",
    engine="duckdb",
    draws=100,
    seed=7,
)


def measure(rows=3):
    number = range(rows)
    columns = {
        "country": pa.array([("US", "CN", None)[i % 3] for i in number], pa.string()),
        "year": pa.array([2020 + i for i in number], pa.int16()),
        "metric": pa.array(["things"] * rows, pa.string()),
        "value": pa.array([(1.5, None, 0.0)[i % 3] for i in number], pa.float64()),
        "low": pa.array([None] * rows, pa.float64()),
        "high": pa.array([None] * rows, pa.float64()),
        "n": pa.array(list(number), pa.int64()),
        "unknown_share": pa.array([0.25] * rows, pa.float64()),
        "note": pa.array([None if i % 3 != 1 else "<withheld>" for i in number], pa.string()),
    }
    assert tuple(columns)[2:] == VALUE_COLUMNS
    return Measure(pa.table(columns), INDICATOR, PROVENANCE)


def test_rows_travel_to_arrow_with_their_provenance():
    table = measure().to_arrow()
    told = json.loads(table.schema.metadata[b"detente"])
    assert told == PROVENANCE.as_dict()
    assert told["specification"] == {"counting": "full"}
    assert told["sources"] == list(PROVENANCE.sources)
    assert set(told) == set(Provenance.__dataclass_fields__)
    assert table.column("value").null_count == 1
    assert table.column("value").to_pylist() == [1.5, None, 0.0]


def test_null_stays_null_in_polars_and_pandas_and_dictionaries():
    one = measure()
    assert one.to_polars()["value"].to_list() == [1.5, None, 0.0]
    assert one.to_polars()["country"].null_count() == 1
    frame = one.to_pandas()
    assert frame["value"].isna().tolist() == [False, True, False]
    assert frame["value"].tolist()[2] == 0.0
    assert list(frame.columns) == one.rows.column_names
    assert [row["value"] for row in one.to_dicts()] == [1.5, None, 0.0]


def test_without_pandas_the_way_to_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExtraMissing, match="pip install"):
        measure().to_pandas()


def test_where_keeps_the_rows_with_the_given_values():
    one = measure(6)
    assert [row["year"] for row in one.where(country="US").to_dicts()] == [2020, 2023]
    assert [row["year"] for row in one.where(country="US", year=2023).to_dicts()] == [2023]
    assert [row["year"] for row in one.where(country=None).to_dicts()] == [2022, 2025]
    assert [row["year"] for row in one.where(value=None).to_dicts()] == [2021, 2024]
    assert len(one.where(country="FR")) == 0
    assert len(one.where()) == 6
    kept = one.where(country="US")
    assert (kept.indicator, kept.provenance) == (one.indicator, one.provenance)


def test_where_names_a_column_that_is_not_there():
    with pytest.raises(UnknownName) as problem:
        measure().where(contry="US")
    assert problem.value.suggestions == ("country",)


def test_a_citation_lets_a_reader_find_the_number():
    text = measure().cite()
    for part in ("Things <made>", "detente 0.0.1", "release world-1", "§1", "counting full",
                 *PROVENANCE.sources):  # fmt: skip
        assert part in text


def test_a_page_shows_null_as_a_dash_and_escapes_text():
    page = measure()._repr_html_()
    assert "Things &lt;made&gt;" in page
    assert "&lt;withheld&gt;" in page
    assert "<made>" not in page
    assert "<td>–</td>" in page
    assert "<td>1.5</td>" in page
    assert "<td>0</td>" in page
    assert "more rows" not in page


def test_a_long_page_says_how_much_it_leaves_out():
    page = measure(57)._repr_html_()
    assert "… 7 more rows" in page
    assert page.count("<tr>") == 51


def test_a_measure_says_its_release_and_rows():
    assert len(measure()) == 3
    text = repr(measure())
    assert text.startswith("Things <made> · release world-1\n")
    assert "null" in text


def test_an_indicator_finds_its_metrics():
    assert INDICATOR.metric("share").title == "Share"
    with pytest.raises(StopIteration):
        INDICATOR.metric("shares")
