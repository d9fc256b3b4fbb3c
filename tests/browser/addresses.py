"""One address of every kind of page, found as the site finds its pages."""

from __future__ import annotations

from urllib.parse import urlencode

from detente.claims.wording import EXAMPLES
from detente.views.web.page import pages

SENTENCE = EXAMPLES[0]


def kinds():
    """Names of the kinds of pages."""
    return list(pages())


def path_of(kind, desk):
    """The first page of a kind, under its language."""
    module = pages()[kind]
    instances = getattr(module, "instances", None)
    parameters = next(iter(instances(desk))) if instances else {}
    return module.PAGE.fill(parameters)


def address_of(kind, desk, language, **extra):
    """The whole address of that page, its release pinned."""
    query = urlencode({"release": desk.release, **extra})
    return f"/{language}/{path_of(kind, desk)}?{query}"


def asked_of(kind):
    """What the form of a page would ask."""
    return {"check": {"claim": SENTENCE}, "find": {}}.get(kind, {})
