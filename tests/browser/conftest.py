"""Chromium and the site over the starter release, once for all tests."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from browser.serving import build, check_claims, serving
from browser.watched import Browser, launched
from detente.views.web.desk import Desk
from served import MAIN
from views.view_world import make_lake

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "charts" / "node_modules" / "axe-core" / "axe.min.js"
CHARTS = ROOT / "src" / "detente" / "views" / "web" / "static" / "bundle" / "charts.js"


@pytest.fixture(scope="session")
def chromium():
    """The browser of the system."""
    with launched() as browser:
        yield browser


@pytest.fixture
def browse(chromium):
    """Open a page that writes down whatever goes wrong in it."""
    opened = []

    def start(**options):
        opened.append(Browser.start(chromium, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def charted():
    """Charts are a product of Node: without them there is nothing to see."""
    if not (CHARTS.is_file() and AXE.is_file()):
        pytest.fail("the charts are not bundled: run `make charts` with Node.js on PATH")


@pytest.fixture(scope="session")
def axe(charted):
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    """The starter release with the verdict of every claim; DETENTE_BROWSER_LAKE names one."""
    if "DETENTE_BROWSER_LAKE" in os.environ:
        return Path(os.environ["DETENTE_BROWSER_LAKE"])
    path = tmp_path_factory.mktemp("browser") / "lake"
    build(path)
    return path


@pytest.fixture(scope="session")
def desk(lake):
    return Desk.at(lake)


@pytest.fixture(scope="session")
def site(lake):
    """Address of the site, as the command serves it."""
    with serving(lake) as address:
        yield address


@pytest.fixture
def keep():
    """Where pictures are kept, if somebody wants them."""

    def write(browser, name):
        folder = os.environ.get("DETENTE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            browser.page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)

    return write


def told(lake):
    """What a command prints about a lake."""

    def call(*words):
        answer = subprocess.run(
            [sys.executable, "-c", MAIN, *words, "--lake", lake],
            check=True, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        return answer.stdout

    return call


@pytest.fixture(scope="session")
def detente(lake):
    return told(lake)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """A small planted lake, with the verdict of every claim."""
    path = tmp_path_factory.mktemp("small") / "lake"
    make_lake(path)
    check_claims(path)
    return path


@pytest.fixture(scope="session")
def detente_small(small):
    return told(small)


@contextmanager
def folder_named(name):
    """A new folder of this name, wherever there is room."""
    with tempfile.TemporaryDirectory() as parent:
        path = Path(parent) / name
        path.mkdir()
        yield path


@pytest.fixture(scope="session")
def copy(small):
    """Its static copy, in a folder whose name has to be written otherwise in an address."""
    with folder_named("a copy of 网站 #1") as folder:
        subprocess.run(
            [sys.executable, "-c", MAIN, "export-site", folder / "site", "--lake", small,
             "--change", "territory"],
            check=True, capture_output=True,
        )  # fmt: skip
        yield folder / "site"
