"""International meetings on AI: our own table, collected from public documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.sources import meeting
from detente.sources.starter.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading

PART = Part(
    title=meeting.SOURCE.title,
    publisher="detente",
    licence=meeting.SOURCE.licence,
    citation=meeting.SOURCE.citation,
    counts=meeting.SOURCE.counts,
    known_gaps=meeting.SOURCE.known_gaps,
)


def make(_data: Path) -> Reading:
    """All rows, which come with the package."""
    return meeting.read()
