"""Choices about careers: what counts as a move, and whose identity is trusted."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

MOVE_CONFIRMATION = Dimension(
    "move_confirmation",
    "A move lasts",
    "How long a new main country must last to be a move",
    (
        Option(
            "next_year",
            "two active years",
            "two active years in a row: one paper abroad is no move",
        ),
        Option(
            "none", "one active year", "one active year: every change of the main country counts"
        ),
        Option("two_years", "three active years", "three active years in a row"),
    ),
    "next_year",
)
CAREER_GAP = Dimension(
    "career_gap",
    "Longest gap",
    "Whether an author who is not seen for years is taken for the same",
    (
        Option("any", "any gap", "yes, however long the gap between two active years"),
        Option(
            "five_years", "five years", "up to five years: a change across a longer gap is no move"
        ),
        Option("three_years", "three years", "up to three years"),
    ),
    "any",
)
AUTHOR_IDENTITY = Dimension(
    "author_identity",
    "Authors",
    "Whose identity is trusted",
    (
        Option("all", "all authors", "every author that the source tells apart"),
        Option(
            "orcid",
            "authors with ORCID",
            "authors with an ORCID, who said themselves which papers are theirs",
        ),
    ),
    "all",
)

AUTHOR_STANDING = Dimension(
    "author_standing",
    "Standing",
    "Whether authors must have written highly cited works",
    (
        Option("all", "all authors", "no: every author counts"),
        Option(
            "top_cited",
            "highly cited authors",
            "yes: one of the most cited 10 % of its year and type, or more",
        ),
    ),
    "all",
)

DIMENSIONS = (MOVE_CONFIRMATION, CAREER_GAP, AUTHOR_IDENTITY, AUTHOR_STANDING)
