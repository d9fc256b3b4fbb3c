"""What came from the server and is not on disk yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.sources.openalex.api.replies import Work


@dataclass(slots=True)
class Batch:
    """What came since the last commit.

    Attributes
    ----------
    works : list of Work
    cursors : list of str
        Cursors of the pages they came on.
    counts : list of int
        How many works each page said the list has.
    following : str or None
        Cursor of the next page; None after the last, and where there are no pages.
    merged : list of (int, int)
        Identifiers, each with the one it was merged into.
    deleted : list of int
    repeated : int
        Records that had come before.
    """

    works: list[Work] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    following: str | None = None
    merged: list[tuple[int, int]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    repeated: int = 0

    @property
    def answers(self) -> int:
        """How many replies it holds."""
        return len(self.cursors) or len(self.works) + len(self.merged) + len(self.deleted)
