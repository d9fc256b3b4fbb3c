"""What becomes of the records of one file, and whether the file is what OpenAlex declares."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.core.source import Conversion, Quarantined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.core.source import Piece

FEW = 50
"""Records too few to say that a field is never given."""


@dataclass(slots=True)
class Account:
    """The records of a file so far.

    Attributes
    ----------
    piece : Piece
        The file.
    records, kept : int
    left_out : Counter
        By reason.
    quarantined : list of Quarantined
    asked, given : Counter
        How often a field that may be null could have been given, and was.
    unknown : set of str
        Fields that are neither read nor known.
    """

    piece: Piece
    records: int = 0
    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    quarantined: list[Quarantined] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)

    def quarantine(self, line: int, reason: str, text: str) -> None:
        """Set a record aside."""
        self.records += 1
        self.quarantined.append(Quarantined(self.piece.name, line, reason, text))

    def settle(self) -> Conversion:
        """The conversion, if the file as a whole is sound.

        Raises
        ------
        SourceMalformed
            The file has another number of records than its publisher declares, or a field that is
            otherwise given is null in all of them.
        """
        declared = self.piece.records
        if declared is not None and declared != self.records:
            raise SourceMalformed(
                f"{self.piece.name} holds {self.records:,} records",
                why=f"the manifest declares {declared:,}: it changed while the files were fetched",
                fix="fetch the manifest and the files again, until the manifest stays the same",
            )
        never = [n for n, asked in self.asked.items() if asked >= FEW and not self.given[n]]
        if never:
            raise drift(self.piece.name, f"{', '.join(sorted(never))} is null in every record")
        return Conversion(
            self.records,
            self.kept,
            dict(sorted(self.left_out.items())),
            tuple(sorted(self.quarantined, key=lambda row: row.line)),
            notes=(unknown_note(self.unknown),) if self.unknown else (),
        )


def unknown_note(fields: Iterable[str]) -> str:
    """What is said of fields that nobody knows."""
    return "fields that are not known and were not read: " + ", ".join(sorted(fields))


def drift(name: str, why: str) -> SourceMalformed:
    """The error for a file whose records have another form than they should."""
    return SourceMalformed(
        f"{name} does not have the form of OpenAlex works (schema drift)",
        why=why,
        fix="check the publisher's release notes, and report the source as changed",
    )
