"""What a cell means, or the error that names its row."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from detente.core.countries import all_codes, code_of
from detente.sources.own_table.columns import malformed

if TYPE_CHECKING:
    from detente.sources.own_table.files import Row

_YES = frozenset(("yes", "true", "1", "y", "x"))
_NO = frozenset(("no", "false", "0", "n"))
_EARLIEST, _LATEST = 1000, 2200
_MOST_CITATIONS = 2**31 - 1
_LANGUAGE = re.compile(r"[a-z]{2}")


def whole(row: Row, column: str, *, most: int = _MOST_CITATIONS) -> int | None:
    """A whole number that is not negative; None where the cell is empty."""
    text = row[column]
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > most:
        raise malformed(row.place, f"{column} = {text!r} is not a whole number from 0 to {most}")
    return int(text)


def year(row: Row) -> int | None:
    """Year of publication: that of the column, else that of the date."""
    number = whole(row, "year")
    if number is None:
        day = date(row)
        return day.year if day else None
    if not _EARLIEST <= number <= _LATEST:
        raise malformed(row.place, f"year = {number} is not between {_EARLIEST} and {_LATEST}")
    return number


def date(row: Row) -> dt.date | None:
    """Day of publication."""
    text = row["date"]
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise malformed(row.place, f"date = {text!r} is not a day like 2024-03-31") from None


def language(row: Row) -> str | None:
    """Two letters in small type."""
    text = row["language"]
    if text is None:
        return None
    if not _LANGUAGE.fullmatch(text.casefold()):
        raise malformed(row.place, f"language = {text!r} is not two letters, as in en")
    return text.casefold()


def yes_or_no(row: Row, column: str) -> bool | None:
    """Whether something is so; None where the cell is empty."""
    text = row[column]
    if text is None:
        return None
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise malformed(row.place, f"{column} = {text!r} is neither yes nor no")


def country(row: Row) -> str | None:
    """Code of a country given by its code or name."""
    text = row["country"]
    if text is None:
        return None
    code = text if text in all_codes() else code_of(text)
    if code is None:
        raise malformed(
            row.place,
            f"country = {text!r} is no country's two-letter code or name",
            fix="leave the cell empty where the country is not known",
        )
    return code


def labels(row: Row) -> set[str]:
    """Labels and fields of a row."""
    cells = (row["label"] or "", row["field"] or "")
    return {label.strip() for cell in cells for label in cell.split("|") if label.strip()}


def fields(row: Row) -> set[str]:
    """Fields of a row as paths, without what stands empty between two slashes."""
    paths = [[part.strip() for part in path.split("/")] for path in (row["field"] or "").split("|")]
    return {"/".join(filter(None, parts)) for parts in paths if any(parts)}
