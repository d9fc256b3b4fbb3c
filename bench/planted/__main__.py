"""Run a campaign over worlds with planted truth and print what came out, as Markdown."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from bench.planted import gaps, intervals, report, verdicts
from bench.planted.scale import Scale, watch

PLANTED = ("one rival", "two rivals", "tie", "all tie")
SIZES = (250, 1000)


def main() -> None:
    """Read the scale, run every part, print the tables."""
    scale, processes = _arguments()
    began = time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = _parts(scale, pool)
        print(
            f"{scale.worlds} worlds a row, {scale.works} works a world, {scale.draws} draws, "
            f"seed {scale.seed}"
        )
        for title, lines in parts:
            print(f"\n### {title}\n")
            print("\n".join(lines()), flush=True)
    print(f"\n{time.perf_counter() - began:.0f} s on {processes} processes")


def _arguments() -> tuple[Scale, int]:
    parser = argparse.ArgumentParser(prog="python -m bench.planted", description=__doc__)
    usual = Scale()
    for name in ("worlds", "works", "draws", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    scale = Scale(worlds=given.worlds, works=given.works, draws=given.draws, seed=given.seed)
    return scale, given.processes


def _parts(
    scale: Scale, pool: ProcessPoolExecutor
) -> list[tuple[str, Callable[[], Iterable[str]]]]:
    """Start everything; the lines of each part wait for it."""

    def covered(names: Sequence[str], works: int = scale.works) -> Callable[[], Iterable[str]]:
        size = replace(scale, works=works)
        waiting = {name: watch(pool, intervals.observe, size, name) for name in names}
        return lambda: report.coverage(
            row for name, wait in waiting.items() for row in intervals.summarise(name, wait())
        )

    def judged(
        cases: Sequence[verdicts.Case], show: Callable[..., Iterable[str]]
    ) -> Callable[[], Iterable[str]]:
        names = [case.name for case in cases]
        waiting = {name: watch(pool, verdicts.observe, scale, name) for name in names}
        return lambda: show(verdicts.summarise(name, wait()) for name, wait in waiting.items())

    parts = [
        ("Random worlds", covered(["random", "change"])),
        ("First places with planted rivals", covered(PLANTED)),
        *((f"Random worlds, {works} works", covered(["random"], works)) for works in SIZES),
        ("Verdicts", judged(verdicts.CASES, report.verdicts)),
        ("Verdicts on records with gaps", judged(verdicts.GAPS, report.demotions)),
    ]
    filled = watch(pool, gaps.observe, scale)
    parts.append(
        (
            "Intervals and bounds on records with gaps",
            lambda: report.gaps(gaps.summarise(filled())),
        )
    )
    return parts


if __name__ == "__main__":
    main()
