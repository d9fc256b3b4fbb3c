"""The OpenAlex client, one kind of trouble at a time."""

import gzip
import hashlib
import json
import traceback
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import (
    BudgetExhausted,
    FetchInterrupted,
    UsageError,
)
from detente.sources.openalex.api.budget import DailyBudget
from detente.sources.openalex.api.client import retry_after
from detente.sources.openalex.api.ledger import standing
from detente.sources.openalex.api.replies import (
    Answer,
    Merged,
    Page,
    message_of,
    page_of,
    work_of,
)
from detente.sources.openalex.api.transport import Failure, Reply
from openalex_fetcher import ASKED, FILTER, Fetcher, always, once
from openalex_server import (
    KEY,
    START,
    FakeClock,
    Handler,
    World,
    identifiers_of,
    synthetic_works,
)

HOURS = 3600.0


def test_pages_lie_in_the_folder_as_the_server_gave_them(start):
    world = World(synthetic_works(57), page_size=5)
    fetcher = start(world)
    fetcher.pages()
    assert fetcher.records() == world.works
    found = standing(fetcher.path)
    assert found.complete
    assert (found.works, found.notes, found.asked) == (57, (), ASKED)
    assert {name: file.records for name, file in found.files.items()} == {
        "works/page-000001.jsonl.gz": 50,
        "works/page-000002.jsonl.gz": 7,
    }
    for name, file in found.files.items():
        data = (fetcher.path / name).read_bytes()
        assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert [a.query["filter"] for a in world.asked] == [FILTER] * 12
    assert {(a.query["per_page"], a.query["sort"]) for a in world.asked} == {
        ("100", "publication_date")
    }
    assert world.asked[0].query["cursor"] == "*"
    assert len({a.query["cursor"] for a in world.asked}) == 12
    assert fetcher.said[-1].startswith("fetching: 57 works of 57 works")
    fetcher.pages()
    assert len(world.asked) == 12


def test_the_same_works_give_the_same_bytes(start, tmp_path):
    world = World(synthetic_works(23), page_size=5)
    fetcher = start(world)
    fetcher.pages()
    first = (fetcher.path / "works" / "page-000001.jsonl.gz").read_bytes()
    fetcher.path = tmp_path / "again"
    fetcher.path.mkdir()
    fetcher.world.clock.time += 1e6
    fetcher.pages()
    assert (fetcher.path / "works" / "page-000001.jsonl.gz").read_bytes() == first


@pytest.mark.parametrize(
    "fault",
    ["error", "unavailable", "hurry", "slow", "drip", "cut", "hang_up", "broken_json",
     "wrong_type", "cut_gzip", "echo", "garbage", "elsewhere", "empty", "no_identifier"],
)  # fmt: skip
def test_what_may_pass_is_tried_again_and_then_given_up(start, fault):
    world = World(synthetic_works(12), page_size=4, faults=once("", fault, fault))
    fetcher = start(world)
    if fault in ("slow", "drip"):
        fetcher.timeout, fetcher.deadline = 0.25, 0.2
    fetcher.pages()
    assert fetcher.records() == world.works
    assert len(world.clock.waits) == 2
    world.faults = always(fault)
    world.works = synthetic_works(12, seed=1)
    fetcher.path = fetcher.path.with_name("hopeless")
    fetcher.path.mkdir()
    kind = BudgetExhausted if fault == "hurry" else FetchInterrupted
    with pytest.raises(kind) as caught:
        fetcher.pages()
    assert KEY not in "".join(traceback.format_exception(caught.value))
    world.faults = iter(())
    fetcher.pages()
    assert fetcher.records() == world.works


def test_waits_double_with_jitter_and_are_bounded(start):
    world = World(synthetic_works(3), faults=always("error"))
    fetcher = start(world, attempts=9)
    with pytest.raises(FetchInterrupted):
        fetcher.pages()
    bounds = [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(world.clock.waits) == 8
    assert all(b / 2 <= wait <= b for wait, b in zip(world.clock.waits, bounds, strict=True))
    assert len({round(w / b, 6) for w, b in zip(world.clock.waits, bounds, strict=True)}) > 4


@pytest.mark.parametrize(
    "ordered, waited",
    [("2", 2.0), ("7.5", 7.5), ("Mon, 21 Sep 2026 13:33:30 GMT", 10.0), ("nonsense", 0.0),
     ("-5", 0.0), ("nan", 0.0), ("Mon, 21 Sep 2020 00:00:00 GMT", 0.0)],
)  # fmt: skip
def test_an_ordered_wait_of_seconds_is_obeyed(start, monkeypatch, ordered, waited):
    world = World(synthetic_works(3), faults=once("hurry"), clock=FakeClock(start=1_789_997_600.0))
    fetcher = start(world)
    original = Handler._send

    def send(self, status, content, headers=None, **rest):
        if headers and "Retry-After" in headers:
            headers = {"Retry-After": ordered}
        original(self, status, content, headers, **rest)

    monkeypatch.setattr(Handler, "_send", send)
    fetcher.pages()
    (wait,) = world.clock.waits
    assert wait == waited if waited else 0.5 <= wait <= 1.0
    assert fetcher.records() == world.works


def test_an_ordered_wait_of_hours_ends_the_run_and_the_next_goes_on(start):
    world = World(synthetic_works(30), page_size=3, faults=once("", "", "", "quota"))
    fetcher = start(world)
    with pytest.raises(BudgetExhausted, match="quota for this key") as caught:
        fetcher.pages()
    assert caught.value.exit_code == 5
    assert "2026-" in caught.value.why
    assert world.clock.waits == []
    assert fetcher.records() == world.works[:9]
    assert not standing(fetcher.path).complete
    fetcher.pages()
    assert fetcher.records() == world.works
    assert [a.query["cursor"] for a in world.asked].count("*") == 1


def test_the_budget_of_a_day_is_kept_over_runs_and_starts_again_at_midnight(start):
    world = World(synthetic_works(40), page_size=2)
    fetcher = start(world, budget=6)
    for _ in range(3):
        with pytest.raises(BudgetExhausted, match="6 requests"):
            fetcher.pages()
    assert list(world.calls_by_day().values()) == [6]
    fetcher.budget = 8
    with pytest.raises(BudgetExhausted):
        fetcher.pages()
    assert list(world.calls_by_day().values()) == [8]
    world.clock.time += 24 * HOURS
    with pytest.raises(BudgetExhausted):
        fetcher.pages()
    # a clock that is set back does not open yesterday again
    world.clock.time -= 24 * HOURS
    with pytest.raises(BudgetExhausted):
        fetcher.pages()
    assert list(world.calls_by_day().values()) == [8, 8]
    world.clock.time += 48 * HOURS
    fetcher.pages()
    assert fetcher.records() == world.works
    assert max(world.calls_by_day().values()) <= 8


def test_attempts_count_against_the_budget(start):
    world = World(synthetic_works(4), faults=always("error"))
    fetcher = start(world, budget=3, attempts=7)
    with pytest.raises(BudgetExhausted):
        fetcher.pages()
    assert len(world.asked) == 3


def test_a_refused_key_is_an_error_that_says_what_to_set(start):
    world = World(synthetic_works(4), page_size=2, faults=once("", "unauthorized"))
    fetcher = start(world)
    with pytest.raises(UsageError, match="OPENALEX_API_KEY") as caught:
        fetcher.pages()
    assert "***" in caught.value.why
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert world.clock.waits == []
    fetcher.pages()
    assert fetcher.records() == world.works


def test_a_filter_that_is_refused_is_an_error_with_the_servers_words(start, monkeypatch):
    world = World(synthetic_works(4), page_size=2)
    fetcher = start(world)
    monkeypatch.setattr(
        Handler, "_list",
        lambda self, *_: self._send(400, {"error": "Invalid", "message": "no field 'yaer'"}),
    )  # fmt: skip
    with pytest.raises(UsageError) as caught:
        fetcher.pages()
    assert "no field 'yaer'" in caught.value.why
    assert len(world.asked) == 1


def test_a_cursor_seen_before_stops_instead_of_going_round(start):
    faults = once("", "", "repeated_cursor")
    world = World(synthetic_works(20), page_size=2, faults=faults)
    fetcher = start(world)
    with pytest.raises(FetchInterrupted, match="read already"):
        fetcher.pages()
    assert len(world.asked) == 3
    assert fetcher.records() == world.works[:4]
    # also one that an earlier run has seen
    world.faults = once("repeated_cursor")
    with pytest.raises(FetchInterrupted, match="read already"):
        fetcher.pages()
    fetcher.pages()
    assert fetcher.records() == world.works


def test_a_record_that_comes_again_is_kept_once_and_said(start):
    world = World(synthetic_works(20), page_size=4, faults=once("", "duplicates", "duplicates"))
    fetcher = start(world)
    fetcher.pages()
    assert fetcher.records() == world.works
    assert standing(fetcher.path).notes == ("4 records came on two pages and were kept once",)


def test_pages_without_news_do_not_go_on_for_ever(start):
    world = World(synthetic_works(40), page_size=4, faults=chain([""], always("old_news")))
    fetcher = start(world)
    with pytest.raises(FetchInterrupted, match="without a new work"):
        fetcher.pages()
    assert len(world.asked) == 5


def test_a_list_that_changes_or_disagrees_is_said(start):
    world = World(synthetic_works(12), page_size=4, drift={1: 12, 2: 15})
    fetcher = start(world)
    fetcher.pages()
    first, second = standing(fetcher.path).notes
    assert "12 works at first, 15 at the end" in first
    assert "counts 15 works and 12 different ones came: 3 too few" in second


def test_merged_and_deleted_identifiers_are_written_down(start):
    works = synthetic_works(6)
    one, two, three, *_ = identifiers_of(works)
    world = World(works, merged={7: one, 8: 9, 9: two, 10: 11, 11: 10})
    fetcher = start(world)
    fetcher.singles([7, three, 5, 8, one, 10])
    assert fetcher.records() == [works[0], works[2], works[1]]
    merged = (fetcher.path / "merged_ids.csv").read_text().splitlines()
    assert merged == ["id,merge_into_id", f"W7,W{one}", "W8,W9", f"W9,W{two}", "W10,W11", "W11,W10"]
    assert (fetcher.path / "deleted_ids.csv").read_text() == "id\nW5\n"
    paths = [a.path for a in world.asked]
    assert len(paths) == len(set(paths)) == 9
    # nothing is asked twice; more identifiers may follow
    fetcher.singles([7, three, 5, 8, one, 10])
    assert len(world.asked) == 9
    assert standing(fetcher.path).complete
    fetcher.singles([7, identifiers_of(works)[3]])
    assert len(world.asked) == 10
    assert fetcher.records()[-1] == works[3]
    assert standing(fetcher.path).complete


def test_a_work_that_comes_under_another_identifier_is_merged_too(start):
    works = synthetic_works(3)
    one, two, _ = identifiers_of(works)
    fetcher = start(World(works, aliases={7: one, 8: two}))
    fetcher.singles([7, one, two, 8])
    assert fetcher.records() == works[:2]
    merged = (fetcher.path / "merged_ids.csv").read_text().split()
    assert merged == ["id,merge_into_id", f"W7,W{one}", f"W8,W{two}"]


@pytest.mark.parametrize(
    "content",
    [{}, {"meta": {}}, {"meta": [], "results": []}, {"results": []}, {"meta": {}, "results": {}},
     {"meta": {"count": None}, "results": []}, {"meta": {"count": True}, "results": []},
     {"meta": {"count": -1}, "results": []},
     {"meta": {"count": 1, "next_cursor": 2}, "results": []},
     {"meta": {"count": 1, "next_cursor": "x"}, "results": []},
     {"meta": {"count": 1}, "results": [None]},
     {"meta": {"count": 1}, "results": [{"id": "https://openalex.org/A1"}]}],
    ids=str,
)  # fmt: skip
def test_what_is_no_page_is_not_taken_for_one(content):
    kind = {"content-type": "application/json"}
    assert isinstance(page_of(Reply(200, kind, json.dumps(content).encode())), Failure)


def test_a_stop_between_a_merged_identifier_and_its_target_leaves_no_gap(start):
    works = synthetic_works(2)
    target = identifiers_of(works)[0]
    world = World(works, merged={7: target}, faults=once("", "quota"))
    fetcher = start(world)
    with pytest.raises(BudgetExhausted):
        fetcher.singles([7])
    assert fetcher.records() == []
    fetcher.singles([7])
    assert fetcher.records() == works[:1]


def test_nobody_to_talk_to_is_an_error_that_resumes(tmp_path):
    world = World(synthetic_works(3))
    fetcher = Fetcher(world, "http://127.0.0.1:9", tmp_path / "fetched")
    with pytest.raises(FetchInterrupted, match="4 attempts"):
        fetcher.pages()


def test_a_cut_reply_is_called_one(start):
    world = World(synthetic_works(9), faults=always("cut"))
    with pytest.raises(FetchInterrupted) as caught:
        start(world).pages()
    assert "the reply was cut after" in caught.value.why


def test_a_budget_starts_at_the_days_first_request(tmp_path):
    budget = DailyBudget(tmp_path, 2)
    assert budget.used(START) == 0
    budget.spend(START)
    budget.spend(START)
    with pytest.raises(BudgetExhausted, match="2 requests"):
        budget.spend(START)
    assert budget.used(START) == 2
    assert budget.used(START + 24 * HOURS) == 0
    budget.spend(START + 24 * HOURS)
    assert [f.stat().st_size for f in tmp_path.iterdir()] == [1]


def test_an_interruption_from_the_keyboard_keeps_what_came(start):
    world = World(synthetic_works(30), page_size=2)
    fetcher = start(world)

    class Impatient(list):
        def append(self, step):
            super().append(step)
            if len(self) == 4:
                raise KeyboardInterrupt

    fetcher.said = Impatient()
    with pytest.raises(KeyboardInterrupt):
        fetcher.pages()
    assert fetcher.records() == world.works[:8]
    fetcher.pages()
    assert fetcher.records() == world.works
    assert len({a.query["cursor"] for a in world.asked}) == len(world.asked)


def test_a_wait_is_said_with_its_reason(start):
    world = World(synthetic_works(3), faults=once("unavailable"))
    fetcher = start(world)
    fetcher.pages()
    assert fetcher.said[0] == "waiting 5 s: status 503"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["meta", "results", "count", "next_cursor", "id", "message", "error", "x"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
bodies = (
    st.binary(max_size=40)
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.just(b"[" * 100_000)
    | st.just(b'{"id": ' + b"9" * 5000 + b"}")
)
headers = st.dictionaries(
    st.sampled_from(["content-type", "location", "retry-after"]),
    st.sampled_from(["application/json", "application/json; charset=utf-8", "", "/W5", "\ud800"])
    | st.text(max_size=30),
)
statuses = st.sampled_from([200, 301, 302, 308, 404, 400, 429, 500])


@given(st.builds(Reply, statuses, headers, bodies))
def test_no_reply_is_beyond_reading(reply):
    assert isinstance(page_of(reply), Page | Failure)
    assert isinstance(work_of(reply, 5), Answer | Failure)
    assert isinstance(message_of(reply), str)
    assert retry_after(reply, START) >= 0.0


@pytest.mark.parametrize(
    "text",
    ["Mon, 21 Sep 99999 00:00:00 GMT", "Mon, 21 Sep 2026 00:00:00 +9999999", "1 Jan 1 0:0:0 -0000",
     "Fri, 31 Dec 9999 23:59:59 -2359", "9" * 40, "1e9", "inf", "٣"],
)  # fmt: skip
def test_no_date_to_wait_for_is_beyond_reading(text):
    assert retry_after(Reply(429, {"retry-after": text}, b""), START) >= 0.0


@pytest.mark.parametrize(
    "location, target",
    [("https://api.openalex.org/works/W12", 12), ("/works/W12", 12), ("/W12", 12),
     ("https://openalex.org/W12", 12), ("https://openalex.org.example/W12", None),
     ("https://example.org/works/W12", None), ("/works/W12/edit", None), ("/works/W0", None),
     ("/works/W5", None), ("", None), ("/login?next=/works/W12", None)],
)  # fmt: skip
def test_only_a_redirect_to_another_work_is_a_merger(location, target):
    answer = work_of(Reply(301, {"location": location}, b""), 5)
    assert answer == Merged(target) if target else isinstance(answer, Failure)


@pytest.mark.shared
def test_real_works_arrive_as_they_are(start, shared_data):
    lines = gzip.decompress((shared_data / "openalex/works.jsonl.gz").read_bytes()).splitlines()
    page = json.loads((shared_data / "openalex/api/nlp_first10_openalex.json").read_bytes())
    single = json.loads((shared_data / "openalex/api/W2741809807.json").read_bytes())
    works = {w["id"]: w for w in [*page, single, *map(json.loads, lines[:390])]}
    world = World(list(works.values()), faults=once("", "hurry", "", "cut"))
    fetcher = start(world)
    fetcher.pages()
    assert fetcher.records() == world.works
    fetcher.path = fetcher.path.with_name("single")
    fetcher.path.mkdir()
    fetcher.singles(identifiers_of(world.works)[:12])
    assert fetcher.records() == world.works[:12]
