"""Killing an export at a random moment, and what must hold afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from math import inf
from pathlib import Path

from detente.lake import Store, verify
from detente.lake.export import export
from faults.killing import SPREAD, kill_after, read_everything

PAUSE = 0.02


def child_export(lake: Path, release: str, target: Path, ready) -> None:
    """What the process does that is killed."""
    ready.set()
    export(Store(lake).release(release), target, progress=lambda _step: time.sleep(PAUSE))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@dataclass
class ExportCase:
    """A lake with two releases: the older one was exported, then the current one is."""

    lake: Path
    old_id: str
    old: dict[str, bytes]
    new: dict[str, bytes]

    @staticmethod
    def of(lake: Path, old_id: str, scratch: Path) -> ExportCase:
        export(Store(lake).release(old_id), scratch / "old_export")
        export(Store(lake).current(), scratch / "new_export")
        old, new = files_of(scratch / "old_export"), files_of(scratch / "new_export")
        return ExportCase(lake, old_id, old, new)


def start(processes, case: ExportCase, target: Path):
    ready = processes.Event()
    given = (case.lake, Store(case.lake).current().id, target, ready)
    child = processes.Process(target=child_export, args=given)
    child.start()
    assert ready.wait(60)
    return child


def kill_exports(
    case: ExportCase, scratch: Path, *, processes, kills: int, seed: int = 13, until: float = inf
) -> Counter:
    """Kill so many exports, at moments spread over the time that one takes."""
    chance, seen, killed, tries = random.Random(seed), Counter(), 0, 0
    target = scratch / "package"
    child, begun = start(processes, case, target), time.monotonic()
    child.join()
    duration = time.monotonic() - begun
    while killed < kills and time.monotonic() < until:
        prepare(case, target)
        child = start(processes, case, target)
        moment = duration * (killed % SPREAD + chance.random()) / min(SPREAD, kills)
        was_killed = kill_after(child, moment)
        progress = check_after_kill(case, target)
        if was_killed:
            seen[progress] += 1
            killed += 1
        else:
            duration *= 0.95
        tries += 1
        assert tries < 3 * kills + 10
    return seen


def prepare(case: ExportCase, target: Path) -> None:
    """An export of the older release in place, and nothing of an earlier attempt."""
    for path in target.parent.glob(f".{target.name}*"):
        shutil.rmtree(path)
    shutil.rmtree(target, ignore_errors=True)
    export(Store(case.lake).release(case.old_id), target)


def check_after_kill(case: ExportCase, target: Path) -> str:
    """The lake as it was; the package old, new or not there; the same command ends in the new."""
    read_everything(case.lake)
    assert verify(Store(case.lake)).ok
    found = files_of(target) if target.is_dir() else {}
    assert found in ({}, case.old, case.new)
    if found:
        check_package(target)
    export(Store(case.lake).current(), target)
    assert files_of(target) == case.new
    check_package(target)
    left = [name for name in os.listdir(target.parent) if name.startswith(f".{target.name}")]
    assert left == []
    return "published" if found == case.new else "old" if found else "between"


def check_package(folder: Path) -> None:
    """Every file has the hash that both descriptions state."""
    described = json.loads((folder / "datapackage.json").read_bytes())
    for resource in described["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    crate = json.loads((folder / "ro-crate-metadata.json").read_bytes())
    listed = [entity for entity in crate["@graph"] if entity["@type"] == "File"]
    assert len(listed) == len(described["resources"]) + 1
    for entity in listed:
        data = (folder / entity["@id"]).read_bytes()
        assert entity["sha256"] == hashlib.sha256(data).hexdigest()
