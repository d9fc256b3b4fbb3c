"""One claim of the book: what was said, by whom, and whether it holds under which definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownName
from detente.views.web.page import Page
from detente.views.web.parts.claim_content import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked
    from detente.views.web.view import Content

PAGE = Page("claim/{claim}", template="claim.html")


def instances(desk: Desk) -> Iterable[Mapping[str, str]]:
    """Every claim of the book."""
    return ({"claim": name} for name in desk.claims)


def build(asked: Asked) -> Content:
    """The claim, and all that the data say of it."""
    name, claims = asked.parameters["claim"], asked.desk.claims
    if name not in claims:
        raise UnknownName("claim", name, claims)
    claim = claims[name]
    return content_of(asked, claim, asked.desk.findings.known(claim))
