"""Choices about listed entities: how far from its name a listing reaches."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

ENTITY_SCOPE = Dimension(
    "entity_scope",
    "Scope of an entity",
    "Which organisations count as the listed entity",
    (
        Option(
            "named", "the entity itself", "the entity under a name of its own, with its departments"
        ),
        Option(
            "campuses",
            "with campuses and branches",
            "also its campuses and branches in other places",
        ),
        Option(
            "affiliates",
            "with affiliates",
            "also firms of its family, branches of firms abroad and joint laboratories",
        ),
    ),
    "campuses",
)

DIMENSIONS = (ENTITY_SCOPE,)
