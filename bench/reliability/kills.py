"""Killing loads, builds and exports at random moments, again and again."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from faults.exporting import ExportCase, kill_exports
from faults.fault_world import install, load, uninstall, write_toy
from faults.killing import (
    Case,
    Ends,
    copy_lake,
    forkserver,
    kill_loads,
    quick_loads,
    with_stage_of,
)

# kills between two timings of an undisturbed load
ROUND = 16
WORDS = {
    "begun": "nothing done",
    "converted": "before the first part",
    "parts": "merging and pooling",
    "old": "old package in place",
    "between": "between old and new package",
    "published": "published",
}


def run(folder: Path, count: int, *, seed: int, until: float) -> None:
    """Kill so often, or until the time is up, and print what was found."""
    install()
    files = folder / "kill_files"
    write_toy(files, seed=1, files=2)
    old = load(folder / "old", files)
    write_toy(files, seed=2, files=6)
    load(copy_lake(folder / "old", folder / "new"), files)
    ends = Ends.of(folder / "new")
    half = with_stage_of(folder / "new", copy_lake(folder / "old", folder / "half"))
    of_exports = ExportCase.of(folder / "new", old.id, folder)
    common = {"processes": forkserver(), "until": until}
    with pytest.MonkeyPatch.context() as patch, quick_loads(patch) as quick:
        deeds: dict[str, Callable[..., Counter[str]]] = {
            "a load: files are converted, merged, published": partial(
                kill_loads, Case(folder / "old", files, old.id, ends), quick=quick
            ),
            "a build: all is converted, the rest is to do": partial(
                kill_loads, Case(half, files, old.id, ends), quick=quick
            ),
            "an export": partial(kill_exports, of_exports),
        }
        seen: dict[str, Counter[str]] = {name: Counter() for name in deeds}
        start, rounds = time.monotonic(), 0
        while _total(seen) < count and time.monotonic() < until:
            rounds += 1
            for name, deed in deeds.items():
                scratch = folder / f"killed-{rounds}"
                scratch.mkdir()
                kills = min(ROUND, count - _total(seen))
                own_seed = seed * 100_000 + rounds
                seen[name] += deed(scratch, kills=kills, seed=own_seed, **common)
                shutil.rmtree(scratch)
    uninstall()
    _print(seen, count, seconds=time.monotonic() - start)


def _total(seen: dict[str, Counter[str]]) -> int:
    return sum(found.total() for found in seen.values())


def _print(seen: dict[str, Counter[str]], wanted: int, *, seconds: float) -> None:
    done = _total(seen)
    fewer = "" if done >= wanted else f" (of {wanted:,}: the time was up)"
    print(f"## {done:,} kills{fewer}: old release whole, resumed result identical\n")
    print("| what was killed | kills | how far it had come |")
    print("|---|---:|---|")
    for name, found in seen.items():
        groups: Counter[str] = Counter()
        for progress, times in found.items():
            groups[WORDS[progress.split()[0]]] += times
        told = ", ".join(f"{word} {groups[word]:,}" for word in WORDS.values() if groups[word])
        print(f"| {name} | {found.total():,} | {told} |")
    print(f"\n{seconds / 60:.0f} minutes.", flush=True)
