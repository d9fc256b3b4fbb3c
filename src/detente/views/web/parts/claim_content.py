"""A claim with everything that the data say of it: what the pages of claims show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.claim_review import in_script, reviews_of
from detente.views.text.numbers import MISSING, percent
from detente.views.web.findings import TYPED
from detente.views.web.options import choice_name, option_name
from detente.views.web.parts import verdict_words
from detente.views.web.parts.cards import Cards
from detente.views.web.parts.choice_views import PARTS
from detente.views.web.parts.chosen_view import chosen_view
from detente.views.web.parts.finding_given import command_of, given_of_finding
from detente.views.web.parts.statement import Statement
from detente.views.web.parts.statement_views import views_of
from detente.views.web.parts.verdict_rows import table_of
from detente.views.web.table import Cell, Column, Row, Table
from detente.views.web.view import Content, View
from detente.views.web.words import JOINTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.claims.claim import Choice, Claim
    from detente.views.web.page import Asked
    from detente.views.web.words import Words


def content_of(asked: Asked, claim: Claim, document: Mapping[str, Any] | None) -> Content:
    """What was said, the verdict of each statement, what decides, and how it was registered.

    Parameters
    ----------
    asked : Asked
    claim : Claim
    document : mapping or None
        Of its finding; None while it is being computed.
    """
    words = asked.words
    cards = Cards(asked)
    card = cards.of(claim, document)
    views: tuple[View, ...] = (_registered(asked, claim),)
    json_ld = ""
    if document is not None:
        told = Statement.all(claim, document)
        known = [one for one in told if one.missing is None]
        parts = [view for one in told for view in views_of(asked, one, document)]
        together = (_verdicts(asked, document, told),) if known and len(told) > 1 else ()
        # a copy would hold each claim many times over, and every definition stands in its table
        chosen = chosen_view(asked, told, document) if asked.links.combines else ()
        views = (*together, *chosen, *parts, *views)
        json_ld = _reviews(asked, document, known)
    return Content(
        words(claim.title),
        views=views,
        extra={
            "card": card,
            "cited": cards.cited,
            "command": command_of(claim),
            "pending": document is None,
            "pins": asked.desk.findings,
            "json_ld": json_ld,
            "typed": claim.id == TYPED,
        },
        options={choice.name: choice.options for choice in claim.choices},
    )


def _reviews(asked: Asked, document: Mapping[str, Any], known: Sequence[Statement]) -> str:
    """What fact-check archives read of the statements that have data; empty if none has."""
    reviews = reviews_of(
        {**document, "statements": [one.found for one in known]},
        url=asked.links.whole(asked.path, asked.state),
        published=asked.desk.published,
    )
    return in_script(reviews) if reviews else ""


def _verdicts(asked: Asked, document: Mapping[str, Any], told: Sequence[Statement]) -> View:
    """Every statement at a glance, and the whole finding to take away."""
    words = asked.words
    table = _with_shares(table_of(asked, told), told, asked)
    chart = {"kind": "shares", "y": "statement", "parts": list(PARTS),
             "title": words("Share of the definitions")}  # fmt: skip
    return View(
        "verdicts", words("The verdict in numbers"), words(
            "The estimate is that of the median definition; the shares are those of all."
        ),
        table, (chart,),
        given_of_finding(document, told, words),
    )  # fmt: skip


def _with_shares(table: Table, told: Sequence[Statement], asked: Asked) -> Table:
    """The table with the shares of each statement in place of the claim's name."""
    heads = tuple(
        Column(part, asked.words(verdict_words.CLASSES[letter]), "share", number=True)
        for part, letter in zip(PARTS, "SCUN", strict=True)
    )
    rows = tuple(
        Row((*row.cells[1:], *_shares(one)), row.small, row.kind)
        for row, one in zip(table.rows, told, strict=True)
    )
    return Table((*table.columns[1:], *heads), rows)


def _shares(one: Statement) -> tuple[Cell, ...]:
    if one.missing is not None:
        return (Cell(MISSING),) * len(PARTS)
    return tuple(Cell(percent(share, 1), share) for share in one.shares)


def _registered(asked: Asked, claim: Claim) -> View:
    """The choices as they were registered, and why their options ask the same."""
    words = asked.words
    columns = (
        Column("choice", words("Choice")),
        Column("question", words("Question")),
        Column("options", words("Options")),
        Column("why", words("Why they are equivalent for the question")),
    )
    rows = tuple(
        Row((
            Cell(choice_name(choice.name, words), choice.name, code=choice.name),
            Cell(verdict_words.question(choice.name, words)),
            _options(choice, words),
            Cell(words(choice.why)),
        ))
        for choice in claim.choices
    )  # fmt: skip
    table = Table(columns, rows)
    if claim.id == TYPED:
        return View("registered", words("Choices"), words(
            "The choices that the sentence leaves open; every combination of their options is a "
            "definition."
        ), table)  # fmt: skip
    return View("registered", words("Registered choices"), words(
        "Written down before the results were seen: the options of each choice are held to be "
        "equivalent for the question, and every combination is a definition."
    ), table)  # fmt: skip


def _options(choice: Choice, words: Words) -> Cell:
    names = [option_name(choice.name, option, words) for option in choice.options]
    return Cell(JOINTS[words.language].join(names), code=", ".join(choice.options))
