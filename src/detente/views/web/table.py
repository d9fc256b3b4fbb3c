"""A table as a page shows it: every cell has its text, and the number behind it in full."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.indicators.rows import SMALL_CELL
from detente.views.text.numbers import MISSING, Format, percent, probability
from detente.views.web.options import option_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from detente.core.measure import Measure
    from detente.views.web.words import Words

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column.

    Attributes
    ----------
    name : str
        What charts call it.
    title, unit : str
    number : bool
        Whether its cells are numbers.
    lang : str
        The language of its cells, where the data bring them in one; empty for the page's.
    """

    name: str
    title: str
    unit: str = ""
    number: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    text : str
        What is read.
    value : number, str or None
        What it is; None where it is missing.
    low, high : float or None
        Ends of its interval.
    interval, href, mark : str
        The interval as it is read, where it leads, and the mark of a note.
    code : str
        What commands and files call it, to stand beside its name.
    """

    text: str
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    href: str = ""
    mark: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``small`` if few works are behind it, ``kind`` its class (S, C, U, N) if any."""

    cells: tuple[Cell, ...]
    small: bool = False
    kind: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Heads, rows, and the notes that marks in cells stand for."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    more: int = 0


@dataclass(eq=False)
class Notes:
    """Notes in the order in which they come up; a mark stands for each."""

    words: Words
    found: list[str] = field(default_factory=list)

    def mark(self, note: str | None) -> str:
        """The mark of a note; empty for none."""
        if not note:
            return ""
        text = self.words.note(note)
        if text not in self.found:
            self.found.append(text)
        return str(self.found.index(text) + 1)


def measured(
    measure: Measure,
    words: Words,
    *,
    by: Sequence[str],
    metrics: Sequence[str],
    link: Callable[[str, Any], str] = lambda _column, _value: "",
    limit: int | None = None,
) -> Table:
    """Metrics side by side, one row for each value of the columns ``by``.

    Rows stand in the order of the first metric; a metric that a row lacks is a dash.

    Parameters
    ----------
    measure : Measure
        Arranged for reading.
    words : Words
    by : sequence of str
        Columns of the grain.
    metrics : sequence of str
        The first says how many works are behind a row, and what is unknown of them.
    link : callable
        Where the value of a column leads; empty for nowhere.
    limit : int, optional
        Rows that are shown.
    """
    found = _by_key(measure.to_dicts(), by, metrics)
    forms = {name: _form(measure, name, found.values()) for name in metrics}
    notes = Notes(words)
    shown = list(found.items())[:limit]
    rows = [_row(key, cells, by=by, forms=forms, notes=notes, link=link) for key, cells in shown]
    return Table(
        (*(Column(name, words(heading(name))) for name in by),
         *_metric_columns(measure, metrics, words),
         Column("n", words("n"), number=True),
         Column("unknown_share", words("Unknown"), "share", number=True)),
        tuple(rows), tuple(notes.found), more=len(found) - len(shown),
    )  # fmt: skip


def heading(name: str) -> str:
    """A column's name as a head."""
    return name.replace("_", " ").capitalize()


def number_cell(form: Format, row: Mapping[str, Any] | None, notes: Notes) -> Cell:
    """The value of a measured row with its interval; a dash where it is missing."""
    if row is None:
        return Cell(MISSING)
    value, low, high = row["value"], row["low"], row["high"]
    interval = form.interval(low, high) if low is not None or high is not None else ""
    text = probability(value) if form == PROBABILITY else form.write(value)
    if text in ("yes", "no"):
        text = notes.words(text)
    return Cell(text, value, low, high, interval, mark=notes.mark(row["note"]))


PROBABILITY = Format("plain", 3)


def _by_key(
    rows: Iterable[Record], by: Sequence[str], metrics: Sequence[str]
) -> dict[tuple[Any, ...], dict[str, Record]]:
    found: dict[tuple[Any, ...], dict[str, Record]] = {}
    ordered = sorted(
        (row for row in rows if row["metric"] in metrics),
        key=lambda row: metrics.index(row["metric"]),
    )
    for row in ordered:
        found.setdefault(tuple(row[name] for name in by), {})[row["metric"]] = row
    return found


def _form(measure: Measure, name: str, found: Iterable[Mapping[str, Record]]) -> Format:
    values = [r[name][end] for r in found if name in r for end in ("value", "low", "high")]
    return Format.of(measure.indicator.metric(name).unit, values)


def _metric_columns(measure: Measure, metrics: Sequence[str], words: Words) -> Iterable[Column]:
    for name in metrics:
        metric = measure.indicator.metric(name)
        yield Column(name, words(metric.title), metric.unit, number=True)


def _row(
    key: tuple[Any, ...],
    cells: Mapping[str, Record],
    *,
    by: Sequence[str],
    forms: Mapping[str, Format],
    notes: Notes,
    link: Callable[[str, Any], str],
) -> Row:
    first = next(iter(cells.values()))
    named = [
        Cell(_label(name, value, notes.words), value, href=link(name, value))
        for name, value in zip(by, key, strict=True)
    ]
    n, unknown = first["n"], first["unknown_share"]
    return Row(
        (*named,
         *(number_cell(form, cells.get(name), notes) for name, form in forms.items()),
         Cell(MISSING if n is None else f"{n:,}", n),
         Cell(percent(unknown, 1), unknown)),
        small=n is not None and n < SMALL_CELL,
    )  # fmt: skip


def _label(name: str, value: Any, words: Words) -> str:
    if name in ("country", "partner", "leader"):
        return words.country(value)
    if name in ("topic", "definition", "other", "field") and isinstance(value, str):
        return option_name("ai_definition", value, words)
    return MISSING if value is None else words(str(value)) if isinstance(value, str) else str(value)
