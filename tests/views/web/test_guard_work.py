"""How long the server works on one request, on how many at once, and what it says when it fails."""

import asyncio
import json
import logging
import threading
import time
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from detente.views.web.guard.guard import Guard
from detente.views.web.guard.headers import STRICT
from detente.views.web.guard.limits import Door, Limits
from views.web.leaky_app import ask, call, serving

QUICK = b"GET /quick HTTP/1.1\r\nHost: {host}\r\n\r\n"


async def quick(request):
    return PlainTextResponse("done")


async def patient(request):
    await asyncio.sleep(60)


def blocking(request):
    time.sleep(4)
    return PlainTextResponse("too late")


async def failing(request):
    raise ValueError("a secret reason")


async def stalling(scope, receive, send):
    """An answer that starts and never ends."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    await asyncio.sleep(60)


def site():
    pages = {"/quick": quick, "/patient": patient, "/blocking": blocking, "/failing": failing}
    return Starlette(routes=[Route(path, page) for path, page in pages.items()])


def limits(port):
    return Limits(port=port, rate=None, seconds=0.3, door=Door("/mcp", seconds=0.1))


@pytest.fixture
def port(caplog):
    caplog.set_level(logging.CRITICAL, "uvicorn.error")
    with serving(lambda port: Guard(site(), limits(port)), limits) as given:
        yield given


@pytest.mark.parametrize("page", ["patient", "blocking"])
def test_work_ends_when_its_time_is_over(port, page):
    started = time.monotonic()
    answer = ask(port, QUICK.replace(b"quick", page.encode()))
    assert 0.25 < time.monotonic() - started < 3.5
    assert answer.status == 503
    assert answer.headers["retry-after"] == "30"
    assert json.loads(answer.body)["error"] == "took-too-long"
    assert all(answer.headers[name.decode()] == value.decode() for name, value in STRICT)
    assert ask(port, QUICK).body == b"done"


def test_the_door_has_a_time_of_its_own():
    guard = Guard(site(), Limits(port=8000, seconds=60, door=Door("/patient", seconds=0.05)))
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/patient", "raw_path": b"/patient",
        "query_string": b"", "headers": [(b"host", b"localhost:8000")], "client": None,
    }  # fmt: skip
    with pytest.raises(TimeoutError):
        asyncio.run(guard(scope, None, send))
    assert sent[0]["status"] == 503


def test_an_answer_that_stalls_is_broken_off(caplog):
    caplog.set_level(logging.CRITICAL, "uvicorn.error")
    with serving(lambda port: Guard(stalling, limits(port)), limits) as port:
        started = time.monotonic()
        answer = ask(port, QUICK)
        assert time.monotonic() - started < 2
    assert b"begun" in answer.raw
    # chunks without their end: no client takes it for the whole
    assert not answer.raw.endswith(b"0\r\n\r\n")


def test_a_failure_says_nothing_of_itself_and_is_logged(port, caplog):
    caplog.set_level(logging.ERROR, "uvicorn.error")
    answer = ask(port, QUICK.replace(b"quick", b"failing"))
    assert answer.status == 500
    assert b"secret" not in answer.raw
    assert all(answer.headers[name.decode()] == value.decode() for name, value in STRICT)
    deadline = time.monotonic() + 5
    # the log is written after the answer
    while "a secret reason" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "a secret reason" in caplog.text


def test_a_failure_of_an_application_without_a_framework_is_answered_too():
    async def app(scope, receive, send):
        raise ValueError("a secret reason")

    sent = []
    guard = Guard(app, Limits(port=8000))

    async def ask_twice():
        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"",
            "headers": [(b"host", b"localhost:8000")], "client": None,
        }  # fmt: skip
        for _ in range(2):
            with pytest.raises(ValueError, match="secret"):
                await guard(scope, None, send)

    asyncio.run(ask_twice())
    assert [m["status"] for m in sent if "status" in m] == [500, 500]
    assert json.loads(sent[1]["body"])["error"] == "server-error"
    assert guard.running.total() == 0


def test_no_more_are_answered_at_once_than_the_limit_says(caplog):
    caplog.set_level(logging.CRITICAL, "uvicorn.error")
    few = Limits(port=1, rate=None, concurrent=3, seconds=2)
    guards = []

    def make(port):
        guards.append(Guard(site(), replace(few, port=port)))
        return guards[0]

    waiting = QUICK.replace(b"quick", b"patient")
    with serving(make, lambda port: replace(few, port=port)) as port:
        held = [threading.Thread(target=ask, args=(port, waiting)) for _ in range(3)]
        for one in held:
            one.start()
        while guards[0].running.total() < 3:
            time.sleep(0.01)
        answer = ask(port, QUICK)
        for one in held:
            one.join()
        # what was refused and what ran out of time have left their places
        assert ask(port, QUICK).body == b"done"
    assert guards[0].running.total() == 0
    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"
    assert json.loads(answer.body)["error"] == "server-busy"


def test_behind_a_proxy_one_client_has_its_share_of_what_is_answered():
    async def ask_all():
        sent = {}

        async def one(client, number, page="/patient"):
            headers = [(b"host", b"localhost:8000"), (b"x-forwarded-for", client)]
            scope = {"type": "http", "method": "GET", "path": page, "query_string": b"",
                     "headers": headers, "client": ("127.0.0.1", 1)}  # fmt: skip

            async def send(message):
                sent.setdefault((client, number), message.get("status"))

            await guard(scope, None, send)

        held = [asyncio.create_task(one(b"198.51.100.1", number)) for number in range(4)]
        await asyncio.sleep(0)
        assert guard.running == {"198.51.100.1": 2}
        await one(b"198.51.100.2", 0, "/quick")
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        return sent

    limits = Limits(port=8000, rate=None, each=2, proxies=("127.0.0.1",))
    guard = Guard(site(), limits)
    sent = asyncio.run(ask_all())
    assert sent == {
        (b"198.51.100.1", 2): 429,
        (b"198.51.100.1", 3): 429,
        (b"198.51.100.2", 0): 200,
    }
    assert guard.running == {}


def test_refusals_take_no_place_and_repeat_nothing():
    guard = Guard(site(), Limits(port=8000))
    for path in ("/<script>alert(1)</script>", "/?a=%00marked-text", "/../marked-text"):
        status, headers, body = call(guard, path, method="GET")
        assert 400 <= status < 500
        assert b"script" not in body
        assert b"marked" not in body
        assert set(headers) >= {name for name, _ in STRICT}
    assert guard.running.total() == 0
