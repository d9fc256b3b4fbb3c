"""Starting engines: what is loaded, what is missing, what stays open."""

import subprocess
import sys
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.core.errors import ExtraMissing, StatementFailed, UnknownName
from detente.engine import start
from detente.engine.spark_engine import SparkEngine, require_java


def test_importing_the_room_loads_no_engine():
    code = "import sys, detente.engine; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"duckdb", "pyspark", "sqlglot", "pyarrow"} & set(done.stdout.split()) == set()


def test_there_is_no_third_engine():
    with pytest.raises(UnknownName, match="duckbd") as unknown:
        start("duckbd")
    assert "duckdb" in unknown.value.fix


def test_without_pyspark_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(ExtraMissing) as missing:
        SparkEngine()
    assert missing.value.fix == "pip install 'detente[spark]'"


def test_without_java_that_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ExtraMissing, match="Java 17") as missing:
        require_java()
    assert "JAVA_HOME" in missing.value.fix


@pytest.mark.parametrize(
    "said, enough",
    [('version "1.8.0_292"', 0), ('version "11.0.2"', 0), ('version "17.0.1"', 1)],
)
def test_an_old_java_is_said_to_be_old(monkeypatch, tmp_path, said, enough):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk {said}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if enough:
        require_java()
    else:
        with pytest.raises(ExtraMissing, match="Java 17"):
            require_java()


def test_duckdb_reads_nothing_but_what_it_was_given(tmp_path):
    given, other = tmp_path / "given.parquet", tmp_path / "other.parquet"
    for path in (given, other):
        pq.write_table(pa.table({"n": [1]}), path)
    with start("duckdb") as engine:
        engine.query("SELECT n FROM given", {"given": [given]})
        connection = engine._database.cursor()
        assert connection.sql(f"SELECT n FROM '{given}'").fetchall() == [(1,)]
        for attempt in (
            f"SELECT n FROM '{other}'",
            "SELECT * FROM read_csv('/etc/hosts')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'x.duckdb'}'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SELECT * FROM given_in_python",
        ):
            with pytest.raises(Exception, match="Error"):
                connection.execute(attempt)
        connection.close()
        # another file is another question: the engine may then read both
        assert engine.query("SELECT n FROM other", {"other": [other]}).to_pylist() == [{"n": 1}]


def test_duckdb_spills_when_memory_is_short(tmp_path):
    spill = tmp_path / "spill"
    path = tmp_path / "many.parquet"
    rows = 2_000_000
    pq.write_table(pa.table({"n": pa.array(range(rows)), "m": pa.array(range(rows, 0, -1))}), path)
    seen = []

    def ends(chunk):
        seen.append(spill.exists() and any(spill.iterdir()))
        first, last = chunk.column("m")[0], chunk.column("m")[-1]
        return pa.table({"least": [first.as_py()], "most": [last.as_py()]})

    with start("duckdb", memory="30MB", threads=1, spill=spill, chunk_rows=100_000) as engine:
        found = engine.map_sorted(
            "SELECT m, n FROM many",
            {"many": [path]},
            key="m",
            function=ends,
            schema=pa.schema([("least", pa.int64()), ("most", pa.int64())]),
        )
    assert found.column("least").to_pylist() == list(range(1, rows + 1, 100_000))
    assert any(seen)


def test_out_of_memory_is_an_error(tmp_path):
    path = tmp_path / "many.parquet"
    pq.write_table(pa.table({"n": pa.array(range(500_000))}), path)
    with start("duckdb", memory="1MB", threads=1) as engine, pytest.raises(StatementFailed):
        engine.query("SELECT n, count(*) AS k FROM many GROUP BY n", {"many": [path]})


def test_an_error_of_the_function_is_the_caller_s(tmp_path):
    def fails(chunk):
        raise ZeroDivisionError

    with start("duckdb") as engine, pytest.raises(ZeroDivisionError):
        engine.map_sorted(
            "SELECT n FROM t",
            {"t": pa.table({"n": [1]})},
            key="n",
            function=fails,
            schema=pa.schema([("n", pa.int64())]),
        )


def test_one_engine_serves_several_threads(tmp_path):
    paths = [tmp_path / f"{n}.parquet" for n in range(4)]
    for n, path in enumerate(paths):
        pq.write_table(pa.table({"n": [n] * (n + 1)}), path)
    found = {}
    with start("duckdb", threads=2) as engine:

        def ask(n):
            for _ in range(10):
                answer = engine.query("SELECT sum(n) AS s FROM t", {"t": [paths[n]]})
                found.setdefault(n, set()).add(answer.column("s")[0].as_py())

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {n: {n * (n + 1)} for n in range(4)}
