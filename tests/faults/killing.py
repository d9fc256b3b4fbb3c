"""Killing a load at a random moment, and what must hold afterwards."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path

from detente.engine.deferred import DeferredDuckDB
from detente.lake import Store, verify
from detente.lake.build import WORK
from detente.lake.ledger import LEDGER
from detente.sources import build as build_module
from detente.sources.sandbox import Sandbox
from faults.fault_world import LIMITS, install, load

PAUSE = "0.05"
HEAVY = ("duckdb", "polars", "detente.engine.duckdb_engine", "detente.kernels.pooling")
# moments are drawn from so many equal stretches of a load, one after the other
SPREAD = 16


class KeptSandbox(Sandbox):
    """One for many builds: starting a child takes longer than a whole load of a few works."""

    def __enter__(self):
        if not self._open:  # an error closed it
            self.__init__(self.limits)
        return self

    def __exit__(self, *_error):
        pass


@contextmanager
def quick_loads(monkeypatch):
    """Loads in this process that share an engine and the children that convert."""
    with DeferredDuckDB() as engine:
        sandbox = KeptSandbox(LIMITS)
        with monkeypatch.context() as patch:
            patch.setattr(build_module, "Sandbox", lambda _limits: sandbox)

            def quick(lake, folder, source="toy"):
                given = {source: folder}
                return build_module.build(Store(lake), given, engine=engine, label="toy")

            yield quick
        sandbox.close()


def child_load(lake: Path, folder: Path, ready, writing: str = "0") -> None:
    """What the process does that is killed."""
    install()
    os.environ["TOY_PAUSE"] = PAUSE
    os.environ["TOY_WRITING"] = writing
    ready.set()
    load(lake, folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Files of a release but for its ledger, which tells how long the parts took."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != LEDGER}


def read_everything(lake: Path) -> dict[str, int]:
    """Rows by table of the current release, each file verified and read."""
    release = Store(lake).current()
    return {name: release.table(name).num_rows for name in release.tables}


def staged(lake: Path) -> dict[str, bytes]:
    folder = lake / "stage" / "toy"
    return {p.name: p.read_bytes() for p in folder.glob("[0-9a-f]*.stage")}


@dataclass
class Ends:
    """What an undisturbed load ends in."""

    release_id: str
    release: dict[str, bytes]
    stage: dict[str, bytes]

    @staticmethod
    def of(lake: Path) -> Ends:
        release = Store(lake).current()
        return Ends(release.id, contents(release.folder), staged(lake))


@dataclass
class Case:
    """A lake with an old release, the files it is to be loaded from, and what that must end in."""

    base: Path
    files: Path
    old_id: str
    ends: Ends


def start(processes, lake: Path, folder: Path, *, writing: str = "0"):
    """Begin a load in a process of its own, which waits before it writes each batch of rows."""
    ready = processes.Event()
    child = processes.Process(target=child_load, args=(lake, folder, ready, writing))
    child.start()
    assert ready.wait(60)
    return child


def duration_of(processes, lake: Path, folder: Path) -> float:
    """Seconds that a load takes in a process of its own."""
    child = start(processes, lake, folder)
    begun = time.monotonic()
    child.join()
    assert child.exitcode == 0
    return time.monotonic() - begun


def kill_after(child, seconds: float) -> bool:
    """Kill it; False if it was done before."""
    child.join(seconds)
    child.kill()
    child.join()
    return child.exitcode == -signal.SIGKILL


def check_after_kill(lake: Path, case: Case, quick) -> str:
    """Old or new release current and whole; the same command ends as if nothing had been.

    Returns
    -------
    str
        How far the killed load had come.
    """
    ends = case.ends
    found = Store(lake).current().id
    assert found in {case.old_id, ends.release_id}
    read_everything(lake)
    assert verify(Store(lake)).ok
    progress = stage_of_progress(lake, new=found == ends.release_id)
    release = quick(lake, case.files)
    assert release.id == ends.release_id
    assert contents(release.folder) == ends.release
    assert staged(lake) == ends.stage
    assert os.listdir(lake / WORK) == ["lock"]
    assert verify(Store(lake)).ok
    return progress


def forkserver():
    """Child processes that start in milliseconds: forked from a server that has imported all."""
    context = multiprocessing.get_context("forkserver")
    # with what pyarrow imports when it is first used; names that cannot be imported are passed over
    context.set_forkserver_preload(["pandas", "pyarrow.acero", "faults.killing", *HEAVY])
    return context


def kill_loads(
    case: Case, scratch: Path, *, processes, quick, kills: int, seed: int = 11, until: float = inf
):
    """Kill so many loads, at moments spread over the time that a load takes.

    Returns
    -------
    Counter
        How far they had come, and how often.
    """
    chance, seen, killed, tries = random.Random(seed), Counter(), 0, 0
    lake = scratch / "lake"
    duration = duration_of(processes, copy_lake(case.base, lake), case.files)
    shutil.rmtree(lake)
    while killed < kills and time.monotonic() < until:
        child = start(processes, copy_lake(case.base, lake), case.files)
        moment = duration * (killed % SPREAD + chance.random()) / min(SPREAD, kills)
        was_killed = kill_after(child, moment)
        assert wait_for_orphans()
        progress = check_after_kill(lake, case, quick)
        if was_killed:
            seen[progress] += 1
            killed += 1
        else:
            duration *= 0.8  # the machine has become faster since it was timed
        shutil.rmtree(lake)
        tries += 1
        assert tries < 3 * kills + 10
    return seen


def stage_of_progress(lake: Path, *, new: bool) -> str:
    if new:
        return "published"
    ledgers = list((lake / WORK).glob(f"*/{LEDGER}"))
    if not ledgers:
        return "begun"
    parts = max(len(ledger.read_bytes().splitlines()) for ledger in ledgers) - 1
    return f"parts {parts}" if parts else f"converted {len(staged(lake))}"


def wait_for_orphans(seconds: float = 2.0) -> bool:
    """Whether every child that lost its parent is gone in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not orphans():
            return True
        time.sleep(0.02)
    return False


def orphans() -> list[int]:
    """Readers whose parent is the first process of the system."""
    if os.getpid() == 1:  # in a container of its own, this process is that
        return []
    return processes_of("detente.sources._child", parent=1)


def processes_of(word: str, *, parent: int) -> list[int]:
    """Living processes with a word in their command that some process has started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if word.encode() in command and state[1] == str(parent) and state[0] != "Z":
            found.append(int(process.name))
    return found


def copy_lake(lake: Path, target: Path) -> Path:
    shutil.copytree(lake, target)
    return target


def with_stage_of(lake: Path, target: Path) -> Path:
    """Give a lake the stage of another."""
    shutil.rmtree(target / "stage")
    shutil.copytree(lake / "stage", target / "stage")
    return target
