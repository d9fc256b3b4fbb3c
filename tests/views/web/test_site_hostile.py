"""The site over the planted release: words of others stay words, on every page that is found."""

import csv
import io
import json
import re
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from urllib.parse import quote, unquote, urlsplit

import pytest

from detente.core.discovery import modules
from detente.views.web.app import create_app
from detente.views.web.guard.guard import Guard
from detente.views.web.guard.limits import Limits
from detente.views.web.page import PACKAGE
from detente.views.web.site import Site
from detente.views.web.words import Words
from hostile_release import TEXTS, hostile_release
from views.web.hostile_requests import CASES
from views.web.leaky_app import EVIL, ask, call, serving
from views.web.spreadsheet_cells import starts_formula

KINDS = modules(PACKAGE, "PAGE")
# of each kind of page, for it is the same template
MOST = 2
NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "noscript", "template", "style"}
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "data", "poster", "xlink:href"}


class Seen(HTMLParser):
    """Elements of a page that could run or fetch something, and where its links lead."""

    def __init__(self, text):
        super().__init__()
        self.bad, self.links, self.elements = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.elements.append(tag)
        if tag in NEVER or (tag == "script" and not self._is_ours(given)):
            self.bad.append((tag, attrs))
        if given.get("http-equiv", "").lower() == "refresh":
            self.bad.append((tag, attrs))
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.bad.append((tag, name, value))
            if name in ADDRESSES and not self._is_harmless(value or ""):
                self.bad.append((tag, name, value))
        if tag == "a":
            self.links.append(given.get("href", ""))

    @staticmethod
    def _is_ours(given):
        return given.get("type") == "application/ld+json" or given.get("src", "").startswith(
            "/static/"
        )

    @staticmethod
    def _is_harmless(address):
        text = re.sub(r"[\x00-\x20]", "", address)
        return urlsplit(text).scheme in {"", "http", "https"} and not text.startswith("//")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_note_of_the_data_is_no_format(text, language):
    """A part between semicolons is a note of its own; what is translated holds no such words."""
    assert Words(language).note(text) == "; ".join(part for part in text.split("; ") if part)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "lake"
    hostile_release(path)
    return path


@pytest.fixture(scope="module")
def get(lake):
    """What the guarded site says at an address, wherever it redirects to."""
    # how long a page takes is not asked here
    guarded = Guard(create_app(lake), Limits(port=8000, rate=None, path=20_000, seconds=600))

    @cache
    def answer(address):
        path, _, query = address.partition("?")
        given = unquote(path)
        status, headers, body = call(guarded, given, raw_path=b"/", query_string=query.encode())
        if status == 307:
            return answer(headers[b"location"].decode())
        assert status < 500 or status == 503
        return headers[b"content-type"].decode(), body.decode()

    return answer


@pytest.fixture(scope="module")
def desk(lake):
    return Site(lake).desk()


def pages_of(kind, desk):
    """The first pages of a kind, and what its form would ask."""
    module = KINDS[kind]
    found = module.instances(desk) if hasattr(module, "instances") else [{}]
    asked = "&".join(f"{name}=%3Cscript%3E%7B%7B7*7%7D%7D%22" for name in module.PAGE.asks)
    for parameters in islice(found, MOST):
        for language in ("en", "zh"):
            yield f"/{language}/{module.PAGE.fill(parameters)}" + (f"?{asked}" if asked else "")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_page_holds_an_element_of_the_data(get, desk, kind):
    for address in pages_of(kind, desk):
        media, text = get(address)
        page = Seen(text)
        assert media.startswith("text/html")
        assert page.bad == [], address
        assert page.elements.count("main") == page.elements.count("h1") == 1


NOWHERE = ["/en/{}", "/zh/pair/{}/US", "/embed/en/pair/US/CN?view={}", "/{}", "/static/{}"]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_is_not_there_is_no_element_either(get, path, text):
    """Most of these paths the guard would refuse; the site stands without it."""
    media, said = get(path.format(quote(text[:200], safe="")))
    if media.startswith("text/html"):
        page = Seen(said)
        assert page.bad == []
        assert page.elements.count("h1") == 1
    elif media.startswith("text/plain"):
        assert said == "Not Found"
    else:
        # a browser shows it as text: the type is said, and sniffing is forbidden
        assert media == "application/problem+json"
        assert isinstance(json.loads(said), dict)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_formula_survives_in_what_a_page_gives_to_spreadsheets(get, desk, kind):
    for address in pages_of(kind, desk):
        links = Seen(get(address)[1]).links
        for link in (one for one in links if ".safe.csv" in one):
            _, text = get(link)
            rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
            cells = {cell for row in rows for cell in row}
            number = re.compile(r"-?[0-9.]+(e[-+]?[0-9]+)?")
            assert [c for c in cells if starts_formula(c) and not number.fullmatch(c)] == [], link


def test_hostile_requests_get_nothing_from_the_site(lake):
    def limits(port):
        return Limits(port=port, rate=None, head_seconds=0.4)

    app = create_app(lake)
    with serving(lambda port: Guard(app, limits(port)), limits) as port:
        for name, raw in CASES:
            answer = ask(port, raw)
            assert 400 <= answer.status <= 499, name
            assert EVIL.encode() not in answer.raw, name
        whole = ask(port, b"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")
    assert whole.status == 307
