"""How often chance alone would give such an effect: listings dealt anew among the entities.

References: methods §7 (inference); Bertrand, Duflo & Mullainathan 2004; Fisher 1935.
"""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, Integers, floats, integers
from detente.kernels._jit import jit
from detente.kernels.bootstrap import mix
from detente.kernels.event_study import PLAIN, Panel, Rule, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

MOST_LISTED_OUT = 5000
DEALT = 999
TOLERANCE = 1e-9


class Permutation(NamedTuple):
    """Share of assignments whose effect is at least as extreme as the one that took place.

    ``fell`` looks at smaller rate ratios, ``rose`` at larger ones, ``either`` at the distance of
    the logarithm from 0. ``minimum`` is the smallest share that could have come out:
    1 / assignments.
    """

    fell: float
    rose: float
    either: float
    assignments: int
    minimum: float


def permutation(
    panel: Panel,
    rule: Rule = PLAIN,
    *,
    entities: ArrayLike | None = None,
    seed: int = 0,
    most: int = MOST_LISTED_OUT,
    dealt: int = DEALT,
) -> Permutation:
    """Randomisation inference: the years of listing dealt anew among all entities.

    Every assignment is tried where there are at most ``most``; else ``dealt`` are drawn, and the
    one that took place is counted among them.

    Parameters
    ----------
    panel : Panel
    rule : Rule
    entities : integer array, shape (entities,), optional
        Identifiers that the drawn assignments are a function of, with the seed and the number of
        the draw, so that the order of entities plays no part; their places by default.
    seed, most, dealt : int

    Returns
    -------
    Permutation
        NaN where the effect itself is undefined. An assignment whose effect is undefined counts as
        extreme.
    """
    listed = floats(panel.listed)
    names = np.arange(len(listed)) if entities is None else integers(entities)
    own = _logarithm(panel, rule)
    count = assignments(listed)
    if np.isnan(own):
        return Permutation(np.nan, np.nan, np.nan, count, np.nan)
    if count <= most:
        tried = [_logarithm(panel._replace(listed=years), rule) for years in _all(listed)]
    else:
        drawn = (deal(listed, names, draw=draw, seed=seed) for draw in range(dealt))
        tried = [own, *(_logarithm(panel._replace(listed=years), rule) for years in drawn)]
    found = np.array(tried)
    unknown = np.isnan(found)
    return Permutation(
        fell=float(np.mean(unknown | (found <= own + TOLERANCE))),
        rose=float(np.mean(unknown | (found >= own - TOLERANCE))),
        either=float(np.mean(unknown | (np.abs(found) >= abs(own) - TOLERANCE))),
        assignments=len(found),
        minimum=1 / len(found),
    )


def assignments(listed: ArrayLike) -> int:
    """In how many ways the years of listing can be dealt among the entities."""
    years = floats(listed)
    _, sizes = np.unique(years, return_counts=True, equal_nan=True)
    ways = factorial(len(years))
    for size in sizes.tolist():
        ways //= factorial(size)
    return ways


def _logarithm(panel: Panel, rule: Rule) -> float:
    value = float(compared(panel, rule).rate_ratio[0])
    if value == 0:
        return -np.inf
    return float(np.log(value))


def _all(listed: Floats) -> Iterator[Floats]:
    """Every different order of the years, each once."""
    values, left = np.unique(listed, return_counts=True, equal_nan=True)
    order: list[int] = []

    def deal() -> Iterator[Floats]:
        if len(order) == len(listed):
            yield values[order]
            return
        for which in np.flatnonzero(left).tolist():
            left[which] -= 1
            order.append(which)
            yield from deal()
            order.pop()
            left[which] += 1

    return deal()


def deal(values: ArrayLike, entities: ArrayLike, *, draw: int, seed: int) -> Floats:
    """The values dealt anew: the n-th smallest to the entity of n-th smallest (seed, draw, entity).

    Parameters
    ----------
    values : array, shape (entities,)
    entities : integer array, shape (entities,)
        Identifiers.
    draw, seed : int

    Returns
    -------
    array, shape (entities,)
    """
    names = integers(entities)
    hashes = np.empty(len(names), np.uint64)
    _hash(names, draw, seed, hashes)
    dealt = np.sort(floats(values))  # NaN last
    dealt[np.lexsort((names, hashes))] = dealt.copy()
    return dealt


@jit
def _hash(entities: Integers, draw: int, seed: int, out: NDArray[np.uint64]) -> None:
    salt = mix(np.uint64(draw) + mix(np.uint64(seed) + np.uint64(1)))
    for row in range(len(entities)):
        out[row] = mix(np.uint64(entities[row]) + salt)
