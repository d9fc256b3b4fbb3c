"""Closed ranges of years, as they are written and read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detente.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Period:
    """A closed range of years; no first or no last year means no bound on that side."""

    first: int | None
    last: int | None

    @staticmethod
    def read(text: str) -> Period:
        """Read ``all``, ``2021``, ``2018-2022``, ``2018-`` or ``-2022``."""
        if text == "all":
            return Period(None, None)
        match = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", text)
        unbounded = text in {"", "-"}
        if unbounded or match is None or (match[3] and not match[2]):
            raise UsageError(
                f"period '{text}' cannot be read", fix="write 2018-2022, 2021, 2018-, -2022 or all"
            )
        first = int(match[1]) if match[1] else None
        last = int(match[3]) if match[3] else (None if match[2] else first)
        if first is not None and last is not None and first > last:
            raise UsageError(
                f"period '{text}' ends before it begins", fix="write the earlier year first"
            )
        return Period(first, last)

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return "all"
        first, last = ("" if y is None else f"{y:04d}" for y in (self.first, self.last))
        return first if first == last else f"{first}-{last}"

    @property
    def years(self) -> int:
        """Number of years; 0 where a side is open or nothing is left."""
        if self.first is None or self.last is None:
            return 0
        return max(self.last - self.first + 1, 0)

    @property
    def empty(self) -> bool:
        """Whether no year lies in it."""
        return self.first is not None and self.last is not None and self.first > self.last

    def within(self, other: Period) -> Period:
        """The years that lie in both periods; may be empty, with its last before its first year."""
        firsts = [year for year in (self.first, other.first) if year is not None]
        lasts = [year for year in (self.last, other.last) if year is not None]
        return Period(max(firsts, default=None), min(lasts, default=None))

    def __contains__(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (
            self.last is None or year <= self.last
        )
