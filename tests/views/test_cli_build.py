"""``detente build``: what it would read, what it reads, and the limits it is given."""

import os
from pathlib import Path

import pytest

from detente.views.cli.build import read_limits
from faults.fault_world import install, uninstall, write_toy


@pytest.fixture
def files(tmp_path):
    install()
    write_toy(tmp_path / "files", files=3)
    yield tmp_path / "files"
    uninstall()


def everything(folder: Path):
    return {p: os.stat(p).st_mtime_ns for p in folder.rglob("*")}


def test_a_dry_run_says_what_there_is_and_changes_nothing(detente, files, tmp_path):
    lake = tmp_path / "lake"
    before = everything(tmp_path)
    first = detente("build", f"toy={files}", "--dry-run", "--lake", str(lake))
    assert "toy: 3 files, 9." in first.page
    assert "guessing 10.0 MB a second" in first.page
    assert everything(tmp_path) == before
    detente("build", f"toy={files}", "--lake", str(lake))
    write_toy(files, files=4)
    before = everything(tmp_path)
    then = detente("build", f"toy={files}", "--dry-run", "--json", "--lake", str(lake)).json
    (plan,) = then["sources"]
    assert (plan["files"], plan["converted_files"], plan["measured"]) == (4, 3, True)
    assert plan["records"] is None
    assert then["seconds"] > 0
    assert everything(tmp_path) == before


def test_declared_records_are_added_up(detente, files, tmp_path):
    names = [f'"part-{n}.jsonl": 40' for n in range(3)]
    (files / "manifest.json").write_text("{" + ", ".join(names) + "}")
    shown = detente("build", f"toy={files}", "--dry-run", "--lake", str(tmp_path / "lake"))
    assert "120 records declared" in " ".join(shown.page.split())


def test_a_dry_run_of_a_small_source(detente, tmp_path):
    shown = detente("build", "starter", "--dry-run", "--json", "--lake", str(tmp_path / "lake"))
    (plan,) = shown.json["sources"]
    assert plan["source"] == "starter"
    assert plan["bytes"] > 1000
    assert not (tmp_path / "lake").exists()


def test_a_dry_run_of_files_that_are_not_there(detente, tmp_path):
    shown = detente(
        "build", f"cat={tmp_path / 'gone'}", "--dry-run", "--lake", str(tmp_path / "lake")
    )
    assert shown.code == 4


@pytest.mark.parametrize("option", ["--memory", "--workers", "--patience"])
@pytest.mark.parametrize("value", ["x", "0", "-1", "inf"])
def test_limits_are_numbers_above_zero(detente, option, value):
    shown = detente("build", "starter", f"{option}={value}")
    assert shown.code == 2
    assert "is not a number above zero" in shown.err


def test_limits_reach_the_readers():
    given = {"memory": "0.5", "workers": "3", "patience": "7"}
    limits = read_limits(given)
    assert (limits.memory, limits.workers, limits.seconds) == (2**29, 3, 7)
    unset = read_limits(dict.fromkeys(given))
    assert (unset.memory, unset.workers, unset.seconds) == (2**31, 2, 300)
