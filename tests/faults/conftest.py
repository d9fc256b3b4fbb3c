import os
import tempfile
from pathlib import Path

import pytest

from faults.fault_world import install, uninstall
from faults.killing import forkserver


@pytest.fixture
def toy():
    """The toy source, for one test."""
    install()
    yield
    uninstall()


@pytest.fixture
def memory_path(tmp_path):
    """A folder in memory where there is one: a SIGKILL spares the page cache, so hundreds of builds
    can do without waiting for a disk."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def processes():
    """Child processes that start in milliseconds."""
    return forkserver()
