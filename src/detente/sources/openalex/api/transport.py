"""One request: HTTPS, no redirects, and bounds on its time and size."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from detente.core.errors import UsageError
from detente.core.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.sources.openalex.api.key import Key

ADDRESS = "https://api.openalex.org"
_MOST_BYTES = 256 * 2**20
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered, whole.

    Attributes
    ----------
    status : int
    headers : mapping of str to str
        By name in lower case.
    body : bytes
        Unpacked.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer that can be used; asking again may help."""

    why: str


class Transport:
    """Requests to one server.

    Parameters
    ----------
    key : Key
        Sent as a header to this server and to no other.
    address : str
        Scheme and host. Anything but HTTPS is refused, except to this machine itself.
    timeout : float
        Seconds without a sign of life.
    deadline : float
        Seconds for a whole reply, however slowly it drips.
    """

    def __init__(
        self, key: Key, address: str = ADDRESS, *, timeout: float = 60.0, deadline: float = 300.0
    ) -> None:
        parts = urlsplit(address)
        local = parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise UsageError(f"{address} is not an https address", why="the key would be readable")
        self._key, self._address = key, address.rstrip("/")
        self._timeout, self._deadline = timeout, deadline
        self._opener = _opener(secure=parts.scheme == "https", direct=local)

    def get(self, path: str, query: Mapping[str, str]) -> Reply | Failure:
        """Ask once.

        Parameters
        ----------
        path : str
            Below the address, e.g. ``"/works"``.
        query : mapping of str to str
            Parameters; the key is not among them.
        """
        # colons, commas and bars are the filter's own signs: left as they are, the address that a
        # reader sees in the server's log is the filter that was typed
        tail = f"?{urlencode(query, safe=':,|*')}" if query else ""
        request = urllib.request.Request(f"{self._address}{path}{tail}")
        request.add_header("Accept", "application/json")
        request.add_header("Accept-Encoding", "gzip")
        request.add_header("User-Agent", f"detente/{__version__}")
        request.add_unredirected_header("Authorization", self._key.header)
        ends = time.monotonic() + self._deadline
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return self._whole(response, ends)
        except (OSError, http.client.HTTPException, zlib.error) as problem:
            return Failure(self._key.scrub(_reason(problem)))

    def _whole(self, response: http.client.HTTPResponse, ends: float) -> Reply | Failure:
        headers = {name.lower(): value for name, value in response.headers.items()}
        announced = response.length
        body = _body(response, ends)
        if isinstance(body, Failure):
            return body
        if announced is not None and announced != len(body):
            return Failure(f"the reply was cut after {len(body):,} of {announced:,} bytes")
        if headers.get("content-encoding", "").lower() == "gzip":
            body = _unpacked(body)
        if self._key.is_in(body) and response.status == 200:
            return Failure("the reply repeats the key")
        return Reply(response.status, headers, body)

    def scrub(self, text: str) -> str:
        """The text without the key."""
        return self._key.scrub(text)


def _opener(*, secure: bool, direct: bool) -> urllib.request.OpenerDirector:
    """An opener that hands every status on: nothing follows a redirect with the key in hand."""
    opener = urllib.request.OpenerDirector()
    if secure:
        opener.add_handler(urllib.request.HTTPSHandler(context=ssl.create_default_context()))
    else:
        opener.add_handler(urllib.request.HTTPHandler())
    if not direct:
        opener.add_handler(urllib.request.ProxyHandler())
    return opener


def _body(response: http.client.HTTPResponse, ends: float) -> bytes | Failure:
    parts: list[bytes] = []
    size = 0
    while part := response.read1(2**16):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            return Failure(f"the reply is larger than {_MOST_BYTES:,} bytes")
        if time.monotonic() > ends:
            return Failure(f"the reply was not complete in time, after {size:,} bytes")
    return b"".join(parts)


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    data = unpacker.decompress(packed, _MOST_BYTES)
    if not unpacker.eof:
        raise zlib.error("packed data that is cut, or too large")
    return data


def _reason(problem: Exception) -> str:
    if isinstance(problem, urllib.error.URLError) and isinstance(problem.reason, Exception):
        problem = problem.reason
    text = " ".join(str(problem).split())[:200]
    return f"{type(problem).__name__}: {text}" if text else type(problem).__name__
