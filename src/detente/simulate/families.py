"""Families of worlds: any world at random, and worlds in which the answer to a claim is planted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNTRIES = ("US", "CN", "GB", "DE", "JP", "KR")
# P(1 author), P(2 authors), …
AUTHORS = (0.10, 0.20, 0.25, 0.20, 0.15, 0.10)
# P(a further author is in a given country abroad)
CLOSE, FAR = 0.04, 0.02


def random_world(seed: int) -> World:
    """A world of six countries with sizes, openness and preferences of its own, nothing missing.

    Sizes differ by up to about eight times, 15 to 45 % of further authors are abroad, and each
    pair's affinity is log-normal around the product of sizes.
    """
    generator = np.random.default_rng([7919, seed])
    size = len(COUNTRIES)
    output = generator.uniform(0.3, 1.0, size) * (1.0, 0.9, 0.6, 0.5, 0.4, 0.4)
    output /= output.sum()
    affinity = np.exp(generator.normal(0, 0.4, (size, size)))
    pull = np.sqrt(affinity * affinity.T) * output
    np.fill_diagonal(pull, 0.0)
    abroad = generator.uniform(0.15, 0.45, size)
    company = pull / pull.sum(axis=1, keepdims=True) * abroad[:, None] + np.diag(1 - abroad)
    return World(
        countries=COUNTRIES,
        output=_tuple(output),
        company=tuple(_tuple(row) for row in company),
        authors=AUTHORS,
        dual=_tuple(generator.uniform(0.0, 0.15, size)),
        missing=(0.0,) * size,
    )


def ring_world(lead: float, *, rivals: int = 1) -> World:
    """A world in which how far the US and China are each other's No. 1 is planted.

    Six countries of one size stand in a ring. Each is close to ``rivals + 1`` others, to all of
    them alike; only the pair US–CN has ``lead`` times that affinity. At ``lead = 1`` every close
    pair can be exchanged with every other, so that all first places are exact ties.

    Parameters
    ----------
    lead : float
        Ratio of the propensities; the planted log ratio has its sign, not quite its size.
    rivals : {1, 2}
        How many others are as close to the US as China, and as close to China as the US.
    """
    size = len(COUNTRIES)
    steps = (np.arange(size)[:, None] - np.arange(size)) % size
    close = np.isin(steps, (1, 5) if rivals == 1 else (1, 3, 5))
    affinity = np.where(close, CLOSE, FAR)
    affinity[0, 1] = affinity[1, 0] = CLOSE * lead
    return _even_world(affinity)


def level_world() -> World:
    """A world in which every country is every other's partner to the same degree: all ranks tie."""
    return _even_world(np.full((len(COUNTRIES), len(COUNTRIES)), CLOSE))


def disagreeing_world() -> World:
    """A world where China is the first partner of the US only together with Hong Kong."""
    world = ring_world(0.6)
    affinity = np.array(world.company)
    affinity[0, 4] = affinity[4, 0] = 2 * CLOSE
    return replace(
        _even_world(affinity), countries=tuple("HK" if c == "JP" else c for c in world.countries)
    )


def gappy_world(seed: int) -> World:
    """A random world whose record misses 0 to 40 % of the authors, at each country's own rate."""
    world = random_world(seed)
    rates = np.random.default_rng([7927, seed]).uniform(0.0, 0.4, len(world.countries))
    return replace(world, missing=_tuple(rates))


def _even_world(affinity: NDArray[np.float64]) -> World:
    """A world of countries of one size, of which authors are abroad as the affinities say."""
    size = len(COUNTRIES)
    abroad = affinity * (1 - np.eye(size))
    company = abroad + np.diag(1 - abroad.sum(axis=1))
    return World(
        countries=COUNTRIES,
        output=(1 / size,) * size,
        company=tuple(_tuple(row) for row in company),
        authors=AUTHORS,
        dual=(0.0,) * size,
        missing=(0.0,) * size,
    )


def with_gaps(world: World, **missing: float) -> World:
    """The same works, recorded without the affiliations of some authors of the named countries."""
    return replace(world, missing=tuple(missing.get(code, 0.0) for code in world.countries))


def _tuple(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
