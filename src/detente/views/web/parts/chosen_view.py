"""A claim under the choices of the address: the definitions of its multiverse that match them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.indicators.rows import SMALL_CELL
from detente.views.text.numbers import percent
from detente.views.web.options import choice_name, option_name
from detente.views.web.parts import verdict_words
from detente.views.web.parts.finding_given import given_of_finding
from detente.views.web.parts.verdict_words import estimate_cell
from detente.views.web.table import Cell, Column, Row, Table
from detente.views.web.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.views.web.page import Asked
    from detente.views.web.parts.statement import Record, Statement
    from detente.views.web.words import Words

SHOWN = 60


def chosen_view(
    asked: Asked, told: Sequence[Statement], document: Mapping[str, Any]
) -> tuple[View, ...]:
    """What each statement's matching definitions say; none where no statement has data.

    Parameters
    ----------
    asked : Asked
    told : sequence of Statement
        All of a claim.
    document : mapping
        Of its finding.
    """
    known = [one.narrowed(asked.state.specification) for one in told if one.specifications]
    if not known:
        return ()
    words = asked.words
    open_to = tuple(dict.fromkeys(
        name for one in known for name in one.varying
        if len({row[name] for row in one.specifications}) > 1
    ))  # fmt: skip
    rows = [_row(one, row, open_to, asked=asked) for one in known for row in one.specifications]
    about = words(
        "The verdict rests on all definitions; {count} of them match the choices of this page. "
        "Choices that the claim does not make are left open.",
        count=f"{len(rows):,}",
    )
    return (
        View(
            "chosen", words("Under the definitions chosen"), about,
            Table(_columns(asked, open_to, language="en" if len(told) == 1 else ""),
                  tuple(rows[:SHOWN]), more=max(0, len(rows) - SHOWN)),
            given=given_of_finding(document, known, words),
            dimensions=tuple(dict.fromkeys(name for one in known for name in one.varying)),
        ),
    )  # fmt: skip


def _columns(asked: Asked, open_to: tuple[str, ...], *, language: str) -> tuple[Column, ...]:
    """The heads; a statement alone is told in the words of the grammar, which is English."""
    words = asked.words
    return (
        Column("statement", words("Statement"), lang=language),
        *(Column(name, choice_name(name, words)) for name in open_to),
        Column("estimate", words("Estimate"), number=True),
        Column("class", words("Says")),
        Column("n", words("n"), number=True),
        Column("unknown_share", words("Unknown"), "share", number=True),
    )


def _row(one: Statement, row: Record, open_to: tuple[str, ...], *, asked: Asked) -> Row:
    words = asked.words
    return Row(
        (
            Cell(one.name(words) if len(one.claim.atoms) > 1 else one.sentence, one.family),
            *(_option(name, row.get(name), words) for name in open_to),
            estimate_cell(one, row),
            Cell(words(verdict_words.CLASSES[row["class"]]), row["class"]),
            Cell(verdict_words.counted(row["n"], one.counted, words), row["n"]),
            Cell(percent(row["unknown_share"], 1), row["unknown_share"]),
        ),
        small=row["n"] < SMALL_CELL,
        kind=row["class"],
    )


def _option(dimension: str, option: str | None, words: Words) -> Cell:
    """An option; nothing where the statement lacks the choice."""
    return Cell("" if option is None else option_name(dimension, option, words), option)
