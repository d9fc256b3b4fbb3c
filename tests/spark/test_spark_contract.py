"""Spark keeps the contract of the engines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import StatementFailed
from detente.engine.spark_engine import SparkEngine
from engine.contract import EngineContract
from engine.terms import assert_terms_agree, real_terms, whole_terms

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def engine(spark_engine):
    return spark_engine


class TestSpark(EngineContract):
    def test_a_session_that_is_given_stays_as_it_was(self, spark_engine, worlds):
        theirs = spark_engine._session.newSession()
        theirs.conf.set("spark.sql.ansi.enabled", "false")
        theirs.range(3).createOrReplaceTempView("work")
        with SparkEngine(theirs) as engine:
            found = engine.query("SELECT count(*) AS n FROM work", worlds["many"].relations)
            assert found.to_pylist() == [{"n": 120}]
            # overflow stays an error although their session lets it pass
            largest = theirs.sql("SELECT 9223372036854775807 AS n")
            assert largest.selectExpr("n + 1 AS m").collect()[0].m == -(2**63)
            with pytest.raises(StatementFailed):
                engine.query("SELECT n + 1 AS m FROM t", {"t": largest.toArrow()})
        assert theirs.conf.get("spark.sql.ansi.enabled") == "false"
        assert theirs.sql("SELECT count(*) AS n FROM work").collect()[0].n == 3
        again = spark_engine.query("SELECT count(*) AS n FROM work", worlds["none"].relations)
        assert again.to_pylist() == [{"n": 0}]


@settings(max_examples=5)
@given(st.lists(whole_terms | real_terms, min_size=25, max_size=25))
def test_generated_expressions_mean_what_they_say(engine, terms):
    assert_terms_agree(engine, terms)
