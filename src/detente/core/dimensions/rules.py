"""Choices about rules: which instruments and obligations count, and how finely told apart."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.core.dimension import Dimension, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

# Instruments that are China's rules under an option; of others all of their own are.
CHINESE_INSTRUMENTS: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "all": None,
        "generated_content": frozenset({"cn_generative_ai", "cn_deep_synthesis"}),
        "generative_ai": frozenset({"cn_generative_ai"}),
    }
)
# Who is obliged by what counts; None for everybody.
ADDRESSED: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "everybody": None,
        "operators": frozenset(
            {"provider", "deployer", "distributor", "supplier", "user", "anyone"}
        ),
    }
)

INSTRUMENTS = Dimension(
    "chinese_rules",
    "Which instruments are China's rules",
    (
        Option("all", "the measures on generative AI, deep synthesis and recommendation"),
        Option("generated_content", "the measures on generative AI and deep synthesis"),
        Option("generative_ai", "the measures on generative AI alone"),
    ),
    "all",
)
LEVEL = Dimension(
    "taxonomy_level",
    "How finely obligations are told apart",
    (
        Option("type", "58 types of obligation"),
        Option("family", "14 families of such types"),
    ),
    "type",
)
ADDRESSEES = Dimension(
    "addressees",
    "Whose obligations count",
    (
        Option("everybody", "also those of authorities, assessors and associations"),
        Option("operators", "of those who offer, supply, pass on or use AI"),
    ),
    "everybody",
)
CODERS = Dimension(
    "coders",
    "What counts as found where coders differ",
    (
        Option("votes", "the mean of the coders: a code that half of them found is there by half"),
        Option("either", "what any coder found, at the highest strength"),
        Option("both", "what every coder found, at the lowest strength"),
    ),
    "votes",
)
WEIGHT = Dimension(
    "obligation_weight",
    "What an obligation weighs",
    (
        Option("strength", "1 if soft, 2 if binding, 3 if binding and specified"),
        Option("presence", "1, however strong it is"),
    ),
    "strength",
)

DIMENSIONS = (INSTRUMENTS, LEVEL, ADDRESSEES, CODERS, WEIGHT)
