"""Values dealt to the strata that their papers are in, by counting, in the order of the papers.

References: methods §3.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from detente.kernels._arrays import Floats, floats
from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.placement import Placement

    Ints = NDArray[np.integer]
    Numbers: TypeAlias = NDArray[Any]  # whole or not: kernels are compiled for both


def as_numbers(values: ArrayLike, placed: Placement) -> tuple[Numbers, float]:
    """Values as 32-bit integers or doubles, and the least value that is not unknown.

    Raises
    ------
    ValueError
        Another number of values than of papers.
    """
    array = np.asarray(values)
    if array.shape != (placed.papers,):
        raise ValueError(f"{placed.papers} papers need as many values, not {array.shape}")
    if array.dtype.kind in "iu" and (len(array) == 0 or array.max() < 2**31):
        return np.ascontiguousarray(array, np.int32), 0.0
    if array.dtype.kind in "iu":
        return np.where(array < 0, np.nan, array), -np.inf
    return np.ascontiguousarray(floats(array)), -np.inf


def begins(paper: Ints, papers: int) -> Ints:
    """Where the rows of each paper begin, from the paper of each row, ascending.

    Parameters
    ----------
    paper : integer array, shape (rows,)
        Numbers of papers, 0 and up, in ascending order; a paper may have no row.
    papers : int
        Number of papers.

    Returns
    -------
    int64 array, shape (papers + 1,)
        Paper p has the rows from place p to place p + 1.

    Raises
    ------
    ValueError
        The rows are not in order, or name a paper beyond the last.
    """
    first = np.zeros(papers + 1, np.int64)
    if not _find_begins(paper, first):
        raise ValueError("rows must be sorted by paper, numbered from 0 to one below 'papers'")
    return first


@jit
def _find_begins(paper: Ints, first: Ints) -> bool:
    at = 0  # the rows of papers below this one are done
    for row in range(len(paper)):
        here = paper[row]
        if here < at - 1 or here < 0 or here >= len(first) - 1:
            return False
        while at <= here:
            first[at] = row
            at += 1
    while at < len(first):
        first[at] = len(paper)
        at += 1
    return True


def within_strata(placed: Placement, strata: int) -> None:
    """Refuse rows of a stratum that there is not: compiled loops would write beyond their arrays.

    Raises
    ------
    ValueError
    """
    if placed.stratum.max(initial=-1) >= strata:
        raise ValueError(f"a stratum is numbered {placed.stratum.max()}, and there are {strata}")


def fitting_credit(first: Ints, key: Ints, value: Floats, *, rows: int, slots: int) -> None:
    """Refuse credits that do not belong to that many rows and slots, as `within_strata` does.

    Raises
    ------
    ValueError
    """
    whole = len(first) == rows + 1 and first[0] == 0 and first[-1] == len(key) == len(value)
    if not whole or (np.diff(first) < 0).any():
        raise ValueError(f"'first' must ascend from 0 to the number of credits in {rows} rows")
    if len(key) and not 0 <= key.min() <= key.max() < slots:
        raise ValueError(f"a credit goes to a slot outside 0 to {slots - 1}")


def in_pieces(work: Callable[[int, int], None], borders: list[int], threads: int) -> None:
    """Do ``work(start, stop)`` between neighbouring borders, in threads."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, borders[:-1], borders[1:]))


def by_stratum(
    numbers: Numbers, floor: float, placed: Placement, *, strata: int, threads: int
) -> tuple[Ints, Numbers, Floats]:
    """Where each stratum's rows begin, and their known values and weights, stratum by stratum."""
    first, stratum, weight = placed
    borders = np.linspace(0, placed.papers, threads + 1).astype(np.int64).tolist()
    counts = np.zeros((threads, strata + 1), np.int64)

    def count(piece: int) -> None:
        _count_rows(
            borders[piece], borders[piece + 1], numbers, floor, first, stratum, counts[piece, 1:]
        )

    def deal(piece: int) -> None:
        _deal_rows(
            borders[piece], borders[piece + 1], numbers, floor, first, stratum, weight,
            places[piece], grouped, shares,
        )  # fmt: skip

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(count, range(threads)))
        begin = np.cumsum(counts.sum(axis=0))
        earlier = np.cumsum(counts[:, 1:], axis=0) - counts[:, 1:]
        places = begin[:-1] + earlier
        grouped = np.empty(begin[-1], numbers.dtype)
        shares = np.empty(begin[-1] if len(first) else 0)
        list(pool.map(deal, range(threads)))
    return begin, grouped, shares


@step
def is_placed(paper: int, value: float, floor: float, first: Ints, stratum: Ints) -> bool:
    """Whether the paper is ranked: its value is known, and all its strata are."""
    if not value >= floor:  # NaN compares as false
        return False
    if len(first) == 0:
        return bool(stratum[paper] >= 0)
    for row in range(first[paper], first[paper + 1]):
        if stratum[row] < 0:
            return False
    return bool(first[paper] < first[paper + 1])


@jit
def _count_rows(
    start: int, stop: int, values: Numbers, floor: float, first: Ints, stratum: Ints, out: Ints
) -> None:
    for paper in range(start, stop):
        if is_placed(paper, values[paper], floor, first, stratum):
            if len(first) == 0:
                out[stratum[paper]] += 1
            else:
                for row in range(first[paper], first[paper + 1]):
                    out[stratum[row]] += 1


@jit
def _deal_rows(
    start: int,
    stop: int,
    values: Numbers,
    floor: float,
    first: Ints,
    stratum: Ints,
    weight: Floats,
    place: Ints,
    grouped: Numbers,
    shares: Floats,
) -> None:
    for paper in range(start, stop):
        if is_placed(paper, values[paper], floor, first, stratum):
            if len(first) == 0:
                grouped[place[stratum[paper]]] = values[paper]
                place[stratum[paper]] += 1
            else:
                for row in range(first[paper], first[paper + 1]):
                    grouped[place[stratum[row]]] = values[paper]
                    shares[place[stratum[row]]] = weight[row]
                    place[stratum[row]] += 1
