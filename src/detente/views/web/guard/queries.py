"""What a query may hold: UTF-8, well encoded, without control characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from detente.views.web.guard.refusal import Refusal

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Scope
    from detente.views.web.guard.limits import Limits

# as sent: visible ASCII, and each % followed by two hexadecimal digits
WELL_ENCODED = re.compile(rb"(?:[\x21-\x24\x26-\x7e]|%[0-9A-Fa-f]{2})*")
CONTROL = re.compile(rb"%(?:[01][0-9A-Fa-f]|7[Ff])")

BADLY_ENCODED = Refusal(
    400,
    "query-encoding",
    "The query is not UTF-8 in percent-encoding.",
    "encode it; a percent sign is written %25",
)
CONTROLS = Refusal(
    400,
    "query-control-characters",
    "The query holds control characters, such as the end of a line.",
    "write each value in one line",
)


def check(scope: Scope, limits: Limits) -> Refusal | None:  # noqa: ARG001 - all checks look alike
    """Refuse a query that two readers could read differently."""
    query = scope["query_string"]
    if not WELL_ENCODED.fullmatch(query):
        return BADLY_ENCODED
    if b"%" not in query:
        return None
    if CONTROL.search(query):
        return CONTROLS
    return None if _is_utf8(unquote_to_bytes(query)) else BADLY_ENCODED


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
