"""Citations at random, all else equal: the null model that novelty and disruption are held against.

Every paper keeps its number of references and of citations, and every citation its citing and its
cited year. Within such a cell of two years citations swap what they cite, over and over; a swap
that would make a paper cite itself, or another twice, is refused. Refusing keeps the chain
symmetric, so that all networks it can reach are equally likely. In a cell of two different years it
can reach all there are [@ryser1957]; in a cell of one year all but, at times, those that differ
from it by the direction of a closed triangle of citations [@rao1996].

One pass proposes to swap each citation of the cell with one before it, as a shuffle does: where no
swap is refused, a single pass already draws from all arrangements alike. How many more the refusals
cost is not known in general [@milo2003], so `Rewired` tells how many there were.

A cell's random numbers are a function of (seed, replica, citing year, cited year, pass, place), and
a cell is sorted before it is shuffled. So results repeat bit for bit on any number of threads, in
any order of the citations, and for one citing year alone as for all of them.

References: [@maslov2002], [@milo2003]; methods §4.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.kernels._citations import refuse_strangers
from detente.kernels._jit import jit, step
from detente.kernels.bootstrap import mix
from detente.kernels.cells import Cells, cells_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.integer]

_STRIDE = np.uint64(0x9E3779B97F4A7C15)  # of the sequence that SplitMix64 scatters
SWEEPS = 10


class Rewired(NamedTuple):
    """One network drawn from the null model.

    Attributes
    ----------
    cited : integer array, shape (edges,)
        What each citation cites now, in the order the citations were given.
    proposed, refused : int
        Swaps tried between two papers that cite two papers; and those among them that would have
        made a paper cite itself, or another twice.
    moved : float
        Share of citations that the given network does not hold; NaN without citations. Where little
        moves, as where papers cite all there is to cite in a cell, the null says little.
    """

    cited: Ints
    proposed: int
    refused: int
    moved: float


def rewire(
    citing: Ints,
    cited: Ints,
    year: Ints,
    *,
    replicas: int,
    seed: int,
    first_replica: int = 0,
    sweeps: int = SWEEPS,
    threads: int = 2,
) -> Iterator[Rewired]:
    """Networks with the degrees and the years of the given one, drawn one after another.

    Parameters
    ----------
    citing, cited : integer arrays, shape (edges,)
        Papers, 0 … papers − 1, in any order; each pair once, and no paper citing itself.
    year : integer array, shape (papers,)
        Year of publication; leave out papers whose year is not known.
    replicas, seed : int
        How many networks, and the seed that names them. Each starts anew from the given network.
    first_replica : int
        Number of the first; replicas 5 to 9 are the same whether or not 0 to 4 were drawn.
    sweeps : int
        Passes over the citations of each cell, at least 1.
    threads : int
        Threads to use. The result does not depend on it.

    Yields
    ------
    Rewired
        One a replica; memory for one is held at a time.

    Raises
    ------
    UsageError
        If a citation is given twice or names a paper that is not there, a paper cites itself, or
        ``sweeps`` is below 1.
    """
    if sweeps < 1:
        raise UsageError(
            f"{sweeps} sweeps leave the network as it is", fix="ask for 10, or at least 1"
        )
    refuse_strangers(len(year), citing, cited)
    cells = cells_of(citing, cited, year)
    _refuse_multiple(cells)
    return (
        _replica(cells, cited, replica=number, seed=seed, sweeps=sweeps, threads=threads)
        for number in range(first_replica, first_replica + replicas)
    )


def _refuse_multiple(cells: Cells) -> None:
    citing, cited = cells.citing, cells.cited
    again = (citing[1:] == citing[:-1]) & (cited[1:] == cited[:-1])
    for what, count in (
        ("citations are given more than once", int(again.sum())),
        ("papers cite themselves", int((citing == cited).sum())),
    ):
        if count:
            raise UsageError(
                f"{count} {what}",
                why="the null model is of networks where a paper cites another once or not at all",
                fix="drop them, and count how many you dropped",
            )


def _replica(
    cells: Cells, before: Ints, *, replica: int, seed: int, sweeps: int, threads: int
) -> Rewired:
    cited = cells.cited.copy()
    count = len(cells.keys)
    # by citations, not by cells: a few cells hold most of them
    cuts = np.searchsorted(cells.first, np.linspace(0, len(cited), 8 * threads + 1))
    cuts[0], cuts[-1] = 0, count

    def one(i: int) -> tuple[int, int, int]:
        start, stop = int(cuts[i]), int(cuts[i + 1])
        lists = (cells.citing, cells.low, cells.high)
        tried = _shuffle(start, stop, cells.first, cells.keys, *lists, cited, seed, replica, sweeps)
        return *tried, _strangers(
            cells.first[start], cells.first[stop], cells.low, cells.high, cells.cited, cited
        )

    with ThreadPoolExecutor(threads) as pool:
        proposed, refused, strangers = np.sum(list(pool.map(one, range(8 * threads))), axis=0)
    out = np.empty_like(before)
    out[cells.order] = cited
    moved = int(strangers) / len(out) if len(out) else float("nan")
    return Rewired(out, int(proposed), int(refused), moved)


@step
def _times(cited: Ints, low: int, high: int, paper: int) -> int:
    """How often a list holds a paper; lists are too short for it to pay to stop at the first."""
    times = 0
    for place in range(low, high):
        times += cited[place] == paper
    return times


@step
def _refused(citing: Ints, low: Ints, high: Ints, cited: Ints, a: int, b: int) -> bool:
    if citing[a] == cited[b] or citing[b] == cited[a]:
        return True
    twice = _times(cited, low[a], high[a], cited[b]) + _times(cited, low[b], high[b], cited[a])
    return twice > 0


@jit
def _shuffle(
    start: int,
    stop: int,
    first: Ints,
    keys: Ints,
    citing: Ints,
    low: Ints,
    high: Ints,
    cited: Ints,
    seed: int,
    replica: int,
    sweeps: int,
) -> tuple[int, int]:
    """Shuffle what is cited in the cells start to stop; count the swaps tried and refused."""
    proposed, refused = 0, 0
    salt = mix(np.uint64(replica) + mix(np.uint64(seed) + np.uint64(3)))
    for cell in range(start, stop):
        begin, end = first[cell], first[cell + 1]
        state = mix(keys[cell] + salt)
        for _ in range(sweeps):
            for a in range(end - 1, begin, -1):
                state += _STRIDE
                unit = np.float64(mix(state) >> np.uint64(11)) * 2.0**-53
                b = begin + np.int64(unit * (a - begin + 1))
                if cited[a] == cited[b]:
                    continue
                if low[a] != low[b]:
                    proposed += 1
                    if _refused(citing, low, high, cited, a, b):
                        refused += 1
                        continue
                cited[a], cited[b] = cited[b], cited[a]
    return proposed, refused


@jit
def _strangers(start: int, stop: int, low: Ints, high: Ints, before: Ints, cited: Ints) -> int:
    """How many citations at places start to stop were not there before."""
    strangers = 0
    for place in range(start, stop):
        strangers += _times(before, low[place], high[place], cited[place]) == 0
    return strangers
