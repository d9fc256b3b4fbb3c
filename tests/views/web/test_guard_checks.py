"""Each check of the guard, by what it lets through and what it refuses."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from detente.core.errors import UsageError
from detente.views.web.guard.guard import Guard
from detente.views.web.guard.limits import Door, Limits
from views.web.leaky_app import call

ROOT = Path(__file__).resolve().parents[3]
DOOR = Door("/mcp", body=10)
LIMITS = Limits(port=8000, hosts=("detente.example.org", "other.example:8443"), door=DOOR)
HOST = (b"host", b"localhost:8000")


async def answers(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"passed"})


def asked(path="/", *, limits=LIMITS, **given):
    status, headers, body = call(Guard(answers, limits), path, **given)
    return status, body.decode() if status == 200 else json.loads(body)["error"], headers


PASSES = [
    "/", "/en/", "/en/pair/US/CN", "/zh/claim/us_cn_mutual_first", "/openapi.json",
    "/en/country/US/partners.safe.csv", "/embed/en/country/US?view=partners", "/static/style.css",
    "/api/v1/indicators", "/en/check?claim=US+and+CN+are+each+other%27s+top+partners%3F",
    "/a-b_c~d.e/", "/zh/check?claim=%E7%BE%8E%E5%9B%BD",
    "/en/rankings?release=starter-0123&territory=hong_kong",
]  # fmt: skip


@pytest.mark.parametrize("path", PASSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_addresses_of_the_site_pass(path, method):
    assert asked(path, method=method)[:2] == (200, "passed")


@pytest.mark.parametrize(
    "host",
    ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000", "detente.example.org",
     "Detente.Example.Org", "detente.example.org:8000", "other.example:8443"],
)  # fmt: skip
def test_names_of_the_server_pass(host):
    assert asked(headers=[(b"host", host.encode())])[0] == 200


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:80", "other.example", "detente.example.org:443", "[::1]"]
)
def test_other_ports_are_other_hosts(host):
    assert asked(headers=[(b"host", host.encode())])[:2] == (400, "host-unknown")


def test_on_port_80_this_machine_needs_no_port():
    given = [(b"host", b"localhost")]
    assert asked(headers=given, limits=Limits(port=80))[0] == 200


@pytest.mark.parametrize(
    "name", ["*", "http://a.example", "a.example/", "a b", "", "a..b", "-a", "a:b", "café.example"]
)
def test_what_is_no_host_is_said_at_the_start(name):
    with pytest.raises(UsageError, match="not the name of a host"):
        Guard(answers, Limits(port=1, hosts=(name,)))


@pytest.mark.parametrize("name", ["", "proxy.example", "10.0.0.1/8", "1.2.3", "*"])
def test_what_is_no_proxy_is_said_at_the_start(name):
    with pytest.raises(UsageError, match="not the address of a proxy"):
        Guard(answers, Limits(port=1, proxies=(name,)))


@pytest.mark.parametrize("name", ["port", "rate", "burst", "addresses", "seconds", "concurrent"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_limits_that_let_nothing_pass_are_refused_at_the_start(name, value):
    with pytest.raises(UsageError, match=f"the limit '{name}'"):
        Limits(**{"port": 8000, name: value})


@pytest.mark.parametrize(
    "query",
    ["a=%", "a=%2", "a=%zz", "a=50%", "a=%ff", "a=%c0%af", "a=%ed%a0%80", "a= b", "a=\x7f",
     "a=\xe9"],
)  # fmt: skip
def test_queries_are_well_encoded(query):
    refused = asked(query_string=query.encode("latin-1"))
    assert refused[:2] == (400, "query-encoding")


@pytest.mark.parametrize("code", [*range(0x20), 0x7F])
def test_control_characters_are_in_no_query_and_no_path(code):
    assert asked(f"/?a=b%{code:02x}c")[:2] == (400, "query-control-characters")
    assert asked(f"/a%{code:02X}b")[:2] == (400, "path-characters")
    assert asked("/x", raw_path=b"/a%cb" % code)[:2] == (400, "path-characters")


def test_a_server_that_keeps_no_path_as_sent_is_guarded_all_the_same():
    assert asked("/../secret", raw_path=None)[:2] == (400, "path-climbs")
    assert asked("/é", raw_path=None)[:2] == (400, "path-characters")


@pytest.mark.parametrize(
    "path, headers, refused",
    [
        ("/" + "a" * 511, [], 200),
        ("/" + "a" * 512, [], 414),
        ("/?" + "a" * 4096, [], 200),
        ("/?" + "a" * 4097, [], 414),
        ("/?" + "a&" * 31, [], 200),
        ("/?" + "a&" * 32, [], 400),
        ("/", [(b"x", b"y")] * 63, 200),
        ("/", [(b"x", b"y")] * 64, 431),
        # 16,384 less the line of the host and the five characters around the value
        ("/", [(b"x", b"y" * (16_384 - 22 - 5))], 200),
        ("/", [(b"x", b"y" * (16_384 - 22 - 4))], 431),
    ],
)
def test_sizes_end_where_the_limits_say(path, headers, refused):
    assert asked(path, headers=[HOST, *headers])[0] == refused


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"])
def test_pages_are_only_read(method):
    status, error, headers = asked(method=method)
    assert (status, error) == (405, "method-not-allowed")
    assert headers[b"allow"] == b"GET, HEAD"
    assert headers[b"connection"] == b"close"


@pytest.mark.parametrize("length", [b"1", b"10", b"-1", b"+0", b"x", b"9" * 5000, b"\xb2"])
def test_pages_take_no_body(length):
    assert asked(headers=[HOST, (b"content-length", length)])[:2] == (413, "body-too-large")


def test_a_body_of_nothing_is_none():
    assert asked(headers=[HOST, (b"content-length", b"0")])[0] == 200


def test_chunks_are_a_body():
    chunked = [HOST, (b"transfer-encoding", b"chunked")]
    assert asked(headers=chunked)[0] == 413
    assert asked("/mcp", method="POST", headers=chunked)[:2] == (411, "body-length-missing")


@pytest.mark.parametrize(
    "path, method, length, status",
    [
        ("/mcp", "POST", b"10", 200),
        ("/mcp/x", "POST", b"10", 200),
        ("/mcp", "DELETE", b"0", 200),
        ("/mcp", "POST", b"11", 413),
        ("/mcp", "PUT", b"1", 405),
        ("/mcpx", "POST", b"1", 405),
        ("/en/mcp", "POST", b"1", 405),
    ],
)
def test_the_door_takes_short_bodies(path, method, length, status):
    headers = [HOST, (b"content-length", length)]
    assert asked(path, method=method, headers=headers)[0] == status


@pytest.mark.parametrize(
    "origin, status",
    [
        (b"http://localhost:8000", 200), (b"https://detente.example.org", 200),
        (b"http://evil.example", 403), (b"null", 403), (b"", 403), (b"localhost:8000", 403),
        (b"file://localhost:8000", 403), (b"http://localhost:8000.evil.example", 403),
    ],
)  # fmt: skip
def test_pages_of_others_may_not_use_the_door(origin, status):
    headers = [HOST, (b"origin", origin), (b"content-length", b"1")]
    assert asked("/mcp", method="POST", headers=headers)[0] == status
    # reading is harmless: a link may stand on any page
    assert asked("/en/", headers=headers[:2])[0] == 200


def test_sockets_of_the_web_are_closed():
    import asyncio

    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(Guard(answers, LIMITS)({"type": "websocket"}, None, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_what_the_server_says_of_its_life_reaches_the_application():
    import asyncio

    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    asyncio.run(Guard(app, LIMITS)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


def test_every_refusal_is_documented():
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/detente/views/web/guard").glob("*.py")
    )
    built = re.findall(r"Refusal\(\s*\d{3},\s*\"([a-z-]+)\"|_refusal\(\s*\"([a-z-]+)\"", code)
    named = {one or other for one, other in built}
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert len(named) > 20
    assert {name for name in named if f"`{name}`" not in text} == set()
    assert set(re.findall(r"^\|.*\| \d{3} \| `([a-z-]+)` \|$", text, flags=re.MULTILINE)) <= named


def test_the_documented_limits_are_the_limits():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    defaults = {f.name: f.default for f in fields(Limits)}
    for sentence in (
        f"over {defaults['path']} bytes, a query over {defaults['query']:,}",
        f"more than {defaults['parameters']} parameters",
        f"more than {defaults['headers']} headers, or {defaults['header_bytes'] >> 10} KiB",
        f"more than {defaults['rate']:.0f} requests a second from one address",
        f"after {defaults['burst']} at once",
        f"more than {defaults['connections']:,} connections",
        f"more than {defaults['concurrent']} requests at work",
        f"takes longer than {defaults['seconds']:.0f} s",
        f"take longer than {defaults['head_seconds']:.0f} s",
        f"{defaults['addresses']:,} addresses are remembered",
        f"at most {Door('').body >> 20} MiB",
    ):
        assert sentence in text
