"""How far long work has come: amounts, rate, and the time that is left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# a rate measured over less than this says little
_SOON = 1.0


class Pace:
    """The pace of one piece of work, from the moment it is made.

    Parameters
    ----------
    total : float or None
        Amount to be done; None where it is not known beforehand.
    spell : callable
        How an amount is written, e.g. :func:`size_text`.
    clock : callable
        Seconds; for tests.
    """

    def __init__(
        self,
        total: float | None,
        spell: Callable[[float], str],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._spell, self._clock = total, spell, clock
        self._start = clock()

    def text(self, done: float) -> str:
        """What a line of progress says: ``1.2 GB of 40.0 GB, 95.0 MB/s, 7 min left``."""
        of = f" of {self._spell(self._total)}" if self._total is not None else ""
        said = [f"{self._spell(done)}{of}"]
        seconds = self._clock() - self._start
        if done > 0 and seconds >= _SOON:
            rate = done / seconds
            said.append(f"{self._spell(rate)}/s")
            if self._total is not None:
                said.append(f"{time_text(max(0.0, self._total - done) / rate)} left")
        return ", ".join(said)


def size_text(size: float) -> str:
    """Bytes in decimal units: ``950 B``, ``1.2 kB``, ``40.0 GB``."""
    for unit, digits in (("B", 0), ("kB", 1), ("MB", 1), ("GB", 1)):
        if size < 1000:
            return f"{size:.{digits}f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def rows_text(count: float) -> str:
    """A number of rows: ``1,234 rows``."""
    return f"{count:,.0f} rows"


def time_text(seconds: float) -> str:
    """A duration in its largest sensible unit: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
