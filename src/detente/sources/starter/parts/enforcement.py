"""State enforcement against the misuse of AI: our own table, collected from public documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.sources import enforcement
from detente.sources.starter.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading

PART = Part(
    title=enforcement.SOURCE.title,
    publisher="detente",
    licence=enforcement.SOURCE.licence,
    citation=enforcement.SOURCE.citation,
    counts=enforcement.SOURCE.counts,
    known_gaps=enforcement.SOURCE.known_gaps,
)


def make(_data: Path) -> Reading:
    """All rows, which come with the package."""
    return enforcement.read()
