"""What a source declares about itself, and what reading it gives.

A source is a module with ``SOURCE`` and either ``read(path) -> Reading``, or, where its files are
too many or too large to read at once, the three functions of :class:`StagedModule`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

LONGEST_TEXT = 200
"""Characters kept of a quarantined record."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named set of labels: one answer to "which works are AI?" or "which are vision?".

    Attributes
    ----------
    name : str
        The option of the dimension ``ai_definition``, e.g. ``"vision"``.
    title : str
        What it takes in, for a reader.
    scheme : str
        The ``label.scheme`` it reads.
    labels : tuple of str
        Labels of that scheme that count; empty for every label of the scheme.
    threshold : float
        Least ``label.score`` that counts.
    steady : bool
        Whether its works come from the same venues every year, so that it can carry a change over
        time. Claims about a change take such definitions, claims about a level the others.
    """

    name: str
    title: str
    scheme: str
    labels: tuple[str, ...] = ()
    threshold: float = 0.0
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A provider of data.

    Attributes
    ----------
    name : str
        The module's name, as used on the command line.
    title, url, licence, citation : str
        Who publishes it, where, under which licence, and how to cite it.
    cadence : str
        How often the publisher updates it.
    tables : tuple of str
        Canonical tables that reading it fills.
    coverage : str
        What it covers.
    known_gaps : tuple of str
        What it is known to miss or to get wrong; shown wherever its numbers are.
    may_ship : bool
        Whether facts derived from it may be shipped with the package.
    definitions : tuple of Definition
        Options it adds to the dimension ``ai_definition``.
    counts : tuple of (str, int, int)
        (table, least rows, most rows) asserted after reading.
    credits : tuple of (str, str)
        (table, citation) where a table is not its own: whom to cite for it instead.
    """

    name: str
    title: str
    url: str
    licence: str
    citation: str
    cadence: str
    tables: tuple[str, ...]
    coverage: str
    known_gaps: tuple[str, ...] = ()
    may_ship: bool = False
    definitions: tuple[Definition, ...] = ()
    counts: tuple[tuple[str, int, int], ...] = ()
    credits: tuple[tuple[str, str], ...] = ()

    def citations(self, tables: Collection[str]) -> tuple[str, ...]:
        """Whom to cite for what comes from some of its tables; nobody if none is its."""
        other = dict(self.credits)
        mine = [table for table in self.tables if table in tables]
        return tuple(dict.fromkeys(other.get(table, self.citation) for table in mine))


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a source gave.

    Attributes
    ----------
    tables : mapping of str to pyarrow.Table
        Rows for canonical tables, already checked.
    retrieved : str
        ISO date on which the underlying files were retrieved, as far as known.
    inputs : mapping of str to str
        SHA-256 of each input file by its name.
    notes : tuple of str
        What was left out and how often, for the manifest and the summary.
    definitions : tuple of Definition
        Definitions that were found in the data, added to those that the source declares.
    records : int
        Records that were looked at, for the share that is quarantined; 0 where none can be.
    quarantined : tuple of Quarantined
        Records that could not be read.
    """

    tables: Mapping[str, pa.Table]
    retrieved: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    records: int = 0
    quarantined: tuple[Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that is not what its publisher declares, set aside and counted.

    Attributes
    ----------
    file : str
        The file's name as the publisher gives it: that of the piece.
    line : int
        Where the record stands: its line, counted from 1, or its row in a file without lines. A
        record is quarantined once, whatever number of faults it has.
    reason : str
        What is wrong with it.
    text : str
        The beginning of the record; cut to 200 characters.
    """

    file: str
    line: int
    reason: str
    text: str = ""

    def __post_init__(self) -> None:
        # a broken record may hold half a character, which no table can store
        text = self.text[:LONGEST_TEXT].encode(errors="replace").decode()
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a staged source, converted on its own.

    Attributes
    ----------
    name : str
        Path relative to the source's folder, parts divided by ``/``.
    path : Path
        Where it lies.
    bytes : int
        Its size.
    records : int or None
        Number of records that the publisher's manifest declares; None where none is declared.
    etag : str
        The publisher's mark of this version of the file; empty where there is none.
    """

    name: str
    path: Path
    bytes: int
    records: int | None = None
    etag: str = ""

    def key(self, sha256: str) -> str:
        """What its conversion is kept under: never the same for another file or other bytes.

        Parameters
        ----------
        sha256 : str
            Hash of the file's bytes, hexadecimal.
        """
        text = json.dumps([self.name, self.bytes, self.records, self.etag, sha256])
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of the records of one piece: each was kept, left out or quarantined.

    Attributes
    ----------
    records : int
        Records in the file: as many as kept, left out and quarantined together.
    kept : int
        Records that were written.
    left_out : mapping of str to int
        How many were left out on purpose, by reason.
    quarantined : tuple of Quarantined
        Records that could not be read.
    notes : tuple of str
        What else is noteworthy of the file, e.g. fields that nobody knows.
    """

    records: int
    kept: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    quarantined: tuple[Quarantined, ...] = ()
    notes: tuple[str, ...] = ()


class StagedModule(Protocol):
    """A source whose files are converted one by one, and merged once all are."""

    SOURCE: Source

    def pieces(self, path: Path) -> Sequence[Piece]:
        """Files to convert, in order of their names.

        Raises
        ------
        SourceMalformed
            A listed file is absent or has another size, or the list itself is damaged.
        """
        ...

    def convert(self, piece: Piece, target: Path) -> Conversion:
        """Read one file and write one, which :meth:`merge` reads, in a child with limits."""
        ...

    def merge(
        self, files: Sequence[Path], path: Path, *, scratch: Path, memory: int
    ) -> Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]:
        """Canonical tables, each a stream sorted as declared, over all converted files.

        Several streams are read at once, each by a thread of its own.

        A function of what the files hold, not of their order. What else it reads under ``path``
        (deletions) is what a fourth, optional function ``extras(path) -> Sequence[Path]`` lists;
        without it, every file of ``path`` that is no piece counts as an input.

        Parameters
        ----------
        files : sequence of Path
            Converted files, verified.
        path : Path
            The source's folder.
        scratch : Path
            An empty folder for files in between, removed afterwards.
        memory : int
            Bytes that it may use.
        """
        ...
