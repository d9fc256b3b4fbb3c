"""The key of the OpenAlex client goes to one server, in one header, and nowhere else."""

import json
import socket
import ssl
import threading

import pytest

from detente.core.errors import (
    FetchInterrupted,
    UsageError,
)
from detente.sources.openalex.api.key import Key
from detente.sources.openalex.api.transport import Failure, Transport
from openalex_fetcher import once
from openalex_server import (
    KEY,
    World,
    identifiers_of,
    serving,
    synthetic_works,
)


def test_a_redirect_carries_the_key_nowhere(start):
    other = World([])
    with serving(other) as elsewhere:
        world = World(synthetic_works(3), faults=once("elsewhere"), elsewhere=elsewhere)
        fetcher = start(world)
        fetcher.pages()
        world.faults = once("elsewhere")
        fetcher.path = fetcher.path.with_name("single")
        fetcher.path.mkdir()
        fetcher.singles(identifiers_of(world.works))
    assert other.asked == []


def test_the_key_is_a_header_and_never_part_of_an_address(start):
    world = World(synthetic_works(3))
    start(world).pages()
    for asked in world.asked:
        assert asked.authorization == f"Bearer {KEY}"
        assert KEY not in asked.path + json.dumps(asked.query)


@pytest.mark.parametrize(
    "text", ["", "short", "with a space 123", "nëw-key-123456", "line\nbreak-123456"]
)
def test_what_cannot_be_a_key_is_refused_without_repeating_it(text):
    with pytest.raises(UsageError) as caught:
        Key(text)
    assert not text or text not in str(caught.value)


def test_a_key_does_not_show_itself():
    key = Key(f" {KEY}\n")
    assert KEY not in repr(key) + str(key) + f"{key}" + repr([key])
    assert key.header == f"Bearer {KEY}"
    assert key.scrub(f"a {KEY} b") == "a *** b"


def test_a_reply_that_repeats_the_key_is_not_kept(start):
    works = synthetic_works(3)
    works[1] = {**works[1], "title": f"here is {KEY}"}
    fetcher = start(World(works))
    with pytest.raises(FetchInterrupted, match="usable reply"):
        fetcher.pages()
    assert not any(KEY.encode() in f.read_bytes() for f in fetcher.path.rglob("*") if f.is_file())


def test_only_https_is_spoken_except_to_this_machine():
    with pytest.raises(UsageError, match="https"):
        Transport(Key(KEY), "http://api.openalex.org")
    with pytest.raises(UsageError, match="https"):
        Transport(Key(KEY), "http://127.0.0.1.example.org")
    transport = Transport(Key(KEY))
    (handler,) = [h for h in transport._opener.handlers if hasattr(h, "https_open")][:1]
    assert handler._context.verify_mode == ssl.CERT_REQUIRED
    assert handler._context.check_hostname


def test_a_server_that_cannot_prove_who_it_is_never_sees_the_key():
    """A server that speaks no TLS gets the first step of a handshake, and nothing else."""
    heard = []

    def listen(server):
        connection, _ = server.accept()
        with connection:
            connection.settimeout(1)
            heard.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=listen, args=[server])
        thread.start()
        address = f"https://127.0.0.1:{server.getsockname()[1]}"
        answer = Transport(Key(KEY), address, timeout=1).get("/works", {})
        thread.join()
    assert isinstance(answer, Failure)
    assert "SSL" in answer.why
    assert heard[0][:1] == b"\x16"
    assert KEY.encode() not in heard[0]
