"""Models and benchmark scores published by Epoch AI, under CC BY 4.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.sources import epoch
from detente.sources.starter.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading

PART = Part(
    title=epoch.SOURCE.title,
    publisher=epoch.SOURCE.url,
    licence=epoch.SOURCE.licence,
    citation=epoch.SOURCE.citation,
    counts=(("model", 1_400, 2_000), ("score", 2_800, 3_400)),
    known_gaps=epoch.SOURCE.known_gaps,
)
# the third export, of 2024, holds the same models under other names, and would count them twice
_FOLDERS = ("notable_2025-04", "benchmark_stitching")


def make(data: Path) -> Reading:
    """The list of notable models of April 2025 and the scores of November 2025."""
    folder = data / "epoch"
    files = [file for name in _FOLDERS for file in sorted((folder / name).rglob("*.csv"))]
    return epoch.read_files(files, folder)
