"""When an entry was listed, changed and lapsed, as its list states it and never otherwise."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.sources.entity_list.files import Entry

_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_LONG = "%B %d, %Y"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXPIRES = re.compile(r"Expires: (\d{4}-\d{2}-\d{2})")
_STATUS = re.compile(r"status: ([^;|]*)")
_ENDED = re.compile(r"(?:(?:Expired|Lifted|Terminated)(?: on)?|All provisions expired as of) ")
# The lists begin in the 1980s: a year of two digits above this is of the last century.
_CENTURY = 50


def notices(entry: Entry) -> tuple[date, ...]:
    """Days of the Federal Register's notices on an entry, in the order of its citation.

    Raises
    ------
    SourceMalformed
        A citation has a day that no calendar has.
    """
    return _slashed(entry, entry.federal_register or "")


def listed_on(entry: Entry) -> date | None:
    """The day the list states, else that of the first notice; None where neither is given.

    Raises
    ------
    SourceMalformed
        The stated day cannot be read.
    """
    stated = entry.effective_date
    if stated is None:
        return next(iter(notices(entry)), None)
    try:
        if _ISO.fullmatch(stated):
            return date.fromisoformat(stated)
        # a day has no time zone
        return datetime.strptime(stated, _LONG).date()  # noqa: DTZ007
    except ValueError as problem:
        raise entry.malformed(f"effective_date = {stated!r} is not a day") from problem


def removed_on(entry: Entry) -> date | None:
    """The day on which all measures lapsed; None while one is active or says no day.

    Denial orders state when they expire. Nonproliferation sanctions state each measure's status;
    one that is active, waived or only in part ended keeps the entry.
    """
    expires = _EXPIRES.findall(entry.notes or "")
    if expires:
        return max(date.fromisoformat(text) for text in expires)
    ends = [_end(entry, status.strip()) for status in _STATUS.findall(entry.notes or "")]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _end(entry: Entry, status: str) -> date | None:
    days = _slashed(entry, status) if _ENDED.match(status) else ()
    return days[0] if days else None


def _slashed(entry: Entry, text: str) -> tuple[date, ...]:
    days = []
    for month, day, year in _SLASHED.findall(text):
        century = 0 if len(year) == 4 else 1900 if int(year) > _CENTURY else 2000
        try:
            days.append(date(century + int(year), int(month), int(day)))
        except ValueError as problem:
            raise entry.malformed(f"{month}/{day}/{year} is not a day") from problem
    return tuple(days)
