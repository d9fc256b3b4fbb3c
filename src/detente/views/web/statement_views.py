"""The views of one statement: verdict, specification curve, what decides, verdict by option."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from detente.core.dimensions import DIMENSIONS
from detente.indicators.rows import SMALL_CELL
from detente.views.text.numbers import Format, percent
from detente.views.web import verdict_words
from detente.views.web.finding_given import given_of_finding
from detente.views.web.table import Cell, Column, Row, Table
from detente.views.web.view import View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.given import Given
    from detente.views.web.page import Asked
    from detente.views.web.statement import Record, Statement
    from detente.views.web.words import Words

PARTS = ("supports", "contradicts", "undecided", "no_data")


def views_of(asked: Asked, statement: Statement, document: Mapping[str, Any]) -> tuple[View, ...]:
    """Everything about one statement.

    Parameters
    ----------
    asked : Asked
    statement : Statement
    document : mapping
        Of the whole finding.
    """
    title = _title(asked, "Verdict", statement)
    if statement.missing is not None:
        return (View(f"verdict_{statement.slug}", title, problem=statement.missing),)
    given = given_of_finding(document, [statement], asked.words)
    return (
        View(f"verdict_{statement.slug}", title, given=given, facts=facts(statement, asked.words)),
        _curve(asked, statement, given),
        *([_choices(asked, statement, given)] if statement.varying else []),
        *([_options(asked, statement, given)] if statement.varying else []),
    )


# each title for a claim with one statement, and for one with several
_TITLES = {
    mark("Verdict"): mark("Verdict: {statement}"),
    mark("Specification curve"): mark("Specification curve: {statement}"),
    mark("Which choice decides"): mark("Which choice decides: {statement}"),
    mark("Verdict by option"): mark("Verdict by option: {statement}"),
}


def _title(asked: Asked, text: str, statement: Statement) -> str:
    """A title, which names the statement where the claim has others."""
    if len(statement.claim.atoms) == 1:
        return asked.words(text)
    return asked.words(_TITLES[text], statement=statement.name(asked.words))


def facts(statement: Statement, words: Words) -> tuple[tuple[str, str], ...]:
    """What the data say, in sentences."""
    notes = [(words("Note"), words.note(note)) for note in statement.notes]
    return (
        (words("Statement"), statement.sentence),
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
        "target": target, "unit": unit, "title": words.note(_capital(statement.title)),
    }  # fmt: skip
    return View(
        f"curve_{statement.slug}",
        _title(asked, "Specification curve", statement),
        _about_curve(statement, words),
        _curve_table(statement, words),
        (chart,),
        given,
        folded=words("Every definition: {count} rows", count=f"{len(statement.specifications):,}"),
    )


def _about_curve(statement: Statement, words: Words) -> str:
    title, zero = (
        words.note(_capital(statement.title)),
        words.note(statement.found["estimate"]["zero"]),
    )
    if statement.lines[1] is not None:
        return words("{title}. A definition whose interval lies in the grey band supports.",
                     title=title)  # fmt: skip
    if statement.found["estimate"]["margin"] or not zero:
        return words("{title}. A definition whose interval lies above the line supports.",
                     title=title)  # fmt: skip
    if statement.ratio:
        return words("{title}; ×1 is {zero}. A definition whose interval lies above it supports.",
                     title=title, zero=zero)  # fmt: skip
    return words("{title}; 0 is {zero}. A definition whose interval lies above it supports.",
                 title=title, zero=zero)  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _curve_table(statement: Statement, words: Words) -> Table:
    rows = sorted(statement.specifications, key=_height)
    numbers = [statement.shown(row[end]) for row in rows for end in ("estimate", "low", "high")]
    form = Format.of("", numbers)
    columns = (
        Column("place", "#"),
        *(Column(name, name) for name in statement.varying),
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
        *(Cell(row[name], row[name]) for name in statement.varying),
        Cell(times + form.write(value), value, low, high, form.interval(low, high) if told else ""),
        Cell(words(verdict_words.CLASSES[row["class"]]), row["class"]),
        Cell(f"{row['n']:,}", row["n"]),
        Cell(percent(row["unknown_share"], 1), row["unknown_share"]),
    )


def _drawn(value: float | None) -> float | None:
    """Digits enough for a picture: in full, thousands of numbers would make a heavy page."""
    return None if value is None else float(f"{value:.7g}")


def _choices(asked: Asked, statement: Statement, given: Given) -> View:
    """How often each choice turns the class, and how much of the variance it explains."""
    words = asked.words
    flips = {n: flip for n, flip in statement.found["flips"].items() if flip["pairs_total"]}
    order = sorted(flips, key=lambda name: -(flips[name]["rate"] or 0.0))
    effects = {what: statement.found[f"effects_on_{what}"] for what in ("support", "estimate")}
    columns = (
        Column("choice", words("Choice")),
        Column("question", words("Question")),
        Column("flips", words("Turns the class"), "share", number=True),
        Column("pairs", words("Pairs"), number=True),
        Column("of_support", words("Shapley, of support"), "share", number=True),
        Column("of_estimate", words("Shapley, of estimate"), "share", number=True),
    )
    rows = tuple(
        Row((
            Cell(name, name),
            Cell(verdict_words.question(name, words), name),
            _share(flips[name]["rate"]),
            Cell(f"{flips[name]['pairs_evaluable']:,}", flips[name]["pairs_evaluable"]),
            *(_share(_shapley(found, name)) for found in effects.values()),
        ))
        for name in order
    )  # fmt: skip
    return View(
        f"choices_{statement.slug}",
        _title(asked, "Which choice decides", statement),
        words(
            "How often changing one choice alone turns what a definition says, and its share of "
            "the variance (Shapley effect) of support and of the estimate."
        ),
        Table(columns, rows, tuple(_reasons(effects, words))),
        ({"kind": "bars", "y": "choice", "x": "flips", "title": words("Turns the class")},),
        given,
    )


def _shapley(found: Mapping[str, Any], name: str) -> float | None:
    return found["effects"][name]["shapley"] if found["effects"] else None


def _reasons(effects: Mapping[str, Mapping[str, Any]], words: Words) -> Iterable[str]:
    if effects["support"]["reason"]:
        yield words("No Shapley effects on support: {reason}",
                    reason=words.note(effects["support"]["reason"]))  # fmt: skip
    if effects["estimate"]["reason"]:
        yield words("No Shapley effects on the estimate: {reason}",
                    reason=words.note(effects["estimate"]["reason"]))  # fmt: skip


def _share(value: float | None, decimals: int = 0) -> Cell:
    return Cell(percent(value, decimals), value)


def _options(asked: Asked, statement: Statement, given: Given) -> View:
    """The verdict among the definitions that share an option; choices that matter come first."""
    words = asked.words
    differing = {
        name: len({(one["name"], one["qualifier"]) for one in options.values()}) > 1
        for name, options in statement.found["by_option"].items()
    }
    order = sorted(statement.varying, key=lambda name: not differing[name])
    columns = (
        Column("option", words("Option")),
        Column("meaning", words("Meaning")),
        Column("verdict", words("Verdict")),
        *(Column(part, words(verdict_words.CLASSES[letter]), "share", number=True)
          for part, letter in zip(PARTS, "SCUN", strict=True)),
    )  # fmt: skip
    rows = tuple(
        _option_row(asked, (name, option), verdict)
        for name in order
        for option, verdict in statement.found["by_option"][name].items()
    )
    return View(
        f"options_{statement.slug}",
        _title(asked, "Verdict by option", statement),
        words("What the definitions that share one option say together."),
        Table(columns, rows),
        ({"kind": "shares", "y": "option", "parts": list(PARTS),
          "title": words("Verdict by option")},),
        given,
        facts=_turning(statement, words),
    )  # fmt: skip


def _turning(statement: Statement, words: Words) -> tuple[tuple[str, str], ...]:
    """Options under which the verdict is another."""
    turned = [
        f"{name}: {option} ({words(verdict_words.NAMES[verdict['name']])})"
        for name in statement.varying
        for option, verdict in statement.found["by_option"][name].items()
        if verdict["name"] != statement.verdict
    ]
    return ((words("Another verdict under"), "; ".join(turned) or words("no single option")),)


def _option_row(asked: Asked, chosen: tuple[str, str], verdict: Mapping[str, Any]) -> Row:
    name, option = chosen
    words = asked.words
    told = verdict_words.verdict_text(verdict["name"], verdict["qualifier"], words)
    return Row((
        Cell(f"{name}: {option}", f"{name}={option}"),
        Cell(_meaning(asked, name, option)),
        Cell(told, verdict["name"]),
        *(_share(verdict["shares"][part]) for part in PARTS),
    ))  # fmt: skip


def _meaning(asked: Asked, dimension: str, option: str) -> str:
    """What an option means; what a release defines is said by the release."""
    if dimension == "ai_definition":
        defined = asked.desk.dataset.release.manifest.definitions
        return next((asked.words(one.title) for one in defined if one.name == option), "")
    (declared,) = (one for one in DIMENSIONS if one.name == dimension)
    meanings = {one.name: one.meaning for one in declared.options}
    return asked.words(meanings.get(option, ""))
