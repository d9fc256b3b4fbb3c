"""Find two countries: a form that needs no script, and what it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.page import Page
from detente.views.web.parts.directory import countries_of, finder
from detente.views.web.parts.places import need_codes
from detente.views.web.view import Content

if TYPE_CHECKING:
    from detente.views.web.page import Asked

PAGE = Page("find", template="find.html", asks=("first", "second"), served=True)


def build(asked: Asked) -> Content:
    """The form, or the way to the page of the two countries that were chosen."""
    words = asked.words
    chosen = [code for code in map(asked.parameters.get, PAGE.asks) if code]
    need_codes(*chosen)
    pair = list(dict.fromkeys(chosen))
    path = "/".join([("", "country", "pair")[len(pair)], *pair]) if pair else ""
    names = " · ".join(words.country(code) for code in pair)
    return Content(
        words("Find two countries"),
        words("Are they each other's first partners, and how strong are their ties?"),
        extra={
            "finder": finder(asked, countries_of(asked)),
            "leads": asked.href(path) if path else "",
            "others": [(names, asked.href(path))] if path else [],
        },
    )
