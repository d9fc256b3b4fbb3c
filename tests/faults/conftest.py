import pytest

from faults.fault_world import install, uninstall


@pytest.fixture
def toy():
    """The toy source, for one test."""
    install()
    yield
    uninstall()
