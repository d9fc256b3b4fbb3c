"""Choices about the effect of a listing: how long papers take, and what is compared with what."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

PUBLICATION_LAG = Dimension(
    "publication_lag",
    "Publication lag",
    "How many years after a listing papers still come from work before it",
    (
        Option("none", "none", "none: only the year of the listing is left out"),
        Option("one_year", "one year", "one: the year of the listing and the next are left out"),
        Option(
            "two_years", "two years", "two: the year of the listing and the next two are left out"
        ),
    ),
    "one_year",
)
EFFECT_ESTIMATOR = Dimension(
    "effect_estimator",
    "Growth of",
    "Whose growth the effect is about",
    (
        Option(
            "pooled",
            "all papers together",
            "that of all papers together: large entities weigh more",
        ),
        Option(
            "entity_mean",
            "the average entity",
            "the mean of the entities' own growths: each weighs the same",
        ),
    ),
    "pooled",
)
OUTCOME = Dimension(
    "outcome",
    "Outcome",
    "What a listing may change",
    (
        Option("joint_papers", "joint papers", "the number of papers with the sanctioning country"),
        Option(
            "per_other_paper",
            "joint per other paper",
            "the same for each other paper of the entity, whose growth or "
            "decline is thereby taken out",
        ),
    ),
    "joint_papers",
)
CONTROLS = Dimension(
    "controls",
    "Controls",
    "What listed entities are compared with",
    (
        Option(
            "matched",
            "matched entities",
            "the five never-listed entities (more, where all would be fewer than 20) "
            "most like each before its listing, in "
            "number and trend of joint papers, fields and kind of organisation",
        ),
        Option(
            "never_listed", "never listed", "all entities of the country that were never listed"
        ),
        Option(
            "not_yet_listed",
            "never or not yet listed",
            "these, and entities listed later, up to their listing",
        ),
    ),
    "matched",
)

DIMENSIONS = (PUBLICATION_LAG, EFFECT_ESTIMATOR, OUTCOME, CONTROLS)
