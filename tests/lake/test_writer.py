"""Rows survive the way to disk and back, and the same rows give the same bytes."""

import hashlib
import itertools
import random

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import TableInvalid
from detente.core.table import Column, Table
from detente.lake import Store, writer
from detente.lake.build import Build
from detente.lake.manifest import Description
from detente.lake.writer import write_rows
from detente.tables import authorship
from lake.lake_world import authorships

THING = Table(
    name="thing",
    title="Things",
    key=("id",),
    sort=("id",),
    columns=(
        Column("id", "int64", "Number"),
        Column("kind", "string", "Kind", nullable=True),
        Column("value", "float64", "Value", nullable=True),
        Column("small", "int16", "Small", nullable=True),
        Column("flag", "bool", "Flag", nullable=True),
        Column("day", "date32", "Day", nullable=True),
    ),
)

rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(-(2**63), 2**63 - 1),
            "kind": st.none() | st.text(max_size=5),
            "value": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "small": st.none() | st.integers(-(2**15), 2**15 - 1),
            "flag": st.none() | st.booleans(),
            "day": st.none() | st.dates(),
        }
    ),
    unique_by=lambda row: row["id"],
    max_size=40,
).map(lambda found: pa.Table.from_pylist(found, schema=THING.schema))


def cut(table, places):
    """The same rows in other batches."""
    bounds = [0, *sorted(place % (table.num_rows + 1) for place in places), table.num_rows]
    pieces = [table.slice(a, b - a) for a, b in itertools.pairwise(bounds)]
    return [batch for piece in pieces for batch in piece.combine_chunks().to_batches()]


@given(rows=rows)
def test_round_trip(rows, tmp_path_factory):
    """What is read is what was written, sorted as declared, nulls and all."""
    folder = tmp_path_factory.mktemp("round")
    with Build(folder, inputs={}, code="") as build:
        build.part("thing", THING, lambda: rows)
        build.part("bare", None, lambda: rows)
        release = build.finish(Description("1"))
    wanted = sorted(rows.to_pylist(), key=lambda row: row["id"])
    assert release.table(THING).to_pylist() == wanted
    assert release.table(THING).schema == THING.schema
    assert release.table("bare").to_pylist() == rows.to_pylist()
    assert release.rows("thing") == rows.num_rows
    assert Store(folder).current().manifest == release.manifest


@given(rows=rows, places=st.lists(st.integers(0, 40)), size=st.integers(1, 50))
def test_same_rows_same_bytes(rows, places, size, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bytes")
    ordered = rows.sort_by("id")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "ROW_GROUP", size)
        first = write_rows(folder / "thing.parquet", rows, table=THING)
        again = write_rows(folder / "b.parquet", iter(cut(ordered, places)), table=THING)
    assert first == again
    data = (folder / "thing.parquet").read_bytes()
    assert data == (folder / "b.parquet").read_bytes()
    assert first.sha256 == hashlib.sha256(data).hexdigest()
    assert (first.rows, first.bytes) == (rows.num_rows, len(data))
    groups = pq.ParquetFile(folder / "b.parquet").metadata
    assert all(
        groups.row_group(n).num_rows == size for n in range(max(0, groups.num_row_groups - 1))
    )


def test_same_bytes_where_pages_and_dictionaries_fill_up(tmp_path):
    """Parquet cuts pages where chunks end, so chunks must not reach it."""
    chance = random.Random(1)
    rows = pa.table({"text": [f"{chance.random()}" * 3 for _ in range(60_000)]})
    places = [chance.randrange(rows.num_rows) for _ in range(50)]
    first = write_rows(tmp_path / "a.parquet", rows, table=None)
    assert first == write_rows(tmp_path / "b.parquet", cut(rows, places), table=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "ROW_GROUP", 25_000)
        second = write_rows(tmp_path / "c.parquet", rows, table=None)
        assert second == write_rows(tmp_path / "d.parquet", cut(rows, places), table=None)


def test_notes_of_other_libraries_do_not_change_the_bytes(tmp_path):
    rows = pa.table({"x": [1, 2]})
    noted = rows.replace_schema_metadata({"pandas": "version 2"})
    first = write_rows(tmp_path / "a.parquet", rows, table=None)
    assert first == write_rows(tmp_path / "b.parquet", noted, table=None)
    assert first == write_rows(tmp_path / "c.parquet", noted.to_batches(), table=None)


def test_other_readers_understand_the_files(tmp_path):
    rows = authorships("readers")
    path = tmp_path / "authorship.parquet"
    write_rows(path, rows, table=authorship.TABLE)
    assert pq.read_table(path, page_checksum_verification=True).equals(rows)
    assert (
        pl.read_parquet(path).to_arrow().column("country").to_pylist()
        == rows.column("country").to_pylist()
    )
    with duckdb.connect() as connection:
        query = f"select count(*), count(country), sum(work) from '{path}'"
        found = connection.execute(query).fetchall()
    known = rows.num_rows - rows.column("country").null_count
    assert found == [(rows.num_rows, known, pc.sum(rows.column("work")).as_py())]


def test_text_and_small_numbers_are_written_as_dictionaries_with_statistics(tmp_path):
    rows = authorships("a")
    write_rows(tmp_path / "a.parquet", rows, table=authorship.TABLE)
    group = pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(0)
    columns = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    assert "RLE_DICTIONARY" in columns["country"].encodings
    assert "RLE_DICTIONARY" in columns["author"].encodings
    assert "RLE_DICTIONARY" not in columns["work"].encodings
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    assert columns["work"].statistics.max == max(rows.column("work").to_pylist())


def test_a_dictionary_stays_one(tmp_path):
    rows = pa.table({"x": pa.array(["a", "b", "a"]).dictionary_encode()})
    write_rows(tmp_path / "a.parquet", rows, table=None)
    assert pq.read_table(tmp_path / "a.parquet").column("x").to_pylist() == ["a", "b", "a"]


def test_a_declared_table_may_be_empty(tmp_path):
    for name, rows in (("a", THING.empty()), ("b", iter([])), ("c", THING.empty().to_batches())):
        assert write_rows(tmp_path / f"{name}.parquet", rows, table=THING).rows == 0
        assert pq.read_table(tmp_path / f"{name}.parquet").schema == THING.schema


def test_nothing_at_all_is_no_part(tmp_path):
    with pytest.raises(TableInvalid, match="neither rows nor columns"):
        write_rows(tmp_path / "a.parquet", iter([]), table=None)
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_a_sort_order_keeps_its_own(tmp_path):
    table = Table("free", "Free", (Column("x", "int64", "Number"),), ())
    for name, rows in (("a", pa.table({"x": [3, 1, 2]})), ("b", pa.table({"x": [3, 1, 2]}))):
        given_rows = rows if name == "a" else rows.to_batches(max_chunksize=1)
        write_rows(tmp_path / f"{name}.parquet", given_rows, table=table)
        assert pq.read_table(tmp_path / f"{name}.parquet").column("x").to_pylist() == [3, 1, 2]


@pytest.mark.parametrize("places", [[], [1], [2], [1, 2]])
def test_batches_out_of_order_are_refused(tmp_path, places):
    rows = pa.Table.from_pylist([{"id": number} for number in (1, 3, 2)], schema=THING.schema)
    with pytest.raises(TableInvalid, match="not sorted by id"):
        write_rows(tmp_path / "a.parquet", iter(cut(rows, places)), table=THING)
    assert list(tmp_path.iterdir()) == []


def test_rows_that_break_the_declaration_leave_nothing(tmp_path):
    bad = pa.table({"id": [1]})
    for rows in (bad, iter(bad.to_batches())):
        with pytest.raises(TableInvalid, match="columns missing"):
            write_rows(tmp_path / "a.parquet", rows, table=THING)
    assert list(tmp_path.iterdir()) == []


def test_a_producer_that_fails_leaves_nothing_and_its_own_error(tmp_path):
    def batches():
        yield from pa.table({"x": [1]}).to_batches()
        raise OSError(2, "the source is gone")

    with pytest.raises(OSError, match="the source is gone"):
        write_rows(tmp_path / "a.parquet", batches(), table=None)
    assert list(tmp_path.iterdir()) == []
