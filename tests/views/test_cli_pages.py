"""Pages as a reader sees them at 80 columns, without colour."""

import pytest

PAGES = [
    ["--help"],
    ["show", "--help"],
    ["check", "--help"],
    ["show", "output", "--help"],
    ["show", "collaboration", "--country", "US"],
    ["show", "collaboration", "--country", "US", "--partner", "CN", "--territory", "hk_mo_with_cn"],
    ["show", "output", "--limit", "4", "--language", "zh"],
    ["show", "output", "--country", "GB", "--by", "year", "--metric", "share"],
    ["show", "published", "--country", "CN"],
    ["show", "published", "--first-partners"],
    ["show", "definitions"],
    ["compare"],
    ["compare", "--country", "US", "--figure", "papers_full", "--years", "each"],
    ["check", "US and CN are each other's no. 1 partners in AI, 2013-2022"],
    ["check", "CN is US's no. 1 partner in vision, 2013-2022"],
]


@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_pages(words, detente, snapshot):
    assert detente(*words).page == snapshot


def test_page_in_ascii(detente, snapshot, monkeypatch):
    from detente.views.text import page

    monkeypatch.setattr(page, "UNICODE", page.ASCII)
    shown = detente("check", "US and CN are each other's no. 1 partners in AI, 2013-2022").page
    assert shown.isascii()
    assert shown == snapshot
