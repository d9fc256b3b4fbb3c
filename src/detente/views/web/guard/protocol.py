"""HTTP as uvicorn reads it, with the limits that hold before a request is one.

uvicorn with httptools sets no limit to the length of a request's head nor to the time it may take,
and answers what it cannot read without the guard's headers. Those are added here, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from detente.views.web.guard.addresses import Proxies, neighbourhood
from detente.views.web.guard.guard import BUSY, CROWDING
from detente.views.web.guard.headers import STRICT
from detente.views.web.guard.refusal import Refusal
from detente.views.web.guard.sizes import LARGE_HEADERS

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from detente.views.web.guard.limits import Limits

UNREADABLE = Refusal(
    400,
    "request-unreadable",
    "This is not a request in HTTP.",
    "ask with a browser or an HTTP client that follows the standard",
)
TOO_SLOW_TO_ASK = Refusal(
    408,
    "request-incomplete",
    "The request did not arrive in time.",
    "send its first line and its headers at once",
)


class GuardedProtocol(HttpToolsProtocol):
    """One connection; `protocol` makes the class for given limits."""

    limits: ClassVar[Limits]
    proxies: ClassVar[Proxies]

    neighbourhood = ""
    _late: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, unless there are connections enough."""
        super().connection_made(transport)
        peer = self.client[0] if self.client else ""
        self.neighbourhood = neighbourhood(peer)
        if len(self.connections) > self.limits.connections:
            self._refuse(BUSY)
        # whose request a proxy will bring is not known yet: the guard counts those
        elif not self.proxies.trust(peer) and self._from_here() > self.limits.each:
            self._refuse(CROWDING)
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and refuse a head that has no end in sight."""
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._longest_head:
                self._refuse(LARGE_HEADERS)
        # any byte ends uvicorn's own wait for a next request, even one that begins none
        if self._late is None and (self._in_head or not self._is_answering()):
            self._expect_head()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - it says less than ours
        """Refuse what is not HTTP."""
        self._refuse(UNREADABLE)

    def on_message_begin(self) -> None:
        """Begin to read a head."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; what comes after the body is none and could contradict it."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request over, if it asks this server and is no request to a proxy."""
        self._in_head = False
        self._stop_waiting()
        if not self.url.startswith(b"/"):
            # the parser takes any exception of its callbacks for bad input
            raise ValueError("a request line must name a path")
        super().on_headers_complete()

    @property
    def _longest_head(self) -> int:
        limits = self.limits
        return limits.path + limits.query + limits.header_bytes

    def _from_here(self) -> int:
        """Connections of the same address, this one among them."""
        return sum(
            isinstance(one, GuardedProtocol) and one.neighbourhood == self.neighbourhood
            for one in self.connections
        )

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(self.limits.head_seconds, self._refuse, TOO_SLOW_TO_ASK)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, refusal: Refusal) -> None:
        """Answer by hand and close, but never amid another answer, lest the two be mixed."""
        self._stop_waiting()
        self._in_head = False
        if self.transport.is_closing():
            return
        if not self._is_answering():
            self.transport.write(refusal.written(list(STRICT)))
            self.transport.close()
        elif not self.cycle.more_body:
            # the request at work was whole; what came after it was not, and is read no further
            self.cycle.keep_alive = False
            self.flow.pause_reading()
        else:
            self._refuse_body(refusal)

    def _refuse_body(self, refusal: Refusal) -> None:
        """Answer in the place of the application, whose request never became whole."""
        if not self.cycle.response_started and not self.pipeline:
            self.cycle.disconnected = True
            self.transport.write(refusal.written(list(STRICT)))
        self.transport.close()


def protocol(limits: Limits) -> type[GuardedProtocol]:
    """The class of connections that keep to limits."""
    told = {"limits": limits, "proxies": Proxies.named(limits.proxies)}
    return type("LimitedProtocol", (GuardedProtocol,), told)


def server_options(limits: Limits) -> dict[str, Any]:
    """What `uvicorn.Config` must be told so that nothing goes past the guard.

    ``proxy_headers`` is off because uvicorn would believe ``X-Forwarded-For`` from this machine by
    itself; the guard reads that header where a proxy was named.
    """
    return {
        "port": limits.port,
        "http": protocol(limits),
        "ws": "none",
        "proxy_headers": False,
        "server_header": False,
        "timeout_keep_alive": 5,
    }
