"""Bundling: done where there is need and Node, and said where not; what is built is packed."""

import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = "src/detente/views/web/static/bundle"


@pytest.fixture
def checkout(tmp_path):
    """What bundling reads, without what npm brought."""
    unwanted = shutil.ignore_patterns("node_modules")
    shutil.copytree(ROOT / "charts", tmp_path / "charts", ignore=unwanted)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "bundle.py", tmp_path / "tools")
    return tmp_path


def bundle(checkout, **environment):
    command = [sys.executable, str(checkout / "tools" / "bundle.py")]
    environment["PATH"] = str(checkout)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_without_node_the_charts_are_left_out_and_it_is_said(checkout):
    done = bundle(checkout)
    assert done.returncode == 0
    assert done.stdout.startswith("charts are left out: bundling them needs Node.js")
    assert not (checkout / BUNDLE).exists()


def test_charts_can_be_left_out_by_wish(checkout):
    assert "DETENTE_NO_CHARTS is set" in bundle(checkout, DETENTE_NO_CHARTS="1").stdout


def test_a_bundle_of_the_same_sources_is_left_as_it_is(checkout):
    (checkout / BUNDLE).mkdir(parents=True)
    script = checkout / BUNDLE / "charts.js"
    sources = runpy.run_path(str(checkout / "tools" / "bundle.py"))["sources"]
    script.write_text(f"// sources {sources()}\n", encoding="utf-8")
    assert bundle(checkout).stdout == ""
    (checkout / "charts" / "borders.json").write_text("{}", encoding="utf-8")
    assert bundle(checkout).stdout.startswith("the charts are those of older sources")


def test_packages_that_cannot_be_fetched_leave_the_charts_out(checkout):
    for name in ("node", "npm"):
        stand_in = checkout / name
        stand_in.write_text("#!/bin/sh\necho no network >&2\nexit 1\n", encoding="utf-8")
        stand_in.chmod(0o755)
    done = bundle(checkout)
    assert done.returncode == 0
    assert "no network" in done.stdout
    assert "charts are left out: npm could not fetch" in done.stdout


def test_the_lock_names_no_registry():
    text = (ROOT / "charts" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')


def test_what_is_built_is_packed(tmp_path, monkeypatch):
    from hatchling.builders.wheel import WheelBuilder

    monkeypatch.setenv("DETENTE_NO_CHARTS", "1")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    folder = ROOT / "src" / "detente" / "views" / "web"
    products = [*folder.glob("static/bundle/*"), *folder.glob("locale/*/LC_MESSAGES/*.mo")]
    assert {str(path.relative_to(ROOT / "src")) for path in products} <= packed
    assert not [name for name in packed if "node_modules" in name]
