"""Bars with an interval, side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from detente.views.text.page import Glyphs


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with the ends of its interval; NaN ends where it has none."""

    value: float
    low: float = math.nan
    high: float = math.nan


def draw_bar(bar: Bar, *, scale: float, width: int, glyphs: Glyphs, style: str = "cyan") -> Text:
    """A bar up to the value, shaded to the high end of its interval.

    What surely is there (up to ``low``) is solid, what may be there is shaded, and an upright
    stands at the value, so that it reads without colour.

    Parameters
    ----------
    bar : Bar
    scale : float
        The value that fills the width.
    width : int
        Columns.
    """
    from rich.text import Text

    text = Text()
    if not math.isfinite(bar.value) or scale <= 0:
        return text

    def place(value: float) -> int:
        return max(0, min(width, round(width * value / scale)))

    value = place(bar.value)
    known = math.isfinite(bar.low) and math.isfinite(bar.high)
    low, high = (place(bar.low), place(bar.high)) if known else (value, value)
    if high - low < 2:
        text.append(glyphs.full * value, style)
        return text
    text.append(glyphs.full * low, style)
    mark = min(max(value, low + 1), high) - 1
    for position in range(low, high):
        text.append(glyphs.point if position == mark else glyphs.shade, style)
    return text
