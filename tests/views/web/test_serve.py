"""The command: a real server on a real socket, from its first answer to its end."""

import json
import signal
import urllib.error
import urllib.request

import pytest

from served import served as beside


class Told:
    """An answer, whether the server was content or not."""

    def __init__(self, answer):
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def served(planted_lake):
    with beside("serve", planted_lake, "--mcp") as server:
        yield server.address
        server.process.send_signal(signal.SIGINT)  # while verdicts are being computed
        assert server.process.wait(timeout=30) in (0, 130, -signal.SIGINT)
        assert f":{server.port}/" in server.said
        assert "Traceback" not in server.said


@pytest.fixture
def ask(served):
    def answer(path, method="GET", data=None, **headers):
        request = urllib.request.Request(served + path, data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request) as found:
                return Told(found)
        except urllib.error.HTTPError as problem:
            return Told(problem)

    return answer


def test_the_root_leads_to_the_claims(ask):
    found = ask("/")
    assert found.status in (200, 202)  # with its verdicts, or while they are being computed
    assert b"<h1>" in found.body
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_page_is_named_by_its_bytes_and_squeezed_on_request(ask):
    found = ask("/en/pair/US/CN", **{"Accept-Encoding": "gzip"})
    assert found.headers["Content-Encoding"] == "gzip"
    etag = found.headers["ETag"]
    again = ask("/en/pair/US/CN", **{"Accept-Encoding": "gzip", "If-None-Match": etag})
    assert (again.status, again.body) == (304, b"")
    assert ask("/openapi.json", method="HEAD").body == b""


@pytest.mark.parametrize(
    "path, status", [("/en/nowhere", 404), ("/en/pair/US/CN?territory=x", 404), ("/xx/", 404),
                     ("/api/v1/nothing", 404), ("/static/nothing.js", 404)],
)  # fmt: skip
def test_what_is_not_there_says_so_with_every_header(ask, path, status):
    found = ask(path)
    assert found.status == status
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert found.headers["Set-Cookie"] is None


def test_nothing_is_written(ask):
    assert ask("/en/", method="POST").status == 405


def test_the_interface_describes_itself(ask):
    document = json.loads(ask("/openapi.json").body)
    assert document["openapi"].startswith("3.1")
    for path in document["paths"]:
        assert path.startswith("/api/v1/")


def test_a_filter_that_names_a_file_is_the_owners_alone(ask):
    found = ask("/api/v1/indicators/coverage?listed=/etc/passwd")
    assert found.status == 404
    assert b"root" not in found.body


def test_agents_have_a_door_of_their_own(ask):
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {},
                   "clientInfo": {"name": "test", "version": "0"}},
    }  # fmt: skip
    told = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    found = ask("/mcp", method="POST", data=json.dumps(hello).encode(), **told)
    assert found.status == 200
    assert json.loads(found.body)["result"]["serverInfo"]["name"] == "detente"
    foreign = ask("/mcp", method="POST", data=b"{}", Origin="http://elsewhere.example", **told)
    assert foreign.status == 403
    assert ask("/mcp").status == 404  # without a session there is nothing to listen to
