"""Bootstrap weights and sums under them in plain Python; exact probabilities by enumeration."""

import math
from fractions import Fraction
from functools import cache
from itertools import product

MASK32, MASK64 = 2**32 - 1, 2**64 - 1


def mix(value):
    """The finaliser of SplitMix64, from its published constants."""
    value &= MASK64
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK64
    return value ^ (value >> 31)


def bits(seed, work, draw):
    keys = mix(work + mix(seed + 1))
    value = (draw * 0x9E3779B9 + (keys & MASK32)) & MASK32
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & MASK32
    value = ((value ^ (value >> 13)) + (keys >> 32)) & MASK32
    value = (value * 0xC2B2AE35) & MASK32
    value = ((value ^ (value >> 16)) * 0x27D4EB2F) & MASK32
    return value ^ (value >> 15)


@cache  # many answers ask for the same ones
def weight(seed, work, draw):
    """The smallest k with P(Poisson(1) <= k) above the work's uniform number."""
    uniform = Fraction(bits(seed, work, draw), 2**32)
    cumulative, k = Fraction(0), 0
    while k < 10:
        cumulative += Fraction(math.exp(-1)) / math.factorial(k)
        if uniform < Fraction(round(cumulative * 2**32), 2**32):
            break
        k += 1
    return k


def poisson(k):
    return math.exp(-1) / math.factorial(k)


def strictly_first(counts, chosen):
    """Exact P(chosen is first), P(tie), P(not) under independent Poisson totals of groups of works.

    `counts` maps each of two competitors to its number of works.
    """
    other = next(name for name in counts if name != chosen)
    first = tie = 0.0
    for a, b in product(range(80), repeat=2):
        p = math.exp(a * math.log(counts[chosen]) - counts[chosen] - math.lgamma(a + 1)) * math.exp(
            b * math.log(counts[other]) - counts[other] - math.lgamma(b + 1)
        )
        first, tie = first + p * (a > b), tie + p * (a == b)
    return first, tie, 1 - first - tie


def accumulated(cells, entries, weights, groups, keys):
    """Σ value × weight by group, key and draw; `entries` is a list of (key, value) a cell."""
    draws = len(weights[0])
    out = [[[0.0] * draws for _ in range(keys)] for _ in range(max(groups) + 1)]
    for cell in range(cells):
        for key, value in entries[cell]:
            for draw in range(draws):
                out[groups[cell]][key][draw] += value * weights[cell][draw]
    return out
