"""Kernels on plain threads: numba lets go of Python's lock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Result = TypeVar("Result")
FEW = 100_000


def each(function: Callable[[int], Result], count: int, *, threads: int) -> list[Result]:
    """``function`` of 0, 1, … ``count`` − 1, in that order, on so many threads."""
    if threads < 2 or count < 2:
        return [function(number) for number in range(count)]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, range(count)))


def worth(threads: int, *, rows: int) -> int:
    """So many threads, or one where starting them would take longer than the work."""
    return threads if rows >= FEW else 1


def even_cuts(length: int, parts: int) -> list[int]:
    """Borders of ``parts`` even pieces of ``length`` rows."""
    return [length * part // parts for part in range(parts + 1)]


def cuts_by_work(work: NDArray[np.integer], parts: int) -> list[int]:
    """Borders of pieces of papers with about the same work; ``work`` is cumulative from 0."""
    aims = np.linspace(0, int(work[-1]), parts + 1)[1:-1]
    inner = np.searchsorted(work, aims, side="left")
    return [0, *np.maximum.accumulate(inner).tolist(), len(work) - 1]
