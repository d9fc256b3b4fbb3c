"""The site over the planted lake, asked without a socket."""

import pytest

from detente.views.web.site import Site


@pytest.fixture(scope="session")
def site(planted_lake):
    return Site(planted_lake)


def following(site):
    """Asks what stands at an address, wherever it is redirected to."""

    def answer(path, query=""):
        found = site.answer(path, query)
        while found.status == 307:
            path, _, query = dict(found.headers)["Location"].lstrip("/").partition("?")
            found = site.answer(path, query)
        return found

    return answer


@pytest.fixture
def get(site):
    return following(site)


@pytest.fixture(scope="session")
def facts_lake(tmp_path_factory):
    """A lake of a small random world with every kind of fact beside papers."""
    from small_release import release_of, small_world

    path = tmp_path_factory.mktemp("facts") / "lake"
    release_of(path, small_world(1, 150))
    return path


@pytest.fixture(scope="session")
def facts_site(facts_lake):
    return Site(facts_lake)


@pytest.fixture
def get_facts(facts_site):
    """The same of the site over the small world."""
    return following(facts_site)
