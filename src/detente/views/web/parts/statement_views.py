"""The views of one statement: its verdict in sentences, and every definition in a curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from detente.indicators.rows import SMALL_CELL
from detente.views.text.numbers import Format, percent
from detente.views.web.options import choice_name, option_name
from detente.views.web.parts import verdict_words
from detente.views.web.parts.choice_views import choices_view, options_view
from detente.views.web.parts.finding_given import given_of_finding, part_of
from detente.views.web.parts.verdict_rows import row_of
from detente.views.web.table import Cell, Column, Row, Table
from detente.views.web.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.web.given import Given
    from detente.views.web.page import Asked
    from detente.views.web.parts.statement import Record, Statement
    from detente.views.web.words import Words


def views_of(asked: Asked, statement: Statement, document: Mapping[str, Any]) -> tuple[View, ...]:
    """Everything about one statement.

    Parameters
    ----------
    asked : Asked
    statement : Statement
    document : mapping
        Of the whole finding.
    """
    if statement.missing is not None:
        title = verdict_words.title("Verdict", statement, asked.words)
        return (View(f"verdict_{statement.slug}", title, problem=statement.missing),)
    given = given_of_finding(document, [statement], asked.words)
    return (
        _verdict(asked, statement, given),
        _curve(asked, statement, given),
        *([choices_view(asked, statement, given)] if statement.varying else []),
        *([options_view(asked, statement, given)] if statement.varying else []),
    )


def _verdict(asked: Asked, statement: Statement, given: Given) -> View:
    """The verdict in sentences; given away are its numbers, without those of each definition."""
    summary = {name: told for name, told in statement.found.items() if name != "specifications"}
    return View(
        f"verdict_{statement.slug}",
        verdict_words.title("Verdict", statement, asked.words),
        given=part_of(given, [row_of(statement)], summary),
        facts=facts(statement, asked.words),
    )


def facts(statement: Statement, words: Words) -> tuple[tuple[str, ...], ...]:
    """What the data say, in sentences."""
    notes = [(words("Note"), words.note(note)) for note in statement.notes]
    return (
        (words("Statement"), statement.sentence, "en"),
        (words("Verdict"), verdict_words.name_of(statement, words)),
        (words("Meaning"), verdict_words.meaning(statement, words)),
        (words("Shares"), verdict_words.shares_text(statement, words)),
        (words("Jointly"), verdict_words.jointly(statement, words)),
        (words("Estimate"), verdict_words.span(statement, words)),
        (words("Decisive"), verdict_words.decisive(statement, words)),
        (words("Unknown"), verdict_words.unknown(statement, words)),
        (words("n"), verdict_words.counts(statement, words)),
        *notes,
    )


def _curve(asked: Asked, statement: Statement, given: Given) -> View:
    """Every definition by its estimate."""
    words = asked.words
    margin, target = statement.lines
    unit = words("times") if statement.ratio else ""
    chart = {
        "kind": "curve", "y": "estimate", "options": list(statement.varying), "margin": margin,
        "target": target, "unit": unit, "title": _capital(words.note(statement.title)),
    }  # fmt: skip
    return View(
        f"curve_{statement.slug}",
        verdict_words.title("Specification curve", statement, asked.words),
        _about_curve(statement, words),
        _curve_table(statement, words),
        (chart,),
        given,
        folded=words("Every definition: {count} rows", count=f"{len(statement.specifications):,}"),
    )


def _about_curve(statement: Statement, words: Words) -> str:
    title, zero = (
        _capital(words.note(statement.title)),
        words.note(statement.found["estimate"]["zero"]),
    )
    if statement.lines[1] is not None:
        return words("{title}. Definitions whose interval lies wholly in the grey band support "
                     "the statement.",
                     title=title)  # fmt: skip
    if statement.found["estimate"]["margin"] or not zero:
        return words("{title}. Definitions whose interval lies wholly above the line support "
                     "the statement.",
                     title=title)  # fmt: skip
    if statement.ratio:
        return words("{title}; ×1 is {zero}. Definitions whose interval lies wholly above it "
                     "support the statement.",
                     title=title, zero=zero)  # fmt: skip
    return words("{title}; 0 is {zero}. Definitions whose interval lies wholly above it support "
                 "the statement.",
                 title=title, zero=zero)  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _curve_table(statement: Statement, words: Words) -> Table:
    rows = sorted(statement.specifications, key=_height)
    numbers = [statement.shown(row[end]) for row in rows for end in ("estimate", "low", "high")]
    form = Format.of("", numbers)
    columns = (
        Column("place", "#"),
        *(Column(name, choice_name(name, words)) for name in statement.varying),
        Column("estimate", words("Estimate"), "times" if statement.ratio else "", number=True),
        Column("class", words("Says")),
        Column("n", words("n"), number=True),
        Column("unknown_share", words("Unknown"), "share", number=True),
    )
    return Table(columns, tuple(
        Row(_curve_cells(statement, row, words, place=place, form=form),
            small=row["n"] < SMALL_CELL, kind=row["class"])
        for place, row in enumerate(rows, start=1)
    ))  # fmt: skip


def _height(row: Record) -> tuple[bool, float]:
    """By estimate; what has no data comes last, whatever it estimates."""
    unknown = row["class"] == "N" or row["estimate"] is None
    return unknown, math.inf if row["estimate"] is None else row["estimate"]


def _curve_cells(
    statement: Statement, row: Record, words: Words, *, place: int, form: Format
) -> tuple[Cell, ...]:
    ends = (statement.shown(row[name]) for name in ("estimate", "low", "high"))
    value, low, high = (_drawn(end) for end in ends)
    told = low is not None or high is not None
    times = "×" if statement.ratio and value is not None else ""
    return (
        Cell(str(place), place),
        *(Cell(option_name(name, row[name], words), row[name]) for name in statement.varying),
        Cell(times + form.write(value), value, low, high, form.interval(low, high) if told else ""),
        Cell(words(verdict_words.CLASSES[row["class"]]), row["class"]),
        Cell(f"{row['n']:,}", row["n"]),
        Cell(percent(row["unknown_share"], 1), row["unknown_share"]),
    )


def _drawn(value: float | None) -> float | None:
    """Digits enough for a picture: in full, thousands of numbers would make a heavy page."""
    return None if value is None else float(f"{value:.7g}")
