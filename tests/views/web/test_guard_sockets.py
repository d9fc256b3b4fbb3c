"""Bytes on a socket, a real server behind it: nothing leaks, each answer is a clean refusal."""

import contextlib
import json
import socket
import time

import pytest

from detente.views.web.guard.guard import Guard
from detente.views.web.guard.headers import STRICT
from detente.views.web.guard.limits import Limits
from views.web.hostile_requests import CASES
from views.web.leaky_app import EVIL, SECRET, ask, leaky, serving

ORDINARY = b"GET /page HTTP/1.1\r\nHost: {host}\r\n\r\n"


def limits(port):
    return Limits(port=port, rate=None, head_seconds=0.4)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    app = leaky(tmp_path_factory.mktemp("guarded") / "files")
    with serving(lambda port: Guard(app, limits(port)), limits) as given:
        yield given


@pytest.fixture(scope="module")
def open_port(tmp_path_factory):
    app = leaky(tmp_path_factory.mktemp("open") / "files")
    with serving(lambda _port: app, limits, guarded=False) as given:
        yield given


def test_there_are_a_hundred_different_cases():
    assert len(CASES) >= 100
    assert len({raw for _, raw in CASES}) == len({name for name, _ in CASES}) == len(CASES)


@pytest.mark.parametrize("raw", [raw for _, raw in CASES], ids=[name for name, _ in CASES])
def test_hostile_requests_get_a_clean_refusal(port, raw):
    answer = ask(port, raw)
    assert 400 <= answer.status <= 499
    assert answer.raw.count(b"HTTP/1.1 ") == 1
    for word in (SECRET, EVIL, "root:", "evil", "alert"):
        assert word.encode() not in answer.raw
    for name, value in STRICT:
        assert answer.headers[name.decode()] == value.decode()
    problem = json.loads(answer.body)
    assert set(problem) == {"type", "title", "status", "error", "next"}
    assert problem["status"] == answer.status
    assert "set-cookie" not in answer.headers
    assert ask(port, ORDINARY).body == b"a page"


def test_without_the_guard_many_of_them_leak(open_port):
    answers = [ask(open_port, raw, seconds=0.3).raw for _, raw in CASES]
    assert sum(SECRET.encode() in raw for raw in answers) >= 10
    assert sum(EVIL.encode() in raw for raw in answers) >= 10


def test_requests_in_a_row_stay_apart(port):
    both = ORDINARY + b"GET /../secret HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(both.replace(b"{host}", b"127.0.0.1:%d" % port))
        received = b""
        while piece := connection.recv(65536):
            received += piece
    first, second = received.split(b"HTTP/1.1 ")[1:]
    assert first.startswith(b"200 ")
    assert first.endswith(b"a page")
    assert second.startswith(b"400 ")
    assert SECRET.encode() not in received


@pytest.mark.parametrize("piece", [b"", b"\r\n", b"G", b"GET / HTTP/1.1\r\nHost: "])
def test_whoever_asks_too_slowly_is_cut_off(port, piece):
    started = time.monotonic()
    answer = ask(port, piece)
    assert answer.status == 408
    assert 0.3 < time.monotonic() - started < 3


def test_a_silent_client_cannot_keep_a_connection_by_empty_lines(port):
    """After an answer the server waits for the next request, and empty lines begin none."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(ORDINARY.replace(b"{host}", b"127.0.0.1:%d" % port))
        received = connection.recv(65536)
        connection.sendall(b"\r\n")
        while piece := connection.recv(65536):
            received += piece
    assert b"HTTP/1.1 408 " in received


def test_what_follows_a_body_is_no_header(port):
    """A trailer could otherwise bring the host that the head left out."""
    head = b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = ask(port, head + b"0\r\nHost: {host}\r\n\r\n")
    assert json.loads(answer.body)["error"] == "host-missing"


def test_beyond_the_connections_that_are_held_there_is_a_clear_answer(tmp_path):
    def few(port):
        return Limits(port=port, connections=2)

    with serving(lambda port: Guard(leaky(tmp_path / "few"), few(port)), few) as port:
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        answer = ask(port, ORDINARY)
        assert answer.status == 503
        assert answer.headers["retry-after"] == "1"
        for one in held:
            one.close()
        deadline = time.monotonic() + 5
        while (answer := ask(port, ORDINARY)).status == 503 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert answer.body == b"a page"


@contextlib.contextmanager
def holding(port, count, source="127.0.0.1"):
    """Connections of one address that ask nothing."""
    with contextlib.ExitStack() as held:
        for _ in range(count):
            held.enter_context(
                socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
            )
        yield


def two_each(port, **others):
    return Limits(port=port, rate=None, connections=20, each=2, **others)


@pytest.fixture
def shared_port(tmp_path):
    with serving(lambda port: Guard(leaky(tmp_path / "each"), two_each(port)), two_each) as given:
        yield given


def test_one_address_holds_no_more_connections_than_its_share(shared_port):
    with holding(shared_port, 2):
        answer = ask(shared_port, ORDINARY)
        assert answer.status == 429
        assert json.loads(answer.body)["error"] == "too-many-connections"
        assert answer.headers["retry-after"] == "5"
        for name, value in STRICT:
            assert answer.headers[name.decode()] == value.decode()
    deadline = time.monotonic() + 5
    while (answer := ask(shared_port, ORDINARY)).status == 429 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answer.body == b"a page"


def test_whoever_holds_many_connections_keeps_nobody_else_out(shared_port):
    try:
        # only Linux has the whole of 127/8
        with holding(shared_port, 12, source="127.0.0.2"):
            assert ask(shared_port, ORDINARY).body == b"a page"
    except OSError:
        pytest.skip("this machine has one address of its own")


def test_connections_of_a_named_proxy_are_everybodys(tmp_path):
    def behind(port):
        return two_each(port, proxies=("127.0.0.1",))

    app = leaky(tmp_path / "behind")
    with serving(lambda port: Guard(app, behind(port)), behind) as port, holding(port, 12):
        assert ask(port, ORDINARY).body == b"a page"


def test_what_follows_a_whole_request_does_not_take_its_answer(port):
    garbage = b"\x00garbage\r\n\r\n" * 100
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(ORDINARY.replace(b"{host}", b"127.0.0.1:%d" % port) + garbage)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                received += piece
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b"a page")
