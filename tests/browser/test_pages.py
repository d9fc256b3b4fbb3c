"""Every kind of page, in both languages, at three widths, light and dark: nothing goes wrong."""

import time

import pytest

from browser.addresses import SENTENCE, address_of, asked_of, kinds

WIDTHS = (320, 768, 1440)
SCHEMES = ("light", "dark")
UNDRAWN = """() => [...document.querySelectorAll(".chart[data-chart]:empty")].filter((place) => {
  const table = document.getElementById(place.dataset.table);
  return table.querySelectorAll("td.number[data-value]").length > 1;
}).map((place) => place.dataset.table)"""


@pytest.fixture(scope="session")
def checked(site, desk, chromium):
    """The verdict of a typed sentence, which is computed when it is first asked for."""
    page = chromium.new_page()
    page.goto(f"{site}{address_of('check', desk, 'en', claim=SENTENCE)}")
    page.wait_for_selector(".judged, #refused", timeout=120_000)
    assert page.locator("#refused").count() == 0
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", kinds())
def test_a_page(browse, site, desk, axe, keep, checked, kind, language, width):
    browser = browse(viewport={"width": width, "height": 900})
    browser.open(site + address_of(kind, desk, language, **asked_of(kind)))
    assert browser.page.locator("h1").count() == 1
    assert browser.page.evaluate(UNDRAWN) == []
    for scheme in SCHEMES:
        browser.page.emulate_media(color_scheme=scheme)
        browser.drawn()
        assert browser.too_wide() == []
        keep(browser, f"{kind}-{language}-{scheme}-{width}")
        found = browser.axe(axe)
        assert found == [], "\n".join(found)
    assert browser.problems == []


@pytest.mark.parametrize("kind", ["country", "rankings"])
def test_a_map_is_drawn_however_late_its_land_comes(browse, site, desk, kind):
    browser = browse(viewport={"width": 768, "height": 900})
    late = []

    def after_a_while(route):
        time.sleep(0.5)
        late.append(route.request.url)
        route.continue_()

    browser.page.route("**/map.js*", after_a_while)
    browser.open(site + address_of(kind, desk, "en", **asked_of(kind)))
    assert len(late) == 1
    assert browser.page.evaluate(UNDRAWN) == []
    assert browser.problems == []
