"""The names this server answers to.

A page of somebody else can point a name of its own at 127.0.0.1 and then read what stands there as
if it were its own site (DNS rebinding). Its requests carry that name in ``Host``, and are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.views.web.guard.asgi import header_values
from detente.views.web.guard.refusal import Refusal

if TYPE_CHECKING:
    from detente.views.web.guard.asgi import Scope
    from detente.views.web.guard.limits import Limits

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|"
                  r"\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")  # fmt: skip
"""A host with or without a port; an IPv6 address in brackets."""

NO_HOST = Refusal(
    400,
    "host-missing",
    "The request names no host, or several.",
    "send exactly one Host header",
)
STRANGE_HOST = Refusal(
    400,
    "host-unknown",
    "This server does not answer to the name that the request gives in Host.",
    "open the address that was printed when the server started, or name this host when starting it",
)
STRANGE_ORIGIN = Refusal(
    403,
    "origin-unknown",
    "Pages of other sites may not use this route.",
    "ask from outside a browser, or from a page of this server",
)


def allowed(limits: Limits) -> frozenset[bytes]:
    """Every value of ``Host`` that is answered, in lower case.

    A name that was given without a port is answered with the port listened on, and without any: a
    proxy before this server listens on the usual one.

    Raises
    ------
    UsageError
        A given name is none.
    """
    found = {f"{name}:{limits.port}" for name in THIS_MACHINE}
    if limits.port == 80:
        found |= set(THIS_MACHINE)
    for given in limits.hosts:
        name = given.lower()
        if not NAME.fullmatch(name):
            raise UsageError(
                f"'{given}' is not the name of a host",
                why="it must be a name or an address, with a port or without",
                fix="give it as in 'detente.example.org', without http:// and without a path",
            )
        found |= {name} if re.search(r":[0-9]+$", name) else {name, f"{name}:{limits.port}"}
    return frozenset(name.encode("ascii") for name in found)


def check(scope: Scope, names: frozenset[bytes]) -> Refusal | None:
    """Refuse a request without a host, with several, and with one that is not ours."""
    given = header_values(scope, b"host")
    if len(given) != 1:
        return NO_HOST
    return None if given[0].lower() in names else STRANGE_HOST


def check_origin(scope: Scope, names: frozenset[bytes]) -> Refusal | None:
    """Refuse a request that a page of another site makes; programs send no ``Origin``."""
    for origin in header_values(scope, b"origin"):
        scheme, _, host = origin.lower().partition(b"://")
        if scheme not in (b"http", b"https") or host not in names:
            return STRANGE_ORIGIN
    return None
