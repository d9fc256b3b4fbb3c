"""Do 95 % intervals of impact and disruption hold what is true of the world, in 95 % of samples?

A sample is a literature of its own: other works, other citations, other reference sets. What is
true of a world is the mean of the statistic over literatures of the same size: a larger literature
has another truth, since works then find each other less often by chance. It has no closed form.
Each world is therefore sampled many times, and the truth that an interval should hold is the mean
over the other samples of that world, which know nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bench.planted import cited
from bench.planted.scale import APART, Scale
from detente.simulate.cited_families import random_citations
from detente.simulate.coverage import Coverage

SAMPLES = 40
"""Samples of each world. The mean of 39 others adds a fortieth to the variance: of intervals that
hold the truth in 95 % of samples, 94.7 % hold this mean."""
FAMILIES = {"random": (41, random_citations)}

Row = tuple[float, float, float]


def observe(name: str, scale: Scale, index: int) -> Mapping[str, Row]:
    """Value and interval of each difference in one sample; 40 samples in a row are of one world."""
    number, family = FAMILIES[name]
    world = family(scale.seed_of(number, APART // 2 + index // SAMPLES))
    seed = scale.seed_of(number, index)
    of = cited.sample(world, works=scale.works, draws=scale.draws, seed=seed)
    return {k: (x.value, x.low, x.high) for k, x in cited.differences(of, *cited.PAIR).items()}


def summarise(samples: Sequence[Mapping[str, Row]]) -> list[Coverage]:
    """Coverage of each statistic."""
    counted = []
    for statistic in samples[0]:
        value, low, high = np.array([rows[statistic] for rows in samples], float).T
        counted.append(Coverage.of(statistic, means_of_others(value), low=low, high=high))
    return counted


def means_of_others(values: np.ndarray, samples: int = SAMPLES) -> np.ndarray:
    """For each sample, the mean over the others of its world; NaN is left out."""
    out = np.empty(len(values))
    for start in range(0, len(values), samples):
        mine = values[start : start + samples]
        known = ~np.isnan(mine)
        total, count = np.where(known, mine, 0.0).sum(), known.sum()
        out[start : start + samples] = (total - np.where(known, mine, 0.0)) / (count - known)
    return out
