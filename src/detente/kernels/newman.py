"""Newman's weights between countries: author pairs of each work, 1/(authors - 1) a pair.

References: Newman 2001, "Scientific collaboration networks II"; methods §2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.kernels._jit import inlined, jit
from detente.kernels.credit import end_of_author, end_of_work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


@inlined
def _share_of(start: int, stop: int, country: Ints, territory: Ints, wanted: int) -> float:
    """Share of one author's countries that is the wanted one: 1 / distinct countries, or 0."""
    distinct = 0
    found = False
    for row in range(start, stop):
        if country[row] < 0:
            continue
        fresh = True
        for before in range(start, row):
            same = country[before] >= 0 and territory[country[before]] == territory[country[row]]
            fresh = fresh and not same
        distinct += fresh
        found = found or territory[country[row]] == wanted
    return 1.0 / distinct if found else 0.0


@jit
def newman_entries(
    work: Ints,
    author: Ints,
    country: Ints,
    territory: Ints,
    centre: int,
    first: Ints,
    key: Ints,
    value: Floats,
) -> None:
    """Write, per work, Newman's weight between ``centre`` and every other country.

    A pair of authors weighs 1/(n - 1), n being all authors of the work, known or not; an author of
    several countries counts for each with an equal share, and makes no pair with themselves.
    Entries are at most one a row; keys may repeat within a work.
    """
    entry = 0
    index = 0
    row = 0
    while row < len(work):
        end = end_of_work(work, row, len(work))
        first[index] = entry
        authors = 0
        of_centre = 0.0
        start = row
        while start < end:
            stop = end_of_author(author, start, end)
            if author[start] > 0:
                authors += 1
                of_centre += _share_of(start, stop, country, territory, centre)
            start = stop
        start = row
        while start < end and of_centre > 0.0 and authors > 1:
            stop = end_of_author(author, start, end)
            others = of_centre - _share_of(start, stop, country, territory, centre)
            for place in range(start, stop):
                if author[place] <= 0 or country[place] < 0 or others <= 0.0:
                    continue
                target = territory[country[place]]
                fresh = target != centre
                for before in range(start, place):
                    if country[before] >= 0 and territory[country[before]] == target:
                        fresh = False
                if fresh:
                    key[entry] = target
                    share = _share_of(start, stop, country, territory, target)
                    value[entry] = share * others / (authors - 1)
                    entry += 1
            start = stop
        index += 1
        row = end
    first[index] = entry
