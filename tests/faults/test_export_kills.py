"""An export that is killed at any moment leaves the lake, and no package that is half of one."""

import pytest

from faults.exporting import ExportCase, kill_exports
from faults.fault_world import install, load, uninstall, write_toy

KILLS = 16


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    install()
    folder = tmp_path_factory.mktemp("export")
    write_toy(folder / "files", seed=1, files=2)
    old = load(folder / "lake", folder / "files")
    write_toy(folder / "files", seed=2, files=3, rows=300)
    load(folder / "lake", folder / "files")
    yield ExportCase.of(folder / "lake", old.id, folder)
    uninstall()


def test_kills_at_random_moments_of_an_export(case, memory_path, processes):
    seen = kill_exports(case, memory_path, processes=processes, kills=KILLS)
    assert seen.total() == KILLS
    assert seen["old"] > KILLS // 2
