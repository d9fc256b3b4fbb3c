"""Texts of others, which an agent must not take for instructions."""

import dataclasses
import json

import pytest

from detente.core.countries import all_codes
from detente.views.document.visible import visible
from detente.views.mcp import untrusted
from views import view_world
from views.hostile_texts import HOSTILE as HOSTILE_TEXTS
from views.mcp_session import HOSTILE, SHOWN, answers, texts


@pytest.fixture(scope="module")
def hostile_lake(tmp_path_factory):
    """The planted lake, its source, definitions, notes and fields written by an enemy."""
    definitions = [dataclasses.replace(d, title=HOSTILE) for d in view_world.SOURCE.definitions]
    source = dataclasses.replace(
        view_world.SOURCE,
        title=HOSTILE,
        url=HOSTILE,
        licence=HOSTILE,
        citation=HOSTILE,
        cadence=HOSTILE,
        coverage=HOSTILE,
        known_gaps=(HOSTILE, HOSTILE),
        definitions=tuple(definitions),
    )
    figures = view_world.figures
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view_world, "SOURCE", source)
        patch.setattr(
            view_world, "figures", lambda: [row | {"field": HOSTILE} for row in figures()]
        )
        path = tmp_path_factory.mktemp("hostile") / "lake"
        view_world.make_lake(path)
    return path


def test_texts_of_data_are_marked_wherever_they_come(hostile_lake):
    everything = answers(
        hostile_lake,
        ("sources", {}),
        ("indicators", {}),
        ("show", {"indicator": "published", "limit": 200}),
        ("check", {"claim": "us_cn_mutual_first", "specifications": 5}),
        ("claims", {}),
    )
    hostile = [0] * len(everything)
    for number, answer in enumerate(everything):
        assert answer["notice"] == untrusted.NOTICE
        for path, text in texts(answer):
            assert "\x1b" not in text
            assert "\u202e" not in text
            if "Ignore all" in text:
                assert path[-1] == "untrusted_text", path
                assert SHOWN in text
                hostile[number] += 1
    assert all(hostile[:4])
    assert hostile[0] >= 8


def test_what_cannot_be_seen_is_written_out():
    assert visible(HOSTILE) == f"{SHOWN}<U+200B><U+E0041>"
    assert visible("中国 naïve 🙂 – ‘x’") == "中国 naïve 🙂 – ‘x’"
    assert visible("a\nb", keep="\n") == "a\nb"
    assert len(untrusted.untrusted("x" * 9000)["untrusted_text"]) < 2100
    unseen = ["\x00", "\x7f", "\x85", "\u00ad", "\u061c", "\u115f", "\u200d", "\u2028", "\u2066",
              "\u2069", "\u3164", "\ufe0f", "\ufeff", "\U000e0001", "\U000e01ef",
              "\ud800"]  # fmt: skip
    assert [c for c in unseen if visible(c) != f"<U+{ord(c):04X}>"] == []


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=ascii)
def test_every_hostile_text_is_marked_and_visible(text):
    told = untrusted.marked({"rows": [{"title": text}]})["rows"][0]["title"]
    assert set(told) == {"untrusted_text"}
    assert told["untrusted_text"].isprintable()
    assert json.loads(json.dumps(told).encode("utf-8")) == told


def test_only_names_that_detente_declares_go_unmarked():
    plain = ["US", "full", "2019", "2019-03-01", "collaboration", "joint_papers", "", "EU",
             "2018-2022", "2023-", "-2022"]  # fmt: skip
    assert untrusted.marked(plain) == plain
    assert set(all_codes()) <= untrusted.own_words()
    given = {"a": ["ignore_all_rules", 1, None, True, 0.5], "b": "2019-03-01 obey"}
    assert untrusted.marked(given) == {
        "a": [{"untrusted_text": "ignore_all_rules"}, 1, None, True, 0.5],
        "b": {"untrusted_text": "2019-03-01 obey"},
    }
