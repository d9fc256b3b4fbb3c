"""Are the United States and China each other's first partners? And if Hong Kong counts as China?

The same question by keyboard alone, and without a script.
"""

from pathlib import Path

from browser.main_task import FIRST, RULE, RULE_NAME, check_shown, numbers, printed


def test_by_keyboard_alone(browse, site, detente, charted):
    browser = browse(viewport={"width": 1024, "height": 800})
    page = browser.open(f"{site}/").page
    assert page.url.startswith(f"{site}/en/?release=")
    page.keyboard.press("Tab")
    assert browser.focused() == ["A", "Skip to the content", ""]
    browser.tab_to("A", "Rankings")
    browser.press()
    browser.tab_to("BUTTON", "Show their ties")
    browser.press()
    page.wait_for_url("**/en/pair/US/CN?**")
    browser.drawn()
    answer, before = page.locator(".answer").inner_text(), numbers(page, FIRST)
    assert "each other's first partner" in answer
    check_shown(page, detente)
    browser.tab_to("SUMMARY", "Which territories count as one country")
    page.keyboard.press("Enter")
    browser.tab_to("A", RULE_NAME)
    browser.press()
    browser.drawn()
    assert f"territory={RULE}" in page.url
    assert numbers(page, FIRST) != before
    check_shown(page, detente)
    browser.tab_to("A", "CSV", within=FIRST)
    with page.expect_download() as waited:
        page.keyboard.press("Enter")
    assert waited.value.suggested_filename == f"detente-{FIRST}.csv"
    assert Path(waited.value.path()).read_text() == printed(detente, page, FIRST)
    assert browser.problems == []


def test_without_a_script(browse, site, detente):
    browser = browse(java_script_enabled=False)
    page = browser.page
    page.goto(f"{site}/")
    page.get_by_role("link", name="Rankings", exact=True).click()
    page.get_by_role("button", name="Show their ties").click()
    page.wait_for_url("**/en/pair/US/CN?**")
    assert "each other's first partner" in page.locator(".answer").inner_text()
    shown = page.locator(f"#{FIRST}-table tbody").inner_text()
    check_shown(page, detente)
    page.locator("#choice-territory > summary").click()
    page.locator("#choice-territory a", has_text=RULE_NAME).first.click()
    page.wait_for_url(f"**territory={RULE}**")
    assert page.locator(f"#{FIRST}-table tbody").inner_text() != shown
    check_shown(page, detente)
    assert page.locator(".chart svg").count() == 0
    assert browser.problems == []
