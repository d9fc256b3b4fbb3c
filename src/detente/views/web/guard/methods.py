"""What may be done: reading, and behind the door what the door allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.guard.asgi import header_values
from detente.views.web.guard.limits import READING
from detente.views.web.guard.refusal import CLOSE, Refusal

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Scope
    from detente.views.web.guard.limits import Limits

LARGE_BODY = Refusal(
    413,
    "body-too-large",
    "The request has a body that is too long for this route, where there may be none at all.",
    "ask with GET and put every choice into the query",
    CLOSE,
)
NO_LENGTH = Refusal(
    411,
    "body-length-missing",
    "The request does not say how long its body is.",
    "send Content-Length instead of chunks",
    CLOSE,
)


def check(scope: Scope, limits: Limits) -> Refusal | None:
    """Refuse what would do more than read, and a body where none is expected."""
    door = limits.door_at(scope["path"])
    methods = door.methods if door else READING
    if scope["method"] not in methods:
        return Refusal(
            405,
            "method-not-allowed",
            "This route does not allow that method.",
            "use one that the header Allow names",
            ((b"allow", ", ".join(methods).encode()), *CLOSE),
        )
    return _check_body(scope, door.body if door else 0)


def _check_body(scope: Scope, longest: int) -> Refusal | None:
    """The server holds the body to its stated length, so that length is all there is to look at."""
    if header_values(scope, b"transfer-encoding"):
        return NO_LENGTH if longest else LARGE_BODY
    for length in header_values(scope, b"content-length"):
        # a number of very many digits is too large whatever it says, and is not worth reading
        if not length.isdigit() or len(length) > 12 or int(length) > longest:
            return LARGE_BODY
    return None
