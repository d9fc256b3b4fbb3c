"""A load that is killed at any moment leaves the old release, and goes on where it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.lake import Store
from faults.fault_world import install, load, uninstall, write_toy
from faults.killing import (
    Case,
    Ends,
    check_after_kill,
    copy_lake,
    duration_of,
    kill_after,
    kill_loads,
    processes_of,
    quick_loads,
    start,
    wait_for_orphans,
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
    assert len(seen) >= 2  # at different stages of the work


def test_kills_at_random_moments_of_a_build(world, memory_path, processes, quick):
    """Everything is converted; what is killed is merging, pooling and publishing."""
    folder, old_id, ends = world
    base = with_stage_of(folder / "new", copy_lake(folder / "old", memory_path / "base"))
    given = Case(base, folder / "files", old_id, ends)
    seen = kill_loads(given, memory_path, processes=processes, quick=quick, kills=BUILD_KILLS)
    assert len(seen) >= 2
    assert any(done.startswith("parts") for done in seen)


@pytest.mark.parametrize("more", range(4))
def test_a_kill_while_tables_are_written_side_by_side(world, memory_path, processes, quick, more):
    """Two tables are unfinished when it comes; none, one or two others may be committed."""
    folder, old_id, ends = world
    lake = with_stage_of(folder / "new", copy_lake(folder / "old", memory_path / "lake"))
    child = start(processes, lake, folder / "files", writing="0.1")
    while len(unfinished := list((lake / "work").glob("*/.*-toy.parquet.tmp"))) < 2:
        assert child.is_alive()
        time.sleep(0.001)
    assert kill_after(child, 0.1 * more)
    assert len({path.name for path in unfinished}) == 2
    check_after_kill(lake, Case(lake, folder / "files", old_id, ends), quick)


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
        now = {p.name for p in (lake / "stage" / "toy").glob("[0-9a-f]*.stage")}
        assert kept <= now | dropped(folder)
        kept = now
        counts.append(len(now))
    assert counts[-1] > 0
    check_after_kill(lake, Case(lake, folder / "files", old_id, ends), quick)


def dropped(folder):
    """Conversions of files that have changed since."""
    old = {p.name for p in (folder / "old" / "stage" / "toy").glob("[0-9a-f]*.stage")}
    return old - {p.name for p in (folder / "new" / "stage" / "toy").glob("[0-9a-f]*.stage")}


INTERRUPTED = """
import sys
from detente.views.cli.main import main
from faults.fault_world import install
install()
sys.exit(main(["build", "toy=" + sys.argv[1], "--lake", sys.argv[2]]))
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="it looks for processes in /proc")
def test_an_interrupt_from_the_keyboard_ends_the_readers_too(world, tmp_path):
    lake = copy_lake(world[0] / "old", tmp_path / "lake")
    words = [sys.executable, "-c", INTERRUPTED, str(world[0] / "files"), str(lake)]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths, "TOY_PAUSE": "30"}
    process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
    while not processes_of("detente.sources._child", parent=process.pid):
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert wait_for_orphans()
    assert Store(lake).current().id == world[1]
