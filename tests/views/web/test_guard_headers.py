"""The headers of every answer, against the documented policy."""

import re
from pathlib import Path

import pytest

from detente.views.web.guard import headers as guard_headers
from detente.views.web.guard.guard import Guard
from detente.views.web.guard.limits import Limits
from views.web.leaky_app import call

ROOT = Path(__file__).resolve().parents[3]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
PLAIN = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"x-frame-options": b"DENY",
}
CARELESS = [
    (b"content-type", b"text/html"),
    (b"Content-Security-Policy", b"default-src *"),
    (b"x-frame-options", b"ALLOWALL"),
    (b"cache-control", b"public, max-age=60"),
    (b"etag", b'"1"'),
]


def answering(status):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": CARELESS})
        await send({"type": "http.response.body", "body": b"<p>"})

    return Guard(app, Limits(port=8000))


@pytest.mark.parametrize("status", [200, 304, 307, 400, 404, 500])
def test_every_answer_of_the_application_wears_them(status):
    found, headers, body = call(answering(status), "/en/")
    assert (found, body) == (status, b"<p>")
    assert headers.items() >= PLAIN.items()
    assert b"Content-Security-Policy" not in headers
    assert headers[b"cache-control"] == b"public, max-age=60"
    assert headers[b"etag"] == b'"1"'


@pytest.mark.parametrize("path", ["/../x", "/embed/../x", "/?a=%00"])
def test_every_refusal_wears_them(path):
    status, headers, _ = call(answering(200), path)
    assert status == 400
    assert headers.items() >= PLAIN.items()
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"content-type"] == b"application/problem+json"


def test_an_embedded_view_alone_may_be_framed():
    _, headers, _ = call(answering(200), "/embed/en/country/US")
    policy = headers[b"content-security-policy"].decode()
    assert policy == POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    assert b"x-frame-options" not in headers
    assert headers[b"cross-origin-resource-policy"] == b"cross-origin"
    for path in ("/embed", "/en/embed/", "/embedded/x"):
        assert call(answering(200), path)[1].items() >= PLAIN.items()


def test_the_meta_element_says_what_it_can():
    said = guard_headers.meta_policy()
    assert said == POLICY.replace("frame-ancestors 'none'; ", "")
    assert "frame-ancestors" not in said
    # it stands between double quotes
    assert not set('"<>&') & set(said)


def test_nothing_that_browsers_can_do_is_asked_for():
    policy = dict(guard_headers.STRICT)[b"permissions-policy"].decode()
    features = re.findall(r"([a-z-]+)=\(\)", policy)
    assert ", ".join(f"{name}=()" for name in features) == policy
    assert {"camera", "geolocation", "microphone", "payment", "usb"} <= set(features)


def test_each_line_of_the_policy_is_explained():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z-]+) ([^`]+)` \| \S", text, flags=re.MULTILINE)
    assert explained == [tuple(pair.strip().split(" ", 1)) for pair in POLICY.split("; ")]
    for name, _ in guard_headers.STRICT[1:]:
        assert f"`{name.decode()}" in text.lower()


def test_no_code_of_the_views_sets_cookies():
    pattern = re.compile(r"set_cookie|set-cookie|SessionMiddleware|CSRF", re.IGNORECASE)
    modules = (ROOT / "src" / "detente" / "views").rglob("*.py")
    assert [p.name for p in modules if pattern.search(p.read_text(encoding="utf-8"))] == []
    status, headers, _ = call(answering(200), "/en/", headers=[(b"host", b"localhost:8000")])
    assert status == 200
    assert b"set-cookie" not in headers
