"""The law of a work's set of countries, exactly, from the parameters of a world.

Given the leading country, authors are independent; so the probability that all of a work's
countries lie in a set S is a product over its authors. Möbius inversion over the subsets of S turns
"lie in S" into "are exactly S". Nothing is drawn, and nothing of the lake, the indicators or the
claims is used.

References: methods §1 (links, domestic and international), §12 (missing countries).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.simulate.world import World

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


def members(elements: int) -> Flags:
    """Which elements each set holds: row S, column i is bit i of S.

    Returns
    -------
    bool array, shape (2 ** elements, elements)
    """
    return np.asarray((np.arange(2**elements)[:, None] >> np.arange(elements)) & 1, bool)


def law_of_countries(world: World) -> Floats:
    """P(the countries of a work, as recorded, are exactly S), for every set S.

    Returns
    -------
    float64 array, shape (2 ** (countries + 1),)
        The last element of a set is "an author without a known country". Sums to 1.
    """
    size = len(world.countries)
    company, dual, missing = (np.array(x) for x in (world.company, world.dual, world.missing))
    holds = members(size + 1)
    known, unknown = holds[:, :size].astype(float), holds[:, size:].astype(float)
    second_inside = known @ company.T
    # row S, column b: P(what is recorded of an author in country b lies in S)
    author = unknown * missing + (1 - missing) * known * (1 - dual + dual * second_inside)
    further = author @ company.T
    others = sum(chance * further**count for count, chance in enumerate(world.authors))
    inside: Floats = (author * others) @ np.array(world.output)
    return _exactly(inside, size + 1)


def _exactly(inside: Floats, elements: int) -> Floats:
    """Möbius inversion: from P(⊆ S) to P(= S)."""
    exact = inside.copy()
    for element in range(elements):
        pairs = exact.reshape(-1, 2, 2**element)
        pairs[:, 1] -= pairs[:, 0]
    return np.clip(exact, 0.0, None)


def law_of_credit(world: World) -> Floats:
    """Expected credit of each country for a work, 1/n an author, the unknown country last.

    Returns
    -------
    float64 array, shape (countries + 1,)
        Under author–institution and author–country counting alike, as each affiliation of an author
        names one institution. Sums to 1.
    """
    company, dual, missing = (np.array(x) for x in (world.company, world.dual, world.missing))
    size = len(world.countries)
    author = np.zeros((size, size + 1))
    share = (1 - missing)[:, None]
    author[:, :size] = share * (
        (1 - dual / 2)[:, None] * np.eye(size) + dual[:, None] / 2 * company
    )
    author[:, size] = missing
    first = sum(chance / (1 + further) for further, chance in enumerate(world.authors))
    return np.asarray(np.array(world.output) @ (first * author + (1 - first) * company @ author))


def law_of_lead(world: World) -> Floats:
    """Expected credit of each country for a work when the first author gets it all.

    Returns
    -------
    float64 array, shape (countries + 1,)
    """
    company, dual, missing = (np.array(x) for x in (world.company, world.dual, world.missing))
    seen = np.array(world.output) * (1 - missing)
    credit = seen * (1 - dual / 2) + (seen * dual / 2) @ company
    return np.append(credit, np.array(world.output) @ missing)
