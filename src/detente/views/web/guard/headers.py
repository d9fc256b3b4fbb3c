"""The headers of every answer, and the same policy for files that no server sends.

What each line forbids, and why, stands in docs/security.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Message, Send
    from detente.views.web.guard.refusal import Header

EMBED = "/embed/"
"""Below it stand the views that pages of others may frame."""

POLICY: tuple[tuple[str, str], ...] = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data: blob:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("form-action", "'self'"),
    ("base-uri", "'none'"),
    ("frame-ancestors", "'none'"),
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", "'none'"),
)
SERVED_ONLY = {"frame-ancestors", "report-uri", "report-to", "sandbox"}
"""Directives that browsers ignore, with a warning, in a ``<meta>`` element."""

UNUSED = (
    "accelerometer", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "hid", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What a browser can do and these pages never ask for."""


def content_policy(*, embed: bool = False) -> str:
    """The Content-Security-Policy of an answer; that of an embedded view may be framed."""
    return "; ".join(
        f"{name} {'*' if embed and name == 'frame-ancestors' else sources}"
        for name, sources in POLICY
    )


def meta_policy() -> str:
    """The same policy as the content of ``<meta http-equiv="Content-Security-Policy">``."""
    return "; ".join(f"{name} {sources}" for name, sources in POLICY if name not in SERVED_ONLY)


def _headers(*, embed: bool) -> tuple[Header, ...]:
    fields = {
        "content-security-policy": content_policy(embed=embed),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "cross-origin" if embed else "same-origin",
        "permissions-policy": ", ".join(f"{name}=()" for name in UNUSED),
    }
    if not embed:
        fields["x-frame-options"] = "DENY"
    return tuple((name.encode(), value.encode()) for name, value in fields.items())


STRICT = _headers(embed=False)
FRAMED = _headers(embed=True)
OURS = frozenset(name for name, _ in STRICT)


class Sealed:
    """The sending end of one answer: it puts the headers on, whoever answers.

    Attributes
    ----------
    started : bool
        Whether the answer has begun, so that no other can be given.
    """

    __slots__ = ("_headers", "_send", "started")

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._headers = FRAMED if path.startswith(EMBED) else STRICT
        self.started = False

    async def __call__(self, message: Message) -> None:
        """Pass a message on, its headers completed."""
        if message["type"] == "http.response.start":
            self.started = True
            theirs = [h for h in message.get("headers", ()) if h[0].lower() not in OURS]
            message = {**message, "headers": [*theirs, *self._headers]}
        await self._send(message)
