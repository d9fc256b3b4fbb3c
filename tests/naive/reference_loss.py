"""Which references stay, one by one, by comparing 32 random bits with an exact probability."""

from fractions import Fraction

from naive.bootstrap import MASK32, MASK64, mix


def kept(edge, chance, seed, draw):
    """Whether the citation (citing, cited) stays."""
    citing, cited = edge
    keys = mix((cited + mix((citing + mix(seed + 2)) & MASK64)) & MASK64)
    value = (draw * 0x9E3779B9 + (keys & MASK32)) & MASK32
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & MASK32
    value = ((value ^ (value >> 13)) + (keys >> 32)) & MASK32
    value = (value * 0xC2B2AE35) & MASK32
    value = ((value ^ (value >> 16)) * 0x27D4EB2F) & MASK32
    value ^= value >> 15
    return Fraction(value, 2**32) < Fraction(round(Fraction(chance) * 2**32), 2**32)
