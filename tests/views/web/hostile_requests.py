"""Requests that try to climb, to be taken for another host, or to smuggle a line in.

Each is (what it tries, the bytes that are sent); ``{host}`` stands for the server's address.
"""

EVIL = b"evil.example"


def _get(target, *lines, host=b"Host: {host}"):
    return b"\r\n".join([b"GET " + target + b" HTTP/1.1", host, *lines, b"", b""])


_CLIMBS = [
    b"/../secret", b"/../../secret", b"/page/../../secret", b"/./../secret",
    b"/static/../../secret", b"/en/../../../../../../../../etc/passwd", b"/..", b"/../", b"/.",
    b"/page/..",
    b"/%2e%2e/secret", b"/%2E%2E/secret", b"/.%2e/secret", b"/%2e./secret", b"/..%2fsecret",
    b"/..%2Fsecret", b"/%2e%2e%2fsecret", b"/%2e%2e%2f%2e%2e%2fetc%2fpasswd", b"/..%5csecret",
    b"/..\\secret", b"/%2e%2e%5csecret", b"/..%255csecret", b"/%252e%252e/secret",
    b"/%252e%252e%252fsecret", b"/%25252e%25252e%25252fsecret", b"/..%c0%afsecret",
    b"/%c0%ae%c0%ae/secret", b"/..%e0%80%afsecret", b"/%u002e%u002e/secret", b"/..%u2215secret",
    b"/..%ef%bc%8fsecret", b"/\xef\xbc\x8e\xef\xbc\x8e/secret", b"/..;/secret", b"/..%3b/secret",
    b"//../secret", b"//secret", b"///etc/passwd", b"/%2fetc/passwd", b"/page%00", b"/../secret%00",
    b"/..%00/secret", b"/page%0d%0a", b"/C:/secret", b"/..%09/secret", b"/.git/config", b"/.env",
    b"/%2egit/config", b"/page/.", b"/%", b"/%zz/..", b"/~root/../secret", b"/file:///etc/passwd",
]  # fmt: skip

_TARGETS = [
    ("an address as for a proxy", _get(b"http://" + EVIL + b"/page")),
    ("our own address as for a proxy", _get(b"http://{host}/page")),
    ("a host that looks like a path", _get(b"//" + EVIL + b"/page")),
    ("a host behind a backslash", _get(b"/\\" + EVIL + b"/page")),
    ("the whole server", _get(b"*")),
    ("no slash at the start", _get(b"page")),
    ("a blank in the target", _get(b"/page " + EVIL)),
    ("a tunnel", b"CONNECT " + EVIL + b":443 HTTP/1.1\r\nHost: " + EVIL + b":443\r\n\r\n"),
]

_HOSTS = [
    ("no host", b"GET / HTTP/1.1\r\n\r\n"),
    ("no host in the old version", b"GET / HTTP/1.0\r\n\r\n"),
    ("an empty host", _get(b"/", host=b"Host:")),
    ("another host", _get(b"/", host=b"Host: " + EVIL)),
    ("another host with our port", _get(b"/", host=b"Host: " + EVIL + b":8000")),
    ("two hosts, ours first", _get(b"/", b"Host: " + EVIL)),
    ("two hosts, ours last", _get(b"/", b"Host: {host}", host=b"Host: " + EVIL)),
    ("two hosts in one line", _get(b"/", host=b"Host: {host}, " + EVIL)),
    ("our host twice", _get(b"/", b"Host: {host}")),
    ("another port", _get(b"/", host=b"Host: 127.0.0.1:1")),
    ("no port", _get(b"/", host=b"Host: 127.0.0.1")),
    ("a user before the host", _get(b"/", host=b"Host: {host}@" + EVIL)),
    ("the host as a user", _get(b"/", host=b"Host: " + EVIL + b"@{host}")),
    ("a path after the host", _get(b"/", host=b"Host: {host}/" + EVIL)),
    ("a name below ours", _get(b"/", host=b"Host: localhost." + EVIL)),
    ("a name that ends like ours", _get(b"/", host=b"Host: evillocalhost")),
    ("a dot at the end", _get(b"/", host=b"Host: localhost.")),
    ("all interfaces", _get(b"/", host=b"Host: 0.0.0.0")),
    ("the address as a number", _get(b"/", host=b"Host: 2130706433")),
    ("the address in eights", _get(b"/", host=b"Host: 0177.0.0.1")),
    ("a tag in the host", _get(b"/", host=b"Host: <script>alert(1)</script>")),
    ("a null in the host", _get(b"/", host=b"Host: {host}\x00" + EVIL)),
    ("a host of bytes", _get(b"/", host=b"Host: \xff\xfe")),
    ("a very long host", _get(b"/", host=b"Host: " + b"a" * 9000)),
    ("a folded host", _get(b"/", host=b"Host:\r\n " + EVIL)),
    ("a blank before the colon", _get(b"/", host=b"Host : " + EVIL)),
    ("the forwarded host alone", _get(b"/", host=b"X-Forwarded-Host: {host}")),
]

_LINES = [
    ("a line in the path", _get(b"/page%0d%0aSet-Cookie:%20evil=1")),
    ("a line in the query", _get(b"/?a=%0d%0aSet-Cookie:%20evil=1")),
    ("a line feed in the query", _get(b"/?a=%0aLocation:%20http://" + EVIL)),
    ("a null in the query", _get(b"/?a=%00")),
    ("a line that is real", _get(b"/?a=\rSet-Cookie: evil=1")),
    ("a bare carriage return", _get(b"/", b"X-A: 1\rX-B: " + EVIL)),
    ("a folded line", _get(b"/", b"X-A: 1", b" Set-Cookie: evil=1", b"Content-Length: 1")),
    ("a null in a value", _get(b"/", b"X-A: 1\x00" + EVIL)),
    ("a null in a name", _get(b"/", b"X\x00A: 1")),
    ("a name with a blank", _get(b"/", b"X A: 1")),
    ("no colon", _get(b"/", b"nothing but words")),
    ("no name", _get(b"/", b": value")),
    ("two lengths", _get(b"/", b"Content-Length: 0", b"Content-Length: 5") + b"hello"),
    ("a length and chunks", _get(b"/", b"Content-Length: 5", b"Transfer-Encoding: chunked")
     + b"0\r\n\r\nGET /../secret HTTP/1.1\r\nHost: " + EVIL + b"\r\n\r\n"),
    ("chunks by another name", _get(b"/", b"Transfer-Encoding: xchunked") + b"0\r\n\r\n"),
    ("chunks twice", _get(b"/", b"Transfer-Encoding: chunked, identity") + b"0\r\n\r\n"),
    ("a negative length", _get(b"/", b"Content-Length: -1")),
    ("a length with a sign", _get(b"/", b"Content-Length: +5") + b"hello"),
    ("a length in sixteens", _get(b"/", b"Content-Length: 0x5") + b"hello"),
    ("a length beyond all numbers", _get(b"/", b"Content-Length: " + b"9" * 40)),
    ("a body with GET", _get(b"/", b"Content-Length: 5") + b"hello"),
    ("a request in a body", _get(b"/", b"Content-Length: 40")
     + b"GET /../secret HTTP/1.1\r\nHost: " + EVIL + b"\r\n\r\n"),
    ("many headers", _get(b"/", *[b"X-%d: 1" % number for number in range(200)])),
    ("a long header", _get(b"/", b"X-A: " + b"a" * 60_000)),
    ("a head without end", b"GET / HTTP/1.1\r\nX-A: " + b"a" * 300_000),
    ("a long path", _get(b"/" + b"a" * 5_000)),
    ("a long query", _get(b"/?" + b"a" * 20_000)),
    ("many parameters", _get(b"/?" + b"&".join(b"a=%d" % n for n in range(500)))),
    ("a half request", b"GET / HTTP/1.1\r\nHost: {host}\r\n"),
    ("nothing but an end of line", b"\r\n"),
]  # fmt: skip

_WORDS = [
    ("a POST", b"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"),
    ("a PUT", b"PUT /page HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\n\r\nhello"),
    ("a DELETE", b"DELETE /page HTTP/1.1\r\nHost: {host}\r\n\r\n"),
    ("a TRACE", b"TRACE / HTTP/1.1\r\nHost: {host}\r\nX-A: " + EVIL + b"\r\n\r\n"),
    ("an OPTIONS", b"OPTIONS / HTTP/1.1\r\nHost: {host}\r\nOrigin: http://" + EVIL + b"\r\n\r\n"),
    ("a method in small letters", b"get / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
    ("a method that is none", b"EVIL / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
    ("a version that is none", b"GET / HTTP/9.9\r\nHost: {host}\r\n\r\n"),
    ("the oldest version", b"GET /\r\n\r\n"),
    ("the newest version", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("an encrypted greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64),
]

CASES = (
    [(f"climb by {target!r}", _get(target)) for target in _CLIMBS]
    + _TARGETS
    + _HOSTS
    + _LINES
    + _WORDS
)
