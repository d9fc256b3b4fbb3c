"""An answer that says no: its status, what was wrong, and what to do next.

It never repeats what was asked: whatever was sent could be meant for the reader of the answer.
"""

from __future__ import annotations

import http
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Send

Header = tuple[bytes, bytes]
CLOSE: tuple[Header, ...] = ((b"connection", b"close"),)
"""For requests whose body is not read: it must not be taken for the next request."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered.

    Attributes
    ----------
    status : int
        HTTP status, 4xx or 5xx.
    error : str
        Which rule refused it: a name that programs can rely on.
    what : str
        What was wrong, in one sentence for people.
    fix : str
        What to do next.
    headers : tuple of (bytes, bytes)
        Headers that this refusal needs, such as ``Allow`` and ``Retry-After``.
    """

    status: int
    error: str
    what: str
    fix: str
    headers: tuple[Header, ...] = ()

    def body(self) -> bytes:
        """The refusal as RFC 9457 has it, like every other problem of the site."""
        document = {
            "type": "about:blank",
            "title": self.what,
            "status": self.status,
            "error": self.error,
            "next": self.fix,
        }
        return json.dumps(document).encode()

    def all_headers(self) -> list[Header]:
        """Its headers, those of its body among them."""
        return [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(self.body())).encode()),
            (b"cache-control", b"no-store"),
            *self.headers,
        ]

    async def answer(self, send: Send) -> None:
        """Send it as the whole answer."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": self.all_headers(),
            }
        )
        await send({"type": "http.response.body", "body": self.body()})

    def written(self, headers: list[Header]) -> bytes:
        """The whole answer as bytes, for where no application was reached."""
        line = f"HTTP/1.1 {self.status} {http.HTTPStatus(self.status).phrase}\r\n".encode()
        fields = b"".join(
            name + b": " + value + b"\r\n"
            for name, value in (*self.all_headers(), *headers, *CLOSE)
        )
        return line + fields + b"\r\n" + self.body()


def retry_after(seconds: int) -> tuple[Header, ...]:
    """The header that says when to ask again."""
    return ((b"retry-after", str(seconds).encode()),)
