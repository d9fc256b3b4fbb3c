"""The static copy: whole, the same bytes again, and every address in it leads to a file of it."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from detente.core.errors import UsageError
from detente.views.report.site import export_site
from detente.views.web.desk import Desk

ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
OUTSIDE = ("http:", "https:", "mailto:")


def write(desk, folder):
    desk.processes, desk.copied = 2, 2
    return export_site(desk, folder, changed=("territory",))


@pytest.fixture(scope="module")
def copy(planted_lake, tmp_path_factory):
    empty = tmp_path_factory.mktemp("copy")
    return write(Desk.at(planted_lake), empty)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_it_begins_with_a_page_that_leads_on(copy):
    assert 'url=en/index.html"' in (copy.path / "index.html").read_text()
    assert (copy.path / "en/index.html").is_file()


def test_every_address_leads_to_a_file_of_the_copy(copy):
    pages = [*copy.path.rglob("*.html")]
    assert len(pages) == copy.pages + 1
    followed = 0
    for page in pages:
        for address in ADDRESS.findall(page.read_text()):
            if address.startswith(OUTSIDE):
                continue
            target, fragment = urldefrag(address)
            assert not target.startswith("/"), address
            file = page if not target else Path(page.parent, unquote(target))
            assert file.resolve().is_file(), f"{page}: {address}"
            assert not fragment or f'id="{fragment}"' in file.read_text(), f"{page}: {address}"
            followed += 1
    assert followed > 1000


def test_it_is_the_same_bytes_again_and_replaces_itself(copy, planted_lake, tmp_path):
    older = shutil.copytree(copy.path, tmp_path / "site")
    (older / "en/index.html").unlink()
    (older / "en/pair/US/CN/index.html").write_text("older")
    assert tree(write(Desk.at(planted_lake), older).path) == tree(copy.path)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_is_no_copy_is_left_alone(planted_lake, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError):
        export_site(Desk.at(planted_lake), tmp_path)
    assert tree(tmp_path) == {"letter.txt": b"mine"}


def test_a_changed_definition_is_a_page_of_its_own(copy):
    usual = copy.path / "en/pair/US/CN/index.html"
    changed = copy.path / "en/pair/US/CN/~territory.hk_mo_with_cn/index.html"
    assert "~territory.hk_mo_with_cn/index.html" in usual.read_text()
    assert usual.read_text() != changed.read_text()


def test_every_page_says_its_own_policy(copy):
    for page in (copy.path / "en").rglob("*.html"):
        text = page.read_text()
        assert 'http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;' in text
        assert "frame-ancestors" not in text
