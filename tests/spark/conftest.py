"""One local Spark session for all tests of the folder."""

import pytest

from detente.engine import start
from engine.worlds import CHUNK_ROWS, make_worlds


@pytest.fixture(scope="session")
def spark_engine():
    """A Spark engine on this machine; start it once, it takes seconds."""
    with start("spark", cores=2, chunk_rows=CHUNK_ROWS) as engine:
        yield engine


@pytest.fixture(scope="session")
def worlds(tmp_path_factory):
    return make_worlds(tmp_path_factory.mktemp("worlds"))
