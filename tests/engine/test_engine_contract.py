"""DuckDB keeps the contract of the engines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.engine import start
from engine.contract import EngineContract
from engine.terms import assert_terms_agree, real_terms, whole_terms
from engine.worlds import CHUNK_ROWS


@pytest.fixture(scope="module")
def engine():
    with start("duckdb", chunk_rows=CHUNK_ROWS, threads=2) as engine:
        yield engine


class TestDuckDB(EngineContract):
    pass


@given(st.lists(whole_terms | real_terms, min_size=1, max_size=8))
def test_generated_expressions_mean_what_they_say(engine, terms):
    assert_terms_agree(engine, terms)
