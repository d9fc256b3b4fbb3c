"""A part of the starter: tables of facts from one publisher, made once and shipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from detente.core.source import Reading


@dataclass(frozen=True, slots=True)
class Part:
    """Tables that the starter carries from one publisher.

    Attributes
    ----------
    title, publisher, licence, citation : str
        What it is, who publishes it, under which licence facts of it ship, and whom to cite.
    counts : tuple of (str, int, int)
        (table, least rows, most rows): each table stands in one file of that name.
    known_gaps : tuple of str
        What it is known to miss; shown wherever its numbers are.
    """

    title: str
    publisher: str
    licence: str
    citation: str
    counts: tuple[tuple[str, int, int], ...]
    known_gaps: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of its tables."""
        return tuple(table for table, _, _ in self.counts)


class PartModule(Protocol):
    """What a module of ``detente.sources.starter.parts`` offers."""

    PART: Part

    def make(self, data: Path) -> Reading:
        """The facts that ship, from the folder that holds a folder for each publisher's files.

        Only ``make starter`` calls it; the starter is read from what it wrote.
        """
