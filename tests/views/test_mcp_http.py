"""The same tools over HTTP."""

import asyncio
import subprocess
import sys
import time

import pytest
from mcp.client import Client

from detente.views.mcp import reader, server
from views.mcp_session import MAIN, answers

QUESTION = {"indicator": "collaboration", "filters": {"country": "US"}, "limit": 3}


def test_the_same_over_http(planted_lake, free_port):
    words = [sys.executable, "-c", MAIN, "mcp", "--lake", str(planted_lake), "--port", free_port]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)

    async def asking():
        async with Client(f"http://127.0.0.1:{free_port}/mcp") as client:
            return await client.call_tool("show", QUESTION)

    try:
        wait_for(free_port, process)
        answer = asyncio.run(asking()).structured_content
        assert answer == answers(planted_lake, ("show", QUESTION))[0]
        assert status(free_port, host="evil.example") in (403, 421)
        assert status(free_port, host="127.0.0.1", origin="https://evil.example") == 403
        assert status(free_port, host="127.0.0.1", body=b"x" * 100_000) == 413
        assert status(free_port, host="127.0.0.1", method="GET") == 405
    finally:
        process.terminate()
        process.communicate(timeout=20)


def wait_for(port, process):
    import socket

    for _ in range(200):
        assert process.poll() is None, process.stderr.read()
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", int(port))) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


def status(port, *, host, origin="", body=b"{}", method="POST"):
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", int(port), timeout=10)
    headers = {"Host": host, "Content-Type": "application/json",
               "Accept": "application/json, text/event-stream"}  # fmt: skip
    if origin:
        headers["Origin"] = origin
    connection.request(method, "/mcp", body, headers)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def free_port():
    import socket

    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return str(tried.getsockname()[1])


def test_the_application_answers_under_the_path_it_is_given(planted_lake):
    made = server.server_of(reader.Reader(planted_lake))
    assert [route.path for route in server.application(made, path="/mcp/").routes] == ["/mcp/"]
