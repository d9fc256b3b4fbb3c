"""Adoption lags in plain Python: one pair of years at a time, in fractions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import inf, sqrt


def share(topic, total):
    return [Fraction(a) / Fraction(b) if b else None for a, b in zip(topic, total, strict=True)]


def at(series, place):
    """Linear interpolation; None outside or beside a gap."""
    low = place.numerator // place.denominator
    part = place - low
    if not 0 <= low < len(series) or (part and low + 1 >= len(series)):
        return None
    ends = [series[low], series[low + 1]] if part else [series[low], 0]
    if None in ends:
        return None
    return (1 - part) * ends[0] + part * ends[1]


def gap(leader, follower, shift, least=5):
    pairs = [(value, at(leader, t - shift)) for t, value in enumerate(follower)]
    known = [(a - b) ** 2 for a, b in pairs if a is not None and b is not None]
    return sum(known) / len(known) if len(known) >= least else None


def symmetric(one, other, shift, least=5):
    both = gap(one, other, shift, least), gap(other, one, -shift, least)
    return None if None in both else sum(both) / 2


def best(values, places):
    """The place of the largest value, of several the nearest to 0; None for ± the same."""
    known = [(v, p) for v, p in zip(values, places, strict=True) if v is not None]
    if not known:
        return None
    first = [p for v, p in known if v == max(v for v, _ in known)]
    nearest = {p for p in first if abs(p) == min(abs(p) for p in first)}
    return nearest.pop() if len(nearest) == 1 else None


def crossing(series, level):
    """Year at which a level is first reached; inf never, -inf before the first, None unknown."""
    known = [(t, v) for t, v in enumerate(series) if v is not None]
    if not known:
        return None
    if known[0][1] >= level:
        return -inf
    for (t, a), (u, b) in itertools.pairwise(known):
        if b >= level:
            return t + (level - a) / (b - a) * (u - t)
    return inf


def first_to(counts, threshold):
    total = 0
    for year, count in enumerate(counts):
        total += count
        if total >= threshold and total:
            return year
    return inf


def first_to_share(topic, total, level):
    for year in range(len(topic)):
        a, b = sum(topic[: year + 1]), sum(total[: year + 1])
        if b and a and Fraction(a) / Fraction(b) >= level:
            return year
    return inf


def correlation(leader, follower, lag, least=5):
    """Correlation of the follower's changes with the leader's `lag` years before."""

    def steps(series):
        return [None if None in (a, b) else b - a
                for a, b in itertools.pairwise(series)]  # fmt: skip

    ahead, behind = steps(leader), steps(follower)
    pairs = [
        (ahead[t - lag], behind[t])
        for t in range(len(behind))
        if 0 <= t - lag < len(ahead) and None not in (ahead[t - lag], behind[t])
    ]
    if len(pairs) < max(2, least - 1):
        return None
    means = [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]
    apart = [(a - means[0], b - means[1]) for a, b in pairs]
    squares = [sum(side * side for side in column) for column in zip(*apart, strict=True)]
    if not all(squares):
        return None
    return float(sum(a * b for a, b in apart)) / sqrt(squares[0] * squares[1])


def lag_of(leader, follower):
    """Follower - leader; None where both are unknown or at the same end."""
    if None in (leader, follower) or (leader == follower and leader in (inf, -inf)):
        return None
    return follower - leader


def lags(leader, follower, levels, numbers, least=5):
    """Every lag of one topic: {(metric, level): years, ±inf where censored, None if undefined}."""
    shares = [share(*side) for side in (leader, follower)]
    most = min(10, len(shares[0]) - least)
    taus = [Fraction(n, 4) for n in range(-4 * most, 4 * most + 1)]
    gaps = [symmetric(*shares, tau) for tau in taus]
    steps = list(range(-most, most + 1))
    like = [correlation(*shares, step) for step in steps]
    found = {
        ("shift", None): best([None if g is None else -g for g in gaps], taus),
        ("correlation_lag", None): best([None if c is None else round(c, 9) for c in like], steps),
    }
    for level in levels:
        part = Fraction(level) / 100  # in %, written as in the row
        found["horizontal_lag", f"{level} %"] = lag_of(*(crossing(s, part) for s in shares))
        found["first_to_share", f"{level} %"] = lag_of(
            *(first_to_share(*side, part) for side in (leader, follower))
        )
    for number in numbers:
        when = (first_to(side[0], number) for side in (leader, follower))
        found["first_to_papers", f"{number} papers"] = lag_of(*when)
    return found


def overlap(leader, follower):
    """Years in which both countries have papers."""
    shares = [share(*side) for side in (leader, follower)]
    return sum(None not in pair for pair in zip(*shares, strict=True))
