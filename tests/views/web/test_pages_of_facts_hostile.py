"""Pages of facts over a release whose every text is hostile: shown as text, led nowhere."""

import re
from html.parser import HTMLParser

import pytest

from data.hostile_strings import HOSTILE
from detente.views.web.page import pages
from detente.views.web.site import Site
from hostile_release import hostile_dataset

PATHS = ("lag", "rules", "sources", "events", "territory", "method")


class Page(HTMLParser):
    """Elements and addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.addresses, self.attributes = set(), [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.addresses += [value for name, value in attributes if name in ("href", "src")]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory):
    lake = tmp_path_factory.mktemp("hostile") / "lake"
    hostile_dataset(lake)
    return Site(lake)


@pytest.mark.parametrize("path", PATHS)
def test_hostile_texts_make_no_element_and_lead_nowhere(hostile_site, path):
    query = f"release={hostile_site.desk().release}"
    found = Page(hostile_site.answer(f"en/{path}", query).body.decode())
    assert not found.elements & {"svg", "img", "iframe", "object", "math", "style", "form", "b"}
    assert not {name for name in found.attributes if name.startswith("on")} - {"on"}
    for address in found.addresses:
        assert re.match(r"(https?://|/|#)", address), address


def test_hostile_names_of_obligations_are_shown_as_text(hostile_site):
    query = f"release={hostile_site.desk().release}"
    page = hostile_site.answer("en/rules", query).body.decode()
    assert "&lt;script" in page
    assert "<script" not in page.replace("<script defer src=", "")


def test_only_plain_names_become_paths(hostile_site):
    rule = pages()["rule"]
    for place in rule.instances(hostile_site.desk()):
        assert re.fullmatch("[a-z0-9_]+", place["type"])
    assert not re.fullmatch("[a-z0-9_]+", HOSTILE[0][1])
