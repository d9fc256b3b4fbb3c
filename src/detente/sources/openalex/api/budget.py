"""How many requests a day, counted on disk before each is sent.

The count is the length of a file: one byte a request, appended and forced to the disk before the
request leaves. A kill between the two costs a request that was not sent, never one too many.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from detente.core.errors import BudgetExhausted
from detente.lake.disk import guarded, sync_folder
from detente.sources.openalex.api.clock import day_of

if TYPE_CHECKING:
    from pathlib import Path

# what OpenAlex gives with a free key is a dollar a day; a thousand lists cost 0.10 and a thousand
# searches 1 (its page "Authentication & Pricing", November 2026); single works are free
CALLS_A_DAY = 10_000
SEARCHES_A_DAY = 1_000
SINGLES_A_DAY = 100_000


class DailyBudget:
    """Requests of one folder, by UTC day.

    Parameters
    ----------
    folder : Path
        Where the count is kept; it exists.
    limit : int
        Requests a day.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self.limit = folder, limit

    def used(self, now: float) -> int:
        """Requests counted on the day of ``now``."""
        file = self._file(now)
        return file.stat().st_size if file.exists() else 0

    def spend(self, now: float) -> None:
        """Count one request that is about to be sent.

        Raises
        ------
        BudgetExhausted
            The day has no more.
        """
        used = self.used(now)
        if used >= self.limit:
            raise BudgetExhausted(
                f"the day's {self.limit:,} requests to OpenAlex are used up",
                why="the count is kept with the folder and starts again at midnight UTC",
                fix="run the same command tomorrow; or, with a larger quota, give --budget CALLS",
            )
        file = self._file(now)
        with guarded(file), file.open("ab") as count:
            count.write(b".")
            count.flush()
            os.fsync(count.fileno())
        if used == 0:
            sync_folder(self._folder)
            self._forget_before(file)

    def _file(self, now: float) -> Path:
        # a clock set back must not open a day that is over
        days = [path.name.removeprefix("calls-") for path in self._folder.glob("calls-*")]
        return self._folder / f"calls-{max([day_of(now), *days])}"

    def _forget_before(self, current: Path) -> None:
        for file in self._folder.glob("calls-*"):
            if file.name < current.name:
                file.unlink(missing_ok=True)
