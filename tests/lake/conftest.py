import multiprocessing
import shutil
from pathlib import Path

import pytest

from lake.lake_world import NEW, OLD, make


@pytest.fixture(scope="session")
def old_lake(tmp_path_factory) -> Path:
    """A lake with one release, built from the old inputs. Copy it, do not touch it."""
    folder = tmp_path_factory.mktemp("old")
    make(folder / "lake", folder / "log", inputs=OLD)
    return folder / "lake"


@pytest.fixture(scope="session")
def new_lake(tmp_path_factory, old_lake) -> Path:
    """The old lake after a build from the new inputs: two releases, the new one current."""
    folder = tmp_path_factory.mktemp("new")
    shutil.copytree(old_lake, folder / "lake")
    make(folder / "lake", folder / "log", inputs=NEW)
    return folder / "lake"


@pytest.fixture
def lake(tmp_path, old_lake) -> Path:
    """A fresh copy of the old lake."""
    shutil.copytree(old_lake, tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def damaged_lake(tmp_path, new_lake) -> Path:
    """A fresh copy of the new lake, to be damaged."""
    shutil.copytree(new_lake, tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture(scope="session")
def processes():
    """Child processes that start in milliseconds: forked from a server that has imported all."""
    context = multiprocessing.get_context("forkserver")
    # with what pyarrow imports when it is first used; names that cannot be imported are passed over
    context.set_forkserver_preload(
        ["pandas", "pyarrow.acero", "pyarrow.parquet", "detente.lake.build"]
    )
    return context
