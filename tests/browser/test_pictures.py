"""The buttons under a chart give it away, and a view alone can be framed."""

import http.server
import struct
import threading
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from browser.addresses import address_of

VIEW = "partners_first"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pair(browse, site, desk, charted):
    browser = browse(viewport={"width": 768, "height": 900})
    return browser.open(site + address_of("pair", desk, "en"))


def saved(browser, name):
    with browser.page.expect_download() as waited:
        browser.page.locator(f"#{VIEW}").get_by_role("button", name=name).first.click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def test_a_chart_as_svg_says_its_title_and_source(pair, desk):
    name, data = saved(pair, "SVG")
    drawing = ET.fromstring(data)
    words = " ".join(drawing.itertext())
    assert name == f"{VIEW}.svg"
    assert drawing.tag == f"{SVG}svg"
    assert desk.release in words
    assert "Joint papers" in words
    assert {"China", "United Kingdom"} <= set(drawing.itertext())
    assert pair.problems == []


def test_a_chart_as_png_is_wide_enough_to_print(pair):
    name, data = saved(pair, "PNG")
    assert name == f"{VIEW}.png"
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 600
    assert height >= 300
    assert pair.problems == []


@contextmanager
def elsewhere(page):
    """Another origin, whose only page is given."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def framed(browse, address):
    """What a page of another origin shows of an address."""
    browser = browse(viewport={"width": 900, "height": 900})
    page = (
        f'<!doctype html><title>x</title><iframe width="800" height="700" src="{address}"></iframe>'
    )
    return browser, page


def test_a_view_alone_is_framed_by_others(browse, site, desk, charted):
    address = f"{site}/embed/en/pair/US/CN?release={desk.release}&view={VIEW}"
    browser, page = framed(browse, address)
    with elsewhere(page) as other:
        browser.page.goto(other)
        inside = browser.page.frame_locator("iframe")
        inside.locator(".chart svg").first.wait_for()
        assert inside.locator("tbody tr").count() > 10
    assert browser.problems == []


def test_a_page_is_framed_by_nobody(browse, site, desk):
    browser, page = framed(browse, site + address_of("pair", desk, "en"))
    with elsewhere(page) as other:
        browser.page.goto(other)
        browser.page.wait_for_timeout(500)
        assert browser.page.frame_locator("iframe").locator(".view").count() == 0
    (told,) = browser.problems
    assert "frame" in told
