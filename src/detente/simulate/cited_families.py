"""Families of worlds with citations: one thing planted in each, or everything at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detente.simulate.citing import CitationWorld
from detente.simulate.families import COUNTRIES, level_world, random_world
from detente.simulate.literature import Literature, draw_literature

FIRST_YEAR, YEARS, YEARLY_GROWTH = 2008, 12, 0.05
WORKS = 3000


def level_citations() -> CitationWorld:
    """Six countries that are alike in everything: every difference between two of them is 0."""
    return CitationWorld(replace(level_world(), years=_years()))


def quality_lead(factor: float) -> CitationWorld:
    """Works led by the US are ``factor`` times as citable; nothing else differs."""
    return level_citations().planting(quality={"US": factor})


def disruption_lead(more: float) -> CitationWorld:
    """Who finds a work led by China leaves its references aside more often by ``more``."""
    return level_citations().planting(disruption={"CN": more})


def home_bias(share: float) -> CitationWorld:
    """Works led by China seek that share of their references at home."""
    return level_citations().planting(home={"CN": share})


def lost_references(share: float) -> CitationWorld:
    """The record lacks that share of the references of works led by China."""
    return level_citations().planting(loss={"CN": share})


def cooperation_dividend(factor: float, *, pair: float = 1.0) -> CitationWorld:
    """Works of several countries are ``factor``, those of the US and China ``pair`` times citable.

    A joint work of the US and China has both factors.
    """
    return replace(level_citations(), dividend=factor, pairs=(("US", "CN", pair),))


def random_citations(seed: int) -> CitationWorld:
    """Countries of sizes, openness, quality, disruption and home bias of their own.

    The standard deviation of the logarithm of quality is 0.2, home bias up to 0.3 and the dividend
    up to 1.5. The record lacks nothing: see :func:`lossy_citations`.
    """
    generator = np.random.default_rng([7933, seed])
    size = len(COUNTRIES)
    return CitationWorld(
        replace(random_world(seed), years=_years()),
        quality=_tuple(generator.lognormal(0.0, 0.2, size)),
        disruption=_tuple(generator.uniform(-0.1, 0.2, size)),
        home=_tuple(generator.uniform(0.0, 0.3, size)),
        dividend=float(generator.uniform(1.0, 1.5)),
    )


def lossy_citations(seed: int) -> CitationWorld:
    """A random world whose record lacks 0 to 40 % of references, at each country's own rate."""
    rates = np.random.default_rng([7937, seed]).uniform(0.0, 0.4, len(COUNTRIES))
    return replace(random_citations(seed), loss=_tuple(rates))


def numbered(index: int, *, works: int = WORKS) -> Literature:
    """Literature number ``index``: drawn, with its own seed, from the random world of that number.

    For campaigns: about ten milliseconds for 3,000 works.
    """
    return draw_literature(random_citations(index), works=works, seed=index)


def _years() -> tuple[tuple[int, float], ...]:
    volume = (1 + YEARLY_GROWTH) ** np.arange(YEARS)
    shares = volume / volume.sum()
    return tuple((FIRST_YEAR + number, float(share)) for number, share in enumerate(shares))


def _tuple(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
