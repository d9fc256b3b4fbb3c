"""Slow, obvious effects of listings: one entity, one year and one fraction at a time."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, permutations


def sides(years, counts, listed, lag=0, at=None):
    """Years before and after the listing in which something is known of the entity."""
    known = [y for y, n in zip(years, counts, strict=True) if n is not None]
    before = [y for y in known if y < listed]
    after = [y for y in known if (y > listed + lag if at is None else y == listed + at)]
    return before, after


def growth_of(years, members, before, year, equal):
    """Σ now / Σ before of some entities; with equal weights, the mean of their ratios."""
    at = {y: place for place, y in enumerate(years)}
    past = [sum(counts[at[y]] for y in before) for counts in members]
    now = [counts[at[year]] for counts in members]
    if equal:
        ratios = [Fraction(n, p) for n, p in zip(now, past, strict=True) if p]
        return sum(ratios) / len(ratios) if ratios else None
    return Fraction(sum(now), sum(past)) if sum(past) else None


def compared(years, counts, listed, *, lag=0, not_yet=False, equal=False, at=None):
    """Observed and expected papers of the listed entities; None where a growth is undefined."""
    place = {y: i for i, y in enumerate(years)}
    observed, expected = Fraction(0), Fraction(0)
    for row, year in zip(counts, listed, strict=True):
        if year is None:
            continue
        before, after = sides(years, row, year, lag, at)
        if not before:
            continue
        past = sum(row[place[y]] for y in before)
        if equal and not past:
            continue
        for t in after:
            controls = [
                other
                for other, theirs in zip(counts, listed, strict=True)
                if None not in other and (theirs is None or (not_yet and theirs > t))
            ]
            growth = growth_of(years, controls, before, t, equal)
            if growth is None:
                return None
            observed += Fraction(row[place[t]], past) if equal else row[place[t]]
            expected += growth if equal else past * growth
    return observed, expected


def rate_ratio(*panel, **rule):
    found = compared(*panel, **rule)
    return found[0] / found[1] if found and found[1] else None


def mean(values):
    return sum(values, Fraction(0)) / len(values)


def mean_difference(years, counts, listed, lag=0):
    at = {y: place for place, y in enumerate(years)}
    never = [row for row, year in zip(counts, listed, strict=True) if year is None]
    controls = [row for row in never if None not in row]
    changes = []
    for row, year in zip(counts, listed, strict=True):
        before, after = ([], []) if year is None else sides(years, row, year, lag)
        if not (before and after and controls):
            continue
        own = mean([row[at[y]] for y in after]) - mean([row[at[y]] for y in before])
        theirs = [
            mean([c[at[y]] for y in after]) - mean([c[at[y]] for y in before]) for c in controls
        ]
        changes.append(own - mean(theirs))
    return mean(changes) if changes else None


def permutation(years, counts, listed, **rule):
    """Shares of all assignments whose rate ratio is as small, as large, as far from 1."""
    own = rate_ratio(years, counts, listed, **rule)
    if own is None:
        return None
    found = [rate_ratio(years, counts, list(d), **rule) for d in set(permutations(listed))]

    def distance(value):
        return math.inf if not value else abs(math.log(value))

    fell = sum(value is None or value <= own for value in found)
    rose = sum(value is None or value >= own for value in found)
    either = sum(value is None or distance(value) >= distance(own) - 1e-9 for value in found)
    return [Fraction(n, len(found)) for n in (fell, rose, either)], len(found)


def solve(matrix, right):
    """x of a square system by elimination; None where it is singular."""
    rows = [
        [Fraction(v) for v in row] + [Fraction(b)] for row, b in zip(matrix, right, strict=True)
    ]
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(len(rows)):
            if i != k:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows]


def distance(unit, controls, weights):
    mixed = [
        sum(w * c[t] for w, c in zip(weights, controls, strict=True)) for t in range(len(unit))
    ]
    return sum((u - m) ** 2 for u, m in zip(unit, mixed, strict=True))


def simplex_weights(unit, controls):
    """The best mixture, over every set of controls that could have a share in it."""
    best = None
    for size in range(1, len(controls) + 1):
        for chosen in combinations(range(len(controls)), size):
            inner = [[sum(a * b for a, b in zip(controls[i], controls[j], strict=True))
                      for j in chosen] for i in chosen]  # fmt: skip
            matrix = [[*row, 1] for row in inner] + [[1] * size + [0]]
            right = [sum(a * b for a, b in zip(controls[i], unit, strict=True)) for i in chosen]
            found = solve(matrix, [*right, 1])
            if found is None or min(found[:-1]) < 0:
                continue
            weights = [Fraction(0)] * len(controls)
            for i, w in zip(chosen, found[:-1], strict=True):
                weights[i] = w
            gap = distance(unit, controls, weights)
            if best is None or gap < best[0]:
                best = gap, weights
    return best


def line(times, values):
    """Level at time 0 and slope of the least-squares line, exactly."""
    n, st, sy = len(times), sum(times), sum(values)
    stt, sty = sum(t * t for t in times), sum(t * v for t, v in zip(times, values, strict=True))
    slope = Fraction(n * sty - st * sy, n * stt - st * st)
    return (sy - slope * st) / n, slope


def interrupted(years, series, first_after):
    """Level, trend, step and change of slope: one line before, one after."""
    pre = [(y - years[0], v) for y, v in zip(years, series, strict=True) if y < first_after]
    post = [(y - years[0], v) for y, v in zip(years, series, strict=True) if y >= first_after]
    level, trend = line(*zip(*pre, strict=True))
    after, slope = line(*zip(*post, strict=True))
    start = first_after - years[0]
    return level, trend, after + slope * start - level - trend * start, slope - trend


def ppml_beta(years, counts, listed, lag=0):
    """β of two-way Poisson pseudo-maximum likelihood, by setting one parameter at a time."""
    used, listed_years = {}, set()
    for row, year in zip(counts, listed, strict=True):
        if year is not None:
            listed_years |= set().union(*sides(years, row, year, lag))
    for i, (row, year) in enumerate(zip(counts, listed, strict=True)):
        own = years if year is None else [y for side in sides(years, row, year, lag) for y in side]
        for y, n in zip(years, row, strict=True):
            if n is not None and y in own and y in listed_years:
                used[i, y] = n, year is not None and y > year + lag
    rows, columns = {i for i, _ in used}, {y for _, y in used}
    used = {k: v for k, v in used.items()
            if sum(used[i, y][0] for i, y in used if i == k[0])
            and sum(used[i, y][0] for i, y in used if y == k[1])}  # fmt: skip
    entity, time, effect = dict.fromkeys(rows, 1.0), dict.fromkeys(columns, 1.0), 1.0
    for _ in range(3000):
        for which, index in ((entity, 0), (time, 1)):
            above, below = dict.fromkeys(which, 0.0), dict.fromkeys(which, 0.0)
            for key, (n, treated) in used.items():
                above[key[index]] += n
                below[key[index]] += entity[key[0]] * time[key[1]] * (effect if treated else 1)
            for name in which:
                which[name] *= above[name] / below[name] if below[name] else 1
        above = sum(n for n, treated in used.values() if treated)
        effect *= above / sum(
            entity[i] * time[y] * effect for (i, y), (_, treated) in used.items() if treated
        )
    return math.log(effect)


def nearest(one, others, allowed, number):
    """The nearest by squared scaled distance of those allowed, and all that tie with the last."""
    away = sorted(
        (sum((a - b) ** 2 for a, b in zip(one, other, strict=True)), place)
        for place, other in enumerate(others)
        if allowed[place]
    )
    if number < 1 or not away:
        return [False] * len(others)
    limit = away[min(number, len(away)) - 1][0]
    near = {place for distance, place in away if distance <= limit}
    return [place in near for place in range(len(others))]
