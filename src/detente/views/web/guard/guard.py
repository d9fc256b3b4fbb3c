"""The guard: every request passes its checks in turn, and every answer wears its headers.

The order: what costs least first, and how often before what; a client that is over its rate must
not make the server read its address, and nothing that is refused takes a place among those at work.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from typing import TYPE_CHECKING

from detente.views.web.guard import hosts, methods, paths, queries, sizes
from detente.views.web.guard.addresses import Proxies, neighbourhood
from detente.views.web.guard.bucket import Buckets
from detente.views.web.guard.headers import Sealed
from detente.views.web.guard.refusal import CLOSE, Refusal, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.views.web.guard.asgi import Application, Receive, Scope, Send
    from detente.views.web.guard.limits import Limits

BUSY = Refusal(
    503,
    "server-busy",
    "The server is answering as many requests as it may at once.",
    "ask again in a moment",
    retry_after(1),
)
CROWDING = Refusal(
    429,
    "too-many-connections",
    "This address holds as many connections as one may at once.",
    "close those that are not needed, or use them for one request after another",
    retry_after(5),
)
TOO_SLOW = Refusal(
    503,
    "took-too-long",
    "The answer took longer than the server may work on one request.",
    "ask again later, or ask for less: fewer years, one pair, one definition",
    (*retry_after(30), *CLOSE),
)
BROKEN = Refusal(
    500,
    "server-error",
    "The server failed while it worked on the answer; the reason stands in its log.",
    "report it with the address you opened",
    CLOSE,
)


class Guard:
    """An ASGI application before another one.

    Parameters
    ----------
    app : callable
        What answers requests that pass.
    limits : Limits
    clock : callable
        Seconds that never run backwards, for the rate.

    Raises
    ------
    UsageError
        A host or a proxy in the limits is not one.
    """

    def __init__(
        self, app: Application, limits: Limits, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.limits = app, limits
        self.names = hosts.allowed(limits)
        self.proxies = Proxies.named(limits.proxies)
        self.buckets = None if limits.rate is None else Buckets(
            limits.rate, limits.burst, addresses=limits.addresses, clock=clock
        )  # fmt: skip
        # requests at work, by whose they are
        self.running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what the server says of itself."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            # not every server keeps the path as it was sent; what was encoded stays encoded in it
            if not scope.get("raw_path"):
                scope["raw_path"] = scope["path"].encode("utf-8", "surrogateescape")
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = neighbourhood(self.proxies.client(scope))
        refusal = self._refusal(scope, client)
        if refusal is not None:
            await refusal.answer(Sealed(send, "/"))
            return
        self.running[client] += 1
        try:
            await self._work(scope, receive, Sealed(send, scope["path"]))
        finally:
            self.running -= Counter((client,))  # which forgets whoever has none left

    def _refusal(self, scope: Scope, client: str) -> Refusal | None:
        """What the first check that does not pass says."""
        limits = self.limits
        return (
            sizes.check(scope, limits)
            or self._too_often(client)
            or hosts.check(scope, self.names)
            or paths.check(scope, limits)
            or queries.check(scope, limits)
            or methods.check(scope, limits)
            or self._foreign(scope)
            or (CROWDING if self.running[client] >= limits.each else None)
            or (BUSY if self.running.total() >= limits.concurrent else None)
        )

    def _too_often(self, client: str) -> Refusal | None:
        if self.buckets is None:
            return None
        wait = self.buckets.take(client)
        if not wait:
            return None
        return Refusal(
            429,
            "too-many-requests",
            "Too many requests came from this address.",
            "wait for as many seconds as Retry-After says; a release can also be downloaded whole",
            retry_after(math.ceil(wait)),
        )

    def _foreign(self, scope: Scope) -> Refusal | None:
        """Pages only read and may be linked from anywhere; the door does more."""
        if self.limits.door_at(scope["path"]) is None:
            return None
        return hosts.check_origin(scope, self.names)

    async def _work(self, scope: Scope, receive: Receive, send: Sealed) -> None:
        """Let the application answer within the time there is.

        What it raises goes on to the server, which logs it and closes the connection.
        """
        door = self.limits.door_at(scope["path"])
        limit = asyncio.timeout(door.seconds if door else self.limits.seconds)
        try:
            async with limit:
                await self.app(scope, receive, send)
        except Exception:
            if not send.started:
                await (TOO_SLOW if limit.expired() else BROKEN).answer(send)
            raise
