"""Novelty in plain Python: pairs of references one by one, every order of them, all years."""

import math
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations

from naive.rewiring import null_score

WINDOW = 3


def pairs_of(references):
    """Sorted pairs of all references to known venues, with repetition."""
    known = [venue for venue in references if venue is not None]
    return [tuple(sorted(pair)) for pair in combinations(known, 2)]


def pair_counts(papers):
    return Counter(pair for references in papers for pair in pairs_of(references))


def enumerated(papers):
    """Exact (mean, variance) of every pair's count over all orders of all references."""
    slots = [len(references) for references in papers]
    stubs = [venue for references in papers for venue in references]
    sums, squares, orders = Counter(), Counter(), 0
    for order in permutations(stubs):
        rest, dealt = list(order), []
        for size in slots:
            dealt.append(rest[:size])
            rest = rest[size:]
        for pair, count in pair_counts(dealt).items():
            sums[pair] += count
            squares[pair] += count**2
        orders += 1
    mean = {pair: Fraction(total, orders) for pair, total in sums.items()}
    return {pair: (mean[pair], Fraction(squares[pair], orders) - mean[pair] ** 2) for pair in mean}


def quantile(values, q):
    """The smallest value whose share of values at or below it is at least q; None of none."""
    ordered = sorted(values)
    for rank, value in enumerate(ordered, start=1):
        if Fraction(rank, len(ordered)) >= q:
            return value
    return None


def atypicality(references, z):
    """Median, 10th percentile, atypical or not, pairs, infinite ones, pairs without a score."""
    scores = [z[pair] for pair in pairs_of(references)]
    known = [score for score in scores if score is not None]
    half, tail = quantile(known, Fraction(1, 2)), quantile(known, Fraction(1, 10))
    return {
        "conventionality": half if known and math.isfinite(half) else None,
        "tail": tail if known and math.isfinite(tail) else None,
        "atypical": tail < 0 if known else None,
        "pairs": len(known),
        "beyond": sum(map(math.isinf, known)),
        "undefined": len(scores) - len(known),
    }


def place(observed, replicas):
    """Where a pair stands: its z, ±∞ if it differs from replicas that never vary, or None."""
    z, mean, deviation, _ = null_score(observed, replicas)
    if deviation == 0 and observed != mean:
        return math.copysign(math.inf, observed - mean)
    return z


def cosine(one, other):
    """Of two profiles {venue: times}; None if one is empty."""
    if not one or not other:
        return None
    dot = sum(times * other.get(venue, 0) for venue, times in one.items())
    lengths = [sum(times**2 for times in profile.values()) for profile in (one, other)]
    return dot / math.sqrt(lengths[0] * lengths[1])


def new_combinations(papers, year, first_year, last_year):
    """(least, most, new pairs, pairs without a distance) of each paper; None if not judged."""
    together = [set(combinations(sorted({v for v in p if v is not None}), 2)) for p in papers]

    def cited_in(pair, years):
        return any(pair in mine and y in years for mine, y in zip(together, year, strict=True))

    def profile(venue, years):
        found = Counter()
        for mine, y in zip(together, year, strict=True):
            if y in years:
                found.update(a if b == venue else b for a, b in mine if venue in (a, b))
        return found

    result = []
    for mine, y in zip(together, year, strict=True):
        if not mine or y < first_year + WINDOW or y > last_year - WINDOW:
            result.append(None)
            continue
        before, after = range(y - WINDOW, y), range(y + 1, y + WINDOW + 1)
        new = [p for p in mine if not cited_in(p, range(min(year), y)) and cited_in(p, after)]
        cosines = [cosine(profile(a, before), profile(b, before)) for a, b in new]
        least = sum(1 - c for c in cosines if c is not None)
        undefined = cosines.count(None)
        result.append((least, least + undefined, len(new), undefined))
    return result
