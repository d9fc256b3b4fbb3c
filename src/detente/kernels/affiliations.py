"""Authors of works to rows: one an institution, one a country besides, or one for nothing known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@jit
def lay_out(
    of_author: Array,
    of_institution: Array,
    homes: Array,
    of_listed: Array,
    listed: Array,
    codes: int,
    author: Array,
    affiliation: Array,
    person: Array,
    institution: Array,
    country: Array,
    sizes: Array,
    countries: Array,
) -> int:
    """Affiliation rows of each work, in order of author and affiliation.

    Each author gives one row an institution, one for each listed country that none of the
    institutions has, and, where nothing is known, one row without either.

    Parameters
    ----------
    of_author : ndarray of int32
        The work of each author, rising.
    of_institution, of_listed : ndarray of int32
        The author of each institution and of each listed country, rising.
    homes, listed : ndarray of int32
        Codes of countries; -1 where the country of an institution is not known.
    codes : int
        How many codes there are.
    author, affiliation, person, institution, country : ndarray of int32
        Receive, a row: number of the author in the work and of the affiliation, from 1; which
        author and institution that is (-1 for none), and the code of the country (-1 for none).
        There is room for as many rows as there are authors, institutions and listed countries.
    sizes, countries : ndarray of int64, one a work
        Receive the number of rows, and of distinct countries.

    Returns
    -------
    int
        How many rows there are.
    """
    # the author that a country was met with last, and the work
    with_author = np.full(codes, -1, np.int64)
    with_work = np.full(codes, -1, np.int64)
    row, place, other, number, last = 0, 0, 0, 0, -1
    for one in range(len(of_author)):
        work = of_author[one]
        number = number + 1 if work == last else 1
        last = work
        begin = row
        while place < len(of_institution) and of_institution[place] == one:
            code = homes[place]
            institution[row] = place
            country[row] = code
            if code >= 0:
                with_author[code] = one
            place += 1
            row += 1
        while other < len(of_listed) and of_listed[other] == one:
            code = listed[other]
            if code >= 0 and with_author[code] != one:
                with_author[code] = one
                institution[row] = -1
                country[row] = code
                row += 1
            other += 1
        if row == begin:
            institution[row] = -1
            country[row] = -1
            row += 1
        for at in range(begin, row):
            author[at] = number
            affiliation[at] = at - begin + 1
            person[at] = one
            code = country[at]
            if code >= 0 and with_work[code] != work:
                with_work[code] = work
                countries[work] += 1
        sizes[work] += row - begin
    return row
