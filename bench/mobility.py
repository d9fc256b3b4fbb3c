"""Time the careers of made-up authors: ``python -m bench.mobility [AUTHORS …]``."""

from __future__ import annotations

import sys
import time

import numpy as np

from detente.kernels import bootstrap
from detente.kernels.active_years import main_countries
from detente.kernels.mobility import careers, moves

PAPERS, COUNTRIES, DRAWS = 6, 100, 1000


def rows(authors: int) -> tuple[np.ndarray, ...]:
    """Affiliations of authors, most of whose papers are from one country."""
    chance = np.random.default_rng(1)
    person = np.repeat(np.arange(authors, dtype=np.int64), PAPERS)
    home = np.repeat(chance.integers(COUNTRIES, size=authors), PAPERS)
    abroad = chance.random(len(person)) < 0.1
    country = np.where(abroad, chance.integers(COUNTRIES, size=len(person)), home)
    year = np.sort(chance.integers(2000, 2025, (authors, PAPERS)), axis=1).ravel()
    work = np.arange(len(person), dtype=np.int64)
    return person, year.astype(np.int16), work, country.astype(np.int16)


def main() -> None:
    """Print seconds by step; the first run compiles and is not printed."""
    sizes = [int(size) for size in sys.argv[1:]] or [1_000_000, 4_000_000]
    for size in (1000, *sizes):
        person, year, work, country = rows(size)
        marks = [time.perf_counter()]
        active = main_countries(person, year, work, country, countries=COUNTRIES)
        marks.append(time.perf_counter())
        moved = moves(active)
        found = careers(person, country, active, moved)
        marks.append(time.perf_counter())
        # the origin of every author in every draw: the longest of the totals
        order = np.argsort(found.origin, kind="stable")
        first = np.searchsorted(found.origin[order], np.arange(COUNTRIES + 1))
        bootstrap.weights(first, found.person[order], draws=DRAWS, seed=1)
        marks.append(time.perf_counter())
        if size in sizes:
            spent = ", ".join(f"{step} {seconds:.2f} s" for step, seconds in zip(
                ("main countries", "moves and classes", f"{DRAWS:,} draws"), np.diff(marks),
                strict=True))  # fmt: skip
            print(f"{size:,} authors, {len(person):,} papers, {len(moved.person):,} moves: {spent}")


if __name__ == "__main__":
    main()
