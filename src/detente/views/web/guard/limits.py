"""Everything that the guard can be told, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, fields

from detente.core.errors import UsageError

READING = ("GET", "HEAD")
"""The methods of pages and tables: they only read."""


@dataclass(frozen=True, slots=True)
class Door:
    """A route for programs that send a body, such as that of agents.

    Attributes
    ----------
    prefix : str
        Path of the route, without a slash at its end.
    methods : tuple of str
    body : int
        Longest body of a request, in bytes.
    seconds : float
        Longest time for one request.
    """

    prefix: str
    methods: tuple[str, ...] = ("GET", "POST", "DELETE")
    body: int = 1 << 20
    seconds: float = 120.0

    def leads_to(self, path: str) -> bool:
        """Whether a path lies behind the door."""
        return path == self.prefix or path.startswith(f"{self.prefix}/")


@dataclass(frozen=True, slots=True)
class Limits:
    """Whom the server answers, how much it reads, and how long it works.

    Attributes
    ----------
    port : int
        The port that is listened on; it stands in the ``Host`` of those who ask.
    hosts : tuple of str
        Names the server answers to besides those of this machine, with or without a port.
    proxies : tuple of str
        Addresses or networks of proxies whose ``X-Forwarded-For`` is believed.
    rate : float or None
        Requests a second from one address in the long run; None for no limit.
    burst : int
        Requests from one address at once, after a rest.
    addresses : int
        How many addresses are remembered; the ones that were quiet longest are forgotten first.
    concurrent : int
        Requests that are answered at the same time.
    connections : int
        Connections that are held at the same time.
    each : int
        Connections of one address that are held at the same time; behind a proxy, whose connections
        are everybody's, its requests that are answered at the same time.
    seconds : float
        Longest time for one request, until its last byte is handed over.
    head_seconds : float
        Longest time for sending the first line and the headers of a request.
    path, query : int
        Longest path and query, in bytes.
    parameters : int
        Most parameters of a query.
    headers, header_bytes : int
        Most headers, and all of them together in bytes.
    door : Door or None
        The only route where more than reading is allowed.

    Raises
    ------
    UsageError
        A limit is not above 0: it would let nothing pass.
    """

    port: int
    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    rate: float | None = 100.0
    burst: int = 400
    addresses: int = 10_000
    concurrent: int = 200
    connections: int = 1_000
    each: int = 100
    seconds: float = 30.0
    head_seconds: float = 10.0
    path: int = 512
    query: int = 4_096
    parameters: int = 32
    headers: int = 64
    header_bytes: int = 16_384
    door: Door | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (int, float)) and not value > 0:
                raise UsageError(
                    f"the limit '{field.name}' is {value}",
                    why="a server with such a limit would answer nobody",
                    fix="give a number above 0; for no limit of the rate, give none",
                )

    def door_at(self, path: str) -> Door | None:
        """The door, if this path lies behind it."""
        return self.door if self.door is not None and self.door.leads_to(path) else None
