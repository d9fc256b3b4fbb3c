"""``python -m bench``: every timing of detente in one table, beside polars and DuckDB."""

import argparse
import importlib.metadata
import itertools
import math
import os
import platform
import shutil
import sys
import time

THREADS = 2
SIZES = (100_000, 1_000_000, 10_000_000)
AIMS = {"full": 5, "author-fractional": 10}
LOADS = ((100_000, 6), (300_000, 8), (1_000_000, 20), (3_000_000, 60))
"""Works and files."""
PARTS = (
    "start", "matrix", "impact", "multiverse", "load", "disruption", "novelty", "web", "pages",
)  # fmt: skip
ROW = "{:<19} {:>11} {:>12} {:>8} {:>7} {:>7} {:>8} {:>7}"


def main():
    arguments = _arguments()
    # before polars is imported, which reads it once
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    started = time.perf_counter()
    _print_machine()
    quick = arguments.quick
    multiverse = (100_000, 1000, [(0, 20), (777, 20)])
    whole_multiverse = (1_000_000, 1000, [(0, 1000), (333, 20), (777, 20)])
    parts = {
        "start": _startup,
        "matrix": lambda: _matrices(arguments.sizes, 1 if quick else 3),
        "impact": lambda: _impact(
            arguments.sizes,
            1 if quick else 3,
            *((100_000, 200) if quick else (1_000_000, 1000)),
        ),
        "multiverse": lambda: _multiverse(*(multiverse if quick else whole_multiverse)),
        "disruption": lambda: _disruption(arguments.sizes, 1 if quick else 3),
        "load": lambda: _load(arguments.loads or ([(30_000, 4)] if quick else LOADS)),
        "web": _web,
        "pages": _pages,
        "novelty": lambda: _novelty((20_000, 100_000) if quick else (100_000, 1_000_000)),
    }
    for name in arguments.parts:
        parts[name]()
    print(f"\n{time.perf_counter() - started:.0f} s in all")


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: tuple(int(float(size)) for size in text.split(",")),
        help="numbers of works, e.g. 1e5,1e6 (default: 1e5,1e6,1e7; quick: 1e5,1e6)",
    )
    parser.add_argument("--quick", action="store_true", help="smaller, and fewer turns")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what to time (default: all)"
    )
    arguments = parser.parse_args()
    given = arguments.sizes or ()
    arguments.loads = tuple((size, max(4, size // 50_000)) for size in given)
    arguments.sizes = given or (SIZES[:2] if arguments.quick else SIZES)
    return arguments


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            names = [line.split(":")[1].strip() for line in info if line.startswith("model name")]
        return names[0]
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


def _print_machine():
    names = ("detente", "numba", "numpy", "polars", "duckdb")
    versions = ", ".join(f"{name} {_version(name)}" for name in names)
    cores = os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()
    print(f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}")
    print(f"{versions}; {THREADS} threads each")
    with_load = getattr(os, "getloadavg", None)
    if with_load:
        print(f"load when begun: {with_load()[0]:.1f}")


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        import detente

        return detente.__version__


def _startup():
    from bench import startup

    print("\nStart (best of 5; compiling once)                       seconds    aim")
    for what, seconds, aim in (
        ("import detente, by -X importtime", startup.import_seconds(), "0.3"),
        ("detente --help, whole process", startup.help_seconds(), "0.5"),
        ("compiling the demo's kernels, at installation", startup.compile_seconds(), ""),
    ):
        print(f"{what:<55} {seconds:>7.2f} {aim:>6}")


def _web():
    from bench import web

    loads, before, after = web.measure()
    print(f"\nThe site on the starter release, {web.CLIENTS} readers beside it on this machine")
    print("what is asked              requests  errors   req/s  median ms  p99 ms")
    for load in loads:
        print(
            f"{load.what:<26}{load.requests:>9,}{load.errors:>8}{load.rate:>8,.0f}"
            f"{load.median:>11.1f}{load.worst:>8.1f}"
        )
    print(f"Memory of the server: {before:.0f} MB before the last line, {after:.0f} MB after it.")
    print("Aims: 600 req/s with p99 < 150 ms where each is asked once, 1,500 req/s remembered.")


def _pages():
    from bench import pages

    if shutil.which(os.environ.get("CHROMIUM", "chromium")) is None:
        print("\nNo Chromium on PATH: pages are not timed.")
        return
    print("\nPages in Chromium on this machine, nothing cached by it (ms; KB as sent)")
    print(f"page          first reader   ready   drawn      KB   (median of {pages.TURNS})")
    for seen in pages.measure():
        print(
            f"{seen.page:<14}{seen.first:>12,.0f}{seen.ready:>8,.0f}{seen.drawn:>8,.0f}"
            f"{seen.sent / 1024:>8,.0f}",
            flush=True,
        )
    print("Aims: the first page ready in 1,000 ms, and at most 250 KB a page.")


def _matrices(sizes, turns):
    from bench import matrix

    print("\nCountry × country matrix from columns in memory (best of", turns + 1, "turns)")
    head = ("counting", "works", "rows", "library", "s", "ratio", "aim", "GB")
    print(ROW.format(*head))
    ours, ways = {}, []
    for size in sizes:
        for scheme, rows, found in matrix.compare(size, turns):
            best = ours[scheme, size] = found[0].seconds
            for entrant in found:
                other = entrant is not found[0]
                ratio = f"{entrant.seconds / best:.1f}x" if other else ""
                aim = f">= {AIMS[scheme]}x" if other and size >= SIZES[-1] else ""
                memory = "" if entrant.memory is None else f"{entrant.memory:.2f}"
                cells = (f"{size:,}", f"{rows:,}", entrant.library, f"{entrant.seconds:.3f}")
                print(ROW.format(scheme, *cells, ratio, aim, memory), flush=True)
            ways += [(scheme, size, entrant) for entrant in found if entrant.way]
    print("The answers agree to 1e-9. GB: peak above the columns, in a process of its own.")
    for scheme, size, entrant in ways:
        if size == sizes[-1]:
            print(f"  {entrant.library} is fastest, {scheme}, as: {entrant.way}")
    _growth(ours, sizes)


def _growth(ours, sizes):
    for scheme in AIMS:
        for small, large in itertools.pairwise(sizes):
            growth = ours[scheme, large] / ours[scheme, small] / (large / small)
            print(f"  growth of detente, {scheme}, {small:,} to {large:,}: linear x {growth:.2f}")


def _impact(sizes, turns, works, draws):
    from bench import impact

    print(f"\nImpact of countries: mean normalised score and {len(impact.TOPS)} top shares, with")
    print(
        f"fractional ties, {impact.STRATA:,} strata, columns in memory (best of {turns + 1} turns)"
    )
    row = "{:>11} {:>12} {:>8} {:>7} {:>7} {:>7} {:>7}"
    print(row.format("papers", "credits", "library", "s", "ratio", "of CPU", "aim"))
    ways = []
    for size in sizes:
        credits, found = impact.compare(size, turns)
        ours = found[0]
        for entrant in found:
            other = entrant is not ours
            ratio = f"{entrant.seconds / ours.seconds:.1f}x" if other else ""
            of_processor = f"{entrant.processor / ours.processor:.1f}x" if other else ""
            aim = ">= 3x" if other and size >= SIZES[-1] else ""
            cells = (f"{size:,}", f"{credits:,}", entrant.library, f"{entrant.seconds:.3f}")
            print(row.format(*cells, ratio, of_processor, aim), flush=True)
        ways = [entrant for entrant in found if entrant.way]
    print("The answers agree to 1e-9.")
    for entrant in ways:
        print(f"  {entrant.library} is fastest as: {entrant.way}")
    _impact_draws(works, draws)


def _impact_draws(works, draws):
    from bench import impact

    impact.bootstrap_draws(2000, 3, 1)  # what is not compiled yet
    found = impact.bootstrap_draws(works, draws, 5)
    aim = "   aim: <= 5 s" if works == SIZES[1] else ""
    print(f"\nAll of it for all countries in {draws:,} joint draws of {works:,} papers")
    print(f"detente                                  {found.detente:>12,.2f} s{aim}")
    print(f"  its processor time, over 2 threads     {found.processor / THREADS:>12,.2f} s")
    print(f"  scoring the papers before, once        {found.scoring:>12,.2f} s")
    print(f"loop over polars, scaled from {found.measured} draws     {found.polars:>12,.0f} s")
    print(f"  its processor time, over 2 threads     {found.polars_processor / THREADS:>12,.0f} s")
    ratio = found.polars_processor / found.processor
    print(f"ratio of processor times                 {ratio:>12,.0f} x")


def _multiverse(works, draws, part):
    from bench import multiverse

    multiverse.compare(20_000, 10, [(0, 1)])  # what is not compiled yet
    found = multiverse.compare(works, draws, part)
    print(
        f"\nA claim under {found.specifications:,} specifications x {draws:,} draws,"
        f" {works:,} works"
    )
    aim = "   aim: <= 10 s" if works == SIZES[1] else ""
    print(f"detente                                  {found.detente:>12,.1f} s{aim}")
    print(f"  its processor time, over 2 threads     {found.processor / THREADS:>12,.1f} s")
    print(f"loop over polars, scaled from a part     {found.polars:>12,.0f} s")
    print(
        f"ratio                                    {found.polars / found.detente:>12,.0f} x"
        "   aim: >= 100x"
    )
    print(f"  the part: {len(part)} specifications, {found.measured}; its answers are ours")
    print(f"  pooling the works, once a release: {found.pooling:.1f} s (corpus included)")


def _load(sizes):
    from bench import load

    print(f"\nOpenAlex files to tables, {load.PROCESSES} processes (best of 2 turns)")
    row = "{:>9} {:>7} {:>7} {:>7} {:>7} {:>5} {:>6} {:>8} {:>9} {:>7} {:>5}"
    head = "works,GB JSON,parse s,ours s,merging,ratio,of CPU,works/s,Parquet/s,of CPU,GB"
    print(row.format(*head.split(",")))
    found = []
    for works, files in sizes:
        one = load.compare(works, files)
        found.append(one)
        cells = (
            f"{one.works:,}", f"{one.gigabytes:.2f}", f"{one.parse:.2f}", f"{one.lines:.2f}",
            f"{one.merging:.2f}", f"{one.parse / one.lines:.2f}",
            f"{one.parse_processor / one.lines_processor:.2f}", f"{one.works / one.lines:,.0f}",
            f"{one.works / one.parquet:,.0f}",
            f"{load.PROCESSES * one.works / one.parquet_processor:,.0f}", f"{one.memory:.2f}",
        )  # fmt: skip
        print(row.format(*cells), flush=True)
    print("parse: DuckDB's bare parse of the same files and columns, gzip JSON lines, 2 threads.")
    print("ratio: of seconds on the clock, and of processor time. Ours writes the labels, too.")
    print("Parquet/s: works on the clock, and if two processors did nothing else.")
    print("aims: ratio >= 0.85; Parquet >= 150,000 works/s; < 2 GB")
    for small, large in itertools.pairwise(found):
        growth = large.lines / small.lines / (large.works / small.works)
        processor = large.lines_processor / small.lines_processor / (large.works / small.works)
        print(
            f"  growth, {small.works:,} to {large.works:,}: linear x {growth:.2f},"
            f" of processor time x {processor:.2f}"
        )


def _disruption(sizes, turns):
    import numpy as np

    from bench import disruption
    from bench.measure import keep_memory

    turns += 2  # the first one has yet to be given its memory
    keep_memory()
    print(
        f"\nCD index of all papers, five years, from edge arrays in memory (best of {turns} turns)"
    )
    row = "{:>10} {:>12} {:<14} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>6} {}"
    head = "papers,citations,package,build s,count s,all s,ratio,CPU s,ratio,GB,"
    print(row.format(*head.split(",")))
    next(disruption.compare(20_000, 1))  # what is not compiled yet
    ours = {}
    for size, shuffled in [*((size, False) for size in sizes), (min(sizes[-1], 1_000_000), True)]:
        for citations, one in disruption.compare(size, turns, shuffled=shuffled):
            if np.isnan(one.seconds):
                print(row.format("", "", one.name, *[""] * 7, one.note))
                continue
            best = ours.setdefault((size, shuffled), one)
            ratio = "" if one is best else f"{one.seconds / best.seconds:.1f}x"
            scaled = np.isnan(one.processor)
            of_cpu = "" if one is best or scaled else f"{one.processor / best.processor:.1f}x"
            memory = "" if one.memory is None else f"{one.memory:.2f}"
            timed = (f"{seconds:.2f}" for seconds in (one.build, one.count, one.seconds))
            note = "rows in no order" if shuffled and one is best else one.note
            used = (ratio, "" if scaled else f"{one.processor:.2f}", of_cpu)
            cells = (f"{size:,}", f"{citations:,}", one.name, *timed, *used, memory, note)
            print(row.format(*cells), flush=True)
            if one is best and one.memory is not None:
                limit = (24 * citations + 100 * size) / 2**30
                print(f"{'':>24}memory aim: 24 B a citation + 100 B a paper = {limit:.2f} GB")
    print("CPU s: of both threads together, for a machine that does other things, too.")
    print("The answers agree to 1e-12. aims: >= 5x the fastest at 1,000,000; >= 6x at 10,000,000")
    _growth([ours[size, False] for size in sizes], sizes)
    size = min(sizes[-1], 1_000_000)
    slots, seconds = disruption.bound(disruption.citations(size))
    print(f"  {size:,} papers have {slots:,} two-hop slots; reading each once, in order:")
    print(f"  {seconds:.2f} s on {THREADS} threads, and counting takes", end=" ")
    print(f"{ours[size, False].count / seconds:.1f} times that")


def _growth(timed, sizes):
    """Print how the times of the CD index grow from size to size."""
    for (small, before), (large, after) in itertools.pairwise(zip(sizes, timed, strict=True)):
        passed, used, first = (
            math.log(getattr(after, name) / getattr(before, name), large / small)
            for name in ("seconds", "processor", "first")
        )
        print(f"  growth, {small:,} to {large:,}: exponent {passed:.2f},", end=" ")
        print(f"of processor time {used:.2f},")
        print(f"  and {first:.2f} in the first turn, whose memory the system has to give")


def _novelty(sizes):
    from bench import novelty

    novelty.compare(2_000, rivals=False)  # what is not compiled yet
    print("\nNovelty and the null model, and what one would write instead (once each)")
    row = "{:<24} {:>10} {:>11} {:>8} {:>8}  {:<16} {:>8} {:>7}"
    print(row.format("measure", "papers", "citations", "s", "CPU s", "rival", "its s", "ratio"))
    found = {}
    for size in sizes:
        citations, timings = novelty.compare(size, rivals=size == sizes[0])
        for one in timings:
            found[one.what, size] = one.processor / citations
            rival = one.rival_seconds
            cells = (f"{size:,}", f"{citations:,}", f"{one.seconds:.2f}", f"{one.processor:.2f}")
            theirs = (
                (one.rival, f"{rival:.2f}", f"{rival / one.seconds:.0f}x") if rival else ("",) * 3
            )
            print(row.format(one.what, *cells, *theirs).rstrip(), flush=True)
    for what in dict.fromkeys(what for what, _ in found):
        for small, large in itertools.pairwise(sizes):
            growth = found[what, large] / found[what, small]
            print(f"  growth, {what}, {small:,} to {large:,}: linear x {growth:.2f} (CPU)")
    _null_model(min(sizes[0], 20_000))


def _null_model(papers):
    from bench import null_model

    print("\nThe null model: share of citations that are new, after so many passes")
    for references in (9, 18):
        shares = {n: null_model.passes(references, n) for n in (1, 2, 5, 10, 100)}
        moved = ", ".join(f"{n}: {moved:.3f}" for n, (moved, _) in shares.items())
        print(f"  60 papers, {references} references each: {moved}; refused {shares[10][1]:.0%}")
    print(f"Atypical papers, by replicas ({papers:,} papers)")
    for replicas in (3, 10, 30, 100):
        atypical, no_median, beyond = null_model.resolved(papers, replicas)
        print(
            f"  {replicas:>3} replicas: {atypical:.1%} atypical, {no_median:.1%} without a median,"
            f" {beyond:.1%} of pairs beyond all replicas",
            flush=True,
        )


if __name__ == "__main__":
    main()
