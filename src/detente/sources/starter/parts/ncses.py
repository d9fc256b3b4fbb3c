"""Figures published by NCSES: a US Government work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.sources import ncses
from detente.sources.starter.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading

PART = Part(
    title=ncses.SOURCE.title,
    publisher=ncses.SOURCE.url,
    licence=ncses.SOURCE.licence,
    citation=ncses.SOURCE.citation,
    counts=ncses.SOURCE.counts,
)


def make(data: Path) -> Reading:
    """All figures of the five tables."""
    return ncses.read(data / "ncses_sei")
