"""``detente fetch``: from words to a folder, and every way it can end."""

import gzip
import json
import traceback

import pytest

from detente.core.errors import DetenteError
from detente.core.fetch import Fetch, Fetched, Option, Plan
from detente.sources import fetchable
from detente.sources.openalex import fetch as openalex
from detente.views.cli.main import main
from openalex_server import KEY, World, identifiers_of, serving, synthetic_works

FILTER = "primary_topic.subfield.id:1702,publication_year:2024"


@pytest.fixture
def world(monkeypatch):
    world = World(synthetic_works(250))
    monkeypatch.setenv("OPENALEX_API_KEY", KEY)
    with serving(world) as address:
        monkeypatch.setattr(openalex, "ADDRESS", address)
        yield world


@pytest.fixture
def no_waiting(monkeypatch):
    monkeypatch.setattr("detente.sources.openalex.api.clock.SystemClock.sleep", lambda *_: None)


def records(folder):
    return [
        json.loads(line)
        for file in sorted(folder.glob("works/*.gz"))
        for line in gzip.decompress(file.read_bytes()).splitlines()
    ]


def test_a_filter_becomes_a_folder(detente, world, tmp_path):
    folder = tmp_path / "deep" / "fetched"
    answer = detente("fetch", "openalex", "--filter", FILTER, "--to", folder)
    assert answer.code == 0
    assert answer.err == ""
    assert "250" in answer.out
    assert f"Next: detente build openalex={folder}\n" in answer.out
    assert records(folder) == world.works
    again = detente("fetch", "openalex", f"--filter={FILTER}", "--to", folder, "--json")
    assert again.json["works"] == 250
    assert again.json["notes"] == []
    assert len(world.asked) == 3


def test_identifiers_become_a_folder(detente, world, tmp_path):
    world.merged, wanted = {7: identifiers_of(world.works)[4]}, identifiers_of(world.works)[:3]
    file = tmp_path / "ids.txt"
    lines = [
        f"W{wanted[0]}",
        f" https://openalex.org/W{wanted[1]} ",
        "",
        f"w{wanted[2]}",
        "W7",
        "W5",
    ]
    file.write_text("\ufeff" + "\n".join([*lines, *lines]))
    folder = tmp_path / "fetched"
    answer = detente("fetch", "openalex", "--ids", file, "--to", folder, "--json")
    assert answer.code == 0
    assert answer.json["works"] == 4
    assert (answer.json["merged identifiers"], answer.json["deleted identifiers"]) == (1, 1)
    assert records(folder) == [*world.works[:3], world.works[4]]


def test_a_dry_run_asks_once_and_writes_nothing(detente, world, tmp_path):
    folder = tmp_path / "fetched"
    words = ["fetch", "openalex", "--filter", FILTER, "--to", folder, "--budget", "2"]
    plan = detente(*words, "--dry-run", "--json").json
    assert (plan["works"], plan["requests"], plan["days of budget"]) == (250, 3, 2)
    assert plan["seconds"] > 0
    assert len(world.asked) == 1
    assert not folder.exists()
    assert "Nothing was fetched" in detente(*words, "--dry-run").out
    # what the day has left is respected, and what is there is not counted again
    assert detente(*words).code == 5
    plan = detente(*words, "--dry-run", "--json").json
    assert "used up" in plan["notes"][0]
    assert plan["works there already"] == 200
    assert len(world.asked) == 4
    words[-1] = "3"
    plan = detente(*words, "--dry-run", "--json").json
    assert (plan["works"], plan["requests"], plan["works there already"]) == (250, 1, 200)
    file = tmp_path / "ids.txt"
    file.write_text("W1\nW2\nW3\n")
    plan = detente(
        "fetch", "openalex", "--ids", file, "--to", tmp_path / "o", "--dry-run", "--json"
    ).json
    assert (plan["identifiers"], plan["requests"], plan["seconds"]) == (3, 3, None)


def test_a_dry_run_without_a_key_says_what_it_cannot_say(detente, world, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENALEX_API_KEY")
    words = ["fetch", "openalex", "--filter", FILTER, "--to", tmp_path / "x"]
    answer = detente(*words, "--dry-run")
    assert answer.code == 0
    assert "OPENALEX_API_KEY is not set" in answer.out
    answer = detente(*words)
    assert answer.code == 2
    assert "OPENALEX_API_KEY is not set" in answer.err
    assert world.asked == []


@pytest.mark.parametrize(
    "fault, code, said",
    [("quota", 5, "quota"), ("unauthorized", 2, "OPENALEX_API_KEY"), ("error", 1, "7 attempts")],
)
def test_every_end_has_its_exit_code(detente, world, tmp_path, no_waiting, fault, code, said):
    world.faults = iter(["", *[fault] * 7])
    words = ["fetch", "openalex", "--filter", FILTER, "--to", tmp_path / "x"]
    answer = detente(*words)
    assert answer.code == code
    assert said in answer.err
    assert "next:" in answer.err
    assert len(records(tmp_path / "x")) == 100
    world.faults = iter(())
    answer = detente(*words)
    assert answer.code == 0
    assert records(tmp_path / "x") == world.works
    assert [a.query["cursor"] for a in world.asked].count("*") == 1


def test_the_key_is_printed_nowhere_not_even_with_debug(
    world, tmp_path, no_waiting, monkeypatch, capfd
):
    words = ["fetch", "openalex", "--filter", FILTER, "--to", str(tmp_path / "x"), "--debug"]
    traces = []
    for fault in ("unauthorized", "echo", "garbage", "quota"):
        world.faults = iter([fault] * 8)
        with pytest.raises(DetenteError) as caught:
            main(words)
        traces += traceback.format_exception(caught.value)
    monkeypatch.setenv("OPENALEX_API_KEY", f"{KEY} {KEY}")
    with pytest.raises(DetenteError) as caught:
        main(words)
    traces += traceback.format_exception(caught.value)
    printed = capfd.readouterr()
    assert KEY not in "".join(traces) + printed.out + printed.err
    files = [f.read_bytes() for f in tmp_path.rglob("*") if f.is_file()]
    assert files
    assert not [f for f in files if KEY.encode() in f]


@pytest.mark.parametrize(
    "words, said",
    [
        (["openalex"], "needs --to"),
        (["--to", "x"], "needs SOURCE"),
        (["openalexx", "--to", "x"], "did you mean openalex"),
        (["openalex", "--to", "x"], "a filter or a file"),
        (["openalex", "--to", "x", "--filter", "a", "--ids", "b"], "not both"),
        (["openalex", "--to", "x", "--filter"], "needs a value"),
        (["openalex", "--to", "x", "--fliter", "a"], "did you mean --filter"),
        (["openalex", "--to", "x", "--filter", "a", "--budget", "many"], "--budget"),
        (["openalex", "--to", "x", "--filter", "a", "--budget", "0"], "--budget"),
    ],
)
def test_words_that_cannot_be_used(detente, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    answer = detente("fetch", *words)
    assert answer.code == 2
    assert said in answer.err


def test_files_of_identifiers_that_cannot_be_used(detente, tmp_path):
    words = ["fetch", "openalex", "--to", tmp_path / "x", "--ids", tmp_path / "ids"]
    assert detente(*words).code == 4
    (tmp_path / "ids").write_text("W12\nA34\n")
    answer = detente(*words)
    assert answer.code == 2
    assert "line 2: 'A34'" in answer.err


def test_a_search_has_the_smaller_budget_of_a_search(world, detente, tmp_path):
    words = ["fetch", "openalex", "--to", tmp_path / "x", "--dry-run", "--json", "--filter"]
    world.drift = {0: 250_000}
    assert detente(*words, "title.search:deep learning").json["days of budget"] == 3
    assert detente(*words, FILTER).json["days of budget"] == 1


def test_help_of_a_source_shows_its_options(detente):
    shown = detente("fetch", "openalex", "--help").out
    assert all(word in shown for word in ("--filter", "--ids", "--budget", "--to", "--dry-run"))
    assert "OPENALEX_API_KEY" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_source_that_declares_fetch_is_found_and_called(detente, tmp_path, monkeypatch):
    def fetch(folder, options, progress):
        progress("walking")
        assert folder.is_dir()
        return Fetched({"stones": 3, "kind": options["kind"]}, ("one is cracked",), "look at it")

    def plan(folder, options):
        assert not folder.exists()
        return Plan({"stones": 1234}, seconds=600.0, notes=("heavy",))

    options = (Option("--kind", "of stone", "KIND"), Option("--wet", "also wet ones"))
    declared = Fetch(
        title="stones",
        description="From afar.",
        fetch=fetch,
        plan=plan,
        options=options,
        examples=(("--kind flint --to FOLDER", "Flint."),),
    )
    monkeypatch.setattr(fetchable, "fetchable", lambda: {"stones": declared})
    words = ["fetch", "stones", "--to", tmp_path / "x"]
    shown = detente(*words, "--kind", "flint", "--dry-run").out
    assert "1,234" in shown
    assert "about 10 min" in shown
    assert "heavy" in shown
    shown = detente(*words, "--kind", "flint", "--wet").out
    assert "one is cracked" in shown
    assert "Next: look at it" in shown
    assert detente(*words, "--kind", "flint", "--json").json["kind"] == "flint"
    assert "takes no value" in detente(*words, "--wet", "very").err
    assert "detente fetch stones --kind flint" in detente("fetch", "stones", "--help").out
