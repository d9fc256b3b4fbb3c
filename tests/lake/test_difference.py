"""What lies between two releases, against dictionaries compared one row at a time."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.discovery import modules
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.difference import DERIVED, compare_declarations, compare_tables
from small_release import Work, release_of, small_world

TABLES = {m.TABLE.name: m.TABLE for m in modules("detente.tables", "TABLE").values()}


def naive(table, earlier, later):
    """(added, removed, changed, {column: rows}) of two lists of rows."""

    def key(row):
        return tuple(row[name] for name in table.key)

    old, new = ({key(row): row for row in rows} for rows in (earlier, later))
    both = old.keys() & new.keys()
    columns = Counter(
        name for k in both for name in old[k] if old[k][name] != new[k][name]
    )  # fmt: skip
    changed = sum(old[k] != new[k] for k in both)
    return len(new.keys() - old), len(old.keys() - new), changed, dict(columns)


def check(earlier, later):
    with DuckDBEngine(threads=1) as engine:
        found = compare_tables(earlier, later, engine)
    assert [d.table for d in found] == sorted({*earlier.tables, *later.tables})
    for difference in found:
        rows = [
            release.table(difference.table).to_pylist() if release.has(difference.table) else []
            for release in (earlier, later)
        ]
        assert (difference.before, difference.after) == (len(rows[0]), len(rows[1]))
        if difference.same:
            assert rows[0] == rows[1]
        elif difference.table in {*DERIVED, "output"}:
            assert difference.added is difference.removed is difference.changed is None
        else:
            counts = difference.added, difference.removed, difference.changed
            assert (*counts, dict(difference.columns)) == naive(TABLES[difference.table], *rows)
    return {difference.table: difference for difference in found}


edits = st.lists(
    st.tuples(st.integers(0, 59), st.sampled_from(["drop", "year", "byline", "labels", "venue"])),
    max_size=8,
)


@settings(max_examples=12, deadline=None)
@given(edits=edits, more=st.integers(0, 3))
def test_records_against_the_naive_answer(tmp_path_factory, edits, more):
    world, other = small_world(4, 60), small_world(4, 60 + more)
    for place, what in edits:
        edit(other[place], what)
    other = [work for work in other if work.year != 0]
    folder = tmp_path_factory.mktemp("lakes")
    check(release_of(folder / "a", world), release_of(folder / "b", other, parts=2))


def edit(work: Work, what: str) -> None:
    if what == "drop":
        work.year = 0
    elif what == "year" and work.year:
        work.year, work.day = 2017, None
    elif what == "byline":
        work.rows = [*work.rows[1:], (9, None, "FR", None)]
    elif what == "labels":
        work.labels = {"vision": 0.3}
    elif what == "venue":
        work.venue = None if work.venue else "NeurIPS"


def test_the_same_release_differs_in_nothing(tmp_path):
    release = release_of(tmp_path, small_world(4, 30))
    assert all(difference.same for difference in check(release, release).values())
    assert compare_declarations(release, release) == []


def test_a_table_that_is_new_or_gone(tmp_path, new_lake):
    from detente.lake import Store

    one = release_of(tmp_path, small_world(4, 30))
    found = check(Store(new_lake).current(), one)
    assert found["label"].added == one.rows("label")
    assert found["label"].removed == 0
    back = check(one, Store(new_lake).current())
    assert back["label"].removed == one.rows("label")


def test_sources_definitions_and_inputs(tmp_path, new_lake):
    from detente.lake import Store

    before, after = Store(new_lake).current(), release_of(tmp_path, small_world(4, 30))
    found = {(c.kind, c.name): c for c in compare_declarations(before, after)}
    assert found["source", "invented"].what == "removed"
    assert found["source", "ncses"].what == "added"
    assert found["source", "ncses"].after == "Invented works"
    vision = found["definition", "vision"]
    assert (vision.what, vision.before) == (
        "changed", "title Computer vision; scheme venue; labels ('CVPR', 'ICCV')"
    )  # fmt: skip
    assert found["input", "papers"].what == "removed"


@pytest.mark.parametrize("name", ["work", "authorship", "citation", "label"])
def test_the_statement_is_portable(name):
    from detente.engine.portable import parse_portable
    from detente.lake.difference import statement

    table = TABLES[name]
    others = [c.name for c in table.columns if c.name not in table.key]
    assert parse_portable(statement(table.key, others))
