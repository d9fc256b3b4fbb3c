"""The Entity List, its dates and names: a US Government work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.sources import entity_list
from detente.sources.starter.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading

PART = Part(
    title="Entity List of the Bureau of Industry and Security, July 2026",
    publisher=entity_list.SOURCE.url,
    licence=entity_list.SOURCE.licence,
    citation=(
        "Bureau of Industry and Security, Entity List, Supplement No. 4 to 15 CFR Part 744, "
        "July 2026."
    ),
    counts=(("listing", 3_000, 4_000), ("listing_alias", 6_000, 10_000)),
    known_gaps=entity_list.SOURCE.known_gaps,
)


def make(data: Path) -> Reading:
    """Entries and names of the Entity List; the other lists come with the source itself."""
    path = data / "us_restricted_lists" / "bis_entity_list.json"
    return entity_list.read_lists([path], PART.counts)
