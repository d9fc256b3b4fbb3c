"""The demo on an invented world: every line, row and document says that it is simulated."""

import csv
import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from detente.simulate import demonstration
from detente.simulate.release import WARNING, is_simulated
from detente.views.cli.main import main
from detente.views.cli.output import MARK
from views.conftest import Answer

WORKS = 4_000


def detente_in(*words):
    """Run a command; unlike the fixture of that name, from a fixture of the whole module."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main([str(word) for word in words])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The demo as it is printed, and the lake it is told; of fewer works, to be quick."""
    lake = tmp_path_factory.mktemp("demo") / "lake"
    whole, demonstration.WORKS = demonstration.WORKS, WORKS
    try:
        yield detente_in("demo", "--world", "simulated", "--lake", lake), lake
    finally:
        demonstration.WORKS = whole


def test_every_line_says_that_it_is_simulated(shown):
    answer, _ = shown
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert len(lines) > 50
    assert all(line.startswith(MARK.rstrip()) for line in lines)


def test_what_is_planted_stands_beside_what_is_found(shown):
    answer, _ = shown
    for text in ("loss: US 0, CN 0.45", "top_share", "breakthrough_share", "naive", "ours"):
        assert text in answer.out


def test_it_lies_in_a_lake_of_its_own(shown):
    _, lake = shown
    assert not lake.exists()
    beside = lake.with_name("lake-simulated")
    document = detente_in("demo", "--world", "simulated", "--lake", lake, "--json").json
    assert document["simulated"] == WARNING
    assert {f["claim"]["id"] for f in document["findings"]} == {
        "cn_more_top_papers", "us_leads_breakthroughs",
    }  # fmt: skip
    rows = detente_in("show", "impact", "--country", "US", "--csv", "--lake", beside).out
    assert {row["simulated"] for row in csv.DictReader(io.StringIO(rows))} == {"True"}
    page = detente_in("check", "us_cn_mutual_first", "--lake", beside)
    assert all(line.startswith(MARK.rstrip()) for line in page.out.splitlines())


def test_it_takes_no_place_of_data(tmp_path):
    built = detente_in("build", "starter", "--lake", tmp_path / "mine-simulated")
    assert built.code == 0
    refused = detente_in("demo", "--world", "simulated", "--lake", tmp_path / "mine")
    assert refused.code == 2
    assert "not simulated" in refused.err


def test_data_are_not_called_simulated(detente):
    assert "simulated" not in detente("show", "output", "--limit", "3").out


def test_a_release_is_told_from_its_source(shown):
    from detente.lake.store import Store

    assert is_simulated(Store(shown[1].with_name("lake-simulated")).current())
