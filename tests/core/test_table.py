"""The one check at the border: every way in which rows can break a declaration."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import TableInvalid
from detente.core.table import Column, Table, reject

TABLE = Table(
    name="thing",
    title="Things",
    key=("thing", "part"),
    columns=(
        Column("thing", "int64", "Identifier", minimum=0),
        Column("part", "int16", "Part of it", nullable=True, minimum=1, maximum=9),
        Column("share", "float64", "A share", "share", nullable=True, minimum=0, maximum=1),
        Column("country", "string", "Code", nullable=True, pattern="[A-Z]{2}|XKX"),
        Column("kind", "string", "What it is", options=("big", "small")),
        Column("mood", "string", "How it is", nullable=True, options=("glad", "sad")),
    ),
)
FINE = {"thing": 1, "part": 1, "share": 0.5, "country": "CN", "kind": "big", "mood": None}


def rows_of(*changes, types=None):
    rows = [{**FINE, "thing": number, **change} for number, change in enumerate(changes, start=1)]
    columns = {name: [row[name] for row in rows] for name in FINE}
    kinds = {f.name: f.type for f in TABLE.schema} | (types or {})
    return pa.table({name: pa.array(values, kinds[name]) for name, values in columns.items()})


def refused(rows, *words, table=TABLE):
    with pytest.raises(TableInvalid) as problem:
        table.check(rows, origin="things.csv")
    text = str(problem.value)
    for word in ("table 'thing'", "things.csv", *words):
        assert word in text
    assert problem.value.fix
    return problem.value


def test_rows_that_fit_are_given_back_in_declared_order_and_types():
    rows = rows_of({}, {"part": None, "share": None, "country": None}, {"share": 1.0})
    mixed = rows.select(["mood", "kind", "country", "share", "part", "thing"])
    found = TABLE.check(mixed, origin="things.csv")
    assert found.schema == TABLE.schema
    assert found.to_pylist() == rows.to_pylist()
    assert TABLE.check(TABLE.empty(), origin="none").num_rows == 0
    assert TABLE.empty().schema == TABLE.schema


def test_types_that_hold_the_same_values_are_converted():
    rows = rows_of({}, {"part": 2}, types={"thing": pa.int32(), "part": pa.int64()})
    assert TABLE.check(rows, origin="things.csv").schema == TABLE.schema


@pytest.mark.parametrize(
    "change, words",
    [
        ({"thing": -1}, ["row 1", "thing = -1 is below 0"]),
        ({"part": 0}, ["row 1", "part = 0 is below 1"]),
        ({"part": 10}, ["row 1", "part = 10 is above 9"]),
        ({"share": -0.1}, ["row 1", "share = -0.1 is below 0"]),
        ({"share": 1.5}, ["row 1", "share = 1.5 is above 1"]),
        ({"share": float("nan")}, ["row 1", "share = nan is not finite"]),
        ({"share": float("inf")}, ["row 1", "share"]),
        ({"country": "cn"}, ["row 1", "country = 'cn' does not match [A-Z]{2}|XKX"]),
        ({"country": "CNX"}, ["row 1", "country"]),
        ({"country": "XKXX"}, ["row 1", "country"]),
        ({"country": ""}, ["row 1", "country = ''"]),
        ({"country": "CN\n"}, ["row 1", "country"]),
        ({"kind": "huge"}, ["row 1", "kind = 'huge' is not one of big, small"]),
        ({"mood": ""}, ["row 1", "mood = '' is not one of glad, sad"]),
        ({"kind": None}, ["row 1", "kind is null"]),
        ({"thing": None}, ["row 1", "thing is null"]),
    ],
)
def test_a_value_that_breaks_its_declaration_is_named_with_its_row(change, words):
    refused(rows_of({}, change, {}), *words)


def test_a_null_outside_a_check_breaks_nothing():
    TABLE.check(rows_of({"part": None, "share": None, "country": None, "mood": None}), origin="x")


@pytest.mark.parametrize(
    "name, values, kind",
    [
        ("thing", ["one"], pa.string()),
        ("thing", [1.5], pa.float64()),
        ("part", [70_000], pa.int64()),
        ("share", ["much"], pa.string()),
        ("thing", [{"a": 1}], pa.struct([("a", pa.int64())])),
        ("country", [[1]], pa.list_(pa.int64())),
    ],
)
def test_a_column_of_a_type_that_does_not_fit_is_named(name, values, kind):
    rows = rows_of({})
    place = rows.column_names.index(name)
    refused(rows.set_column(place, name, pa.array(values, kind)), f"column {name}")


def test_columns_that_are_missing_or_not_declared_are_named():
    rows = rows_of({})
    refused(rows.drop_columns(["share", "mood"]), "columns missing: share, mood")
    refused(rows.append_column("age", pa.array([3])), "columns not declared: age")
    both = rows.drop_columns(["share"]).append_column("age", pa.array([3]))
    refused(both, "columns missing: share; columns not declared: age")


def test_a_column_that_occurs_twice_is_named():
    rows = rows_of({})
    refused(rows.append_column("share", rows["share"]), "columns given twice: share")


@pytest.mark.parametrize("part", [3, None])
def test_a_key_that_occurs_twice_is_named_with_its_values(part):
    rows = rows_of({}, {"thing": 7, "part": part}, {"thing": 7, "part": part}, {"thing": 7})
    refused(rows, f"key occurs 2 times: thing=7, part={part!r}")


def test_keys_may_share_a_part_and_a_table_may_have_no_key():
    TABLE.check(rows_of({"thing": 1, "part": 1}, {"thing": 1, "part": 2}), origin="x")
    loose = Table("thing", "Things", TABLE.columns, key=())
    loose.check(rows_of({"thing": 1}, {"thing": 1}), origin="x")


def test_a_row_is_counted_over_all_chunks():
    parts = [rows_of({}), rows_of({"thing": 2}), rows_of({"thing": 3, "kind": "huge"})]
    refused(pa.concat_tables(parts), "row 2")


def test_the_schema_says_what_may_be_null():
    assert [field.name for field in TABLE.schema] == [c.name for c in TABLE.columns]
    assert [field.nullable for field in TABLE.schema] == [c.nullable for c in TABLE.columns]


def test_an_error_without_a_row_names_the_origin_alone():
    error = reject(TABLE, "nothing fits", origin="things.csv")
    assert error.what == "table 'thing': things.csv"
    assert reject(TABLE, "bad", origin="things.csv", row=4).what.endswith("things.csv, row 4")


values = st.fixed_dictionaries(
    {
        "thing": st.integers(-2, 3),
        "part": st.none() | st.integers(0, 10),
        "share": st.none() | st.floats(-0.5, 1.5),
        "country": st.none() | st.sampled_from(["CN", "XKX", "cn", "C", "CHN"]),
        "kind": st.sampled_from(["big", "small", "huge"]),
        "mood": st.none() | st.sampled_from(["glad", "sad", "mad"]),
    }
)


def fits(row):
    return (
        row["thing"] >= 0
        and (row["part"] is None or 1 <= row["part"] <= 9)
        and (row["share"] is None or 0 <= row["share"] <= 1)
        and row["country"] in (None, "CN", "XKX")
        and row["kind"] in ("big", "small")
        and row["mood"] in (None, "glad", "sad")
    )


@given(st.lists(values, max_size=4))
def test_a_table_is_accepted_exactly_when_every_row_fits_and_no_key_repeats(rows):
    keys = [(row["thing"], row["part"]) for row in rows]
    fine = all(map(fits, rows)) and len(set(keys)) == len(keys)
    given = pa.Table.from_pylist(rows, TABLE.schema)
    # in order of the key, where neighbours are compared, and in the order they came
    for data in (given, given.sort_by([("thing", "ascending"), ("part", "ascending")])):
        if fine:
            assert TABLE.check(data, origin="x").to_pylist() == data.to_pylist()
            continue
        with pytest.raises(TableInvalid):
            TABLE.check(data, origin="x")
