"""The first page: the sentences of one article, each with its verdicts, then all other claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.claims.article import sentences
from detente.views.web.page import Page
from detente.views.web.parts.cards import SIGNS, Cards
from detente.views.web.parts.statement import Statement
from detente.views.web.parts.verdict_rows import given_of_verdicts, table_of
from detente.views.web.parts.verdict_words import NAMES
from detente.views.web.view import Content, View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.claim import Claim
    from detente.views.web.page import Asked
    from detente.views.web.parts.cards import Card
    from detente.views.web.words import Words

PAGE = Page("", title=mark("Claims"), order=0, template="home.html")


def build(asked: Asked) -> Content:
    """Every sentence and what the data say of it."""
    words, claims = asked.words, asked.desk.claims
    article = sentences(claims)
    others = [claim for claim in claims.values() if not claim.article]
    known = {name: asked.desk.findings.known(claim) for name, claim in claims.items()}
    cards = Cards(asked)
    shown = {name: [cards.of(claim, known[claim.id]) for claim in claims]
             for name, claims in (("article", article), ("others", others))}  # fmt: skip
    return Content(
        words("What is said about countries and AI, checked"),
        words(
            "détente checks sentences that are printed as fact against open data, under every "
            "reasonable definition at once, and shows how sure the answer is and what it hinges "
            "on."
        ),
        ()
        if None in known.values()
        else (
            _view(
                asked,
                "article",
                article,
                title=words("The article's verdicts as a table"),
                command=f"detente article --draws {asked.desk.findings.draws}",
            ),
            _view(
                asked,
                "others",
                others,
                title=words("The other verdicts as a table"),
                command="detente check NAME",
            ),
        ),
        {
            **shown,
            "tally": _tally(words, shown["article"]),
            "cited": cards.cited,
            "pending": None in known.values(),
            "done": sum(found is not None for found in known.values()),
        },
    )


def _tally(words: Words, cards: Sequence[Card]) -> list[tuple[str, str, int]]:
    """How many statements have each verdict: its sign, its name and the number."""
    signs = [one.sign for card in cards for one in card.answered]
    return [(sign, words(NAMES[name]), signs.count(sign)) for name, sign in SIGNS.items()]


def _view(asked: Asked, name: str, claims: Sequence[Claim], *, title: str, command: str) -> View:
    """The verdicts as a table, all of which are there."""
    known = [(claim, asked.desk.findings.known(claim)) for claim in claims]
    told = [one for claim, found in known if found for one in Statement.all(claim, found)]
    return View(
        name, title, "", table_of(asked, told),
        given=given_of_verdicts(asked, told, command),
        folded=asked.words("All {count} statements", count=len(told)),
    )  # fmt: skip
