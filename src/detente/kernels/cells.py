"""Citations by the year that cites and the year that is cited.

Within such a cell citations can be exchanged without changing any paper's years. Sorting is by
counting, in time proportional to citations and papers, and its result does not depend on the order
in which citations are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]


@dataclass(frozen=True)
class Cells:
    """Citations sorted by (citing year, cited year), then by citing and by cited paper.

    ``low`` and ``high`` tell where the references of one paper in one cell begin and end: there
    alone can a paper be cited twice.
    """

    order: Ints
    first: Ints
    keys: NDArray[np.uint64]
    citing: Ints
    cited: Ints
    low: Ints
    high: Ints


def cells_of(citing: Ints, cited: Ints, year: Ints) -> Cells:
    """Sort citations into cells of two years, in time proportional to citations and papers."""
    years, rank = np.unique(year, return_inverse=True)
    order: Ints = np.arange(len(citing), dtype=np.int64)
    for paper in (cited, citing):
        order = _sorted_by(paper, order, len(year))
    cell = rank[citing] * len(years) + rank[cited]
    order = _sorted_by(cell, order, len(years) ** 2)
    ordered = cell[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    pair = ordered[starts]
    names = years.astype(np.int64).astype(np.uint64)
    citing_year, cited_year = (names[part] for part in np.divmod(pair, max(1, len(years))))
    keys = (citing_year << np.uint64(32)) + cited_year
    first, papers = np.append(starts, len(order)), citing[order]
    low, high = np.empty_like(order), np.empty_like(order)
    _bound_lists(first, papers, low, high)
    return Cells(order, first, keys, papers, cited[order], low, high)


@jit
def _bound_lists(first: Ints, citing: Ints, low: Ints, high: Ints) -> None:
    for cell in range(len(first) - 1):
        begin = first[cell]
        while begin < first[cell + 1]:
            end = begin
            while end < first[cell + 1] and citing[end] == citing[begin]:
                end += 1
            low[begin:end], high[begin:end] = begin, end
            begin = end


def _sorted_by(key: Ints, order: Ints, count: int) -> Ints:
    """The order, sorted by key and otherwise as it was."""
    out = np.empty_like(order)
    _counting_sort(key, order, np.zeros(count + 1, np.int64), out)
    return out


@jit
def _counting_sort(key: Ints, order: Ints, begin: Ints, out: Ints) -> None:
    for place in range(len(key)):
        begin[key[place] + 1] += 1
    for value in range(1, len(begin)):
        begin[value] += begin[value - 1]
    for place in order:
        out[begin[key[place]]] = place
        begin[key[place]] += 1
