"""Made-up citations of the shape that bibliographic data have: tens of millions in seconds.

Papers are numbered by time over 50 years that grow by 4 % each, in 250 fields of very different
size. A fifth have no references, the others a log-normal number. A reference is copied from a
paper that is cited already, or is a recent paper, mostly of the same field, which is taken by its
fitness or gives one of its own references instead: so citations close triangles and pile up.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

YEARS, GROWTH, FIELDS, FIRST_YEAR = 50, 1.04, 250, 1975
WITHOUT, MOST, MEAN, SPREAD = 0.18, 300, 14.15, 0.75
TRIANGLE, SAME_FIELD, ONWARD = 0.434, 0.85, 0.266
SHAPE, SCALE = 2.0, 1.5


@dataclass(frozen=True)
class Citations:
    """One citation a row, and the year of each paper."""

    citing: np.ndarray
    cited: np.ndarray
    year: np.ndarray


def citations(papers, seed=1):
    """Citations among so many papers."""
    random = np.random.default_rng(seed)
    share = GROWTH ** np.arange(YEARS)
    year = np.repeat(np.arange(YEARS), random.multinomial(papers, share / share.sum()))
    size = (np.arange(FIELDS) + 8.0) ** -0.9
    field = random.choice(FIELDS, papers, p=size / size.sum())
    cell = field * YEARS + year
    members = np.argsort(cell, kind="stable").astype(np.int32)
    borders = np.searchsorted(cell[members], np.arange(FIELDS * YEARS + 1))
    years = np.searchsorted(year, np.arange(YEARS + 1))
    wanted = random.lognormal(np.log(MEAN) - SPREAD**2 / 2, SPREAD, papers)
    wanted = np.where(random.random(papers) < WITHOUT, 0, np.minimum(wanted, MOST)).astype(np.int32)
    fitness = np.minimum(1.0, random.lognormal(-2.2, 1.1, papers)).astype(np.float32)
    starts, cited = _grow(year, field, members, borders, years, wanted, fitness, random)
    citing = np.repeat(np.arange(papers), np.diff(starts))
    return Citations(citing, cited.astype(np.int64), (year + FIRST_YEAR).astype(np.int64))


@njit(cache=True)
def _candidate(paper, first, used, starts, cited, year, field, members, borders, years, random):
    """A paper to cite, and whether its fitness is asked."""
    if used > first and random.random() < TRIANGLE:
        base = cited[first + int(random.random() * (used - first))]
        many = starts[base + 1] - starts[base]
        if many:
            return cited[starts[base] + int(random.random() * many)], False
    then = year[paper] - int(random.gamma(SHAPE, SCALE))
    found = -1
    if then >= 0:
        own_field = random.random() < SAME_FIELD
        cell = field[paper] * YEARS + then
        low = borders[cell] if own_field else years[then]
        high = borders[cell + 1] if own_field else years[then + 1]
        if high > low:
            found = low + int(random.random() * (high - low))
            found = members[found] if own_field else found
    if found >= paper:
        found = -1
    if found >= 0 and random.random() < ONWARD:
        many = starts[found + 1] - starts[found]
        if many:
            found = cited[starts[found] + int(random.random() * many)]
        return found, False
    return found, True


@njit(cache=True)
def _grow(year, field, members, borders, years, wanted, fitness, random):
    starts = np.zeros(len(year) + 1, np.int64)
    cited = np.empty(wanted.sum(), np.int32)
    used = 0
    for paper in range(len(year)):
        first = used
        starts[paper] = first
        for _ in range(6 * wanted[paper]):
            if used - first == wanted[paper]:
                break
            other, asked = _candidate(
                paper, first, used, starts, cited, year, field, members, borders, years, random
            )
            if other < 0 or (asked and random.random() > fitness[other]):
                continue
            fresh = True
            for i in range(first, used):
                fresh &= cited[i] != other
            if fresh:
                cited[used] = other
                used += 1
        starts[paper + 1] = used
    return starts, cited[:used].copy()
