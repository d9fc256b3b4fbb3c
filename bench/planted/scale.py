"""How much a campaign draws, and the seed of every world in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

Seen = TypeVar("Seen")

# Each family of worlds has this many seeds of its own, and half of them for its worlds.
APART = 1_000_000
# worlds that a process takes at once
CHUNK = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything a campaign draws."""

    worlds: int = 400
    works: int = 3000
    draws: int = 500
    seed: int = 0

    def seed_of(self, family: int, index: int) -> int:
        """A seed that no other world has."""
        return (self.seed * 100 + family) * APART + index


def watch(
    pool: ProcessPoolExecutor, observe: Callable[..., Seen], scale: Scale, *what: str
) -> Callable[[], list[Seen]]:
    """Start looking at every world; what is returned waits for all of them, in order."""
    seen = pool.map(partial(observe, *what, scale), range(scale.worlds), chunksize=CHUNK)
    return lambda: list(seen)
