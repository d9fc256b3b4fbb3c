"""A server that misbehaves as asked, and a client for it."""

import pytest

from openalex_fetcher import Fetcher
from openalex_server import (
    serving,
)


@pytest.fixture
def start(tmp_path):
    """Start a server for a world; gives a fetcher."""
    opened = []

    def begin(world, **settings):
        context = serving(world)
        opened.append(context)
        return Fetcher(world, context.__enter__(), tmp_path / "fetched", **settings)

    yield begin
    for context in opened:
        context.__exit__(None, None, None)
