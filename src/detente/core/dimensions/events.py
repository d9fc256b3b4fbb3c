"""Choices about meetings, reported incidents and acts of enforcement: which count, and for whom."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

MEETING_LEVEL = Dimension(
    "meeting_level",
    "Whose meetings count",
    (
        Option("intergovernmental", "those of governments"),
        Option("all", "also dialogues of experts and meetings open to everybody"),
    ),
    "intergovernmental",
)
MEETING_MEMBERSHIP = Dimension(
    "meeting_membership",
    "Which meetings count by who could come",
    (
        Option("all", "all of them"),
        Option("open", "those that any state could join, and no others"),
    ),
    "all",
)
PRESENCE = Dimension(
    "presence",
    "When a side was with a meeting",
    (
        Option("attended", "it took part"),
        Option("signed", "it signed or endorsed the text, or joined its adoption without a vote"),
    ),
    "attended",
)
EVIDENCE = Dimension(
    "evidence",
    "How well a documented event must be known",
    (
        Option("any", "every row, each of which has a reference"),
        Option("high", "rows whose facts were read in their reference or in two reports"),
    ),
    "any",
)
INCIDENT_COUNTRY = Dimension(
    "incident_country",
    "Where a reported incident belongs",
    (
        Option("text", "to all countries that its title and description name"),
        Option("text_or_deployer", "also to the seat of who is said to have deployed the system"),
        Option("text_or_seat", "also to the seats of who deployed and who developed the system"),
    ),
    "text",
)
ENFORCEMENT_ACTS = Dimension(
    "enforcement_acts",
    "Which acts of a state count",
    (
        Option("all", "all: people held, arrested or sentenced, fines, orders, settlements"),
        Option("people_held", "people held, arrested or sentenced"),
    ),
    "all",
)

DIMENSIONS = (
    MEETING_LEVEL,
    MEETING_MEMBERSHIP,
    PRESENCE,
    EVIDENCE,
    INCIDENT_COUNTRY,
    ENFORCEMENT_ACTS,
)
