"""Links between countries: which works are joint, and what one of them adds to a pair.

References: Perianes-Rodriguez et al. 2016 (full and fractional links); methods §1 "Links".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.kernels._jit import step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]

WHOLE, PER_COUNTRY, PER_PAPER = range(3)


@step
def spans_two_authors(start: int, stop: int, author: Ints, country: Ints, territory: Ints) -> bool:
    """Whether two different authors (or work-level affiliations) are in different countries."""
    for row in range(start, stop):
        if country[row] < 0:
            continue
        for other in range(row + 1, stop):
            same_author = author[other] == author[row] and author[row] > 0
            if same_author or country[other] < 0:
                continue
            if territory[country[other]] != territory[country[row]]:
                return True
    return False


@step
def link_weight(countries: int, link: int) -> float:
    """Weight of one unordered pair of a work with ``countries`` >= 2 distinct countries."""
    if link == PER_COUNTRY:
        return 1.0 / (countries - 1)
    if link == PER_PAPER:
        return 2.0 / (countries * (countries - 1))
    return 1.0
