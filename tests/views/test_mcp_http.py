"""The same tools over HTTP."""

import asyncio

from mcp.client import Client

from detente.views.mcp import reader
from detente.views.mcp import server as mcp_server
from served import served
from views.mcp_session import answers

QUESTION = {"indicator": "collaboration", "filters": {"country": "US"}, "limit": 3}


def test_the_same_over_http(planted_lake):
    async def asking(address):
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("show", QUESTION)

    with served("mcp", planted_lake) as server:
        port = server.port
        answer = asyncio.run(asking(server.address)).structured_content
        assert answer == answers(planted_lake, ("show", QUESTION))[0]
        assert status(port, host="evil.example") in (403, 421)
        assert status(port, host="127.0.0.1", origin="https://evil.example") == 403
        assert status(port, host="127.0.0.1", body=b"x" * 100_000) == 413
        assert status(port, host="127.0.0.1", method="GET") == 405


def status(port, *, host, origin="", body=b"{}", method="POST"):
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Host": host, "Content-Type": "application/json",
               "Accept": "application/json, text/event-stream"}  # fmt: skip
    if origin:
        headers["Origin"] = origin
    connection.request(method, "/mcp", body, headers)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_application_answers_under_the_path_it_is_given(planted_lake):
    made = mcp_server.server_of(reader.Reader(planted_lake))
    assert [route.path for route in mcp_server.application(made, path="/mcp/").routes] == ["/mcp/"]
