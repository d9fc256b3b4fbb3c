"""The site over the planted lake, asked without a socket."""

import pytest

from detente.views.web.site import Site


@pytest.fixture(scope="session")
def site(planted_lake):
    return Site(planted_lake)


@pytest.fixture
def get(site):
    """What stands at an address, wherever it is redirected to."""

    def answer(path, query=""):
        found = site.answer(path, query)
        while found.status == 307:
            path, _, query = dict(found.headers)["Location"].lstrip("/").partition("?")
            found = site.answer(path, query)
        return found

    return answer
