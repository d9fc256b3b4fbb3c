"""Numbers as people read them: sensible digits, and never 0 for what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSING = "–"
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing all the numbers of a column.

    Attributes
    ----------
    kind : str
        ``percent``, ``yes_no``, ``scientific`` or ``plain``.
    decimals : int
    """

    kind: str
    decimals: int = 0

    @staticmethod
    def of(unit: str, values: Iterable[float | None]) -> Format:
        """The format that suits a unit and the size of its values.

        Examples
        --------
        >>> Format.of("papers", [12345.0, 8.0]).write(12345.0)
        '12,345'
        >>> Format.of("share", [0.1234]).write(0.1234)
        '12.3 %'
        """
        known = [abs(v) for v in values if v is not None and math.isfinite(v)]
        largest = max(known, default=0.0)
        if unit == "share":
            return Format("percent", 1 if largest >= 0.01 or not largest else 2)
        if unit == "yes or no":
            return Format("yes_no")
        if unit == "probability":
            return Format("plain", 3)
        if all(abs(v - round(v)) < _TIE for v in known):
            return Format("plain")
        if largest < 1e-4:
            return Format("scientific", 2)
        return Format("plain", _decimals(largest))

    def write(self, value: float | None) -> str:
        """The value, or a dash for what is missing."""
        if value is None or not math.isfinite(value):
            return MISSING
        if self.kind == "yes_no" and value in (0, 1):
            return "yes" if value else "no"
        if self.kind == "percent":
            return f"{_unsigned(100 * value, self.decimals)} %"
        if self.kind == "scientific":
            return f"{value:.{self.decimals}e}"
        return _unsigned(value, self.decimals)

    def interval(self, low: float | None, high: float | None) -> str:
        """``[low, high]``, ``≥ low`` or ``≤ high`` where one end is open, or a dash for neither."""
        low, high = (None if e is None or not math.isfinite(e) else e for e in (low, high))
        if low is None or high is None:
            end = high if low is None else low
            return MISSING if end is None else f"{'≤' if low is None else '≥'} {self.write(end)}"
        if self.kind == "percent":
            ends = (_unsigned(100 * end, self.decimals) for end in (low, high))
            return "[{}, {}] %".format(*ends)
        return f"[{self.write(low)}, {self.write(high)}]"


def _decimals(largest: float) -> int:
    if largest >= 1000:
        return 0 if largest >= 100_000 else 1
    if largest >= 100:
        return 1
    return 2 if largest >= 1 else 3 + max(0, -math.floor(math.log10(largest)) - 1)


def _unsigned(value: float, decimals: int) -> str:
    """Written with separators, and without the sign of a negative zero."""
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def percent(share: float | None, decimals: int = 0) -> str:
    """A share as a whole percentage; what is not quite all or nothing does not round to it.

    Within 1e-9 of a unit, all and nothing are meant: that is what rounding leaves of a sum.
    """
    if share is None or not math.isfinite(share):
        return MISSING
    scaled, unit = 100 * share, 10.0**-decimals
    if min(abs(scaled), abs(scaled - 100)) < 1e-9 * unit:
        scaled = abs(float(round(scaled)))
    if 0 < scaled <= unit / 2:
        return f"<{unit:.{decimals}f} %"
    if 100 - unit / 2 <= scaled < 100:
        return f">{100 - unit:.{decimals}f} %"
    return f"{scaled:.{decimals}f} %"


def probability(value: float | None, draws: int = 1000) -> str:
    """A bootstrap probability; 0 and 1 are as far as the draws can tell."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value <= 0:
        return f"<{1 / draws:g}"
    if value >= 1:
        return f">{1 - 1 / draws:g}"
    return f"{value:.3f}"
