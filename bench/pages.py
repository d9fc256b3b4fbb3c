"""How soon a page is there, in Chromium on the machine that serves it."""

import statistics
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PAGES = {
    "claims": "/en/",
    "one claim": "/en/claim/us_cn_mutual_first",
    "pair": "/en/pair/US/CN",
    "country": "/en/country/US",
    "rankings": "/en/rankings",
    "lag": "/en/lag",
    "rules": "/en/rules",
    "events": "/en/events",
    "sources": "/en/sources",
    "methods": "/en/method",
}
TURNS = 5
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
SENT = """["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.transferSize, 0)"""


@dataclass
class Seen:
    """What a reader waited for, without anything in the browser's cache.

    Attributes
    ----------
    page : str
    first : float
        Milliseconds until the first reader since the server started can use it.
    ready, drawn : float
        Milliseconds until later ones can use it, and until its charts are drawn.
    sent : int
        Bytes of it and of all that it needs, as they were sent.
    """

    page: str
    first: float
    ready: float
    drawn: float
    sent: int


def measure(progress=lambda _text: None):
    """Each page by its first reader, then as the median of later ones."""
    from bench.web import built
    from browser.serving import check_claims
    from browser.watched import launched
    from served import served

    with TemporaryDirectory() as name:
        lake = built(Path(name))
        check_claims(lake)
        with served("serve", lake, "--rate", "0") as server, launched() as chromium:
            for page, path in PAGES.items():
                progress(page)
                turns = [_look(chromium, server.address + path) for _ in range(TURNS + 1)]
                later = [statistics.median(column) for column in zip(*turns[1:], strict=True)]
                yield Seen(page, turns[0][0], *later)


def _look(chromium, address):
    from browser.watched import Browser

    browser = Browser.start(chromium, viewport={"width": 1280, "height": 900})
    browser.open(address)
    found = browser.page.evaluate(f"[{READY}, performance.now(), {SENT}]")
    browser.close()
    return found
