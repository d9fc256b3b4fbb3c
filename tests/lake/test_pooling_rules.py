"""From tables to the pool on the engine: which works, in which definitions, of which era."""

import random
from collections import Counter
from datetime import date

import pyarrow as pa
import pytest

from detente.core.errors import UsageError
from detente.core.source import Definition
from detente.core.territory import era_of
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.canonical import canonical
from detente.lake.pooling import (
    MOST_DEFINITIONS,
    build_pool,
    chunk_schema,
    definition_table,
    merge,
    pool_chunk,
)
from detente.tables import pattern
from small_release import BREXIT, DEFINITIONS, Work, small_world, tables_of

US = (1, 4, "US", None)


def pooled(world, definitions=DEFINITIONS, *, chunk_rows=64):
    given = tables_of(world)
    inputs = {name: given[name] for name in ("work", "authorship", "label")}
    with DuckDBEngine(chunk_rows=chunk_rows, threads=1) as engine:
        return build_pool(engine, inputs, definitions)


def works_in(tables):
    """Each pooled work with its stratum: {work: (year, era, type, definitions)}."""
    cells = tables["cell"].to_pylist()
    found = {}
    for row in tables["cell_work"].to_pylist():
        here = cells[row["cell"]]
        found[row["work"]] = (here["year"], here["era"], here["type"], here["definitions"])
    return found


def meets(work, definition):
    return any(
        (not definition.labels or name in definition.labels) and score >= definition.threshold
        for name, score in work.labels.items()
    )


def test_every_work_that_is_not_retracted_is_in_one_cell_of_its_stratum():
    world = small_world(3, 300)
    found = works_in(pooled(world))
    kept = [work for work in world if work.retracted is not True]
    assert set(found) == {work.number for work in kept}
    assert 0 < len(kept) < len(world)
    for work in kept:
        bits = sum(1 << i for i, d in enumerate(DEFINITIONS) if meets(work, d))
        assert found[work.number] == (work.year, era_of(work.appeared), work.type, bits)


def test_cells_count_their_works():
    tables = pooled(small_world(4, 200))
    counted = Counter(row["cell"] for row in tables["cell_work"].to_pylist())
    assert [counted[i] for i in range(tables["cell"].num_rows)] == (
        tables["cell"]["works"].to_pylist()
    )


def test_a_work_without_authorship_keeps_its_place_with_nothing_known():
    tables = pooled([Work(1), Work(2, rows=[US])])
    assert set(works_in(tables)) == {1, 2}
    rows = [r for r in tables["pattern"].to_pylist() if r["author"] == -1]
    assert rows == [
        {"pattern": rows[0]["pattern"], "row": 0, "author": -1, "institution": -1,
         "country": None, "corresponding": -1}
    ]  # fmt: skip


def test_an_affiliation_of_no_author_comes_last_and_has_no_flag():
    tables = pooled([Work(1, rows=[(None, 9, "CN", True), (1, 4, "US", True)])])
    rows = tables["pattern"].to_pylist()
    assert [(r["author"], r["country"], r["corresponding"]) for r in rows] == [
        (1, "US", 1),
        (-1, "CN", -1),
    ]


@pytest.mark.parametrize("flag, kept", [(None, True), (False, True), (True, False)])
def test_only_what_is_known_to_be_retracted_is_left_out(flag, kept):
    assert (1 in works_in(pooled([Work(1, retracted=flag, rows=[US])]))) == kept


@pytest.mark.parametrize(
    "labels, threshold, named, expected",
    [
        ({"vision": 0.5}, 0.5, ("vision",), True),
        ({"vision": 0.499}, 0.5, ("vision",), False),
        ({"vision": 0.1, "language": 0.9}, 0.5, ("vision",), False),
        ({"vision": 0.1, "language": 0.9}, 0.5, ("vision", "language"), True),
        ({"vision": 0.9, "language": 0.9}, 0.5, ("vision", "language"), True),
        ({"robotics": 0.2}, 0.0, (), True),
        ({"robotics": 0.2}, 0.3, (), False),
        ({"robotics": 0.2, "vision": 0.3}, 0.3, (), True),
        ({}, 0.0, (), False),
        ({"robotics": 0.0}, 0.0, (), True),
    ],
)
def test_a_definition_takes_labels_of_its_names_at_or_above_its_threshold(
    labels, threshold, named, expected
):
    others = Definition("other", "another scheme", "elsewhere")
    wanted = Definition("wanted", "what is asked", "area", named, threshold)
    found = works_in(pooled([Work(1, labels=labels, rows=[US]), Work(2, rows=[US])],
                            (others, wanted)))  # fmt: skip
    assert found[1][3] == (2 if expected else 0)


def test_definitions_are_the_bits_of_a_mask_up_to_the_last():
    many = [Definition(f"d{i}", "one", "area", (f"l{i}",)) for i in range(MOST_DEFINITIONS)]
    last = {f"l{MOST_DEFINITIONS - 1}": 1.0, "l0": 1.0}
    found = works_in(pooled([Work(1, labels=last, rows=[US])], many))
    assert found[1][3] == (1 << (MOST_DEFINITIONS - 1)) + 1
    with pytest.raises(UsageError, match="63 definitions"):
        definition_table([*many, Definition("more", "one", "area")])


def test_a_definition_with_several_labels_has_a_row_for_each():
    rows = definition_table(
        [Definition("any", "", "s"), Definition("two", "", "t", ("a", "b"), 0.5)]
    ).to_pylist()
    assert [(r["bit"], r["scheme"], r["label"], r["threshold"]) for r in rows] == [
        (1, "s", "", 0.0),
        (2, "t", "a", 0.5),
        (2, "t", "b", 0.5),
    ]
    assert definition_table([]).num_rows == 0


def test_the_era_is_that_of_the_day_or_of_the_middle_of_the_year():
    days = {
        1: (2020, date(2020, 1, 31)),
        2: (2020, BREXIT),
        3: (2020, None),
        4: (2019, None),
        5: (2013, None),
        6: (2013, date(2013, 6, 30)),
        7: (1950, None),
        8: (1969, None),
        9: (1958, date(1958, 1, 1)),
    }
    world = [Work(n, year=year, day=day, rows=[US]) for n, (year, day) in days.items()]
    found = works_in(pooled(world))
    for number, (year, day) in days.items():
        assert found[number][1] == era_of(day or date(year, 7, 1))


def test_any_chunks_on_the_engine_give_the_same_tables():
    world = small_world(5, 120)
    one, other = (pooled(world, chunk_rows=size) for size in (16, 100_000))
    assert all(one[name].equals(other[name]) for name in one)


def test_nothing_in_gives_nothing_out():
    tables = pooled([])
    assert [tables[name].num_rows for name in ("pattern", "cell", "cell_work")] == [0, 0, 0]
    assert merge(chunk_schema().empty_table())["cell"].num_rows == 0
    empty = pa.table({name: pa.array([], kind) for name, kind in ROW_TYPES.items()})
    assert pool_chunk(empty).equals(chunk_schema().empty_table())


ROW_TYPES = {
    "work": pa.int64(),
    "author": pa.int16(),
    "affiliation": pa.int16(),
    "institution": pa.int64(),
    "country": pa.string(),
    "corresponding": pa.bool_(),
    "date": pa.date32(),
    "year": pa.int16(),
    "type": pa.string(),
    "mask": pa.int64(),
}


def test_a_pattern_written_in_another_order_is_put_in_the_same():
    chance = random.Random(8)
    rows = pooled(small_world(6, 150))["pattern"].to_pylist()
    for _ in range(10):
        mixed = []
        for number in range(rows[-1]["pattern"] + 1):
            mine = [dict(r) for r in rows if r["pattern"] == number]
            # the authors after the first come in another order, each with its own rows together
            later = sorted({r["author"] for r in mine if r["author"] > 1})
            new = dict(zip(later, chance.sample(later, len(later)), strict=True))
            named = sorted({r["institution"] for r in mine if r["institution"] >= 0})
            renamed = dict(zip(named, chance.sample(named, len(named)), strict=True))
            for row in mine:
                row["author"] = new.get(row["author"], row["author"])
                row["institution"] = renamed.get(row["institution"], -1)
            mixed += sorted(mine, key=lambda r: (r["author"] < 0, r["author"], chance.random()))
        given = pa.Table.from_pylist(mixed, pattern.TABLE.schema)
        assert canonical(given).to_pylist() == rows
