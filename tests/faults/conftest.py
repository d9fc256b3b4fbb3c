import pytest

from faults.fault_world import install, uninstall
from faults.killing import forkserver


@pytest.fixture
def toy():
    """The toy source, for one test."""
    install()
    yield
    uninstall()


@pytest.fixture(scope="session")
def processes():
    """Child processes that start in milliseconds."""
    return forkserver()
