"""Kills at any moment leave the old release current and the work done so far usable."""

import os
import random
import shutil
import time
from contextlib import suppress

import pytest

from detente.lake import Store, verify
from detente.lake.build import WORK
from detente.lake.ledger import LEDGER, _read
from lake.lake_world import (
    NEW,
    PARTS,
    Steps,
    child_build,
    child_killed_at,
    contents,
    make,
    make_parts,
    read_everything,
)

KILLS = 24
PAUSE = 0.02


@pytest.fixture(scope="module")
def expected(new_lake):
    """The release that every interrupted build has to end in."""
    release = Store(new_lake).current()
    return release.id, released(new_lake, release.id)


@pytest.fixture(scope="module")
def duration(tmp_path_factory, old_lake, processes):
    """Seconds a build takes in a child process that is left alone (median of three)."""
    seconds = []
    for _ in range(3):
        folder = tmp_path_factory.mktemp("timing")
        shutil.copytree(old_lake, folder / "lake")
        child = start(processes, folder / "lake", folder / "log")
        begun = time.monotonic()
        child.join()
        seconds.append(time.monotonic() - begun)
        assert child.exitcode == 0
    return sorted(seconds)[1]


def start(processes, lake, log):
    ready = processes.Event()
    child = processes.Process(target=child_build, args=(lake, log, ready, PAUSE))
    child.start()
    assert ready.wait(30)
    return child


def released(lake, release_id):
    """Bytes of a release but for its ledger, which tells how long the parts took."""
    found = contents(lake / "releases" / release_id)
    return {name: data for name, data in found.items() if name != LEDGER}


def committed(lake):
    """Names of the parts in the ledger of the unfinished build, read as another process may."""
    for ledger in (lake / WORK).glob(f"*/{LEDGER}"):
        with suppress(FileNotFoundError):  # the build may just have moved it
            return {line.part for line in _read(ledger)[1]}
    return set()


def check_after_kill(lake, log, *, old_id, expected):
    """Old or new release current and whole; the same command ends in the expected release."""
    new_id, new_bytes = expected
    found = Store(lake).current().id
    assert found in {old_id, new_id}
    read_everything(lake)
    assert verify(Store(lake)).ok
    kept = committed(lake) if new_id not in Store(lake).releases() else set(PARTS)
    log.write_text("")
    assert make(lake, log).id == new_id
    made = log.read_text().split()
    assert len(made) == len(set(made))
    assert set(made) == set(PARTS) - kept
    assert Store(lake).current().id == new_id
    assert released(lake, new_id) == new_bytes
    assert verify(Store(lake)).ok
    assert os.listdir(lake / WORK) == ["lock"]
    return found, kept


def test_kills_at_random_moments(tmp_path, old_lake, processes, expected, duration):
    chance = random.Random(20)
    old_id = Store(old_lake).current().id
    killed, tries, progress = 0, 0, set()
    while killed < KILLS:
        lake, log = tmp_path / f"lake-{tries}", tmp_path / f"log-{tries}"
        shutil.copytree(old_lake, lake)
        child = start(processes, lake, log)
        child.join(duration * (killed + chance.random()) / KILLS)
        child.kill()
        child.join()
        found, kept = check_after_kill(lake, log, old_id=old_id, expected=expected)
        if child.exitcode < 0:
            killed += 1
            progress.add((found == old_id, len(kept)))
        else:
            duration *= 0.9  # the machine has become faster since the builds were timed
        tries += 1
        assert tries < 3 * KILLS
        shutil.rmtree(lake)
    assert len(progress) >= 3  # the kills met the build at different stages


def test_kills_again_and_again_in_one_lake(memory_path, old_lake, processes, expected):
    """A build that is killed each time it has done a little still gets done."""
    lake, log = memory_path / "lake", memory_path / "log"
    shutil.copytree(old_lake, lake)
    chance, kills = random.Random(7), 0
    old_id, kept = Store(lake).current().id, set()
    while Store(lake).current().id == old_id:
        child = start(processes, lake, log)
        while child.is_alive() and committed(lake) <= kept:
            time.sleep(0.001)
        child.join(chance.uniform(0, PAUSE))
        kills += child.is_alive()
        child.kill()
        child.join()
        read_everything(lake)
        if expected[0] not in Store(lake).releases():
            now = committed(lake)
            assert kept <= now
            kept = now
    assert kills >= 2
    check_after_kill(lake, log, old_id=old_id, expected=expected)


@pytest.mark.parametrize("threads", [1, 3])
def test_a_kill_at_every_step_that_changes_the_disk(
    memory_path, old_lake, processes, expected, monkeypatch, threads
):
    """Whether parts are made one after the other or side by side."""
    old_id = Store(old_lake).current().id
    steps = count_steps(memory_path, old_lake, monkeypatch)
    seen = set()
    for step in range(steps):
        lake, log = memory_path / f"lake-{step}", memory_path / f"log-{step}"
        shutil.copytree(old_lake, lake)
        child = processes.Process(target=child_killed_at, args=(lake, log, step, threads))
        child.start()
        child.join()
        assert child.exitcode == -9
        found, kept = check_after_kill(lake, log, old_id=old_id, expected=expected)
        seen.add((found, len(kept)))
        shutil.rmtree(lake)
    assert {(old_id, count) for count in range(len(PARTS) + 1)} <= seen
    assert (expected[0], len(PARTS)) in seen


def count_steps(memory_path, old_lake, monkeypatch):
    shutil.copytree(old_lake, memory_path / "counted")
    steps = Steps(-1, lambda: None)
    with monkeypatch.context() as patch:
        for name in Steps.CALLS:
            patch.setattr(os, name, steps.watched(getattr(os, name)))
        make(memory_path / "counted", memory_path / "counted.log")
    return steps.count


def test_parts_that_are_made_side_by_side(lake, tmp_path, expected):
    """However threads take turns, the release is that of one thread."""
    for turn in range(5):
        copy = tmp_path / f"lake-{turn}"
        shutil.copytree(lake, copy)
        release = make(copy, tmp_path / f"log-{turn}", pause=PAUSE, threads=4)
        assert release.id == expected[0]
        assert released(copy, release.id) == expected[1]
        assert verify(Store(copy)).ok


def test_other_inputs_start_afresh(lake, tmp_path, processes):
    child = processes.Process(target=child_killed_at, args=(lake, tmp_path / "log", 20))
    child.start()
    child.join()
    assert committed(lake)
    (left,) = (item for item in (lake / WORK).iterdir() if item.is_dir())
    log = tmp_path / "other"
    release = make(lake, log, inputs={"papers": "third"})
    assert not left.exists()
    assert set(log.read_text().split()) == set(PARTS)
    assert release.manifest.inputs == {"papers": "third"}


def test_a_torn_ledger_line_is_dropped(lake, tmp_path, expected):
    """Whatever length of the last line reached the disk, its part is made again, and only it."""
    with Store(lake).begin(NEW, code="") as build:
        make_parts(build, tmp_path / "log", seed="new")
        folder = build._folder
    whole = (folder / LEDGER).read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for length in sorted({0, 1, 2, 50, len(whole) - last - 2, len(whole) - last - 1}):
        copy = tmp_path / f"lake-{length}"
        shutil.copytree(lake, copy)
        torn = copy / folder.relative_to(lake) / LEDGER
        torn.write_bytes(whole[: last + length])
        log = tmp_path / f"log-{length}"
        assert make(copy, log).id == expected[0]
        assert log.read_text().split() == ["output"]


def test_a_part_whose_file_changed_is_made_again(lake, tmp_path, expected):
    with Store(lake).begin(NEW, code="") as build:
        make_parts(build, tmp_path / "log", seed="new")
        path = build._folder / "authorship-1.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    log = tmp_path / "again"
    assert make(lake, log).id == expected[0]
    assert log.read_text().split() == ["authorship-1"]
    assert verify(Store(lake)).ok
