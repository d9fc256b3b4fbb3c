"""Choices about listed entities: how far from its name a listing reaches."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

ENTITY_SCOPE = Dimension(
    "entity_scope",
    "Which organisations are the listed entity",
    (
        Option("named", "the entity under a name of its own, with its departments"),
        Option("campuses", "also its campuses and branches in other places"),
        Option("affiliates", "also firms of its family, branches of firms abroad and joint "
               "laboratories"),
    ),
    "campuses",
)  # fmt: skip

DIMENSIONS = (ENTITY_SCOPE,)
