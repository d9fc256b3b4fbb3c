"""One CSV file of an export: which kind it is, its cells by role, and where each row stands.

Exports of different days call the same column differently (``System`` became ``Model``, ``Country
(from Organization)`` became ``Country (of organization)``). A role is therefore found by any of its
known names; a file in which the roles of no kind are complete is refused, naming its columns.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT, Row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# role: names of its column, the one to prefer first
ROLES = MappingProxyType(
    {
        "model": ("Model", "System"),
        "version": ("Model version", "model"),
        "identifier": ("id",),
        "name": ("Name", "Model", "Display name", "Agent"),
        "organisation": ("Organization", "Organisation", "Organizations"),
        "country": ("Country (from Organization)", "Country (of organization)", "Country"),
        "published": ("Publication date", "Release date", "Date"),
        "released": ("Version release date", "Release date"),
        "domain": ("Domain", "Domains"),
        "access": ("Model accessibility", "Accessibility"),
        "open_or_closed": ("Open/Closed",),
        "compute": ("Training compute (FLOP)",),
        "notability": ("Notability criteria",),
        "hub": ("Hugging Face developer id",),
        "task": ("task",),
        "best": ("Best score (across scorers)",),
        "benchmark": ("benchmark",),
        "targeted": ("optimized_for",),
        "distilled": ("distilled",),
    }
)
# kind: roles that make a file one of it; the first kind that fits is taken
KINDS = MappingProxyType(
    {
        "benchmarks": ("benchmark", "targeted"),
        "distilled": ("version", "distilled"),
        "runs": ("task", "version", "best"),
        "versions": ("identifier", "model", "released"),
        "models": ("model", "published", "organisation", "country"),
        "wide": ("model", "published", "open_or_closed"),
        "scores": ("version",),
    }
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that has been read: its kind, its columns and its rows."""

    path: Path
    kind: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    def column(self, role: str) -> str | None:
        """The column that plays a role; None if none does."""
        return _column(self.header, role)

    def cell(self, row: Row, role: str) -> str:
        """The cell of a role without blanks around it; empty where the file has no such column."""
        column = self.column(role)
        return row[column].strip() if column is not None else ""


def read_sheet(path: Path) -> Sheet:
    """A file of an export, of a known kind.

    Raises
    ------
    SourceMalformed
        The file is empty, has no rows, is not UTF-8, has a column twice, a row with another number
        of cells, or columns that make it no known kind of file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SourceMalformed(str(path), why=f"not UTF-8: {problem}", fix=REPORT) from problem
    lines = csv.reader(io.StringIO(text, newline=""))
    header = tuple(name.strip() for name in next(lines, []))
    if not header:
        raise SourceMalformed(str(path), why="the file is empty", fix=REPORT)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SourceMalformed(str(path), why=f"columns given twice: {twice}", fix=REPORT)
    rows = []
    for cells in lines:
        row = Row(path.name, lines.line_num, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            raise row.malformed(f"{len(cells)} cells for {len(header)} columns")
        rows.append(row)
    if not rows:
        raise SourceMalformed(str(path), why="it has a header and no rows", fix=REPORT)
    return Sheet(path, kind_of(path, header), header, tuple(rows))


def kind_of(path: Path, header: Sequence[str]) -> str:
    """Which kind of file has these columns."""
    for kind, roles in KINDS.items():
        # a table of scores may print the date of each model, too
        scored = kind == "versions" and _column(header, "version")
        if all(_column(header, role) for role in roles) and not scored:
            return kind
    lacking = {
        kind: [role for role in roles if not _column(header, role)] for kind, roles in KINDS.items()
    }
    nearest = min(lacking, key=lambda kind: len(lacking[kind]) / len(KINDS[kind]))
    wanted = "; ".join(" or ".join(map(repr, ROLES[role])) for role in lacking[nearest])
    raise SourceMalformed(
        str(path),
        why=f"it is no known kind of export; for a file of {nearest} it lacks the column {wanted}",
        fix=f"its columns are {', '.join(map(repr, header))}: {REPORT}",
    )


def _column(header: Sequence[str], role: str) -> str | None:
    return next((name for name in ROLES[role] if name in header), None)
