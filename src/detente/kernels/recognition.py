"""Delayed recognition: how long a paper slept before it was cited most.

A paper's history c_0, c_1, … counts the citations it got by years since its publication. The
sleeping-beauty coefficient adds up how far the history lies below the straight line from year 0 to
the peak, each year relative to its own count; the awakening is the year farthest from that line.
There is no threshold to choose. Ties go to the first year, of the peak as of the awakening.

A history that is still rising has its peak in the last year that is known: a longer record may
change everything. Compare papers of one age.

References: [@ke2015]; methods §4.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.kernels._citations import refuse_strangers
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


class Recognition(NamedTuple):
    """When papers were recognised, arrays of shape (papers,); see `sleeping_beauty`."""

    beauty: Floats
    awakening: NDArray[np.int32]
    peak: NDArray[np.int32]


class Histories(NamedTuple):
    """Citations by years since publication; see `citation_histories`.

    The history of paper i is ``counts[first[i]:first[i + 1]]``.
    """

    first: NDArray[np.int64]
    counts: NDArray[np.int32]
    too_early: NDArray[np.int32]


def sleeping_beauty(first: Ints, counts: Ints, *, threads: int = 2) -> Recognition:
    """Sleeping-beauty coefficient, awakening and peak of every paper.

    ``B = Σ_{t=0}^{t_m} [(c_tm − c_0)·t/t_m + c_0 − c_t] / max(1, c_t)``, where t_m is the year of
    most citations; the awakening is the t ≤ t_m farthest from the line from (0, c_0) to (t_m,
    c_tm), above or below.

    Parameters
    ----------
    first : integer array, shape (papers + 1,)
        Where the history of each paper begins in ``counts``.
    counts : integer array
        Citations in each year since publication, >= 0, years without any included.
    threads : int
        Threads to use. The result does not depend on it.

    Returns
    -------
    Recognition
        Of each paper: the coefficient (any sign, 0 if the peak is in year 0), and awakening and
        peak in years since publication. NaN, −1 and −1 for a paper without citations.

    Raises
    ------
    UsageError
        If a count is negative.
    """
    if len(counts) and counts.min() < 0:
        raise UsageError(
            "a yearly citation count is negative",
            why="a history counts citations; a missing year cannot be told apart from 0",
            fix="give the years that are known and end the history before the first unknown one",
        )
    papers = len(first) - 1
    found = Recognition(np.empty(papers), np.empty(papers, np.int32), np.empty(papers, np.int32))
    cuts = np.linspace(0, papers, 4 * threads + 1).astype(np.int64)

    def one(i: int) -> None:
        _recognise(int(cuts[i]), int(cuts[i + 1]), first, counts, *found)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(4 * threads)))
    return found


@jit
def _recognise(
    start: int, stop: int, first: Ints, counts: Ints, beauty: Floats, awakening: Ints, peak: Ints
) -> None:
    for paper in range(start, stop):
        begin = first[paper]
        last, most = np.int64(-1), np.int64(0)
        for place in range(begin, first[paper + 1]):
            if counts[place] > most:
                most, last = np.int64(counts[place]), np.int64(place - begin)
        beauty[paper], awakening[paper], peak[paper] = np.nan, -1, last
        if last < 0:
            continue
        origin = np.int64(counts[begin])
        total, farthest, awake = 0.0, np.int64(-1), 0
        for year in range(last + 1):
            count = np.int64(counts[begin + year])
            # t_m times the height of the line above the history: whole, so that ties are exact
            gap = (most - origin) * year + last * (origin - count)
            if last:
                total += gap / (last * max(np.int64(1), count))
            if abs(gap) > farthest:
                farthest, awake = abs(gap), year
        beauty[paper], awakening[paper] = total, awake


def citation_histories(citing: Ints, cited: Ints, year: Ints, *, last_year: int) -> Histories:
    """Citations of every paper by years since publication, up to the last complete year.

    Parameters
    ----------
    citing, cited : integer arrays, shape (edges,)
        Papers, 0 … papers − 1.
    year : integer array, shape (papers,)
        Year of publication of each paper.
    last_year : int
        The last year whose citations are all known; later ones are left out.

    Returns
    -------
    Histories
        A paper of year y has last_year − y + 1 counts, none if y > last_year. Citations dated
        before the paper itself are in no count; ``too_early`` tells how many each paper has.

    Raises
    ------
    UsageError
        If a citation names a paper that is not there.
    """
    refuse_strangers(len(year), citing, cited)
    lengths = np.maximum(0, last_year - year.astype(np.int64) + 1)
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    counts = np.zeros(first[-1], np.int32)
    too_early = np.zeros(len(year), np.int32)
    _add_citations(citing, cited, year, last_year, first, counts, too_early)
    return Histories(first, counts, too_early)


@jit
def _add_citations(
    citing: Ints,
    cited: Ints,
    year: Ints,
    last_year: int,
    first: Ints,
    counts: Ints,
    too_early: Ints,
) -> None:
    for edge in range(len(cited)):
        paper, when = cited[edge], np.int64(year[citing[edge]])
        lag = when - np.int64(year[paper])
        if lag < 0:
            too_early[paper] += 1
        elif when <= last_year:
            counts[first[paper] + lag] += 1
