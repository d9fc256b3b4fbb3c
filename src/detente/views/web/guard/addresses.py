"""Who asks: the address of a client, and the neighbourhood that is counted as one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.views.web.guard.asgi import header_values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network

    from detente.views.web.guard.asgi import Scope


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word is believed."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def named(cls, names: Iterable[str]) -> Proxies:
        """Proxies by address or network, as they were named at the start.

        Raises
        ------
        UsageError
            One of them is neither.
        """
        return cls(tuple(_network(name) for name in names))

    def client(self, scope: Scope) -> str:
        """The address of the client.

        ``X-Forwarded-For`` is a list to which each proxy adds whom it was asked by; whoever asks
        first may write anything into it. So it is read from its end, as long as trusted proxies
        speak, and not at all if the connection comes from anyone else.
        """
        peer: str = scope["client"][0] if scope.get("client") else ""
        if not self.networks or not self.trust(peer):
            return peer
        lines = header_values(scope, b"x-forwarded-for")
        told = b",".join(lines).decode("latin-1").split(",") if lines else []
        for address in (one.strip() for one in reversed(told)):
            # what cannot be read was written by someone who is not to be trusted further
            if parsed(address) is None:
                return peer
            peer = address
            if not self.trust(address):
                break
        return peer

    def trust(self, text: str) -> bool:
        """Whether this is the address of a proxy that was named."""
        address = parsed(text)
        return address is not None and any(address in network for network in self.networks)


def neighbourhood(text: str) -> str:
    """What shares one allowance: an IPv4 address, or the /64 that one IPv6 client has to itself."""
    address = parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address) if address is not None else ""


@lru_cache(maxsize=4096)
def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, one of IPv4 in the clothes of IPv6 as what it is; None for what is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _network(name: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(name)
    except ValueError as error:
        raise UsageError(
            f"'{name}' is not the address of a proxy",
            why=str(error),
            fix="give an address such as 127.0.0.1, or a network such as 10.0.0.0/8",
        ) from error
