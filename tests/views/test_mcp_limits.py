"""What an agent cannot be answered, and how much it may ask."""

import asyncio
import json
import subprocess
import sys
import threading
import time

import pytest

from detente.core.errors import BudgetExhausted, DetenteError, ExtraMissing
from detente.views.mcp import pending, reader
from views import view_world
from views.mcp_session import MAIN, ask

REFUSED = [
    ("check", {}, "UsageError", "'claim' is a required property"),
    ("check", {"claim": ""}, "UsageError", "claim of tool 'check'"),
    ("check", {"claim": "x" * 501}, "UsageError", "cannot be used"),
    ("check", {"claim": 7}, "UsageError", "not of type 'string'"),
    ("check", {"claim": "us_cn_mutual_frist"}, "UnknownName", "us_cn_mutual_first"),
    ("check", {"claim": "US is great\u202e"}, "ClaimUnreadable", "claims are written like this"),
    ("check", {"claim": "a b", "clam": 1}, "UnknownName", "did you mean claim"),
    ("check", {"claim": "a b", "specifications": 201}, "UsageError", "maximum of 200"),
    ("check", {"claim": "a b", "specifications": True}, "UsageError", "not of type 'integer'"),
    ("claims", {"claim": "../../etc/passwd"}, "UnknownName", "no claim"),
    ("show", {"indicator": "colaboration"}, "UnknownName", "did you mean collaboration"),
    ("indicators", {"indicator": "../x"}, "UnknownName", "no indicator"),
    ("show", {"indicator": "output", "limit": 0}, "UsageError", "minimum of 1"),
    ("show", {"indicator": "output", "metrics": ["paper"]}, "UnknownName", "papers"),
    ("show", {"indicator": "output", "filters": {"cuontry": "US"}}, "UnknownName", "country"),
    ("show", {"indicator": "output", "filters": {"country": 3}}, "UsageError", "takes a text"),
    ("show", {"indicator": "output", "filters": {"country": ["US"]}}, "UsageError", "filters"),
    ("show", {"indicator": "concentration", "filters": {"top": 10**9}}, "UsageError", "range"),
    ("show", {"indicator": "output", "filters": {"territory": "separate"}}, "UsageError",
     "choices"),
    ("show", {"indicator": "output", "choices": {"teritory": "eu"}}, "UnknownName", "territory"),
    ("show", {"indicator": "output", "choices": {"territory": "nope"}}, "UnknownName", "option"),
    ("show", {"indicator": "output", "choices": {"ai_definition": "'; DROP"}}, "UnknownName",
     "vision"),
    ("show", {"indicator": "coverage", "filters": {"listed": "/etc/passwd"}}, "UnknownName",
     "strata"),
    ("show", {"indicator": "rule_overlap"}, "DataMissing", "detente build"),
    ("sources", {"path": "/"}, "UnknownName", "argument"),
    ("delete", {}, "UnknownName", "no tool"),
]  # fmt: skip


def test_what_cannot_be_answered_says_why_and_what_next(planted_lake):
    _, found = ask(planted_lake, [(name, given) for name, given, *_ in REFUSED])
    for answer, (name, given, kind, words) in zip(found, REFUSED, strict=True):
        assert answer.is_error, (name, given)
        error = answer.structured_content["error"]
        assert error["kind"] == kind, (given, error)
        assert words in " ".join((error["what"], error["why"], error["next"])), (given, error)
        assert error["next"]
        (text,) = answer.content
        assert json.loads(text.text) == answer.structured_content
        assert "Traceback" not in text.text
        assert str(planted_lake) not in text.text
        assert "\u202e" not in text.text


def test_damage_is_told_without_a_place_on_this_machine(own_lake):
    folder = next((own_lake / "releases").iterdir())
    data = bytearray((folder / "figure.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "figure.parquet").write_bytes(data)
    _, (answer,) = ask(own_lake, [("show", {"indicator": "published"})])
    error = answer.structured_content["error"]
    assert error["kind"] == "IntegrityError"
    assert str(own_lake) not in json.dumps(error)
    assert "figure.parquet" in error["what"]


def test_a_server_without_a_lake_does_not_start(tmp_path):
    words = ["mcp", "--lake", str(tmp_path / "none")]
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *words], input="", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert "detente build" in done.stderr


def test_without_the_sdk_the_command_says_how_to_get_it(planted_lake):
    code = f"import sys; sys.modules['mcp_types'] = None\n{MAIN}"
    words = [sys.executable, "-c", code, "mcp", "--lake", str(planted_lake)]
    done = subprocess.run(words, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (ExtraMissing.exit_code, "")
    assert "pip install 'detente[mcp]'" in done.stderr
    assert "Traceback" not in done.stderr
    listed = subprocess.run([*words, "--tools"], capture_output=True, text=True, check=True)
    assert "check" in listed.stdout


def waiting(gate, answer):
    def compute():
        gate.wait(10)
        return answer

    return compute


def test_an_answer_that_takes_too_long_is_kept_for_who_asks_again():
    gate, made = threading.Event(), []

    def compute():
        made.append(1)
        return waiting(gate, {"a": 1})()

    async def asking():
        answers = pending.Answers(0.05)
        with pytest.raises(BudgetExhausted, match=r"longer than 0\.05 seconds"):
            await answers.ask("q", compute)
        gate.set()
        answers.seconds = 5
        assert await answers.ask("q", compute) == {"a": 1}
        assert await answers.ask("q", compute) == {"a": 1}

    asyncio.run(asking())
    assert made == [1]


def test_only_so_many_questions_wait():
    gate = threading.Event()

    async def asking():
        answers = pending.Answers(0.01)
        for number in range(pending.WAITING):
            with pytest.raises(BudgetExhausted, match="longer"):
                await answers.ask(str(number), waiting(gate, {}))
        with pytest.raises(BudgetExhausted, match="are waiting"):
            await answers.ask("one more", waiting(gate, {}))
        gate.set()
        answers.seconds = 5
        await answers.ask(str(pending.WAITING - 1), dict)
        for number in range(pending.KEPT + 5):
            await answers.ask(f"later {number}", dict)
        assert len(answers._made) <= pending.KEPT + 1

    asyncio.run(asking())


def test_errors_are_not_kept_and_faults_are_told_by_their_kind(caplog):
    times = []

    def broken():
        times.append(time.monotonic())
        raise KeyError("secret")

    async def asking():
        answers = pending.Answers(5)
        for _ in range(2):
            with pytest.raises(DetenteError) as raised:
                await answers.ask("q", broken)
            assert "KeyError" in str(raised.value)
            assert "secret" not in str(raised.value)

    asyncio.run(asking())
    assert len(times) == 2
    assert "secret" in caplog.text


def test_an_answer_that_is_too_large_is_refused(planted_lake, monkeypatch):
    monkeypatch.setattr(reader, "LARGEST", 1000)
    with pytest.raises(DetenteError, match="at most 1,000 are sent"):
        reader.Reader(planted_lake).complete({"rows": ["x" * 2000]})


def test_a_simulated_release_says_so_first(planted_lake, monkeypatch):
    monkeypatch.setattr("detente.simulate.release.NAME", view_world.SOURCE.name)
    made = reader.Reader(planted_lake).complete({})
    assert next(iter(made)) == "simulated"
    assert "invented" in made["simulated"]
