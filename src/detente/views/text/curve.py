"""The specification curve in letters: estimates, classes, and the choices below.

Specifications stand from the lowest estimate to the highest. Where there are more of them than
columns, a column stands for several neighbours: it shows their middle estimate, the widest reach of
their intervals, and how many of them chose an option.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.text import Text

    from detente.views.text.page import Page

LABEL = 20
STYLES = {"S": "green", "C": "red", "U": "yellow", "N": "dim"}
CLASSES = {"S": "supports", "C": "contradicts", "U": "undecided", "N": "no data"}


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn, one element a specification.

    Attributes
    ----------
    estimates, low, high : sequence of float
        NaN where undefined.
    classes : sequence of str
        S, C, U or N.
    choices : mapping of str to sequence of str
        By dimension, the option each specification picks.
    lines : tuple of float
        Heights of the lines that decide: the margin, or the ends of the target.
    ratio : bool
        Whether numbers are natural logarithms of a ratio, to be labelled as the ratio.
    """

    estimates: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    classes: Sequence[str]
    choices: Mapping[str, Sequence[str]]
    lines: tuple[float, ...]
    ratio: bool = False


@dataclass(frozen=True, slots=True)
class Bin:
    """Neighbouring specifications that share a column."""

    members: tuple[int, ...]
    middle: float
    low: float
    high: float
    letter: str


def draw_curve(page: Page, curve: Curve, *, height: int = 12, shown: Sequence[str] = ()) -> None:
    """Plot, classes, and the options of the dimensions ``shown`` (all that vary by default).

    Parameters
    ----------
    page : Page
    curve : Curve
    height : int
        Lines of the plot.
    shown : sequence of str
        Dimensions whose options are drawn below.
    """
    from rich.text import Text

    bins = binned(curve, width=page.width - LABEL)
    if not bins:
        return
    for line in _plot(page, curve, bins, height=height):
        page.say(line)
    for letter, meaning in CLASSES.items():
        chosen = [c == letter for c in curve.classes]
        if any(chosen):
            label = Text(f"{meaning:<{LABEL}}", STYLES[letter])
            page.say(label + _density(page, bins, chosen, style=STYLES[letter]))
    varying = [name for name, options in curve.choices.items() if len(set(options)) > 1]
    for name in [n for n in varying if n in shown] if shown else varying:
        page.say(name, style="bold")
        picked = curve.choices[name]
        for option in dict.fromkeys(picked):
            label = Text(f"  {_cut(option)}".ljust(LABEL))
            page.say(label + _density(page, bins, [p == option for p in picked], style="cyan"))
    page.say(_legend(page, len(curve.estimates), len(bins)), style="dim")


def binned(curve: Curve, *, width: int) -> list[Bin]:
    """Specifications by estimate, undefined ones last, dealt to at most ``width`` columns."""
    size = len(curve.estimates)
    order = sorted(range(size), key=lambda i: (_hidden(curve.estimates[i]), curve.estimates[i], i))
    defined = [i for i in order if not _hidden(curve.estimates[i])]
    columns = min(width, size)
    edges = [round(k * size / columns) for k in range(columns + 1)] if columns else [0]
    bins = []
    for first, last in pairwise(edges):
        members = tuple(order[first:last])
        known = [i for i in members if i in set(defined[first:last])]
        bins.append(_bin(curve, members, known))
    return bins


def _bin(curve: Curve, members: tuple[int, ...], known: Sequence[int]) -> Bin:
    lows = [curve.low[i] for i in known if not math.isnan(curve.low[i])]
    highs = [curve.high[i] for i in known if not math.isnan(curve.high[i])]
    letters = [curve.classes[i] for i in members]
    middle = curve.estimates[known[len(known) // 2]] if known else math.nan
    return Bin(
        members,
        middle,
        min(lows, default=math.nan),
        max(highs, default=math.nan),
        max(dict.fromkeys(letters), key=letters.count),
    )


def _plot(page: Page, curve: Curve, bins: Sequence[Bin], *, height: int) -> list[Text]:
    from rich.text import Text

    bottom, top = _range(curve, bins)
    step = (top - bottom) / (height - 1)

    def row_of(value: float) -> int:
        return round((top - value) / step)

    marked = {row_of(line): line for line in curve.lines if bottom <= line <= top}
    labels = {0: top, height - 1: bottom, **marked}
    lines = []
    for row in range(height):
        text = Text(f"{_tick(labels[row], curve.ratio) if row in labels else '':>{LABEL - 2}} ")
        text.append(page.glyphs.upright, "dim")
        for column in bins:
            letter, style = _mark(page, column, row, place=row_of)
            if letter == " " and row in marked:
                letter, style = page.glyphs.line, "bold"
            text.append(letter, style)
        lines.append(text)
    return lines


def _mark(page: Page, column: Bin, row: int, *, place: Callable[[float], int]) -> tuple[str, str]:
    if math.isnan(column.middle):
        return " ", ""
    style = STYLES[column.letter]
    if place(column.middle) == row:
        return page.symbol(column.letter), f"bold {style}"
    if _shaded(column, row, place=place):
        return page.glyphs.shade, style
    return " ", ""


def _shaded(column: Bin, row: int, *, place: Callable[[float], int]) -> bool:
    """Whether the interval covers a row; to the edge of the plot where an end is not reached."""
    if math.isnan(column.low):
        return False
    below = math.isinf(column.low) or row <= place(column.low)
    return below and (math.isinf(column.high) or place(column.high) <= row)


def _range(curve: Curve, bins: Sequence[Bin]) -> tuple[float, float]:
    values = [v for b in bins for v in (b.middle, b.low, b.high) if math.isfinite(v)]
    values += list(curve.lines)
    bottom, top = min(values, default=0.0), max(values, default=1.0)
    return (bottom, top) if top > bottom else (bottom - 1.0, top + 1.0)


def _density(page: Page, bins: Sequence[Bin], chosen: Sequence[bool], *, style: str) -> Text:
    from rich.text import Text

    text = Text(style=style)
    for column in bins:
        share = sum(chosen[i] for i in column.members) / len(column.members)
        glyphs = page.glyphs
        letter = " " if not share else glyphs.none if share < 1 / 3 else glyphs.some
        text.append(glyphs.dot if share > 2 / 3 else letter)
    return text


def _legend(page: Page, specifications: int, columns: int) -> str:
    glyphs = page.glyphs
    if specifications == columns:
        return f"{specifications} specifications, a column each, by estimate"
    return (
        f"{specifications:,} specifications by estimate, {specifications / columns:.0f} a column: "
        f"{glyphs.none} some, {glyphs.some} many, {glyphs.dot} most"
    )


def _tick(value: float, ratio: bool) -> str:
    if ratio:
        shown = math.exp(value)
        return f"×{shown:.2f}" if shown < 10 else f"×{shown:,.0f}"
    return f"{value:,.2f}"


def _cut(option: str) -> str:
    return option if len(option) <= LABEL - 3 else option[: LABEL - 4] + "…"


def _hidden(value: float) -> bool:
    return math.isnan(value)
