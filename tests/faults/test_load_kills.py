"""A load that is killed at any moment leaves the old release, and goes on where it was."""

import pytest

from faults.fault_world import install, load, uninstall, write_toy
from faults.killing import (
    Case,
    Ends,
    check_after_kill,
    copy_lake,
    duration_of,
    kill_after,
    kill_loads,
    quick_loads,
    start,
    with_stage_of,
)

LOAD_KILLS = 18
BUILD_KILLS = 16


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A lake with an old release, newer files, and what loading them ends in."""
    install()
    folder = tmp_path_factory.mktemp("kills")
    write_toy(folder / "files", seed=1, files=2)
    old = load(folder / "old", folder / "files")
    write_toy(folder / "files", seed=2, files=6)
    copy_lake(folder / "old", folder / "new")
    load(folder / "new", folder / "files")
    yield folder, old.id, Ends.of(folder / "new")
    uninstall()


@pytest.fixture
def quick(monkeypatch):
    with quick_loads(monkeypatch) as loader:
        yield loader


def test_kills_at_random_moments_of_a_load(world, memory_path, processes, quick):
    folder, old_id, ends = world
    given = Case(folder / "old", folder / "files", old_id, ends)
    seen = kill_loads(given, memory_path, processes=processes, quick=quick, kills=LOAD_KILLS)
    assert len(seen) >= 3  # at different stages of the work


def test_kills_at_random_moments_of_a_build(world, memory_path, processes, quick):
    """Everything is converted; what is killed is merging, pooling and publishing."""
    folder, old_id, ends = world
    base = with_stage_of(folder / "new", copy_lake(folder / "old", memory_path / "base"))
    given = Case(base, folder / "files", old_id, ends)
    seen = kill_loads(given, memory_path, processes=processes, quick=quick, kills=BUILD_KILLS)
    assert len(seen) >= 3
    assert any(done.startswith("parts") for done in seen)


def test_a_load_that_is_killed_again_and_again_gets_done(world, memory_path, processes, quick):
    """Each attempt is given a little more time than it needs to convert one file."""
    folder, old_id, ends = world
    lake = copy_lake(folder / "old", memory_path / "lake")
    duration = duration_of(
        processes, copy_lake(folder / "old", memory_path / "t"), folder / "files"
    )
    kept, counts = set(), []
    for share in (0.5, 0.6, 0.7, 0.8):
        kill_after(start(processes, lake, folder / "files"), duration * share)
        now = {p.name for p in (lake / "stage" / "toy").glob("[0-9a-f]*.parquet")}
        assert kept <= now | dropped(folder)
        kept = now
        counts.append(len(now))
    assert counts[-1] > 0
    check_after_kill(lake, Case(lake, folder / "files", old_id, ends), quick)


def dropped(folder):
    """Conversions of files that have changed since."""
    old = {p.name for p in (folder / "old" / "stage" / "toy").glob("[0-9a-f]*.parquet")}
    return old - {p.name for p in (folder / "new" / "stage" / "toy").glob("[0-9a-f]*.parquet")}
