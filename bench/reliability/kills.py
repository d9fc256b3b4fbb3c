"""Killing loads and builds at random moments, again and again."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

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
    cases = {
        "a load: files are converted, merged, published": folder / "old",
        "a build: all is converted, the rest is to do": half,
    }
    seen: dict[str, Counter[str]] = {name: Counter() for name in cases}
    start, rounds = time.monotonic(), 0
    with pytest.MonkeyPatch.context() as patch, quick_loads(patch) as quick:
        while _total(seen) < count and time.monotonic() < until:
            rounds += 1
            for name, base in cases.items():
                left = count - _total(seen)
                seen[name] += kill_loads(
                    Case(base, files, old.id, ends),
                    folder / "killed",
                    processes=forkserver(),
                    quick=quick,
                    kills=min(ROUND, left),
                    seed=seed * 100_000 + rounds,
                    until=until,
                )
    uninstall()
    _print(seen, count, seconds=time.monotonic() - start)


def _total(seen: dict[str, Counter[str]]) -> int:
    return sum(found.total() for found in seen.values())


def _print(seen: dict[str, Counter[str]], wanted: int, *, seconds: float) -> None:
    done = _total(seen)
    fewer = "" if done >= wanted else f" (of {wanted:,}: the time was up)"
    print(f"## {done:,} kills{fewer}: old release whole, resumed result identical\n")
    print("| what was killed | kills | nothing done | converting | merging, pooling | published |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, found in seen.items():
        groups = Counter()
        for progress, times in found.items():
            groups[progress.split()[0]] += times
        cells = [groups[key] for key in ("begun", "converted", "parts", "published")]
        print(f"| {name} | {found.total():,} | " + " | ".join(f"{n:,}" for n in cells) + " |")
    print(f"\n{seconds / 60:.0f} minutes.", flush=True)
