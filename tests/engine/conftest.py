"""The worlds that engines are asked about."""

import pytest

from engine.worlds import make_worlds


@pytest.fixture(scope="session")
def worlds(tmp_path_factory):
    return make_worlds(tmp_path_factory.mktemp("worlds"))
