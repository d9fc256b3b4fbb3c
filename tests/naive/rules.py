"""Agreement of coders and overlap of rules, by brute force with fractions."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from fractions import Fraction
from itertools import permutations, product

from naive import bootstrap

# Krippendorff 2011, figure C: four observers, twelve units, missing values
REFERENCE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def alpha(codes, scale="nominal", times=None):
    """Krippendorff's alpha over ordered pairs; ``codes`` is one list a coder, None missing."""
    units = []
    for number, unit in enumerate(zip(*codes, strict=True)):
        known = [value for value in unit if value is not None]
        if len(known) >= 2:
            units += [known] * (1 if times is None else times[number])
    values = Counter(value for unit in units for value in unit)
    n = sum(values.values())

    def apart(one, other):
        low, high = sorted((one, other))
        if scale == "nominal":
            return Fraction(one != other)
        if scale == "interval":
            return Fraction((one - other) ** 2)
        between = sum(count for value, count in values.items() if low <= value <= high)
        return (between - Fraction(values[low] + values[high], 2)) ** 2

    observed = sum(
        (
            apart(one, other) / (len(unit) - 1)
            for unit in units
            for one, other in permutations(unit, 2)
        ),
        Fraction(0),
    )
    everything = [value for value, count in values.items() for _ in range(count)]
    expected = sum((apart(a, b) for a, b in permutations(everything, 2)), Fraction(0))
    return None if expected == 0 else 1 - (n - 1) * observed / expected


def kappa(first, second):
    """Units both coded, observed and expected agreement, and Cohen's kappa."""
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    n = len(pairs)
    if not n:
        return {"n": 0, "p_observed": None, "p_expected": None, "kappa": None}
    observed = Fraction(sum(a == b for a, b in pairs), n)
    one, other = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum((Fraction(one[v] * other[v], n * n) for v in one), Fraction(0))
    value = None if expected == 1 else (observed - expected) / (1 - expected)
    return {"n": n, "p_observed": observed, "p_expected": expected, "kappa": value}


def share(above, below):
    return Fraction(above) / Fraction(below) if below else None


def measures(first, second):
    """Every measure of two sets of rules given as {code: number}; absent codes are 0."""
    codes = {*first, *second}
    pairs = [(first.get(code, 0), second.get(code, 0)) for code in codes]
    common = sum(min(pair) for pair in pairs)
    one, other = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return {
        "jaccard": share(common, sum(max(pair) for pair in pairs)),
        "dice": share(2 * common, one + other),
        "overlap_coefficient": share(common, min(one, other)),
        "coverage": share(common, one),
        "coverage_back": share(common, other),
    }


def unique(first, second):
    """Codes of the second that the first lacks."""
    return {code for code, value in second.items() if value and not first.get(code)}


def adds(first, second, members):
    """Whether the second has any of these codes at 2 or more, and the first none at all."""
    return not any(first.get(code) for code in members) and any(
        second.get(code, 0) >= 2 for code in members
    )


def outcomes(probability):
    """Every set of codes that can be there, with its probability."""
    codes = sorted(probability)
    for there in product((False, True), repeat=len(codes)):
        weight = Fraction(1)
        for code, present in zip(codes, there, strict=True):
            chance = Fraction(probability[code])
            weight *= chance if present else 1 - chance
        if weight:
            yield {code for code, present in zip(codes, there, strict=True) if present}, weight


def expected(values, threshold=Fraction(1, 2)):
    """Mean, P(>= threshold) and the central 95 % of (value, probability) pairs, None left out."""
    known = sorted((value, weight) for value, weight in values if value is not None)
    total = sum((weight for _, weight in known), Fraction(0))
    if not total:
        return None, None, (None, None)
    ends = []
    for q in (Fraction(25, 1000), Fraction(975, 1000)):
        reached = Fraction(0)
        for value, weight in known:
            reached += weight / total
            if reached >= q:
                ends.append(value)
                break
    mean = sum((value * weight for value, weight in known), Fraction(0)) / total
    most = sum((weight for value, weight in known if value >= threshold), Fraction(0)) / total
    return mean, most, tuple(ends)


# ---- a release of coded rules, row by row ----

OPERATORS = {"provider", "deployer", "distributor", "supplier", "user", "anyone"}
CHINESE = {
    "all": None,
    "generated_content": {"cn_generative_ai", "cn_deep_synthesis"},
    "generative_ai": {"cn_generative_ai"},
}


def identity(name, number):
    return int(hashlib.sha256(f"{name}/{number}".encode()).hexdigest()[:16], 16) // 2


class Rules:
    """Rows of both tables under a specification, asked draw by draw; draw None is the estimate."""

    def __init__(self, instruments, obligations, specification, seed):
        self.specification, self.seed = specification, seed
        chosen = CHINESE[specification["chinese_rules"]]
        self.side = {
            row["instrument"]: row["jurisdiction"]
            for row in instruments
            if row["jurisdiction"] != "CN" or chosen is None or row["instrument"] in chosen
        }
        self.every = [row for row in obligations if row["instrument"] in self.side]
        level = specification["taxonomy_level"]
        self.codes = sorted({row[level] for row in obligations if row["type"]})
        self.family = {row[level]: row["family"] for row in obligations if row["type"]}
        self.coders = sorted({row["coder"] for row in obligations})
        self.rows = [
            row
            for row in self.every
            if row["type"]
            and (specification["addressees"] == "everybody" or row["addressee"] in OPERATORS)
        ]

    def articles(self):
        return sorted({(row["instrument"], row["article"]) for row in self.every})

    def counted(self, row, draw):
        name = identity(row["instrument"], row["article"])
        return draw is None or bootstrap.weight(self.seed, name, draw) > 0

    def operative(self, *sides):
        return len(
            {
                (row["instrument"], row["article"])
                for row in self.rows
                if self.side[row["instrument"]] in sides
            }
        )

    def found(self, side, coder, draw, weight):
        """What one coder found on one side."""
        level, held = self.specification["taxonomy_level"], {}
        for row in self.rows:
            if row["coder"] != coder or self.side[row["instrument"]] != side:
                continue
            if self.counted(row, draw):
                strength = row["strength"] if weight == "strength" else 1
                held[row[level]] = max(held.get(row[level], 0), strength)
        return held

    def rules(self, side, draw, weight=None):
        weight = weight or self.specification["obligation_weight"]
        each = [self.found(side, coder, draw, weight) for coder in self.coders]
        merged = {}
        for code in self.codes:
            values = [held.get(code, 0) for held in each]
            rule = self.specification["coders"]
            if rule == "either":
                merged[code] = max(values)
            elif rule == "both":
                merged[code] = min(values)
            elif draw is None:
                merged[code] = Fraction(sum(values), len(values))
            else:
                bits = bootstrap.bits(self.seed, identity(f"{side} {code}", 0), draw)
                merged[code] = values[bits * len(values) // 2**32]
        return merged

    def votes(self, side):
        each = [set(self.found(side, coder, None, "presence")) for coder in self.coders]
        return {
            code: Fraction(sum(code in held for held in each), len(each)) for code in self.codes
        }

    def agreement(self, draw):
        """(alpha of presence, of strength, kappa) over all that was coded at this level."""
        level = self.specification["taxonomy_level"]
        units = []
        for instrument, article in self.articles():
            times = 1
            if draw is not None:
                times = bootstrap.weight(self.seed, identity(instrument, article), draw)
            for code in self.codes:
                strongest = tuple(
                    max(
                        (
                            row["strength"]
                            for row in self.every
                            if (row["instrument"], row["article"]) == (instrument, article)
                            and row["coder"] == coder
                            and row[level] == code
                        ),
                        default=0,
                    )
                    for coder in self.coders
                )
                units += [strongest] * times
        coded = [list(values) for values in zip(*units, strict=True)]
        if not coded:
            return None, None, None
        there = [[value > 0 for value in values] for values in coded]
        both = kappa(there[0], there[1])["kappa"] if len(there) > 1 else None
        return _fast(there, "nominal"), _fast(coded, "ordinal"), both


def _fast(codes, scale):
    """`alpha` of coders who coded every unit, by counts: thousands of units stay quick."""
    if len(codes) < 2:
        return None
    values = Counter(value for coder in codes for value in coder)
    n = sum(values.values())

    def apart(one, other):
        low, high = sorted((one, other))
        if scale == "nominal":
            return Fraction(one != other)
        between = sum(count for value, count in values.items() if low <= value <= high)
        return (between - Fraction(values[low] + values[high], 2)) ** 2

    units = Counter(zip(*codes, strict=True))
    observed = sum(
        times * sum((apart(a, b) for a, b in permutations(unit, 2)), Fraction(0)) / (len(unit) - 1)
        for unit, times in units.items()
    )
    expected = sum(values[a] * (values[b] - (a == b)) * apart(a, b) for a in values for b in values)
    return None if not expected else 1 - (n - 1) * observed / expected


def near(value):
    """A fraction as a double, None as NaN."""
    return math.nan if value is None else float(value)
