"""A release full of hostile texts: none of them runs, asks for anything, or says a word."""

from itertools import islice
from urllib.parse import urlencode

import pytest

from browser.serving import serving
from detente.views.web.desk import Desk
from detente.views.web.page import pages
from hostile_release import hostile_release

MOST = 2
UNFOLD = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
SCRIPT = "<script>window.pwned=1</script>\"'><img src=x onerror=window.pwned=1>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "lake"
    hostile_release(path)
    with serving(path) as address:
        yield address, Desk.at(path)


def addresses(kind, desk):
    module = pages()[kind]
    instances = getattr(module, "instances", None)
    asked = urlencode(dict.fromkeys(module.PAGE.asks, SCRIPT))
    for parameters in islice(instances(desk) if instances else [{}], MOST):
        for language in ("en", "zh"):
            yield f"/{language}/{module.PAGE.fill(parameters)}?{asked}"


@pytest.mark.parametrize("kind", list(pages()))
def test_nothing_of_the_data_runs(browse, hostile, charted, kind):
    site, desk = hostile
    browser = browse(viewport={"width": 768, "height": 900})
    for address in addresses(kind, desk):
        browser.open(site + address)
        assert browser.page.evaluate("typeof window.pwned") == "undefined"
        browser.page.evaluate(UNFOLD)
        browser.drawn()
        assert browser.page.evaluate("typeof window.pwned") == "undefined"
    # a page that refuses what was asked says so by its status, which the console repeats
    assert [one for one in browser.problems if "status of 40" not in one] == []
