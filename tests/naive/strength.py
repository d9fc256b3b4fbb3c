"""Slow, obvious strength of cooperation, ranks and trends, in exact arithmetic where it exists."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations


def over(above, below):
    return Fraction(above) / Fraction(below) if below > 0 else None


def root_of_product(a, b):
    return math.sqrt(a) * math.sqrt(b)


def pair_measures(links, papers, international, world, total_links):
    """All measures of one pair from its links and its two countries' (a, b) margins."""
    (n_a, n_b), (i_a, i_b) = papers, international
    affinity = over(links * total_links[0], total_links[1] * total_links[2])
    return {
        "count": links,
        "jaccard": over(links, n_a + n_b - links) if n_a and n_b else None,
        "inclusion": over(links, min(n_a, n_b)),
        "association": over(links, n_a * n_b),
        "salton": links / root_of_product(n_a, n_b) if n_a and n_b else None,
        "oe_publications": over(links * world, n_a * n_b),
        "pai_links": affinity,
        "pai_symmetric": None if affinity is None else (affinity**2 - 1) / (affinity**2 + 1),
        "share_of_b_in_a_papers": over(links, i_a),
        "share_of_a_in_b_papers": over(links, i_b),
        "share_of_b_in_a_links": over(links, total_links[1]),
        "share_of_a_in_b_links": over(links, total_links[2]),
    }


def newman(works):
    """Weight of each pair of authors, and strength of each author, from lists of authors."""
    weight: dict[tuple, Fraction] = {}
    strength = {author: Fraction(0) for authors in works for author in authors}
    for authors in works:
        distinct = sorted(set(authors))
        for pair in combinations(distinct, 2):
            weight[pair] = weight.get(pair, Fraction(0)) + Fraction(1, len(distinct) - 1)
    for pair, value in weight.items():
        for author in pair:
            strength[author] += value
    return weight, strength


def newman_between(works, count):
    """Newman weights between groups; a work is the list of its authors' groups, None unknown."""
    links = [[Fraction(0)] * count for _ in range(count)]
    for groups in works:
        for one, other in combinations(groups, 2):
            if one is not None and other is not None and one != other:
                links[one][other] += Fraction(1, len(groups) - 1)
                links[other][one] += Fraction(1, len(groups) - 1)
    return links


def proportional_fitting(margins, rounds=20_000):
    """Expected links by scaling a matrix with an empty diagonal until its rows have the margins."""
    n = len(margins)
    cells = [[float(a != b and margins[a] > 0 < margins[b]) for b in range(n)] for a in range(n)]
    for _ in range(rounds):
        scale = [math.sqrt(margins[a] / sum(cells[a])) if margins[a] else 0.0 for a in range(n)]
        cells = [[cells[a][b] * scale[a] * scale[b] for b in range(n)] for a in range(n)]
        if all(abs(sum(cells[a]) - margins[a]) <= 1e-13 * margins[a] for a in range(n)):
            break
    return cells


def ranks(values, tolerance=1e-9):
    """Competition, dense and fractional rank of each value, largest first; None has none."""

    def same(a, b):
        return abs(a - b) <= tolerance * max(abs(a), abs(b))

    known = sorted((value for value in values if value is not None), reverse=True)
    groups: list[list[float]] = []
    for value in known:
        if groups and same(groups[-1][0], value):
            groups[-1].append(value)
        else:
            groups.append([value])
    result = []
    for value in values:
        if value is None:
            result.append((None, None, None))
            continue
        number = next(i for i, group in enumerate(groups) if value in group)
        above = sum(len(group) for group in groups[:number])
        result.append((above + 1, number + 1, above + Fraction(len(groups[number]) + 1, 2)))
    return result


def top_partners(links, country):
    """Who has most links with a country, from a list of rows."""
    partners = {b: value for b, value in enumerate(links[country]) if b != country and value > 0}
    if not partners:
        return []
    best = max(partners.values())
    return [b for b, value in partners.items() if abs(value - best) <= 1e-9 * best]


def mutual_first(links, pair, strict):
    """Whether two countries are each other's first partner; None without partners."""
    tops = [top_partners(links, country) for country in pair]
    if not all(tops):
        return None
    if strict:
        return tops == [[pair[1]], [pair[0]]]
    return pair[1] in tops[0] and pair[0] in tops[1]


def slope(years, values):
    """Least-squares slope from the normal equations."""
    n, x, y = len(years), [Fraction(t) for t in years], [Fraction(v) for v in values]
    below = n * sum(t * t for t in x) - sum(x) ** 2
    above = n * sum(a * b for a, b in zip(x, y, strict=True)) - sum(x) * sum(y)
    return above / below if below else None


def quantile(values, q):
    """The smallest value whose share of values at or below it is at least q."""
    known = sorted(value for value in values if not math.isnan(value))
    for rank, value in enumerate(known, start=1):
        if Fraction(rank, len(known)) >= Fraction(str(q)):
            return value
    return None
