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
    "China's rules",
    "Which instruments are China's rules",
    (
        Option(
            "all",
            "all three measures",
            "the measures on generative AI, deep synthesis and recommendation",
        ),
        Option(
            "generated_content",
            "generative AI, deep synthesis",
            "the measures on generative AI and deep synthesis",
        ),
        Option("generative_ai", "generative AI alone", "the measures on generative AI alone"),
    ),
    "all",
)
LEVEL = Dimension(
    "taxonomy_level",
    "Detail",
    "How finely obligations are told apart",
    (
        Option("type", "58 types", "58 types of obligation"),
        Option("family", "14 families", "14 families of such types"),
    ),
    "type",
)
ADDRESSEES = Dimension(
    "addressees",
    "Who is obliged",
    "Whose obligations count",
    (
        Option("everybody", "everybody", "also those of authorities, assessors and associations"),
        Option("operators", "operators", "of those who offer, supply, pass on or use AI"),
    ),
    "everybody",
)
CODERS = Dimension(
    "coders",
    "Coders",
    "What counts as found where coders differ",
    (
        Option(
            "votes",
            "mean of the coders",
            "the mean of the coders: a code that half of them found is there by half",
        ),
        Option("either", "found by any", "what any coder found, at the highest strength"),
        Option("both", "found by all", "what every coder found, at the lowest strength"),
    ),
    "votes",
)
WEIGHT = Dimension(
    "obligation_weight",
    "Weight of an obligation",
    "What an obligation weighs",
    (
        Option("strength", "by strength", "1 if soft, 2 if binding, 3 if binding and specified"),
        Option("presence", "all alike", "1, however strong it is"),
    ),
    "strength",
)

DIMENSIONS = (INSTRUMENTS, LEVEL, ADDRESSEES, CODERS, WEIGHT)
