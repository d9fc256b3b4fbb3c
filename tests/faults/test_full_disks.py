"""A disk that fills up during a load: a clear error, the old release served, nothing lost."""

import errno
import os
import shutil
import subprocess

import pytest

from detente.core.errors import BuildInterrupted
from detente.lake import Store, verify
from faults.fault_world import LIMITS, install, load, uninstall, write_toy
from faults.killing import Ends, contents, copy_lake, quick_loads, read_everything, staged
from lake.lake_world import Steps

POINTS = 10
ROOMS = 20


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    install()
    folder = tmp_path_factory.mktemp("full")
    write_toy(folder / "files", seed=1, files=2)
    old = load(folder / "old", folder / "files")
    write_toy(folder / "files", seed=2, files=8, rows=150)
    copy_lake(folder / "old", folder / "new")
    load(folder / "new", folder / "files")
    yield folder, old.id, Ends.of(folder / "new")
    uninstall()


@pytest.fixture
def quick(monkeypatch):
    with quick_loads(monkeypatch) as loader:
        yield loader


def check_refused(lake, old_id, problem):
    assert problem.why == "the disk is full"
    assert "same command again" in problem.fix
    assert Store(lake).current().id == old_id
    read_everything(lake)
    assert verify(Store(lake)).ok


def check_done(release, lake, ends):
    assert release.id == ends.release_id
    assert contents(release.folder) == ends.release
    assert staged(lake) == ends.stage
    assert verify(Store(lake)).ok


def test_every_so_many_calls_that_change_the_disk(world, memory_path, monkeypatch, quick):
    folder, old_id, ends = world

    def run(lake, step):
        def refuse():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        steps = Steps(step, refuse)
        with monkeypatch.context() as patch:
            for name in Steps.CALLS:
                patch.setattr(os, name, steps.watched(getattr(os, name)))
            quick(lake, folder / "files")
        return steps.count

    count = run(copy_lake(folder / "old", memory_path / "counted"), -1)
    refused = 0
    for step in range(0, count, count // POINTS):
        lake = copy_lake(folder / "old", memory_path / "lake")
        try:
            run(lake, step)
        except BuildInterrupted as problem:
            refused += 1
            check_refused(lake, old_id, problem)
        check_done(quick(lake, folder / "files"), lake, ends)
        shutil.rmtree(lake)
    assert refused >= 0.7 * POINTS


@pytest.fixture
def small_disk(tmp_path):
    """A disk in memory whose size can be set; only the first user of a system may make one."""
    point = tmp_path / "disk"
    point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(point)]
    mounts = (
        shutil.which("mount")
        and not subprocess.run(command, check=False, capture_output=True).returncode
    )
    if not mounts:
        pytest.skip("this user may not mount a disk in memory")

    def resize(size):
        subprocess.run(["mount", "-o", f"remount,size={size}", str(point)], check=True)

    yield point, resize
    subprocess.run(["umount", str(point)], check=True)


def test_disks_that_are_too_small(world, small_disk, quick):
    """A real one, of twenty sizes: readers, the stage and the writer all meet its end."""
    folder, old_id, ends = world
    disk, resize = small_disk
    lake = copy_lake(folder / "old", disk / "lake")
    least = used(disk)
    load(lake, folder / "files", limits=LIMITS)
    most = used(disk)
    refused = 0
    for number in range(ROOMS):
        shutil.rmtree(lake)
        copy_lake(folder / "old", lake)
        resize(least + 4096 + (most - least) * number // ROOMS)
        try:
            quick(lake, folder / "files")
        except BuildInterrupted as problem:
            refused += 1
            check_refused(lake, old_id, problem)
        resize("64m")
        check_done(quick(lake, folder / "files"), lake, ends)
    assert refused >= ROOMS - 2


def used(disk):
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize
