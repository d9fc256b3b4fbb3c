"""Pages whose verdicts are on their way: nothing goes wrong while they wait, nor when they come."""

import threading

import pytest

from browser.addresses import address_of, asked_of
from browser.test_pages import SCHEMES, WIDTHS
from detente.views.web.app import create_app
from detente.views.web.findings import Findings
from detente.views.web.guard.guard import Guard
from detente.views.web.guard.limits import Limits
from views.web.leaky_app import serving

KINDS = ("home", "claim", "check")
SHOWN = "#answer .judged"


@pytest.fixture
def verdicts(monkeypatch):
    """Set once verdicts may be there; until then they are being computed, however long."""
    there, known = threading.Event(), Findings.known
    monkeypatch.setattr(
        Findings, "known", lambda self, claim: known(self, claim) if there.is_set() else None
    )
    return there


@pytest.fixture
def waiting_site(lake, verdicts):
    """The site in a thread of the test, which says when verdicts are there."""

    def limits(port):
        return Limits(port=port, rate=None)

    with serving(lambda port: Guard(create_app(lake), limits(port)), limits) as port:
        yield f"http://127.0.0.1:{port}"


def address(kind, desk, language="en"):
    return address_of(kind, desk, language, **asked_of(kind))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_waits(browse, waiting_site, desk, axe, keep, kind, language, width):
    browser = browse(viewport={"width": width, "height": 900})
    browser.open(waiting_site + address(kind, desk, language))
    assert browser.page.locator("#waiting [role=status]").inner_text()
    assert browser.page.locator("meta[http-equiv=refresh]").count() == 0
    for scheme in SCHEMES:
        browser.page.emulate_media(color_scheme=scheme)
        browser.drawn()
        assert browser.too_wide() == []
        keep(browser, f"{kind}-waits-{language}-{scheme}-{width}")
        found = browser.axe(axe)
        assert found == [], "\n".join(found)
    assert browser.problems == []


@pytest.mark.parametrize("kind", ["home", "claim"])
def test_it_asks_by_itself_and_says_when_verdicts_are_there(
    browse, waiting_site, desk, axe, verdicts, kind
):
    browser = browse(viewport={"width": 1024, "height": 800})
    page = browser.open(waiting_site + address(kind, desk)).page
    page.evaluate("window.loaded = 'once'")
    said = page.locator("#waiting [role=status]").inner_text()
    with page.expect_response("**release=**") as asked:
        pass
    assert asked.value.status == 202
    assert page.locator(SHOWN).count() == 0
    verdicts.set()
    page.wait_for_selector(SHOWN)
    browser.drawn()
    assert page.locator("#waiting [role=status]").inner_text() not in ("", said)
    assert page.get_by_role("link", name="Look again").count() == 0
    # nothing was loaded anew, and what it would show is there
    assert page.evaluate("window.loaded") == "once"
    shown, charts = page.locator("#answer").inner_text(), page.locator(".chart svg").count()
    assert browser.axe(axe) == []
    page.reload()
    browser.drawn()
    assert page.locator("#answer").inner_text() == shown
    assert page.locator(".chart svg").count() == charts
    assert browser.problems == []


def test_whoever_types_is_not_disturbed(browse, site, desk):
    browser = browse(viewport={"width": 1024, "height": 800})
    sentence = "US publishes more papers than FR in AI, 2018-2022"
    page = browser.open(f"{site}{address_of('check', desk, 'en', claim=sentence)}").page
    page.locator("#waiting").wait_for()
    page.locator("#sentence").fill("CN publishes")
    page.wait_for_selector(SHOWN, timeout=120_000)
    page.keyboard.type(" more")
    assert page.locator("#sentence").input_value() == "CN publishes more"
    assert browser.problems == []


def test_what_goes_wrong_is_told(browse, waiting_site, desk):
    browser = browse()
    page = browser.open(waiting_site + address("claim", desk)).page
    gone = f"{waiting_site}/en/claim/nothing?release={desk.release}"
    page.route("**/en/claim/**", lambda route: route.continue_(url=gone))
    page.get_by_role("heading", name="There is no such page").wait_for()
    assert page.locator("#waiting").count() == 0


def test_without_a_script_a_link_looks_again(browse, waiting_site, desk, verdicts):
    page = browse(java_script_enabled=False).page
    page.goto(waiting_site + address("claim", desk))
    assert not page.get_by_text("The page looks again by itself.").is_visible()
    verdicts.set()
    page.get_by_role("link", name="Look again").click()
    assert page.locator(SHOWN).count() > 0
    assert page.locator("#waiting").count() == 0
