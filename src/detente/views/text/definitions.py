"""The agreement of definitions on a page: what each is, how they overlap, what depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.measure import Marks, draw_provenance
from detente.views.text.numbers import MISSING, Format, percent
from detente.views.text.page import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.core.measure import Measure
    from detente.views.text.page import Page

Row = dict[str, Any]
_RATIO = Format("plain", 2)


def draw_definitions(page: Page, measure: Measure, titles: Mapping[str, str]) -> None:
    """What each definition takes in, a table of sizes and ratios, and the matrix of overlaps.

    Parameters
    ----------
    page : Page
    measure : Measure
        Of the indicator ``definitions``; metrics that were not asked for are left out.
    titles : mapping of str to str
        What each definition takes in, by name, in the order of the release.
    """
    rows = measure.to_dicts()
    page.say(measure.indicator.title, style="bold")
    page.paragraph(measure.indicator.question, style="dim")
    page.say()
    numbers = {name: f"{number:>2}" for number, name in enumerate(titles, 1)}
    names = max(map(len, titles), default=0)
    for name, title in titles.items():
        page.paragraph(
            f"{numbers[name]}  {name:<{names}}  {title}", hanging=" " * (names + 6), indent=""
        )
    _draw_table(page, rows, numbers)
    _draw_spread(page, rows)
    _draw_overlaps(page, [row for row in rows if row["metric"] == "jaccard"], numbers)
    page.say()
    page.say("Use one: --ai-definition NAME. Intervals of each overlap: --json", style="dim")
    draw_provenance(page, measure)


def _draw_table(page: Page, rows: Sequence[Row], numbers: Mapping[str, str]) -> None:
    sizes = {r["definition"]: r for r in rows if r["metric"] == "works"}
    ratios = {r["definition"]: r for r in rows if r["metric"] == "country_ratio"}
    if not sizes and not ratios:
        return
    two = next(iter(ratios.values()), None)
    page.heading("Works, and papers of " + f"{two['country']} over {two['partner']}" if two else
                 "Works")  # fmt: skip
    marks, plain = Marks(), Format("plain")
    columns = [Column(""), Column("Definition", cut=True), Column("Works", True)]
    columns += [Column("95 % interval", True), Column("Unknown", True)]
    if two:
        columns += [Column(f"{two['country']}/{two['partner']}", True)]
        columns += [Column("95 % interval", True)]
    table = []
    for name, number in numbers.items():
        size, ratio = sizes.get(name), ratios.get(name)
        cells = [number, name, *_value(plain, size)]
        cells += [percent((size or ratio or {}).get("unknown_share"), 1)]
        cells += _value(_RATIO, ratio) if two else []
        table.append([*cells, _marked(marks, size, ratio)])
    page.grid([*columns, Column("")], table)
    marks.draw(page)


def _value(form: Format, row: Row | None) -> list[str]:
    if row is None:
        return [MISSING] * 2
    return [form.write(row["value"]), form.interval(row["low"], row["high"])]


def _marked(marks: Marks, *rows: Row | None) -> str:
    return "".join(dict.fromkeys(marks.of(row["note"]) for row in rows if row))


def _draw_spread(page: Page, rows: Iterable[Row]) -> None:
    for row in rows:
        about = f"{row['country']}/{row['partner']}"
        ends = (row["value"], row["low"], row["high"])
        if row["metric"] == "ratio_spread":
            value, interval = _RATIO.write(ends[0]), _RATIO.interval(*ends[1:])
            page.paragraph(
                f"The largest {about} is {value} times the smallest {interval}."
                + (f" {row['note']}." if row["note"] else ""),
                hanging="  ",
            )
        elif row["metric"] == "sign_share":
            interval = Format("percent").interval(*ends[1:])
            page.paragraph(
                f"{row['country']} is ahead of {row['partner']} under {percent(ends[0])} of the "
                f"definitions {interval}.",
                hanging="  ",
            )


def _draw_overlaps(page: Page, rows: Sequence[Row], numbers: Mapping[str, str]) -> None:
    """The lower triangle, in blocks of as many columns as the page has room for."""
    if not rows:
        return
    found = {frozenset((row["definition"], row["other"])): row["value"] for row in rows}
    known = [n for n in numbers if any(n in pair for pair in found)]
    cells = {
        other: [_cell(found.get(frozenset((name, other)))) for name in known[place + 1 :]]
        for place, other in enumerate(known[:-1])
    }
    wide = {name: 1 + max(2, *map(len, column)) for name, column in cells.items()}
    page.heading("Overlap in percent: works in both / works in either (Jaccard)")
    label = max(map(len, known)) + 5
    for block in _blocks(wide, page.width - label):
        heads = "".join(f"{numbers[name].strip():>{wide[name]}}" for name in block)
        page.say(" " * label + heads, style="bold")
        first = known.index(block[0])
        for place, name in enumerate(known[first + 1 :], first + 1):
            shown = [
                f"{cells[other][place - known.index(other) - 1]:>{wide[other]}}"
                for other in block
                if known.index(other) < place
            ]
            page.say(f"{numbers[name]}  {name:<{label - 4}}" + "".join(shown))


def _blocks(wide: Mapping[str, int], room: int) -> list[list[str]]:
    """Columns dealt to blocks that fit into the room, one at least in each."""
    blocks: list[list[str]] = []
    left = 0
    for name, width in wide.items():
        if width > left:
            blocks.append([])
            left = room
        blocks[-1].append(name)
        left -= width
    return blocks


def _cell(share: float | None) -> str:
    """A whole percentage; what is not quite nothing or everything does not round to it."""
    if share == 0:
        return "0"
    return percent(share).removesuffix(" %")
