"""Citations within a fixed window, and without those from home.

**Windows.** The window w of a paper of year y are the years y to y + w: the year of publication and
w full ones. Providers count citations by year for recent years only (OpenAlex for about ten), and
list no year without citations. What a window holds is known if it has ended, that is y + w is at
most the last complete year, and if moreover either

- no year of it is earlier than the first year that is counted, or
- the yearly counts add up to all the citations that the paper has, so that none is hidden.

Otherwise it is unknown, never the sum of the years that happen to be counted; and so it is where
the paper's citations are. Citations dated before the paper's own year are in no window.

**Home.** A citation is *domestic* for a paper if the citing and the cited paper share a country, or
*undetermined* if either has no known country; the others are *foreign*. For one country of a cited
paper, a citation is domestic if the citing paper has that country, too: of a paper of A and B the
citations by papers of B alone are foreign to A, though domestic for the paper. The first leaves one
count a paper, which all countries are credited with and the reference sets are made of; the second
asks what a country's papers would have without its own applause. Foreign citations are a lower
bound of what comes from abroad, foreign and undetermined together an upper one.

References: Qiu et al. 2025; methods §3.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from detente.kernels._arrays import Integers

    Ints = NDArray[np.integer]

UNKNOWN = -1


class Origins(NamedTuple):
    """Citations by where they come from.

    Attributes
    ----------
    foreign, domestic, undetermined : int32 arrays
        One a paper, or one a credit entry.
    """

    foreign: Ints
    domestic: Ints
    undetermined: Ints


def citations_in_window(
    published: ArrayLike,
    citations: ArrayLike,
    *,
    first: Ints,
    year: Ints,
    count: Ints,
    window: int,
    counted_from: int,
    complete_to: int,
) -> NDArray[np.int32]:
    """Citations from the year of publication to ``window`` full years after it.

    Parameters
    ----------
    published : integer array, shape (papers,)
        Year of publication.
    citations : integer array, shape (papers,)
        All citations of each paper, -1 unknown.
    first : integer array, shape (papers + 1,)
        The yearly counts of paper p are the rows ``first[p]`` to ``first[p + 1]``.
    year, count : integer arrays, shape (rows,)
        Year of the citing papers, and their number.
    window : int
        Full years after that of publication, >= 0.
    counted_from : int
        First year that the provider counts.
    complete_to : int
        Last year that was over, and indexed, when it counted.

    Returns
    -------
    int32 array, shape (papers,)
        -1 where unknown; see the module for when that is.
    """
    years, total = np.asarray(published, np.int64), np.asarray(citations, np.int64)
    inside, counted = np.zeros(len(years), np.int64), np.zeros(len(years), np.int64)
    _count_years(years, first, year, count, window, inside, counted)
    ended = years + window <= complete_to
    known = ended & (total >= 0) & ((years >= counted_from) | (counted == total))
    return np.where(known, inside, UNKNOWN).astype(np.int32)


def citations_by_origin(
    citing: Ints,
    cited: Ints,
    *,
    first: Ints,
    key: Ints,
    published: Ints | None = None,
    window: int | None = None,
    threads: int = 2,
) -> Origins:
    """Foreign, domestic and undetermined citations of each paper.

    Parameters
    ----------
    citing, cited : integer arrays, shape (citations,)
        Papers by number.
    first, key : integer arrays, shape (papers + 1,), (entries,)
        Countries of each paper, ascending and once each: ``key[first[p]:first[p + 1]]``. A paper
        with none is of unknown country.
    published, window : integer array, shape (papers,), and int, optional
        With both, only citations from the year of publication to ``window`` years after count.
        Whether that window had ended when the citing papers were gathered is for the caller.
    threads : int

    Returns
    -------
    Origins
        Shape (papers,).
    """
    borders = np.linspace(0, len(citing), threads + 1).astype(np.int64)
    years, span = _years(published, window)
    counts = np.zeros((threads, 3, len(first) - 1), np.int32)

    def one(piece: int) -> None:
        _add_origins(
            borders[piece], borders[piece + 1], citing, cited, first, key, years, span,
            counts[piece],
        )  # fmt: skip

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))
    return Origins(*counts.sum(axis=0, dtype=np.int32))


def citations_by_country(
    citing: Ints,
    cited: Ints,
    *,
    first: Ints,
    key: Ints,
    published: Ints | None = None,
    window: int | None = None,
) -> Origins:
    """Foreign, domestic and undetermined citations for each country of each cited paper.

    Parameters
    ----------
    citing, cited, first, key, published, window
        As in `citations_by_origin`.

    Returns
    -------
    Origins
        Shape (entries,): entry i is for the country ``key[i]`` of its paper.
    """
    years, span = _years(published, window)
    counts = np.zeros((3, len(key)), np.int32)
    _add_origins_by_country(citing, cited, first, key, years, span, counts)
    return Origins(*counts)


def _years(published: Ints | None, window: int | None) -> tuple[Integers, int]:
    if (published is None) != (window is None):
        raise ValueError("a window needs years of publication, and they a window")
    if published is None or window is None:
        return np.empty(0, np.int64), 0
    return np.asarray(published, np.int64), window


@jit
def _count_years(
    published: Ints, first: Ints, year: Ints, count: Ints, window: int, inside: Ints, counted: Ints
) -> None:
    for paper in range(len(published)):
        for row in range(first[paper], first[paper + 1]):
            counted[paper] += count[row]
            if published[paper] <= year[row] <= published[paper] + window:
                inside[paper] += count[row]


@step
def _counts(citing: int, cited: int, published: Ints, window: int) -> bool:
    if len(published) == 0:
        return True
    lag = published[citing] - published[cited]
    return bool(0 <= lag <= window)


@step
def _share_a_country(one: int, other: int, first: Ints, key: Ints) -> bool:
    i, j = first[one], first[other]
    while i < first[one + 1] and j < first[other + 1]:
        if key[i] == key[j]:
            return True
        if key[i] < key[j]:
            i += 1
        else:
            j += 1
    return False


@jit
def _add_origins(
    start: int,
    stop: int,
    citing: Ints,
    cited: Ints,
    first: Ints,
    key: Ints,
    published: Ints,
    window: int,
    out: Ints,
) -> None:
    for edge in range(start, stop):
        source, target = citing[edge], cited[edge]
        if not _counts(source, target, published, window):
            continue
        if first[source] == first[source + 1] or first[target] == first[target + 1]:
            out[2, target] += 1
        elif _share_a_country(source, target, first, key):
            out[1, target] += 1
        else:
            out[0, target] += 1


@jit
def _add_origins_by_country(
    citing: Ints, cited: Ints, first: Ints, key: Ints, published: Ints, window: int, out: Ints
) -> None:
    for edge in range(len(citing)):
        source, target = citing[edge], cited[edge]
        if not _counts(source, target, published, window):
            continue
        unknown = first[source] == first[source + 1]
        place = first[source]
        for entry in range(first[target], first[target + 1]):
            while place < first[source + 1] and key[place] < key[entry]:
                place += 1
            if unknown:
                out[2, entry] += 1
            elif place < first[source + 1] and key[place] == key[entry]:
                out[1, entry] += 1
            else:
                out[0, entry] += 1
