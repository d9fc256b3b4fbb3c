"""Random histories of incremental loads, each against its full rebuild."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from detente.sources import build as build_module
from faults.fault_world import install, uninstall
from faults.incremental import OPENALEX, STEPS, TOY, check_history
from faults.killing import quick_loads

POOLED_EVERY = 10


def run(folder: Path, count: int, *, seed: int) -> None:
    """So many histories of each source, and what happened in them."""
    install()
    print(f"## {2 * count:,} histories of incremental loads: each equal to its full rebuild\n")
    print("| source | histories | loads | conversions used again | seconds |")
    print("|---|---:|---:|---:|---:|")
    for kind in (TOY, OPENALEX):
        told, start = Counter(), time.monotonic()
        with pytest.MonkeyPatch.context() as patch, quick_loads(patch) as quick:
            pooled = build_module.POOLED
            for number in range(count):
                wanted = pooled if number % POOLED_EVERY == 0 else ("no such table",)
                patch.setattr(build_module, "POOLED", wanted)
                told += check_history(kind, seed * 1000 + number, folder, quick)
        loads, seconds = count * (STEPS + 2), time.monotonic() - start
        again = told["used again"]
        print(f"| {kind.source} | {count:,} | {loads:,} | {again:,} | {seconds:.0f} |", flush=True)
    print(flush=True)
    uninstall()
