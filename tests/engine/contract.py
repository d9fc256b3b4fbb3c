"""What every engine must do: one suite, subclassed by the tests of each engine."""

import datetime as dt
import math

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from detente.core.errors import (
    DataMissing,
    IntegrityError,
    NotPortable,
    StatementFailed,
    UnknownName,
    UsageError,
)
from engine.answers import assert_same, rows_of
from engine.cases import CASES
from engine.worlds import COUNTRIES
from naive import sql as naive

TALLY = pa.schema([("work", pa.int64()), ("lines", pa.int64()), ("places", pa.string())])


def tally():
    """A function over chunks, made here so that it travels to workers by value."""
    order, schema = ("work", "author", "affiliation"), TALLY

    def count_lines(chunk):
        assert chunk.num_rows > 0
        keys = chunk.column("work").to_pylist()
        places = [
            (w, (a is None, a or 0), f)
            for w, a, f in zip(*(chunk.column(c).to_pylist() for c in order), strict=True)
        ]
        assert places == sorted(places)
        found = {}
        for work, author in zip(keys, chunk.column("author").to_pylist(), strict=True):
            found.setdefault(work, []).append("-" if author is None else str(author))
        return pa.table(
            {
                "work": list(found),
                "lines": [len(v) for v in found.values()],
                "places": ["".join(v) for v in found.values()],
            },
            schema=schema,
        )

    return count_lines


SORTED = "SELECT authorship.work, author, affiliation, year FROM authorship JOIN work USING (work)"


class EngineContract:
    """One suite for all engines: subclass it, and give the fixture ``engine``."""

    @pytest.mark.parametrize("size", ["many", "none"])
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_a_statement_means_what_it_says(self, engine, worlds, case, size):
        world = worlds[size]
        found = engine.query(case.statement, world.relations)
        assert found.column_names == case.columns.split()
        assert_same(rows_of(found), case.meaning(world), ordered=case.ordered)

    def test_results_have_five_types_even_when_empty(self, engine, worlds):
        expected = [pa.int64(), pa.date32(), pa.int64(), pa.string(), pa.int64(), pa.bool_()]
        for world in worlds.values():
            found = engine.query(CASES[0].statement, world.relations)
            assert found.schema.types == [*expected, pa.float64(), pa.float64()]

    @pytest.mark.parametrize("size", ["many", "none"])
    def test_chunks_keep_a_key_whole_and_sorted(self, engine, worlds, size):
        world = worlds[size]
        found = engine.map_sorted(
            SORTED,
            world.relations,
            key="work",
            then=("author", "affiliation"),
            function=tally(),
            schema=TALLY,
        )
        assert found.schema == TALLY
        expected = []
        for (work,), group in naive.groups(world.authorship, "work").items():
            authors = sorted((a["author"] for a in group), key=lambda a: naive.nulls_last([a]))
            expected.append(
                (work, len(group), "".join("-" if a is None else str(a) for a in authors))
            )
        # a work that was cut in two would stand here twice
        assert_same(rows_of(found), expected)

    def test_partial_sums_add_up_to_the_query(self, engine, worlds):
        world = worlds["many"]

        def partial_sums(chunk):
            grouped = chunk.group_by("country").aggregate([("work", "count"), ("share", "sum")])
            return pa.table(
                {
                    "country": grouped.column("country"),
                    "n": grouped.column("work_count"),
                    "share": grouped.column("share_sum"),
                    "draws": pa.array([[1.0, 2.0]] * len(grouped), pa.list_(pa.float64())),
                }
            )

        schema = pa.schema(
            [
                ("country", pa.string()),
                ("n", pa.int64()),
                ("share", pa.float64()),
                ("draws", pa.list_(pa.float64())),
            ]
        )
        parts = engine.map_sorted(
            "SELECT work, country, 1 / affiliation AS share FROM authorship".replace(
                "/ affiliation", "/ nullif(affiliation, 0)"
            ),
            world.relations,
            key="work",
            function=partial_sums,
            schema=schema,
        )
        assert parts.num_rows > len(COUNTRIES)
        assert pc.sum(pc.list_value_length(parts.column("draws"))).as_py() == 2 * parts.num_rows
        summed = parts.group_by("country").aggregate([("n", "sum"), ("share", "sum")])
        whole = engine.query(
            "SELECT country, count(*) AS n, sum(1 / nullif(affiliation, 0)) AS share "
            "FROM authorship GROUP BY country",
            world.relations,
        )
        assert_same(rows_of(summed), rows_of(whole))

    def test_odd_values_are_read_and_ordered_alike(self, engine, tmp_path):
        nan, inf = math.nan, math.inf
        odd = pa.table(
            {
                "k": pa.array([1, 2, 3, 4, 5, 2**32 - 1], pa.uint32()),
                "x": [nan, inf, -inf, -0.0, 0.0, nan],
                "f": pa.array([0.1, nan, None, 1e-45, 3.4e38, -0.0], pa.float32()),
                "d": [
                    None if day is None else dt.date.fromisoformat(day)
                    for day in (
                        "0001-01-01",
                        "1500-02-28",
                        "1582-10-10",
                        "1970-01-01",
                        "9999-12-31",
                        None,
                    )
                ],
                "s": ["\U0001f600", "\uffff", "a\0b", "ß", "ss", "a"],
            }
        )
        path = tmp_path / "odd.parquet"
        pq.write_table(odd, path)
        relations = {"odd": [path]}
        found = engine.query("SELECT k, x, f, d, s, year(d) AS y FROM odd ORDER BY k", relations)
        days = odd.column("d").to_pylist()
        assert found.column("d").to_pylist() == days
        assert found.column("y").to_pylist() == [day and day.year for day in days]
        assert found.column("s").to_pylist() == odd.column("s").to_pylist()
        assert found.column("k").to_pylist() == odd.column("k").to_pylist()
        assert repr(found.column("f").to_pylist()) == repr(odd.column("f").to_pylist())
        # text in the order of its bytes; a NaN is one value, above all others
        texts = engine.query("SELECT s FROM odd ORDER BY s", relations).column("s").to_pylist()
        assert texts == sorted(texts, key=lambda text: text.encode())
        numbers = engine.query(
            "SELECT max(x) AS most, count(DISTINCT x) AS n, "
            "count(*) FILTER (WHERE x > 1e308) AS above, count(*) FILTER (WHERE x = x) AS same, "
            "count(*) FILTER (WHERE x = 0) AS zero FROM odd",
            relations,
        )
        assert repr(rows_of(numbers)) == "[(nan, 4, 3, 6, 2)]"
        places = engine.query("SELECT k, dense_rank() OVER (ORDER BY x) AS r FROM odd", relations)
        ranks = {1: 4, 2: 3, 3: 1, 4: 2, 5: 2, 2**32 - 1: 4}
        assert dict(rows_of(places)) == ranks

    def test_a_null_key_is_refused(self, engine, worlds):
        with pytest.raises(StatementFailed, match="null"):
            engine.map_sorted(
                "SELECT work, author FROM authorship",
                worlds["many"].relations,
                key="author",
                function=lambda chunk: chunk,
                schema=pa.schema([("work", pa.int64()), ("author", pa.int64())]),
            )

    def test_a_key_must_be_an_integer_of_the_statement(self, engine, worlds):
        for key in ("country", "nowhere"):
            with pytest.raises(NotPortable, match=key):
                engine.map_sorted(
                    "SELECT work, country FROM authorship",
                    worlds["many"].relations,
                    key=key,
                    function=lambda chunk: chunk,
                    schema=TALLY,
                )

    def test_a_function_must_keep_its_word(self, engine, worlds):
        with pytest.raises(StatementFailed, match="has columns work"):
            engine.map_sorted(
                "SELECT work FROM authorship",
                worlds["many"].relations,
                key="work",
                function=lambda chunk: chunk,
                schema=TALLY,
            )

    def test_unknown_names_come_with_the_nearest(self, engine, worlds):
        relations = worlds["many"].relations
        with pytest.raises(UnknownName, match="authorship"):
            engine.query("SELECT work FROM authorshop", relations)
        with pytest.raises(UnknownName, match="country"):
            engine.query("SELECT contry FROM authorship", relations)

    def test_overflow_is_an_error(self, engine):
        numbers = pa.table({"n": [2**62, 2**62, 2**62]})
        with pytest.raises(StatementFailed):
            engine.query("SELECT sum(n) AS s FROM numbers", {"numbers": numbers})
        with pytest.raises(StatementFailed):
            engine.query("SELECT n * 4 AS s FROM numbers", {"numbers": numbers})

    def test_files_that_are_missing_or_damaged_are_never_zero(self, engine, worlds, tmp_path):
        statement = "SELECT count(*) AS n, sum(work) AS s FROM work"
        with pytest.raises(DataMissing):
            engine.query(statement, {"work": [tmp_path / "none.parquet"]})
        with pytest.raises(DataMissing):
            engine.query(statement, {"work": []})
        whole = worlds["many"].relations["work"][0].read_bytes()
        damaged = tmp_path / "damaged.parquet"
        damaged.write_bytes(whole[:-40])
        with pytest.raises(IntegrityError):
            engine.query(statement, {"work": [damaged]})
        torn = tmp_path / "torn.parquet"
        torn.write_bytes(whole[:4] + b"\0" * 600 + whole[604:])
        with pytest.raises(IntegrityError):
            engine.query(statement, {"work": [torn]})

    def test_files_of_a_relation_share_one_schema(self, engine, worlds):
        relations = worlds["many"].relations
        with pytest.raises(IntegrityError, match="other columns"):
            engine.query(
                "SELECT work FROM mixed", {"mixed": [*relations["work"], *relations["authorship"]]}
            )

    def test_paths_that_engines_read_differently_are_refused(self, engine, worlds, tmp_path):
        source = worlds["many"].relations["work"][0].read_bytes()
        for name in (
            "w*.parquet",
            "w[1].parquet",
            "_w.parquet",
            ".w.parquet",
            "year=2020/w.parquet",
        ):
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(source)
            with pytest.raises(UsageError, match="cannot hand over"):
                engine.query("SELECT count(*) AS n FROM work", {"work": [path]})

    @pytest.mark.parametrize(
        "column",
        [
            pa.array([1], pa.uint64()),
            pa.array([1], pa.decimal128(5, 2)),
            pa.array([0], pa.timestamp("us")),
            pa.array([[1]], pa.list_(pa.int64())),
        ],
        ids=lambda column: str(column.type),
    )
    def test_columns_of_other_types_are_refused(self, engine, column):
        with pytest.raises(NotPortable, match="'x' of relation 't'"):
            engine.query("SELECT x FROM t", {"t": pa.table({"x": column})})

    def test_relations_of_one_statement_are_gone_in_the_next(self, engine, worlds):
        relations = worlds["many"].relations
        engine.query("SELECT count(*) AS n FROM region", relations)
        with pytest.raises(UnknownName):
            engine.query("SELECT count(*) AS n FROM region", {"work": relations["work"]})

    def test_only_relations_can_be_read(self, engine, worlds, tmp_path):
        outside = tmp_path / "outside.parquet"
        outside.write_bytes(worlds["many"].relations["work"][0].read_bytes())
        for table in (f"'{outside}'", f"read_parquet('{outside}')", f"parquet.`{outside}`"):
            with pytest.raises(NotPortable):
                engine.query(f"SELECT count(*) AS n FROM {table}", worlds["many"].relations)
