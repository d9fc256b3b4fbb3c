"""The server for agents as a client sees it: what there is, and the command line's numbers."""

from detente.views.mcp.tool import tools
from views import view_world
from views.mcp_session import SENTENCE, answers, ask, bare


def test_tools_say_that_they_only_read_and_what_they_give(planted_lake):
    listed, _ = ask(planted_lake, [])
    assert [tool.name for tool in listed] == sorted(tools())
    assert {"claims", "check", "show", "sources"} <= {tool.name for tool in listed}
    for tool in listed:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.open_world_hint is False
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False
        assert all(argument["description"] for argument in tool.input_schema["properties"].values())
        assert {"notice", "release", "version"} <= set(tool.output_schema["required"])


def test_the_command_lists_the_same_tools(planted_lake, detente):
    listed, _ = ask(planted_lake, [])
    shown = detente("mcp", "--tools", "--json").json["tools"]
    assert {t["name"]: (t["takes"], t["gives"]) for t in shown} == {
        t.name: (t.input_schema, t.output_schema) for t in listed
    }
    assert all(tool.name in detente("mcp", "--tools").out for tool in listed)


def test_check_gives_the_numbers_of_the_command_line(planted_lake, detente):
    book, typed = answers(
        planted_lake,
        ("check", {"claim": "us_cn_mutual_first", "specifications": 7}),
        ("check", {"claim": SENTENCE, "specifications": 200}),
    )
    for answer, words in ((book, "us_cn_mutual_first"), (typed, SENTENCE)):
        wanted = detente("check", words, "--json").json
        assert answer["release"] == wanted["provenance"]["release"]
        assert answer["provenance"] == wanted["provenance"]
        assert bare(answer["claim"]).items() <= wanted["claim"].items()
        assert len(answer["statements"]) == len(wanted["statements"])
        for told, full in zip(answer["statements"], wanted["statements"], strict=True):
            for name in (
                "verdict",
                "curve",
                "joint",
                "decisive",
                "estimate",
                "statement",
                "counted",
            ):
                assert told[name] == full[name]
            assert told["specifications_total"] == len(full["specifications"])
            given = [flat(one) for one in told["specifications"]]
            assert given == full["specifications"][: len(given)]
            assert len(given) == min(7 if answer is book else 200, len(full["specifications"]))
            assert flat(told["middle"]) == full["specifications"][full["middle"]]
            assert told["flip_rates"] == {k: v["rate"] for k, v in full["flips"].items()}
            options = {(o["dimension"], bare(o["option"])): o["verdict"] for o in told["by_option"]}
            assert options == {
                (name, option): verdict
                for name, verdicts in full["by_option"].items()
                for option, verdict in verdicts.items()
            }
            assert bare(told["sources"]) == full["sources"]
            assert bare(told["notes"]) == full["notes"]


def flat(specification):
    return {**bare(specification["choices"]),
            **{k: v for k, v in specification.items() if k != "choices"}}  # fmt: skip


def test_the_middle_has_the_estimate_nearest_the_median(detente):
    for statement in detente("check", SENTENCE, "--json").json["statements"]:
        rows = statement["specifications"]
        away = [
            abs(r["estimate"] - statement["curve"]["median"]) for r in rows if r["class"] != "N"
        ]
        chosen = rows[statement["middle"]]
        assert abs(chosen["estimate"] - statement["curve"]["median"]) == min(away)


SHOWN_QUESTIONS = [
    (
        {"indicator": "collaboration", "filters": {"country": "US"}, "limit": 3},
        ["collaboration", "--country", "US", "--limit", "3"],
    ),
    (
        {"indicator": "output", "metrics": ["papers", "share"], "filters": {"by": "year"},
         "choices": {"territory": "hk_mo_with_cn"}, "limit": 200},
        ["output", "--metric", "papers,share", "--by", "year", "--territory", "hk_mo_with_cn"],
    ),
    (
        {"indicator": "published", "filters": {"first_partners": True}, "limit": 5},
        ["published", "--first-partners", "--limit", "5"],
    ),
    (
        {"indicator": "concentration", "filters": {"top": 3, "high_ratio": 2}, "limit": 4},
        ["concentration", "--top", "3", "--high-ratio", "2", "--limit", "4"],
    ),
]  # fmt: skip


def test_show_gives_the_rows_of_the_command_line(planted_lake, detente):
    found = answers(planted_lake, *(("show", question) for question, _ in SHOWN_QUESTIONS))
    for answer, (_, words) in zip(found, SHOWN_QUESTIONS, strict=True):
        wanted = detente("show", *words, "--json").json
        assert bare(answer["rows"]) == wanted["rows"]
        assert answer["interval"] == wanted["interval"]
        assert answer["metrics"].items() <= wanted["metrics"].items()
        assert bare(answer["provenance"]) == wanted["provenance"]
        assert bare(answer["cite"]) == wanted["cite"]
    every = detente("show", "collaboration", "--country", "US", "--limit", "0", "--json").json
    assert found[0]["rows_left_out"] == len(every["rows"]) - len(found[0]["rows"]) > 0
    assert found[1]["rows_left_out"] == 0
    assert {row["country"] for row in found[0]["rows"]} == {"US"}


def test_claims_and_sources_are_those_of_the_command_line(planted_lake, detente):
    book, one, sources, every, full = answers(
        planted_lake,
        ("claims", {}),
        ("claims", {"claim": "us_cn_decoupled"}),
        ("sources", {}),
        ("indicators", {}),
        ("indicators", {"indicator": "coverage"}),
    )
    wanted = {claim["id"]: claim for claim in detente("claims", "--json").json["claims"]}
    assert [claim["id"] for claim in book["claims"]] == list(wanted)
    for claim in book["claims"]:
        other = wanted[claim["id"]]
        assert bare(claim["text"]) == other["text"]
        assert claim["sha256"] == other["hash"]
        assert claim["statements"] == other["statements"]
    (decoupled,) = one["claims"]
    assert [c["why_equivalent"] for c in decoupled["choices"]] == [
        c["why"] for c in wanted["us_cn_decoupled"]["choices"]
    ]
    (source,) = sources["sources"]
    assert bare(source["licence"]) == "CC0"
    assert bare(source["known_gaps"]) == ["nothing of it happened"]
    assert bare(sources["notes"]) == ["two papers were left out"]
    assert {"table": "work", "rows": view_world.WORKS} in sources["tables"]
    assert sources["retrieved"] is None
    listed = detente("show", "--json").json["indicators"]
    assert [i["indicator"] for i in every["indicators"]] == [i["indicator"] for i in listed]
    # 'listed' may be a file of this machine: an agent cannot name one
    assert set(full["indicators"][0]["filters"]) == {"country", "by", "strata"}
