"""Two groups compared within strata, one paper and one stratum at a time."""

from __future__ import annotations

from fractions import Fraction


def sums(papers, weights):
    """(Σ score, Σ expected, Σ weight) over strata of both groups.

    A paper is (whether it is of the first group, {stratum: part}, score, weight of the score).
    """
    strata = {s for _, parts, _, _ in papers for s in parts}
    total = [Fraction(0)] * 3
    for stratum in strata:
        cell = {}
        for first in (True, False):
            mine = [
                (Fraction(parts[stratum]) * draw, score, base)
                for (group, parts, score, base), draw in zip(papers, weights, strict=True)
                if group == first and stratum in parts
            ]
            cell[first] = (
                sum((part * score for part, score, _ in mine), Fraction(0)),
                sum((part * base for part, _, base in mine), Fraction(0)),
            )
        (score, n), (other, m) = cell[True], cell[False]
        if n > 0 and m > 0:
            total = [a + b for a, b in zip(total, (score, n * other / m, n), strict=True)]
    return total
