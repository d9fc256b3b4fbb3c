"""A page of the browser, and everything that went wrong in it."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

# quiet: nothing is looked up, updated or shared, and no window is drawn
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # whatever a page asks of others is seen, and reaches nobody
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip
# what the policy refused is written to the console too, but not all of it as an error
REPORTS = """addEventListener("securitypolicyviolation",
  ({ violatedDirective, blockedURI, sample }) =>
    console.error(`policy: ${violatedDirective} refused ${blockedURI} ${sample}`));"""
OURS = {"127.0.0.1", "localhost"}
# charts are drawn in the frame after their width is known
DRAWN = """() => new Promise((done) => {
  let left = 4;
  const next = () => (left-- ? requestAnimationFrame(next) : done());
  next();
})"""
WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
  .map((one) => `${one.tagName}.${one.className}`).slice(0, 5)"""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
MOST = 400
FOCUSED = """() => {
  const one = document.activeElement;
  return [one.tagName, one.innerText.trim(), one.closest(".view")?.id ?? ""];
}"""
AXE = """async (options) => {
  const said = (node) =>
    `${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join("; ")}`;
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, impact, nodes }) =>
    `${id} (${impact}), ${nodes.length}: ${nodes.slice(0, 3).map(said).join(" | ")}`);
}"""


@contextmanager
def launched():
    """The Chromium of the system, without a window."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Browser:
    """A page, watched.

    Attributes
    ----------
    page : playwright page
    problems : list of str
        Errors and warnings of the console, refused requests, dialogs, answers of other hosts.
    """

    page: Any
    problems: list[str] = field(default_factory=list)

    @staticmethod
    def start(chromium, **options):
        """A window without a past."""
        context = chromium.new_context(accept_downloads=True, **options)
        context.add_init_script(REPORTS)
        context.set_default_timeout(60_000)
        made = Browser(context.new_page())
        made._listen()
        return made

    def _listen(self):
        page, note = self.page, self.problems.append
        page.on("console", lambda said: said.type in ("error", "warning") and note(said.text))
        page.on("pageerror", lambda error: note(f"error: {error}"))
        page.on("dialog", lambda one: (note(f"dialog: {one.message}"), one.dismiss()))
        page.on("request", lambda one: self._is_ours(one.url) or note(f"asked {one.url}"))

    def _is_ours(self, address):
        parts = urlsplit(address)
        return parts.scheme in {"file", "data", "blob"} or parts.hostname in OURS

    def open(self, address):
        """Go there, and wait until its charts are drawn."""
        self.page.goto(address)
        self.drawn()
        return self

    def drawn(self):
        """Wait until charts have had the frames that they need."""
        self.page.wait_for_load_state()
        self.page.evaluate(DRAWN)

    def sized(self, width, height=900):
        """Make the window so wide."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.drawn()

    def too_wide(self):
        """What makes the page wider than its window."""
        wider = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return self.page.evaluate(WIDE) or ["the page"] if wider else []

    def axe(self, source):
        """What axe finds against the rules."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(source)
        # styles are there already: nothing is fetched for it
        options = {
            "runOnly": {"type": "tag", "values": RULES},
            "resultTypes": ["violations"],
            "preload": False,
        }
        return self.page.evaluate(AXE, options)

    def focused(self):
        """Tag and text of what has the focus, and the view that it stands in."""
        return self.page.evaluate(FOCUSED)

    def tab_to(self, tag, text, *, within=""):
        """Press Tab until it has the focus."""
        seen = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            found, said, view = self.focused()
            seen.append(said[:30])
            if found == tag and text in said and within in ("", view):
                return
        raise AssertionError(f"{tag} '{text}' has no focus in {MOST} steps: {seen[:40]}")

    def press(self, key="Enter"):
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def close(self):
        self.page.context.close()
