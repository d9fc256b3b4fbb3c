"""Walks over all works: a dense matrix from raw columns, or sparse entries a work.

`pair_matrix` answers one question about very many works at once. The entries are for patterns, of
which there are few: they are computed once a specification and then weighted by every bootstrap
draw.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit
from detente.kernels.credit import (
    AS_UNKNOWN,
    COMPLETE_CASE,
    CORRESPONDING,
    FULL,
    INSTITUTION,
    credit_of_work,
    distinct_countries,
    end_of_author,
    end_of_work,
    has_unknown,
    in_one_country,
    known_rows,
    sort_places,
)
from detente.kernels.links import link_weight, spans_two_authors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

# Rows are summed in so many pieces on any number of threads, and the pieces in their order.
PIECES = 16


@jit
def add_pairs(
    start: int,
    stop: int,
    work: Ints,
    author: Ints,
    institution: Ints,
    country: Ints,
    corresponding: Ints,
    territory: Ints,
    scheme: int,
    unknown: int,
    matrix: Floats,
) -> None:
    """Add w_pi·w_pj of the works in rows ``start:stop`` to one of (i, j) and (j, i), not both."""
    credit = np.zeros(matrix.shape[0])
    touched = np.empty(matrix.shape[0], np.int64)
    row = start
    while row < stop:
        end = end_of_work(work, row, stop)
        count = credit_of_work(
            row,
            end,
            author,
            institution,
            country,
            corresponding,
            territory,
            scheme,
            unknown,
            credit,
            touched,
        )
        for i in range(count):
            a = touched[i]
            for j in range(i + 1):
                b = touched[j]
                matrix[a, b] += credit[a] * credit[b]
        for i in range(count):
            credit[touched[i]] = 0.0
        row = end


def pair_matrix(
    work: Ints,
    author: Ints,
    country: Ints,
    *,
    countries: int,
    scheme: int = FULL,
    unknown: int = AS_UNKNOWN,
    institution: Ints | None = None,
    corresponding: Ints | None = None,
    territory: Ints | None = None,
    threads: int = 2,
) -> Floats:
    """Country × country matrix of shared credit, in one pass over rows sorted by work.

    Parameters
    ----------
    work, author, country : integer arrays, shape (rows,)
        See the module. Rows are sorted by work, then author.
    countries : int
        Number of country indices.
    scheme, unknown : int
        Counting scheme and treatment of unknown countries, constants of this module.
    institution, corresponding : integer arrays, shape (rows,), optional
        Needed by the institution and the corresponding-author scheme alone.
    territory : integer array, shape (countries,), optional
        Index that gets the credit of each country; identity by default.
    threads : int
        Threads to use. The result does not depend on it, to the last bit.

    Returns
    -------
    float64 array, shape (countries + 1, countries + 1)
        Σ_p w_pi·w_pj; the last row and column are the unknown country. Under full counting an
        off-diagonal cell is the number of joint papers, the diagonal the number of papers.
    """
    nothing = np.empty(0, np.int8)
    institution = nothing if institution is None else institution
    corresponding = nothing if corresponding is None else corresponding
    if scheme == INSTITUTION and not len(institution):
        raise ValueError("the institution scheme needs the array 'institution'")
    if scheme == CORRESPONDING and not len(corresponding):
        raise ValueError("the corresponding scheme needs the array 'corresponding'")
    if territory is None:
        territory = np.arange(countries, dtype=np.int16)
    borders = work_borders(work, PIECES)
    parts = np.zeros((len(borders) - 1, countries + 1, countries + 1))

    def one(i: int) -> None:
        add_pairs(
            borders[i],
            borders[i + 1],
            work,
            author,
            institution,
            country,
            corresponding,
            territory,
            scheme,
            unknown,
            parts[i],
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(len(parts))))
    half: Floats = parts.sum(axis=0)
    return half + half.T - np.diag(half.diagonal())


def work_borders(work: Ints, parts: int) -> list[int]:
    """Row numbers that cut ``work`` into at most ``parts`` even pieces without splitting a work."""
    borders = [0]
    for part in range(1, parts):
        row = len(work) * part // parts
        while 0 < row < len(work) and work[row] == work[row - 1]:
            row += 1
        if borders[-1] < row < len(work):
            borders.append(row)
    return [*borders, len(work)]


@jit
def credit_entries(
    work: Ints,
    author: Ints,
    institution: Ints,
    country: Ints,
    corresponding: Ints,
    territory: Ints,
    scheme: int,
    unknown: int,
    first: Ints,
    key: Ints,
    value: Floats,
) -> None:
    """Write the credits of each work as sparse rows: places ``key`` and amounts ``value``.

    ``first`` (works + 1) receives where each work's entries begin. Entries of a work are in order
    of place, so that equal patterns give equal rows.
    """
    places = len(territory) + 1
    credit = np.zeros(places)
    touched = np.empty(places, np.int64)
    entry = 0
    index = 0
    row = 0
    while row < len(work):
        end = end_of_work(work, row, len(work))
        count = credit_of_work(
            row,
            end,
            author,
            institution,
            country,
            corresponding,
            territory,
            scheme,
            unknown,
            credit,
            touched,
        )
        first[index] = entry
        sort_places(touched, count)
        for i in range(count):
            place = touched[i]
            key[entry] = place
            value[entry] = credit[place]
            credit[place] = 0.0
            entry += 1
        index += 1
        row = end
    first[index] = entry


@jit
def link_entries(
    work: Ints,
    author: Ints,
    country: Ints,
    territory: Ints,
    link: int,
    unknown: int,
    two_authors: bool,
    first: Ints,
    key: Ints,
    value: Floats,
) -> int:
    """Write the links of each work as sparse rows; return how many entries there are.

    The key of the pair (a, b), a < b, is ``a * len(territory) + b``. With an empty ``key`` entries
    are counted and not written, so that the caller can make room for them.
    """
    places = len(territory)
    credit = np.zeros(places + 1)
    touched = np.empty(places + 1, np.int64)
    entry = 0
    index = 0
    row = 0
    while row < len(work):
        end = end_of_work(work, row, len(work))
        first[index] = entry
        count = 0
        if not in_one_country(row, end, country):
            count = distinct_countries(row, end, country, territory, credit, touched)
        for i in range(count):
            credit[touched[i]] = 0.0
        joint = count >= 2
        if unknown == COMPLETE_CASE:
            joint = joint and not has_unknown(row, end, country)
        if two_authors:
            joint = joint and spans_two_authors(row, end, author, country, territory)
        if joint:
            sort_places(touched, count)
            for i in range(count):
                for j in range(i + 1, count):
                    if len(key):
                        key[entry] = touched[i] * places + touched[j]
                        value[entry] = link_weight(count, link)
                    entry += 1
        index += 1
        row = end
    first[index] = entry
    return entry


@jit
def describe_works(
    work: Ints,
    author: Ints,
    country: Ints,
    territory: Ints,
    countries: Ints,
    authors: Ints,
    unknown: Ints,
    two_authors: Ints,
) -> None:
    """Write each work's countries, authors, unknown affiliations, whether two authors differ."""
    credit = np.zeros(len(territory) + 1)
    touched = np.empty(len(territory) + 1, np.int64)
    index = 0
    row = 0
    while row < len(work):
        end = end_of_work(work, row, len(work))
        count = distinct_countries(row, end, country, territory, credit, touched)
        for i in range(count):
            credit[touched[i]] = 0.0
        countries[index] = count
        unknown[index] = end - row - known_rows(row, end, country)
        two_authors[index] = count > 1 and spans_two_authors(row, end, author, country, territory)
        authors[index] = 0
        start = row
        while start < end:
            stop = end_of_author(author, start, end)
            authors[index] += author[start] > 0
            start = stop
        index += 1
        row = end
