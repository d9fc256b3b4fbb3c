"""Reading one pass of coding strictly: every article is there, and every row keeps the manual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import SourceMalformed
from detente.sources._csv import read_rows
from detente.sources.rules.taxonomy import FIX
from detente.tables.obligation import ADDRESSEES, REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from detente.sources._csv import Row
    from detente.sources.rules.taxonomy import Taxonomy

CONTENT = ("type", "addressee", "action", "object", "trigger", "strength")
COLUMNS = ("instrument", "article", "paragraph", "status", "reason", *CONTENT)


def read_pass(
    path: Path, taxonomy: Taxonomy, *, articles: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Rows of the ``obligation`` table from one coder's file, called ``pass_<coder>.csv``.

    Parameters
    ----------
    path : Path
    taxonomy : Taxonomy
    articles : mapping of str to int
        Number of articles of each instrument.

    Raises
    ------
    SourceMalformed
        The columns differ, a cell is not as the manual says, an article occurs with and without
        obligations, a type and addressee occur twice in an article, or an article is missing.
    """
    coder = path.stem.removeprefix("pass_")
    rows = read_rows(path, COLUMNS)
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        place = row["instrument"], row.whole("article")
        if not 1 <= place[1] <= articles.get(place[0], 0):
            raise _wrong(row, f"{place[0]} has no article {place[1]}")
        found.setdefault(place, []).append(row)
    missing = [
        f"{name} {number}"
        for name, count in articles.items()
        for number in range(1, count + 1)
        if (name, number) not in found
    ]
    if missing:
        raise SourceMalformed(
            str(path), why=f"{len(missing)} articles are not coded: {', '.join(missing[:5])}",
            fix="read them, or mark them non_operative and say why",
        )  # fmt: skip
    return [
        _cells(row, coder, taxonomy) | {"row": number}
        for same in found.values()
        for number, row in enumerate(_consistent(same), start=1)
    ]


def _cells(row: Row, coder: str, taxonomy: Taxonomy) -> dict[str, Any]:
    cells: dict[str, Any] = {name: row[name] or None for name in COLUMNS}
    cells |= {"coder": coder, "article": row.whole("article"), "family": None}
    filled = [name for name in CONTENT if cells[name]]
    if cells["status"] == "non_operative":
        if filled or cells["reason"] not in REASONS:
            raise _wrong(row, f"non-operative, with reason {cells['reason']!r} and {filled}")
        return cells
    if cells["status"] != "operative" or cells["reason"]:
        raise _wrong(row, f"status {cells['status']!r} with reason {cells['reason']!r}")
    if len(filled) < len(CONTENT):
        raise _wrong(row, f"empty: {', '.join(n for n in CONTENT if not cells[n])}")
    if cells["type"] not in taxonomy.family_of or cells["addressee"] not in ADDRESSEES:
        raise _wrong(row, f"type {cells['type']!r} or addressee {cells['addressee']!r} is unknown")
    if cells["strength"] not in ("1", "2", "3"):
        raise _wrong(row, f"strength {cells['strength']!r} is not 1, 2 or 3")
    family = taxonomy.family_of[cells["type"]]
    return cells | {"family": family, "strength": int(cells["strength"])}


def _consistent(rows: list[Row]) -> list[Row]:
    """The rows of one article, if all oblige or it is one that does not, and none is twice."""
    silent = [row for row in rows if row["status"] == "non_operative"]
    if silent and len(rows) > 1:
        raise _wrong(silent[0], "the article has other rows, but is called non-operative")
    seen: set[tuple[str, str]] = set()
    for row in rows:
        key = row["type"], row["addressee"]
        if key in seen:
            raise _wrong(row, f"{key[0]} of {key[1]} occurs twice in the article")
        seen.add(key)
    return rows


def _wrong(row: Row, why: str) -> SourceMalformed:
    return SourceMalformed(f"{row.file}, line {row.line}", why=why, fix=FIX)
