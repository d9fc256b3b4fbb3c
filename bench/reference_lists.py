"""Made-up reference lists of the shape that bibliographic data have: skewed, recent, clustered.

Papers lie in 30 years that grow by 5 % a year, in fields that follow a power law, and in venues of
their field, 10 √papers in all. 18 % cite nothing; the others' lists are lognormal (mean 13).
A reference is a paper of a recent year (gamma lag), mostly of the own field, or something that one
cites, which makes citations heavy-tailed.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

YEARS, GROWTH, FIELDS = 30, 1.05, 60
EMPTY, MEAN, SPREAD, LONGEST = 0.18, 13.4, 0.75, 300
COPIED, OWN_FIELD, LAG_SHAPE, LAG_SCALE = 0.45, 0.85, 2.0, 1.6


@dataclass(frozen=True)
class Lists:
    """The references of paper i are ``cited[first[i]:first[i + 1]]``; papers in order of years."""

    first: np.ndarray
    cited: np.ndarray
    year: np.ndarray
    venue: np.ndarray

    @property
    def citing(self):
        return np.repeat(np.arange(len(self.year), dtype=np.int32), np.diff(self.first))


def reference_lists(papers, seed=3):
    """Reference lists of so many papers, about eleven citations each."""
    random = np.random.default_rng(seed)
    weight = GROWTH ** np.arange(YEARS)
    year = np.repeat(np.arange(YEARS), random.multinomial(papers, weight / weight.sum()))
    share = 1.0 / (np.arange(FIELDS) + 4.0)
    field = random.choice(FIELDS, papers, p=share / share.sum())
    within = (random.random(papers) ** 2 * (10 * papers**0.5 / FIELDS + 1)).astype(np.int64)
    wanted = random.lognormal(np.log(MEAN) - SPREAD**2 / 2, SPREAD, papers).astype(np.int64)
    wanted = np.where(random.random(papers) < EMPTY, 0, np.minimum(wanted, LONGEST))
    order = np.lexsort((np.arange(papers), year, field))
    starts = np.searchsorted((field * YEARS + year)[order], np.arange(FIELDS * YEARS + 1))
    first, cited = np.zeros(papers + 1, np.int64), np.empty(wanted.sum(), np.int32)
    years = np.searchsorted(year, np.arange(YEARS + 1))
    _cite(year, field, wanted, order, starts, years, random, first, cited)
    venue = (within * FIELDS + field).astype(np.int32)
    return Lists(first, cited[: first[-1]].copy(), (year + 1990).astype(np.int16), venue)


@njit(cache=True)
def _cite(year, field, wanted, order, starts, years, random, first, cited):
    edge = 0
    for paper in range(len(year)):
        begin = edge
        for _ in range(3 * wanted[paper]):
            if edge - begin == wanted[paper]:
                break
            when = year[paper] - int(random.gamma(LAG_SHAPE, LAG_SCALE))
            if when < 0:
                continue
            if random.random() < OWN_FIELD:
                low = starts[field[paper] * YEARS + when]
                high = starts[field[paper] * YEARS + when + 1]
                if low == high:
                    continue
                one = order[low + int(random.random() * (high - low))]
            else:
                low, high = years[when], years[when + 1]
                one = low + int(random.random() * (high - low))
            if one < paper and random.random() < COPIED and first[one + 1] > first[one]:
                one = cited[first[one] + int(random.random() * (first[one + 1] - first[one]))]
            fresh = one < paper
            for before in range(begin, edge):
                fresh = fresh and cited[before] != one
            if fresh:
                cited[edge] = one
                edge += 1
        first[paper + 1] = edge
