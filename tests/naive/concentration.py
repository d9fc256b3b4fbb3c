"""Slow, obvious concentration, networks and blocs."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, permutations


def measures(amounts):
    """Every figure of concentration, exact where it is rational; None where nothing is there."""
    values = [Fraction(amount) for amount in amounts]
    total, n = sum(values), len(values)
    if not total:
        return None
    shares = [value / total for value in values]
    hhi = sum(share * share for share in shares)
    differences = sum(abs(a - b) for a in values for b in values)
    return {
        "hhi": hhi,
        "hhi_10000": hhi * 10_000,
        "effective_number": 1 / hhi,
        "hhi_normalised": (hhi - Fraction(1, n)) / (1 - Fraction(1, n)) if n > 1 else None,
        "gini": differences / (2 * n * total),
        "shannon_effective_number": math.prod(float(s) ** -float(s) for s in shares if s),
    }


def unbiased_hhi(counts):
    """Chance that two of the items drawn without replacement are of one unit."""
    units = [unit for unit, count in enumerate(counts) for _ in range(count)]
    pairs = list(permutations(range(len(units)), 2))
    return Fraction(sum(units[a] == units[b] for a, b in pairs), len(pairs)) if pairs else None


def risk(count, ratio, high=(8, 3), medium=(5, 2)):
    if count >= high[0] and ratio >= high[1]:
        return "high"
    return "medium" if count >= medium[0] and ratio >= medium[1] else "low"


def top_counts(amounts, member, places):
    """Expected, lowest and highest number of members among the top, over all orders of ties."""
    present = [unit for unit, amount in enumerate(amounts) if amount > 0]
    outcomes = [
        sum(member[unit] for unit in order[:places])
        for order in permutations(present)
        if all(amounts[a] >= amounts[b] for a, b in pairwise(order))
    ]
    return Fraction(sum(outcomes), len(outcomes)), min(outcomes), max(outcomes)


def partitions(items):
    """Every way to divide a list into groups."""
    if not items:
        yield []
        return
    head, *tail = items
    for division in partitions(tail):
        for place in range(len(division)):
            yield [*division[:place], [head, *division[place]], *division[place + 1 :]]
        yield [[head], *division]


def modularity(weights, groups, resolution=1):
    """Sum over ordered pairs of one group of the weight less what chance gives, in fractions."""
    n = len(weights)
    strength = [sum(Fraction(weights[a][b]) for b in range(n) if b != a) for a in range(n)]
    total = sum(strength)
    if not total:
        return None
    result = Fraction(0)
    for group in groups:
        for a in group:
            for b in group:
                link = Fraction(weights[a][b]) if a != b else Fraction(0)
                result += link - Fraction(resolution) * strength[a] * strength[b] / total
    return result / total


def best_partitions(weights, resolution=1):
    """The largest modularity and all divisions that have it."""
    scored = [
        (modularity(weights, division, resolution), division)
        for division in partitions(list(range(len(weights))))
    ]
    best = max(value for value, _ in scored)
    return best, [
        sorted(sorted(group) for group in division) for value, division in scored if value == best
    ]


def betweenness(weights):
    """Share of shortest paths in hops between two others through each node, path by path."""
    n = len(weights)
    shares = [Fraction(0)] * n
    for start in range(n):
        for end in range(start + 1, n):
            paths = _shortest_paths(weights, start, end)
            for node in set(range(n)) - {start, end}:
                if paths:
                    shares[node] += Fraction(sum(node in path for path in paths), len(paths))
    return [share / Fraction((n - 1) * (n - 2), 2) for share in shares]


def _shortest_paths(weights, start, end):
    paths = [[start]]
    while paths:
        finished = [path for path in paths if path[-1] == end]
        if finished:
            return finished
        paths = [
            [*path, other]
            for path in paths
            for other in range(len(weights))
            if weights[path[-1]][other] > 0 and other not in path
        ]
    return []
