"""Which choice decides, and what the data say under each option alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.numbers import percent
from detente.views.web.options import choice_name, chosen_name, option_meaning
from detente.views.web.parts import verdict_words
from detente.views.web.parts.finding_given import part_of
from detente.views.web.parts.verdict_rows import choice_rows, option_rows
from detente.views.web.table import Cell, Column, Row, Table
from detente.views.web.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.given import Given
    from detente.views.web.page import Asked
    from detente.views.web.parts.statement import Statement
    from detente.views.web.words import Words

PARTS = ("supports", "contradicts", "undecided", "no_data")


def choices_view(asked: Asked, statement: Statement, given: Given) -> View:
    """How often each choice turns the class, and how much of the variance it explains."""
    words = asked.words
    flips = {n: flip for n, flip in statement.found["flips"].items() if flip["pairs_total"]}
    order = sorted(flips, key=lambda name: -(flips[name]["rate"] or 0.0))
    effects = {what: statement.found[f"effects_on_{what}"] for what in ("support", "estimate")}
    columns = (
        Column("choice", words("Choice")),
        Column("question", words("Question")),
        Column("flips", words("Changes the class"), "share", number=True),
        Column("pairs", words("Pairs compared"), number=True),
        Column("of_support", words("Shapley effect on support"), "share", number=True),
        Column("of_estimate", words("Shapley effect on the estimate"), "share", number=True),
    )
    rows = tuple(
        Row((
            Cell(choice_name(name, words), name, code=name),
            Cell(verdict_words.question(name, words), name),
            _share(flips[name]["rate"]),
            Cell(f"{flips[name]['pairs_evaluable']:,}", flips[name]["pairs_evaluable"]),
            *(_share(_shapley(found, name)) for found in effects.values()),
        ))
        for name in order
    )  # fmt: skip
    return View(
        f"choices_{statement.slug}",
        verdict_words.title("Which choice decides", statement, words),
        words(
            "How often changing one choice alone changes what a definition says, and its share "
            "of the variance (Shapley effect) of support and of the estimate."
        ),
        Table(columns, rows, tuple(_reasons(effects, words))),
        ({"kind": "bars", "y": "choice", "x": "flips", "title": words("Changes the class")},),
        part_of(
            given,
            choice_rows(statement),
            {
                name: statement.found[name]
                for name in ("decisive", "flips", "effects_on_support", "effects_on_estimate")
            },
        ),
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


def options_view(asked: Asked, statement: Statement, given: Given) -> View:
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
        verdict_words.title("Verdict by option", statement, words),
        words("The verdict among the definitions that share an option."),
        Table(columns, rows),
        ({"kind": "shares", "y": "option", "parts": list(PARTS),
          "title": words("Verdict by option")},),
        part_of(given, option_rows(statement), {"by_option": statement.found["by_option"]}),
        facts=_turning(statement, words),
    )  # fmt: skip


def _turning(statement: Statement, words: Words) -> tuple[tuple[str, str], ...]:
    """Options under which the verdict is another."""
    turned = [
        f"{chosen_name(name, option, words)} ({words(verdict_words.NAMES[verdict['name']])})"
        for name in statement.varying
        for option, verdict in statement.found["by_option"][name].items()
        if verdict["name"] != statement.verdict
    ]
    return ((words("The verdict differs under"), "; ".join(turned) or words("no single option")),)


def _option_row(asked: Asked, chosen: tuple[str, str], verdict: Mapping[str, Any]) -> Row:
    name, option = chosen
    words = asked.words
    told = verdict_words.verdict_text(verdict["name"], verdict["qualifier"], words)
    return Row((
        Cell(chosen_name(name, option, words), f"{name}={option}", code=f"{name}={option}"),
        Cell(option_meaning(name, option, desk=asked.desk, words=words)),
        Cell(told, verdict["name"]),
        *(_share(verdict["shares"][part]) for part in PARTS),
    ))  # fmt: skip
