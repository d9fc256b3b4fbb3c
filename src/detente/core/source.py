"""What a source declares about itself, and what reading it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa


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
    """

    tables: Mapping[str, pa.Table]
    retrieved: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
