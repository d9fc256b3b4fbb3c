"""Citations counted one by one: impact, disruption and yearly counts, in exact arithmetic.

A graph is a list of years and a list of pairs (citing, cited).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction


def references_of(papers, pairs):
    found = [set() for _ in range(papers)]
    for citing, cited in pairs:
        found[citing].add(cited)
    return found


def citations_within(years, pairs, window):
    """Citations up to ``window`` years after publication; None if those years are not over."""
    return [
        None
        if year + window > max(years)
        else sum(cited == paper and years[citing] <= year + window for citing, cited in pairs)
        for paper, year in enumerate(years)
    ]


def by_year(years, pairs):
    return Counter((cited, years[citing]) for citing, cited in pairs)


def strata_of(rows):
    """Indices of rows (value, stratum, weight) by stratum."""
    found = defaultdict(list)
    for index, (_, stratum, _) in enumerate(rows):
        found[stratum].append(index)
    return found.values()


def normalised(rows):
    score = [None] * len(rows)
    for members in strata_of(rows):
        total = sum(Fraction(rows[i][0]) * Fraction(rows[i][2]) for i in members)
        mean = total / sum(Fraction(rows[i][2]) for i in members)
        for i in members:
            score[i] = Fraction(rows[i][0]) / mean if mean else None
    return score


def top_membership(rows, top):
    member = [None] * len(rows)
    for members in strata_of(rows):
        need = Fraction(top) * sum(Fraction(rows[i][2]) for i in members)
        for i in members:
            above = sum(Fraction(rows[k][2]) for k in members if rows[k][0] > rows[i][0])
            tied = sum(Fraction(rows[k][2]) for k in members if rows[k][0] == rows[i][0])
            member[i] = min(max((need - above) / tied, Fraction(0)), Fraction(1))
    return member


def mid_rank(rows):
    rank = [None] * len(rows)
    for members in strata_of(rows):
        for i in members:
            below = sum(rows[k][0] < rows[i][0] for k in members)
            tied = sum(rows[k][0] == rows[i][0] for k in members)
            rank[i] = Fraction(2 * below + tied, 2 * len(members))
    return rank


def disruption(years, pairs, window):
    """CD of each paper by looking at every later paper; None where it is undefined."""
    references = references_of(len(years), pairs)
    index = []
    for focal, year in enumerate(years):
        if year + window > max(years):
            index.append(None)
            continue
        alone = both = aside = 0
        for other, when in enumerate(years):
            if year < when <= year + window:
                cites = focal in references[other]
                shares = bool(references[other] & references[focal])
                alone += cites and not shares
                both += cites and shares
                aside += shares and not cites
        total = alone + both + aside
        index.append(Fraction(alone - both, total) if total else None)
    return index


def mean(values):
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
