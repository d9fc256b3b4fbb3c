"""Time, as the client sees it: replaced in tests, so that hours pass in no time."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time, waits, and draws the random part of a wait."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def jitter(self) -> float:
        """A random number, at least 0 and below 1."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def jitter(self) -> float:
        """A random number, at least 0 and below 1."""
        return random.random()


def day_of(seconds: float) -> str:
    """The UTC day, as in ``2026-01-31``."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
