"""A sentence that a reader types: refused with advice, or checked like a claim of the book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.claims.typed import claim_of
from detente.claims.wording import EXAMPLES
from detente.core.errors import BudgetExhausted, DataMissing, UsageError
from detente.views.web.page import Page
from detente.views.web.parts.claim_content import content_of
from detente.views.web.view import Content
from detente.views.web.words import mark

if TYPE_CHECKING:
    from detente.views.web.page import Asked

PAGE = Page(
    "check", title=mark("Check a sentence"), order=5, template="check.html", asks=("claim",),
    served=True,
)  # fmt: skip
LONGEST = 300


def build(asked: Asked) -> Content:
    """The form, and below it what the data say of the sentence."""
    words, sentence = asked.words, asked.parameters.get("claim", "").strip()
    form = {
        "sentence": sentence[:LONGEST],
        "longest": LONGEST,
        "action": asked.href(asked.path).partition("?")[0],
        "examples": [(one, asked.links.page(asked.path, asked.state, {"claim": one}))
                     for one in EXAMPLES],
        "refused": None,
        "card": None,
        "pending": False,
    }  # fmt: skip
    title = words("Check a sentence")
    lead = words("Type a sentence about countries and AI; it is checked under the usual choices.")
    if not sentence:
        return Content(title, lead, extra=form)
    try:
        found = _found(asked, sentence)
    except (UsageError, DataMissing, BudgetExhausted) as problem:
        status = 503 if isinstance(problem, BudgetExhausted) else 400
        refused = {"refused": problem, "status": status}
        return Content(title, lead, extra={**form, **refused})
    return replace(found, title=title, lead=lead, extra={**form, **found.extra})


def _found(asked: Asked, sentence: str) -> Content:
    """What the data say of it.

    Raises
    ------
    UsageError
        It cannot be read, or is too long.
    BudgetExhausted
        Too many sentences are waiting.
    """
    if len(sentence) > LONGEST:
        raise UsageError(
            f"the sentence has {len(sentence):,} characters",
            why=f"at most {LONGEST} are read",
            fix="say one thing in one sentence",
        )
    claim = claim_of(sentence, definitions=asked.desk.dataset.release.manifest.definitions)
    return content_of(asked, claim, asked.desk.findings.known(claim))
