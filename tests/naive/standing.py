"""Standing of papers among those of their strata, compared one by one in exact fractions."""

from fractions import Fraction


def standings(values, rows):
    """Standing of each paper, from rows of (paper, stratum or None, weight); None is unknown."""
    lost = {paper for paper, stratum, _ in rows if stratum is None}
    known = {paper for paper, _, _ in rows if values[paper] is not None} - lost
    found = [Fraction(0) if paper in known else None for paper in range(len(values))]
    for paper, stratum, weight in rows:
        if paper not in known:
            continue
        others = [(values[p], w) for p, s, w in rows if s == stratum and p in known]
        total = sum(w for _, w in others)
        below = sum(w for value, w in others if value < values[paper])
        tied = sum(w for value, w in others if value == values[paper])
        found[paper] += weight * (below + Fraction(tied) / 2) / total
    return found
