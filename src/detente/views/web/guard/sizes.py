"""How long a request may be: its path, its query, its headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.guard.refusal import Refusal

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Scope
    from detente.views.web.guard.limits import Limits

LONG_ADDRESS = Refusal(
    414,
    "address-too-long",
    "The address is longer than any address of this site.",
    "shorten the path or the query",
)
MANY_PARAMETERS = Refusal(
    400,
    "too-many-parameters",
    "The query has more parameters than there are choices.",
    "give each choice once",
)
LARGE_HEADERS = Refusal(
    431,
    "headers-too-large",
    "The headers are too many or too long.",
    "send fewer headers; this site needs Host alone and sets no cookies",
)


def check(scope: Scope, limits: Limits) -> Refusal | None:
    """Refuse what is longer than the limits say."""
    query = scope["query_string"]
    if len(scope["raw_path"]) > limits.path or len(query) > limits.query:
        return LONG_ADDRESS
    if query.count(b"&") >= limits.parameters:
        return MANY_PARAMETERS
    headers = scope["headers"]
    if len(headers) > limits.headers:
        return LARGE_HEADERS
    # each line has a colon, a space and its end beside name and value
    if sum(len(name) + len(value) + 4 for name, value in headers) > limits.header_bytes:
        return LARGE_HEADERS
    return None
