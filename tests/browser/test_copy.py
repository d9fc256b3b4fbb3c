"""The static copy, opened from a disk: it draws, follows the choices, and says nothing wrong."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from browser.main_task import FIRST, RULE, check_shown, numbers, printed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_copy_on_a_disk(browse, copy, charted, detente_small, language):
    browser = browse(viewport={"width": 1024, "height": 800})
    page = browser.page
    page.goto((copy / "index.html").as_uri())
    page.wait_for_url("**/en/index.html")
    if language == "zh":
        page.locator(".languages a[lang^=zh]").click()
    page.locator("nav a[href*='rankings']").click()
    page.locator("main a[href*='country/US/']").first.click()
    page.locator("main a[href*='pair/US/CN/']").first.click()
    browser.drawn()
    assert page.locator(".answer").get_attribute("data-class") in {"S", "C", "U"}
    assert page.locator(".chart svg").count() > 1
    before = numbers(page, FIRST)
    check_shown(page, detente_small)
    page.locator("#choice-territory > summary").click()
    page.locator("#choice-territory li", has_text=RULE).first.locator("a").click()
    browser.drawn()
    assert f"territory.{RULE}" in page.url
    assert page.locator(".chart svg").count() > 1
    assert numbers(page, FIRST) != before
    check_shown(page, detente_small)
    address = page.locator(f"#{FIRST} .downloads a[href$='{FIRST}.csv']").evaluate("a => a.href")
    file = Path(unquote(urlsplit(address).path))
    assert file.read_text(encoding="utf-8") == printed(detente_small, page, FIRST)
    assert browser.problems == []
