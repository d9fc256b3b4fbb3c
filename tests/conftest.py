"""What every test shares: reproducible examples, and where the raw data lies."""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# the first call of a kernel compiles it: time says nothing about a single example
settings.register_profile(
    "local", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

HAS_SPARK = importlib.util.find_spec("pyspark") is not None and (
    "JAVA_HOME" in os.environ or shutil.which("java") is not None
)
HAS_BROWSER = importlib.util.find_spec("playwright") is not None
# `make test-spark` and `make test-browser` make sure of what they need before they start
collect_ignore = [
    name for name, there in (("spark", HAS_SPARK), ("browser", HAS_BROWSER)) if not there
]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder ``data`` of the raw material, or a skip where it is not at hand."""
    shared = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
    if not (shared / "data").is_dir():
        pytest.skip(f"raw data not found: {shared}/data (name it with DETENTE_SHARED)")
    return shared / "data"


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of worked examples (input and expected output, computed by brute force)."""
    return ROOT / "tests" / "examples"


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
