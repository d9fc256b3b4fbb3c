"""The first page: the sentences of one article, each with its verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.page import Page
from detente.views.web.view import Content
from detente.views.web.words import mark

if TYPE_CHECKING:
    from detente.views.web.page import Asked

PAGE = Page("", title=mark("Claims"), order=0)


def build(asked: Asked) -> Content:
    """Every sentence and what the data say of it."""
    return Content(asked.words("What is said of AI, checked"))
