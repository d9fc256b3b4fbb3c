"""Run a campaign over worlds with planted truth and print what came out, as Markdown."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from bench.planted import (
    cited_intervals,
    crowned,
    gaps,
    intervals,
    listings,
    report,
    signs,
    verdicts,
)
from bench.planted.scale import Scale, watch

Parts = list[tuple[str, Callable[[], Iterable[str]]]]

PLANTED = ("one rival", "two rivals", "tie", "all tie")
SIZES = (250, 1000)
CITED_SIZES = (1000, 3000, 10_000)
FEW_LISTED = ("12 listed", "20 listed", "40 listed")
# works, and of how many worlds one is drawn: large ones tell more, and take longer
CROWNED_SIZES = ((3000, 1), (10_000, 4))


def main() -> None:
    """Read the scale, run every part, print the tables."""
    scale, processes, about = _arguments()
    began = time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [part for name in about for part in ABOUT[name](scale, pool)]
        print(
            f"{scale.worlds} worlds a row, {scale.works} works a world, {scale.draws} draws, "
            f"seed {scale.seed}"
        )
        for title, lines in parts:
            print(f"\n### {title}\n")
            print("\n".join(lines()), flush=True)
    print(f"\n{time.perf_counter() - began:.0f} s on {processes} processes")


def _arguments() -> tuple[Scale, int, Sequence[str]]:
    parser = argparse.ArgumentParser(prog="python -m bench.planted", description=__doc__)
    usual = Scale()
    for name in ("worlds", "works", "draws", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--about", choices=sorted(ABOUT), help="one part of the campaign alone")
    given = parser.parse_args()
    scale = Scale(worlds=given.worlds, works=given.works, draws=given.draws, seed=given.seed)
    return scale, given.processes, [given.about] if given.about else list(ABOUT)


def _citations(scale: Scale, pool: ProcessPoolExecutor) -> Parts:
    """Start what is asked of worlds with citations; the lines of each part wait for it."""

    def covered(name: str, works: int) -> Callable[[], Iterable[str]]:
        waiting = watch(pool, cited_intervals.observe, replace(scale, works=works), name)
        return lambda: report.coverage(cited_intervals.summarise(waiting()))

    def crowns(works: int, one_of: int) -> Callable[[], Iterable[str]]:
        size = replace(scale, works=works, worlds=max(2, scale.worlds // one_of))
        waiting = {str(x): watch(pool, crowned.observe, size, str(x)) for x in crowned.LOSSES}
        return lambda: report.crowned(
            row for loss, wait in waiting.items() for row in crowned.summarise(loss, wait())
        )

    waiting = {name: watch(pool, signs.observe, scale, name) for name in signs.BY_NAME}
    return [
        (
            "Signs of planted differences",
            lambda: report.signs(
                row for name, wait in waiting.items() for row in signs.summarise(name, wait())
            ),
        ),
        *(
            (f"Differences of US and CN, random worlds, {works} works", covered("random", works))
            for works in CITED_SIZES
        ),
        *(
            (
                f"Most disruptive where China's references are lost, {works} works",
                crowns(works, one_of),
            )
            for works, one_of in CROWNED_SIZES
        ),
    ]


def _counts(scale: Scale, pool: ProcessPoolExecutor) -> Parts:
    """Start what is asked of worlds without citations; the lines of each part wait for it."""

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


def _listings(scale: Scale, pool: ProcessPoolExecutor) -> Parts:
    """Start what is asked of panels of listed entities; the lines of each part wait for it."""
    families = {name: watch(pool, listings.observe, scale, name) for name in listings.FAMILIES}
    others = {name: watch(pool, listings.observe_others, scale, name) for name in FEW_LISTED}
    placebos = watch(pool, listings.observe_placebos, scale)
    nothing = watch(pool, listings.observe_nothing, scale)
    misfit = watch(pool, listings.observe_misfit, scale)
    too_few = watch(pool, listings.observe_too_few, scale)
    return [
        (
            "Effects of listings: log rate ratio",
            lambda: report.coverage(
                row for name, wait in families.items() for row in listings.summarise(name, wait())
            ),
        ),
        (
            "The same by other intervals",
            lambda: report.coverage(
                row for name, wait in others.items() for row in listings.summarise(name, wait())
            ),
        ),
        (
            "Placebos, where joint papers fall by 45 %",
            lambda: report.coverage(listings.summarise("30 listed", placebos())),
        ),
        (
            "Errors and refusals",
            lambda: report.shares(
                {
                    "no effect, 12 listed: p of the permutation is at most 5 %": (
                        listings.rejected(nothing())
                    ),
                    "no effect, 12 listed: p of synthetic controls is at most 5 %": (
                        listings.rejected(misfit())
                    ),
                    "9 listed: insufficient data": (sum(few := too_few()), len(few)),
                }
            ),
        ),
    ]


ABOUT: Mapping[str, Callable[[Scale, ProcessPoolExecutor], Parts]] = {
    "counts": _counts,
    "citations": _citations,
    "listings": _listings,
}


if __name__ == "__main__":
    main()
