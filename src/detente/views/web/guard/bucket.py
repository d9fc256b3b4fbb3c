"""How often one address may ask: a bucket of tokens for each, in bounded memory.

A bucket holds at most ``burst`` tokens and gains ``rate`` a second; each request takes one.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Buckets:
    """One bucket for each address that asked of late.

    Parameters
    ----------
    rate : float
        Tokens gained a second, above 0.
    burst : int
        Tokens of a full bucket, at least 1.
    addresses : int
        Buckets that are kept. Beyond it the one used longest ago is forgotten, which is the same
        as full: forgetting never refuses anybody.
    clock : callable
        Seconds that never run backwards.
    """

    def __init__(
        self, rate: float, burst: int, *, addresses: int, clock: Callable[[], float]
    ) -> None:
        self.rate, self.burst, self.addresses, self.clock = rate, burst, addresses, clock
        # tokens left and when that was so, by address; the one used last stands last
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, address: str) -> float:
        """Take a token of an address.

        Returns
        -------
        float
            0 if there was one, else the seconds until there will be. Asking in vain costs nothing.
        """
        now = self.clock()
        tokens, since = self._buckets.pop(address, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since) * self.rate)
        wait = max(0.0, (1.0 - tokens) / self.rate)
        self._buckets[address] = (tokens if wait else tokens - 1.0, now)
        if len(self._buckets) > self.addresses:
            self._buckets.popitem(last=False)
        return wait
