"""On real Spark: the naive statement gives another answer, the portable one the same."""

import duckdb
import pytest
import sqlglot

from engine.traps import TRAPS

pytestmark = pytest.mark.spark


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_the_engines_differ_on_the_naive_statement_and_agree_on_ours(spark_engine, trap):
    session = spark_engine._session
    session.createDataFrame(trap.relation).coalesce(1).createOrReplaceTempView("x")
    try:
        naive = sqlglot.transpile(trap.naive, read="duckdb", write="spark")[0]
        (theirs,) = session.sql(naive).collect()
    finally:
        session.catalog.dropTempView("x")
    with duckdb.connect() as connection:
        connection.register("x", trap.relation)
        ((ours,),) = connection.sql(trap.naive).fetchall()
    theirs = theirs.answer if isinstance(ours, list | int) else float(theirs.answer)
    assert theirs != pytest.approx(ours, rel=1e-9)
    (row,) = spark_engine.query(trap.portable, {"x": trap.relation}).to_pylist()
    assert row["answer"] == pytest.approx(trap.answer, rel=1e-12)
