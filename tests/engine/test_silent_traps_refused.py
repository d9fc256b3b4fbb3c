"""The five silent traps of two engines, and those found since: refused, or rewritten and right."""

import duckdb
import pytest

from detente.core.errors import NotPortable
from detente.engine import start
from detente.engine.dialect import prepare
from detente.engine.relations import schemas_of
from engine.traps import MORE_TRAPS, TRAPS


@pytest.fixture(scope="module")
def engine():
    with start("duckdb") as engine:
        yield engine


def one(table):
    (row,) = table.to_pylist()
    return row["answer"]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_duckdb_answers_the_naive_statement_without_an_error(trap):
    with duckdb.connect() as connection:
        connection.register("x", trap.relation)
        ((found,),) = connection.sql(trap.naive).fetchall()
    assert found == pytest.approx(trap.duckdb)


@pytest.mark.parametrize("trap", TRAPS + MORE_TRAPS, ids=lambda trap: trap.name)
def test_the_gate_refuses_it_or_writes_it_anew(engine, trap):
    schemas = schemas_of({"x": trap.relation})
    if trap.rewritten:
        assert prepare(trap.naive, schemas, target="spark").sql != trap.naive
    else:
        with pytest.raises(NotPortable) as refused:
            prepare(trap.naive, schemas, target="duckdb")
        assert refused.value.why
        assert refused.value.fix
    assert one(engine.query(trap.portable, {"x": trap.relation})) == pytest.approx(trap.answer)


def test_every_decimal_literal_is_written_as_a_double():
    schemas = schemas_of({"x": TRAPS[0].relation})
    statement = "SELECT v + 0.1 AS a, v * 2.50 AS b, 1e-9 AS c, .5 AS d, k * 3 AS e FROM x"
    duck = prepare(statement, schemas, target="duckdb").sql
    spark = prepare(statement, schemas, target="spark").sql
    assert [n in duck for n in ("0.1e0", "2.5e0", "1e-09", "0.5e0", "* 3 ")] == [True] * 5
    assert [n in spark for n in ("0.1D", "2.5D", "1e-09D", "0.5D", "* 3 ")] == [True] * 5
    found = duckdb.sql("SELECT typeof(0.1), typeof(0.1e0), typeof(1e-09), typeof(2.5e300)")
    assert found.fetchall() == [("DECIMAL(2,1)", "DOUBLE", "DOUBLE", "DOUBLE")]
