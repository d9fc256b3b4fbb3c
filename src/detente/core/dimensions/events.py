"""Choices about meetings, reported incidents and acts of enforcement: which count, and for whom."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

MEETING_LEVEL = Dimension(
    "meeting_level",
    "Level of meetings",
    "Whose meetings count",
    (
        Option("intergovernmental", "of governments", "those of governments"),
        Option("all", "all levels", "also dialogues of experts and meetings open to everybody"),
    ),
    "intergovernmental",
)
MEETING_MEMBERSHIP = Dimension(
    "meeting_membership",
    "Open to",
    "Which meetings count, by who could join",
    (
        Option("all", "anyone or members only", "all of them"),
        Option("open", "any state", "those that any state could join, and no others"),
    ),
    "all",
)
PRESENCE = Dimension(
    "presence",
    "Took part if it",
    "What counts as taking part in a meeting",
    (
        Option("attended", "attended", "it took part"),
        Option(
            "signed",
            "signed",
            "it signed or endorsed the text, or joined its adoption without a vote",
        ),
    ),
    "attended",
)
EVIDENCE = Dimension(
    "evidence",
    "Evidence",
    "How well an event must be documented",
    (
        Option("any", "one reference", "every row, each of which has a reference"),
        Option(
            "high",
            "read in full or in two reports",
            "rows whose facts were read in their reference or in two reports",
        ),
    ),
    "any",
)
INCIDENT_COUNTRY = Dimension(
    "incident_country",
    "Where incidents belong",
    "Where a reported incident belongs",
    (
        Option("text", "countries named", "to all countries that its title and description name"),
        Option(
            "text_or_deployer",
            "and the deployer's",
            "also to the seat of who is said to have deployed the system",
        ),
        Option(
            "text_or_seat",
            "and the deployer's and developer's",
            "also to the seats of who deployed and who developed the system",
        ),
    ),
    "text",
)
ENFORCEMENT_ACTS = Dimension(
    "enforcement_acts",
    "Acts counted",
    "Which acts of a state count",
    (
        Option(
            "all", "all acts", "all: people held, arrested or sentenced, fines, orders, settlements"
        ),
        Option("people_held", "people held", "people held, arrested or sentenced"),
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
