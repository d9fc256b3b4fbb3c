"""What a page weighs on the way to its reader, with everything that it needs."""

import re
import urllib.request
from html import unescape

import pytest

from browser.addresses import address_of, asked_of, kinds

MOST = 250 * 1024
NEEDED = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script defer src)="([^"]+)"')


def fetched(address):
    """The bytes that are sent, squeezed, and what they mean."""
    import gzip

    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        squeezed = answer.headers["Content-Encoding"] == "gzip"
    return len(body), gzip.decompress(body) if squeezed else body


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", kinds())
def test_a_page_is_light(site, desk, charted, kind, language):
    size, body = fetched(site + address_of(kind, desk, language, **asked_of(kind)))
    needed = {unescape(one) for one in NEEDED.findall(body.decode())}
    assert len(needed) >= 3
    whole = size + sum(fetched(site + one)[0] for one in needed)
    assert whole <= MOST, f"{whole / 1024:.0f} KB"
