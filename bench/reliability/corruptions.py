"""Damaging releases and stages, again and again."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from detente.lake import Store, verify
from detente.lake import store as store_module
from detente.lake.build import WORK
from detente.lake.stage import known
from faults.damaging import damage_release, damage_stage, found_sound
from faults.fault_world import install, load, uninstall, write_toy
from faults.killing import Ends, contents, quick_loads, read_everything, staged

CODE = "the same code"
# of a hundred corruptions
RELEASES, LOADS = 60, 2


def run(folder: Path, count: int, *, seed: int) -> None:
    """Damage so often, and print what was found."""
    install()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_module, "code_fingerprint", lambda: CODE)
        files, lake, old_stage = folder / "files", folder / "damaged", folder / "old_stage"
        write_toy(files, seed=1, files=4)
        old = load(lake, files)
        shutil.copytree(lake / "stage" / "toy", old_stage)
        write_toy(files, seed=2, files=6)
        load(lake, files)
        of_releases, of_loads = count * RELEASES // 100, count * LOADS // 100
        rows = [
            ("a release", *_releases(lake, old.id, of_releases, seed=seed)),
            ("a stage", *_stages(lake, old_stage, count - of_releases - of_loads, seed=seed)),
        ]
        with quick_loads(patch) as quick:
            rows.append(("a stage, then loaded", *_loads(lake, files, old_stage, quick, of_loads)))
    uninstall()
    _print(rows, count)


def _releases(lake: Path, old_id: str, count: int, *, seed: int) -> tuple[Counter[str], float]:
    chance, kinds, start = random.Random(seed), Counter(), time.monotonic()
    for _ in range(count):
        kind, refused, seen = damage_release(lake, old_id, chance)
        if not (refused and seen):
            raise AssertionError(f"{kind}: refused {refused}, seen by verify {seen}")
        kinds[kind] += 1
    read_everything(lake)
    if not verify(Store(lake)).ok:
        raise AssertionError("what was put right is not")
    return kinds, time.monotonic() - start


def _stages(lake: Path, old_stage: Path, count: int, *, seed: int) -> tuple[Counter[str], float]:
    chance, kinds, start = random.Random(seed + 1), Counter(), time.monotonic()
    keys = {line.key for line in known(lake, "toy", code=CODE)}
    for _ in range(count):
        done = damage_stage(lake, old_stage, chance)
        touched = {path.stem for path in done.files}
        found = found_sound(lake, CODE, sorted(keys))
        if found & touched or ("ledger" not in touched and found != keys - touched):
            raise AssertionError(f"{done.kind} of {touched}: {found}")
        done.repair()
        kinds[done.kind] += 1
    return kinds, time.monotonic() - start


def _loads(
    lake: Path, files: Path, old_stage: Path, quick, count: int
) -> tuple[Counter[str], float]:
    chance, kinds, start = random.Random(7), Counter(), time.monotonic()
    ends = Ends.of(lake)
    for _ in range(count):
        shutil.rmtree(lake / "releases")
        shutil.rmtree(lake / WORK)
        (lake / "CURRENT").unlink()
        done = damage_stage(lake, old_stage, chance)
        release = quick(lake, files)
        if contents(release.folder) != ends.release or staged(lake) != ends.stage:
            raise AssertionError(f"{done.kind} of {done.files}")
        kinds[done.kind] += 1
    return kinds, time.monotonic() - start


def _print(rows: list[tuple[str, Counter[str], float]], count: int) -> None:
    kinds = sorted({kind for _, found, _ in rows for kind in found})
    print(f"## {count:,} corruptions: all detected, none became a number\n")
    print("| what was damaged | corruptions | " + " | ".join(kinds) + " | seconds |")
    print("|---|---:|" + "---:|" * (len(kinds) + 1))
    for name, found, seconds in rows:
        cells = " | ".join(f"{found[kind]:,}" for kind in kinds)
        print(f"| {name} | {found.total():,} | {cells} | {seconds:.0f} |")
    print(flush=True)
