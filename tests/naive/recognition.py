"""Sleeping beauties in exact arithmetic, and citation histories by counting one by one."""

from fractions import Fraction


def sleeping_beauty(history):
    """(B, awakening, peak) of a list of yearly counts; None for a paper without citations."""
    if sum(history) == 0:
        return None, None, None
    peak = history.index(max(history))
    if peak == 0:
        return Fraction(0), 0, 0
    line = [Fraction(history[peak] - history[0], peak) * t + history[0] for t in range(peak + 1)]
    beauty = sum((line[t] - history[t]) / max(1, history[t]) for t in range(peak + 1))
    distance = [abs(line[t] - history[t]) for t in range(peak + 1)]
    return beauty, distance.index(max(distance)), peak


def histories(edges, year, last_year):
    """Yearly counts of each paper from (citing, cited) pairs."""
    return [
        [
            sum(b == paper and year[a] == born + lag for a, b in edges)
            for lag in range(last_year - born + 1)
        ]
        for paper, born in enumerate(year)
    ]
