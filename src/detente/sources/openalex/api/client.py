"""Asking until there is a reply, a reason to stop, or no patience left."""

from __future__ import annotations

import email.utils
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from detente.core.errors import BudgetExhausted, FetchInterrupted, UsageError
from detente.sources.openalex.api.key import VARIABLE, WHERE
from detente.sources.openalex.api.replies import message_of, page_of, work_of
from detente.sources.openalex.api.transport import Failure, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from detente.core.fetch import Progress
    from detente.sources.openalex.api.budget import DailyBudget
    from detente.sources.openalex.api.clock import Clock
    from detente.sources.openalex.api.replies import Answer, Page
    from detente.sources.openalex.api.transport import Transport

Read = TypeVar("Read")
PER_PAGE = 100
_SECONDS = re.compile(r"\d{1,9}(\.\d*)?")
_READABLE = (200, 301, 302, 307, 308, 404)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try.

    Attributes
    ----------
    attempts : int
        Requests for one thing, the first included.
    first, longest : float
        Seconds of the first wait and of the longest; each wait doubles, and its second half is
        random, so that many clients do not come back at once.
    ordered : float
        Longest wait, in seconds, that the server may order (``Retry-After``); a longer one means
        that the quota is used up.
    """

    attempts: int = 7
    first: float = 1.0
    longest: float = 60.0
    ordered: float = 180.0


class _Limited(Failure):
    """Refused as one request too many."""


class Client:
    """The API, for works.

    Parameters
    ----------
    transport : Transport
    budget : DailyBudget
    clock : Clock
    patience : Patience
    progress : callable
        Told of long waits.
    """

    def __init__(
        self,
        transport: Transport,
        budget: DailyBudget,
        clock: Clock,
        *,
        patience: Patience | None = None,
        progress: Progress = lambda _step: None,
    ) -> None:
        self._transport, self._budget, self.clock = transport, budget, clock
        self._patience, self._progress = patience or Patience(), progress

    def page(self, filter_: str, cursor: str) -> Page:
        """One page of the works that pass a filter.

        Raises
        ------
        BudgetExhausted
            The day has no more requests, or the server says so.
        FetchInterrupted
            The server failed as often as patience allows.
        UsageError
            The server refuses the key or the filter.
        """
        # by date, because the order that a search has otherwise is not the same for every page
        query = {"filter": filter_, "sort": "publication_date", "per_page": str(PER_PAGE)}
        query["cursor"] = cursor
        return self._ask("/works", query, page_of)

    def work(self, identifier: int) -> Answer:
        """One work; raises as ``page`` does."""
        return self._ask(f"/works/W{identifier}", {}, partial(work_of, asked=identifier))

    def _ask(
        self, path: str, query: Mapping[str, str], read: Callable[[Reply], Read | Failure]
    ) -> Read:
        wait, failure = 0.0, Failure("")
        for attempt in range(self._patience.attempts):
            if attempt:
                self._wait(max(wait, self._pause(attempt)), failure)
            self._budget.spend(self.clock.now())
            reply = self._transport.get(path, query)
            wait = self._ordered_wait(reply) if isinstance(reply, Reply) else 0.0
            answer = self._judge(reply, read)
            if not isinstance(answer, Failure):
                return answer
            failure = answer
        raise self._gave_up(failure)

    def _judge(
        self, reply: Reply | Failure, read: Callable[[Reply], Read | Failure]
    ) -> Read | Failure:
        """What was asked for, or why to ask again; raises where asking again is of no use."""
        if isinstance(reply, Failure):
            return reply
        if reply.status in _READABLE:
            return read(reply)
        if reply.status == 429 or (reply.status == 403 and "retry-after" in reply.headers):
            return _Limited(f"status {reply.status}")
        if reply.status >= 500 or reply.status == 408:
            return Failure(f"status {reply.status}")
        raise _refusal(reply.status, self._transport.scrub(message_of(reply)))

    def _wait(self, seconds: float, last: Failure) -> None:
        self._progress(f"waiting {seconds:.0f} s: {last.why}")
        self.clock.sleep(seconds)

    def _pause(self, attempt: int) -> float:
        wait = min(self._patience.first * 2.0 ** (attempt - 1), self._patience.longest)
        return wait * (1 + self.clock.jitter()) / 2

    def _ordered_wait(self, reply: Reply) -> float:
        """Seconds that the server asks to wait."""
        ordered = retry_after(reply, self.clock.now())
        if ordered <= self._patience.ordered:
            return ordered
        if reply.status not in (403, 429):
            return self._patience.ordered
        until = datetime.fromtimestamp(self.clock.now() + ordered, UTC)
        raise BudgetExhausted(
            "OpenAlex's quota for this key is used up",
            why=f"it asks to wait until {until:%Y-%m-%d %H:%M} UTC",
            fix="what was fetched is safe: run the same command after that",
        )

    def _gave_up(self, last: Failure) -> BudgetExhausted | FetchInterrupted:
        tries = self._patience.attempts
        if isinstance(last, _Limited):
            return BudgetExhausted(
                f"OpenAlex refused the last of {tries} requests as one too many",
                why="the key's quota is used up, or others use it at the same time",
                fix="what was fetched is safe: run the same command later",
            )
        return FetchInterrupted(
            f"OpenAlex did not give a usable reply in {tries} attempts",
            why=f"the last time: {last.why}",
            fix="what was fetched is safe: run the same command again",
        )


def retry_after(reply: Reply, now: float) -> float:
    """The header of that name, a number of seconds or a date, in seconds from now."""
    text = reply.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, moment.timestamp() - now)


def _refusal(status: int, said: str) -> UsageError:
    why = f"it says: {said}" if said else "it gives no reason"
    if status in (401, 403):
        return UsageError(
            f"OpenAlex refuses the key in {VARIABLE} (status {status})", why=why, fix=WHERE
        )
    return UsageError(
        f"OpenAlex cannot use the request (status {status})",
        why=why,
        fix="check the filter: https://developers.openalex.org/guides/filtering",
    )
