"""Chunks end where a key ends, whatever the batches."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import StatementFailed
from detente.engine.chunks import conform, whole_keys

SCHEMA = pa.schema([("work", pa.int64()), ("place", pa.int64())])


def batches_of(keys, sizes):
    table = pa.table({"work": keys, "place": range(len(keys))}, schema=SCHEMA)
    start = 0
    for size in [*sizes, len(keys)]:
        yield from table.slice(start, size).to_batches()
        start += size
        if start >= len(keys):
            return


keys = st.lists(st.integers(0, 12), max_size=60).map(sorted)
sizes = st.lists(st.integers(1, 20), max_size=12)


@given(keys, sizes, st.integers(1, 30))
def test_every_row_once_in_order_and_no_key_in_two_chunks(keys, sizes, rows):
    chunks = list(whole_keys(batches_of(keys, sizes), SCHEMA, key="work", rows=rows))
    found = [chunk.column("work").to_pylist() for chunk in chunks]
    assert [k for chunk in found for k in chunk] == keys
    assert [p for c in chunks for p in c.column("place").to_pylist()] == list(range(len(keys)))
    assert len({k for chunk in found for k in set(chunk)}) == sum(len(set(c)) for c in found)
    assert all(found)
    # as small as can be: without its last key a chunk would be too small
    for chunk in found[:-1]:
        assert len(chunk) >= rows
        assert len([k for k in chunk if k != chunk[-1]]) < rows


@given(keys, sizes, sizes, st.integers(1, 30))
def test_where_it_cuts_does_not_depend_on_the_batches(keys, some, others, rows):
    cuts = [
        [c.num_rows for c in whole_keys(batches_of(keys, s), SCHEMA, key="work", rows=rows)]
        for s in (some, others)
    ]
    assert cuts[0] == cuts[1]


@pytest.mark.parametrize("keys, sizes", [([2, 1], []), ([1, 5, 4], [2]), ([3, 3, 2, 9], [1, 1])])
def test_rows_out_of_order_are_an_error(keys, sizes):
    with pytest.raises(StatementFailed, match="not sorted"):
        list(whole_keys(batches_of(keys, sizes), SCHEMA, key="work", rows=1))


def test_a_value_that_does_not_fit_is_an_error():
    with pytest.raises(StatementFailed, match="does not fit"):
        conform(pa.table({"n": [2.5]}), pa.schema([("n", pa.int64())]), what="a result")
