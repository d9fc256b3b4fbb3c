"""A disk that is full or cannot be written: a typed error, and the old release as it was."""

import errno
import os
import resource
import shutil

import pytest

from detente.core.errors import BuildInterrupted, IntegrityError
from detente.lake import Store, verify
from detente.lake.build import LOCK, WORK
from detente.lake.disk import HashedFile, guarded, make_folder, replace_bytes
from detente.lake.ledger import LEDGER
from detente.lake.lock import BuildLock
from detente.tables import work
from lake.lake_world import NEW, PARTS, Steps, contents, make, read_everything, works


def fail(code):
    def action():
        raise OSError(code, os.strerror(code))

    return action


def run_with_fault(patch, step, task):
    """Do a task while the disk refuses one call; return the number of calls made."""
    steps = Steps(step, fail(errno.ENOSPC))
    with patch.context() as local:
        for name in Steps.CALLS:
            local.setattr(os, name, steps.watched(getattr(os, name)))
        task()
    return steps.count


def test_a_disk_that_fills_up_at_any_step(memory_path, old_lake, monkeypatch):
    old_id = Store(old_lake).current().id
    shutil.copytree(old_lake, memory_path / "whole")
    whole, log = memory_path / "whole", memory_path / "log"
    count = run_with_fault(monkeypatch, -1, lambda: make(whole, log))
    new_id = Store(whole).current().id
    refusals = []
    for step in range(count):
        lake = memory_path / f"lake-{step}"
        shutil.copytree(old_lake, lake)
        try:
            run_with_fault(monkeypatch, step, lambda lake=lake: make(lake, log))
        except BuildInterrupted as problem:
            refusals.append(problem)
        assert Store(lake).current().id in {old_id, new_id}
        read_everything(lake)
        assert verify(Store(lake)).ok
        assert make(lake, log).id == new_id
        assert verify(Store(lake)).ok
        shutil.rmtree(lake)
    assert len(refusals) > 0.9 * count
    assert {problem.why for problem in refusals} == {"the disk is full"}
    assert all("same command again" in problem.fix for problem in refusals)


def child_with_little_room(lake, log, room, answer):
    """Build where no file can grow beyond ``room`` bytes: the kernel itself refuses."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    try:
        make(lake, log)
    except BuildInterrupted as problem:
        answer.send(str(problem))
    else:
        answer.send("done")


@pytest.mark.parametrize("room", [0, 100, 1000, 2500])
def test_files_that_cannot_grow(lake, tmp_path, processes, room):
    old = contents(lake / "releases")
    ours, theirs = processes.Pipe(duplex=False)
    child = processes.Process(
        target=child_with_little_room, args=(lake, tmp_path / "log", room, theirs)
    )
    child.start()
    assert ours.poll(30)
    assert "the disk is full" in ours.recv()
    child.join()
    assert contents(lake / "releases") == old
    read_everything(lake)
    log = tmp_path / "again"
    make(lake, log)
    assert verify(Store(lake)).ok
    assert set(log.read_text().split()) <= set(PARTS)


def test_a_ledger_line_that_does_not_fit_is_taken_back(lake, tmp_path, monkeypatch):
    """The same process may go on after space was freed."""
    with Store(lake).begin(NEW, code="") as build:
        build.part("work", work.TABLE, lambda: works("new"))
        ledger = build._folder / LEDGER
        before = ledger.read_bytes()
        steps = Steps(2, fail(errno.ENOSPC))  # the file, its folder, then the ledger
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", steps.watched(os.fsync))
            with pytest.raises(BuildInterrupted, match=LEDGER):
                build.part("again", None, lambda: works("new"))
        assert ledger.read_bytes() == before
        assert build.tables.tables == ("work",)


def test_a_file_where_a_folder_should_be(lake, tmp_path):
    shutil.rmtree(lake / WORK)
    (lake / WORK).touch()
    with pytest.raises(BuildInterrupted, match=f"cannot write .*{WORK}") as caught:
        make(lake, tmp_path / "log")
    assert "can be written" in caught.value.fix
    read_everything(lake)


def test_a_lock_that_cannot_be_written(lake):
    (lake / WORK / LOCK).unlink()
    (lake / WORK / LOCK).mkdir()
    with pytest.raises(BuildInterrupted, match=LOCK):
        Store(lake).begin(NEW)
    with pytest.raises(BuildInterrupted, match="cannot write"):
        BuildLock(lake / "nowhere" / "lock")


def test_a_build_that_cannot_be_prepared_lets_go_of_the_lock(lake, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "truncate", lambda *_: fail(errno.EIO)())
        with pytest.raises(BuildInterrupted, match="cannot write"):
            Store(lake).begin(NEW)
    make(lake, tmp_path / "log")


@pytest.mark.parametrize(
    "code, why",
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "Read-only file system"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_reasons_are_said(tmp_path, code, why):
    with pytest.raises(BuildInterrupted, match="cannot write") as caught, guarded(tmp_path):
        fail(code)()
    assert caught.value.why == why


def test_a_reason_without_words(tmp_path):
    with pytest.raises(BuildInterrupted) as caught, guarded(tmp_path):
        raise OSError("odd")
    assert caught.value.why == "odd"


def test_a_replacement_that_fails_leaves_the_old_content(tmp_path, monkeypatch):
    path = tmp_path / "file"
    replace_bytes(path, b"old")
    monkeypatch.setattr(os, "replace", lambda *_: fail(errno.ENOSPC)())
    with pytest.raises(BuildInterrupted):
        replace_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_folders_are_made_with_those_above(tmp_path):
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
    with pytest.raises(BuildInterrupted, match="cannot write"):
        HashedFile(tmp_path / "nowhere" / "file")


@pytest.mark.parametrize("name", ["CURRENT", "work.parquet", "manifest.json", LEDGER])
def test_a_file_that_the_disk_does_not_give(damaged_lake, monkeypatch, name):
    """An input/output error while reading is a damaged release, not a crash."""
    open_path = type(damaged_lake).open

    def refuse(path, *args, **kwargs):
        if path.name == name:
            raise OSError(errno.EIO, "Input/output error")
        return open_path(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(type(damaged_lake), "open", refuse)
        with pytest.raises(IntegrityError, match=name) as caught:
            read_everything(damaged_lake)
    assert "Input/output error" in caught.value.why
    read_everything(damaged_lake)
