"""The coding of the EU's and China's rules on AI: our own, in our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.sources import rules
from detente.sources.starter.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading

PART = Part(
    title=rules.SOURCE.title,
    publisher=rules.SOURCE.url,
    licence=rules.SOURCE.licence,
    citation=rules.SOURCE.citation,
    counts=rules.SOURCE.counts,
    known_gaps=rules.SOURCE.known_gaps,
)


def make(data: Path) -> Reading:  # noqa: ARG001
    """Both passes, from the package itself: no publisher has a file of them."""
    return rules.read()
