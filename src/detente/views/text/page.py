"""A page in a terminal: width, colour and letters that the reader's terminal can show."""

from __future__ import annotations

import os
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from rich.console import Console
    from rich.text import Text

NARROWEST, WIDEST = 60, 100


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Letters for drawing, in Unicode or in plain ASCII."""

    full: str
    shade: str
    point: str
    line: str
    upright: str
    dot: str
    some: str
    none: str
    missing: str
    dash: str
    ellipsis: str
    classes: str


UNICODE = Glyphs("█", "░", "┃", "─", "│", "●", "•", "·", "–", "–", "…", "●×○·")
ASCII = Glyphs("#", ":", "|", "-", "|", "o", ".", "'", "-", "-", "...", "SCUN")
_PLAIN = str.maketrans(
    {
        "“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "−": "-", "·": "-", "…": "...",
        "×": "x", "≥": ">=", "≤": "<=", "Σ": "sum ", "→": "->", "½": "1/2", "§": "section ",
        "●": "o", "│": "|", "★": "*", "†": "+", "‡": "#",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid: its title, its side, and whether long text may be cut."""

    title: str
    right: bool = False
    cut: bool = False


@dataclass(eq=False)
class Page:
    """Where text is put.

    Attributes
    ----------
    console : rich.console.Console
    glyphs : Glyphs
    mark : str
        What each line begins with, so that none can be taken for something else.
    """

    console: Console
    glyphs: Glyphs
    mark: str = ""

    @staticmethod
    def on(file: TextIO, *, color: str = "auto", width: int | None = None) -> Page:
        """A page on a stream, with what its terminal can show.

        Parameters
        ----------
        file : text stream
        color : {"auto", "always", "never"}
            ``auto`` is colour on a terminal unless NO_COLOR is set or TERM is dumb.
        width : int, optional
            Columns; by default those of the terminal, between 60 and 100, or 80.
        """
        from rich.console import Console

        terminal = file.isatty()
        dumb = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        colored = color == "always" or (color == "auto" and terminal and not dumb)
        console = Console(
            file=file,
            width=width or _columns(terminal),
            force_terminal=colored,
            color_system="standard" if colored else None,
            no_color=not colored,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
            legacy_windows=False,
        )
        encoding = (getattr(file, "encoding", None) or "utf-8").lower().replace("-", "")
        return Page(console, UNICODE if encoding.startswith("utf") else ASCII)

    def symbol(self, letter: str) -> str:
        """What stands for a class (S, C, U or N) in a plot, readable without colour."""
        return self.glyphs.classes["SCUN".index(letter)]

    @property
    def width(self) -> int:
        """Columns there are beside the mark."""
        return self.console.width - len(self.mark)

    def say(self, text: str | Text = "", *, style: str = "", whole: bool = False) -> None:
        """One line as it stands; what is too long is cut unless it must stay ``whole``."""
        from rich.text import Text

        line = text if isinstance(text, Text) else Text(text, style=style)
        if self.mark:
            line = Text(self.mark, style="bold yellow") + line
        if self.glyphs is ASCII:
            line = _ascii(line)
        line.rstrip()
        cut: Literal["ellipsis", "crop"] = "crop" if self.glyphs is ASCII else "ellipsis"
        self.console.print(line, overflow="ignore" if whole else cut, no_wrap=True, crop=not whole)

    def paragraph(self, text: str, *, indent: str = "", hanging: str = "", style: str = "") -> None:
        """Wrapped text; ``hanging`` is added to the indent from the second line on."""
        lines = textwrap.wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent + hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines:
            self.say(line, style=style)

    def heading(self, text: str) -> None:
        """The title of what follows, with a blank line above."""
        self.say()
        self.say(text, style="bold")

    def grid(self, columns: Sequence[Column], rows: Sequence[Sequence[str | Text]]) -> None:
        """Aligned columns under a ruled header; wide letters count as two."""
        from rich.text import Text

        cells = [[c if isinstance(c, Text) else Text(c) for c in row] for row in rows]
        if self.glyphs is ASCII:
            cells = [[_ascii(cell) for cell in row] for row in cells]
        widths = self._widths(columns, cells)
        titles = [Text(column.title, style="bold") for column in columns]
        self.say(_joined(titles, columns, widths))
        ruled = zip(columns, widths, strict=True)
        self.say(
            "  ".join((self.glyphs.line if c.title else " ") * w for c, w in ruled), style="dim"
        )
        for row in cells:
            self.say(_joined(row, columns, widths))

    def _widths(self, columns: Sequence[Column], cells: Sequence[Sequence[Text]]) -> list[int]:
        from rich.cells import cell_len

        widths = [
            max([cell_len(column.title), *(row[i].cell_len for row in cells)])
            for i, column in enumerate(columns)
        ]
        excess = sum(widths) + 2 * (len(widths) - 1) - self.width
        for i, column in enumerate(columns):
            if column.cut and excess > 0:
                kept = max(12, widths[i] - excess)
                excess -= max(0, widths[i] - kept)
                widths[i] = min(widths[i], kept)
        return widths


def _joined(cells: Sequence[Text], columns: Sequence[Column], widths: Sequence[int]) -> Text:
    from rich.text import Text

    line = Text()
    for i, (cell, column, width) in enumerate(zip(cells, columns, widths, strict=True)):
        shown = cell.copy()
        shown.truncate(width, overflow="ellipsis")
        blank = " " * (width - shown.cell_len)
        line.append("  " if i else "")
        line.append_text(Text(blank) + shown if column.right else shown + blank)
    return line


def _ascii(text: Text) -> Text:
    from rich.text import Text

    whole = Text()
    for piece in text.divide(
        sorted({edge for span in text.spans for edge in (span.start, span.end)})
    ):
        style = piece.spans[0].style if piece.spans else piece.style
        plain = piece.plain.translate(_PLAIN)
        whole.append(plain.encode("ascii", "replace").decode(), style)
    return whole


def _columns(terminal: bool) -> int:
    """Width of the terminal within limits; COLUMNS speaks for what is not a terminal."""
    import shutil

    if not terminal and not os.environ.get("COLUMNS"):
        return 80
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))
