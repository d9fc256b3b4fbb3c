"""Made-up authorships of the shape that bibliographic data have, in seconds for ten million works.

Countries follow a power law; authors a work are 1 + negative binomial (mean 4.6); 27 % of works
draw a second country, a fifth of those a third; 3 % of authors have a second affiliation abroad.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

COUNTRIES = 200
FIELDS, YEARS, TYPES = 250, 20, 3
FOREIGN, THIRD, SECOND_AFFILIATION = 0.27, 0.2, 0.03
MOST_AUTHORS = 200


@dataclass(frozen=True)
class Rows:
    """One row an author and country, sorted by work, then author (1 is first)."""

    work: np.ndarray
    author: np.ndarray
    country: np.ndarray

    def __len__(self):
        return len(self.work)


@dataclass(frozen=True)
class Papers:
    """One row a paper (its number is its place), and one a paper and country, sorted by paper.

    A stratum is a field × year × type. Credit is country-fractional.
    """

    stratum: np.ndarray
    citations: np.ndarray
    paper: np.ndarray
    country: np.ndarray
    credit: np.ndarray


def country_shares():
    share = 1.0 / (np.arange(COUNTRIES) + 2.0) ** 1.35
    return share / share.sum()


def authorships(works, seed=2):
    """Rows of the given number of works."""
    random = np.random.default_rng(seed)
    home = random.choice(COUNTRIES, works, p=country_shares()).astype(np.int16)
    p = 1.3 / (1.3 + 3.6)
    authors = np.minimum(1 + random.negative_binomial(1.3, p, works), MOST_AUTHORS)
    joint = random.random(works) < FOREIGN
    room = int(authors.sum() * 1.04) + 1000
    cumulative = np.cumsum(country_shares())
    cumulative[-1] = 1.0
    work, author = np.empty(room, np.int32), np.empty(room, np.int16)
    country = np.empty(room, np.int16)
    rows = _fill(home, authors.astype(np.int16), joint, cumulative, random, work, author, country)
    return Rows(work[:rows], author[:rows], country[:rows])


@njit(cache=True)
def _fill(home, authors, joint, cumulative, random, work, author, country):
    row = 0
    for number in range(len(home)):
        own = second = third = home[number]
        if joint[number] and authors[number] > 1:
            second = third = np.searchsorted(cumulative, random.random())
            if random.random() < THIRD:
                third = np.searchsorted(cumulative, random.random())
        for place in range(authors[number]):
            here = own
            if second != own or third != own:
                chance = random.random()
                if place == 1 or chance < 0.35:
                    here = second
                elif chance < 0.45:
                    here = third
            work[row], author[row], country[row] = number, place + 1, here
            row += 1
            if random.random() < SECOND_AFFILIATION:
                abroad = np.searchsorted(cumulative, random.random())
                if abroad != here:
                    work[row], author[row], country[row] = number, place + 1, abroad
                    row += 1
    return row


def cited_papers(papers, seed=5):
    """Papers with strata of very unlike sizes, a long tail of citations, and their countries."""
    from detente.kernels import credit, passes

    random = np.random.default_rng(seed)
    share = 1.0 / (np.arange(FIELDS) + 8.0) ** 0.9
    field = random.choice(FIELDS, papers, p=share / share.sum())
    year = random.integers(0, YEARS, papers)
    kind = random.choice(TYPES, papers, p=(0.7, 0.25, 0.05))
    stratum = ((field * YEARS + year) * TYPES + kind).astype(np.int32)
    level = random.normal(0.9, 0.4, FIELDS)[field] - 0.04 * year
    citations = np.floor(random.lognormal(level, 1.3)).astype(np.int32)
    rows = authorships(papers, seed)
    room, nothing = len(rows), np.empty(0, np.int8)
    first = np.empty(papers + 1, np.int64)
    country, amount = np.empty(room, np.int32), np.empty(room)
    every = np.arange(COUNTRIES, dtype=np.int16)
    passes.credit_entries(
        rows.work, rows.author, nothing, rows.country, nothing, every,
        credit.COUNTRY, credit.AS_UNKNOWN, first, country, amount,
    )  # fmt: skip
    paper = np.repeat(np.arange(papers, dtype=np.int32), np.diff(first))
    entries = len(paper)
    return Papers(
        stratum, citations, paper, country[:entries].astype(np.int16), amount[:entries].copy()
    )
