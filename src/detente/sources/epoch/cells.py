"""Cells of an export as values: days, numbers with and without a per cent sign, countries."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING

from detente.core.countries import code_of
from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT
from detente.sources.epoch.developers import organisation

if TYPE_CHECKING:
    from detente.sources._csv import Row
    from detente.sources.epoch.sheets import Sheet

_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_EMPTY = frozenset(("", "nan", "n/a", "-"))
# a laboratory of one owner in several countries; developers.csv knows which
MULTINATIONAL = "Multinational"
# how much of the scale's whole one unit of the column is; points have no whole
SCALES = {"percent": 0.01, "fraction": 1.0, "tenth": 0.1, "points": 1.0}


class Days:
    """Dates of one column, which are read alike: a file never mixes day first and month first."""

    def __init__(self, sheet: Sheet, role: str) -> None:
        self.column = sheet.column(role) or ""
        self.sheet = sheet
        parts = [_YEAR_LAST.fullmatch(row[self.column].strip()) for row in sheet.rows]
        found = [(int(m[1]), int(m[2])) for m in parts if m is not None]
        self.day_first = any(one > 12 for one, _ in found)
        self.month_first = any(two > 12 for _, two in found)
        if found and self.day_first == self.month_first:
            raise SourceMalformed(
                f"{sheet.path}: column {self.column!r}",
                why="whether its dates begin with the day or the month cannot be told"
                if not self.day_first
                else "some of its dates begin with the day and some with the month",
                fix=REPORT,
            )

    def of(self, row: Row) -> date | None:
        """The day in a row; None where the cell is empty."""
        text = row[self.column].strip()
        if not text:
            return None
        year_first, year_last = _YEAR_FIRST.fullmatch(text), _YEAR_LAST.fullmatch(text)
        if year_first is not None:
            year, month, day = (int(part) for part in year_first.groups())
        elif year_last is not None:
            one, two, year = (int(part) for part in year_last.groups())
            day, month = (one, two) if self.day_first else (two, one)
        else:
            raise row.malformed(f"{self.column} = {text!r} is no date")
        try:
            return date(year, month, day)
        except ValueError as problem:
            raise row.malformed(f"{self.column} = {text!r}: {problem}") from problem


def number(row: Row, column: str) -> float | None:
    """A number, thousands parted by commas or not; None where the cell is empty."""
    return _number(row, column, row[column].strip())


def share(row: Row, column: str, scale: str) -> float | None:
    """A score on its declared scale: a fraction of what could be reached, or points.

    A per cent sign says that the cell is in per cent, whatever is declared of the column.
    """
    text = row[column].strip()
    unit = 0.01 if text.endswith("%") else SCALES[scale]
    value = _number(row, column, text.removesuffix("%").rstrip())
    if value is None:
        return None
    # 0.07 · 100 is 7.000000000000001 in doubles: two spellings of one score must be equal
    found = round(value * unit, 12)
    if scale != "points" and not 0 <= found <= 1:
        raise row.malformed(f"{column} = {text!r} lies outside its scale ({scale})")
    return found


def _number(row: Row, column: str, text: str) -> float | None:
    bare = text.replace(",", "")
    if bare.casefold() in _EMPTY:
        return None
    if not _NUMBER.fullmatch(bare) or not math.isfinite(float(bare)):
        raise row.malformed(f"{column} = {row[column]!r} is not a number")
    return float(bare)


def codes_of(row: Row, countries: str, organisations: str) -> tuple[list[str], str, str]:
    """Countries of all developers, of the first, and the seat of the first one's owner.

    The lists need not be equally long: the newer exports print several countries for one
    multinational laboratory. Only their beginnings therefore belong together.

    Raises
    ------
    SourceMalformed
        A country has no known name.
    """
    names = [name.strip() for name in countries.split(",") if name.strip()]
    developers = [organisation(name) for name in organisations.split(",")]
    codes = []
    for name in names:
        code = code_of(name)
        if code is None and name != MULTINATIONAL:
            raise row.malformed(f"{name!r} is no known country")
        codes.append(code)
    multinational = [c for d in developers if d is not None for c in d.countries if None in codes]
    known = list(dict.fromkeys([*(code for code in codes if code), *multinational]))
    first = developers[0]
    seat = first.headquarters if first is not None else ""
    stands = (codes[0] if codes else None) or (known[0] if known else "")
    return known, stands, seat or stands
