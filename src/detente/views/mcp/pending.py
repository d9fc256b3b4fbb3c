"""Answers in the making: one computed at a time, each waited for only so long, and kept."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from detente.core.errors import BudgetExhausted, DetenteError

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = dict[str, Any]

KEPT = 64
WAITING = 8
_LOG = logging.getLogger(__name__)


class Answers:
    """Answers by the question that asks for them.

    A computation cannot be broken off, so an answer that takes too long goes on being made; asking
    the same again waits for it, or gets it at once. Errors are not kept.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="detente-mcp")
        self._made: OrderedDict[str, Future[Answer]] = OrderedDict()

    async def ask(self, question: str, compute: Callable[[], Answer]) -> Answer:
        """The answer to a question, computed unless it is kept.

        Raises
        ------
        BudgetExhausted
            It takes longer than the time there is, or too many others are waiting.
        DetenteError
            What computing it raised; a fault that nobody foresaw too, by its kind alone.
        """
        future = asyncio.wrap_future(self._future(question, compute))
        done, _ = await asyncio.wait({future}, timeout=self.seconds)
        if not done:
            raise BudgetExhausted(
                f"the answer takes longer than {self.seconds:g} seconds",
                why="computing it goes on, and what is found is kept",
                fix="ask the same again in a minute",
            )
        problem = future.exception()
        if problem is not None:
            self._made.pop(question, None)
        if problem is not None and not isinstance(problem, DetenteError):
            raise _unforeseen(problem)
        return future.result()

    def _future(self, question: str, compute: Callable[[], Answer]) -> Future[Answer]:
        if question in self._made:
            self._made.move_to_end(question)
            return self._made[question]
        if sum(not future.done() for future in self._made.values()) >= WAITING:
            raise BudgetExhausted(
                f"{WAITING} questions are waiting for their answers",
                why="one is computed at a time",
                fix="ask again when an answer has come",
            )
        future = self._made[question] = self._worker.submit(compute)
        for old in [key for key, made in self._made.items() if made.done()][:-KEPT]:
            del self._made[old]
        return future


def _unforeseen(problem: BaseException) -> DetenteError:
    """A fault of ours, logged on this side and told by its kind."""
    _LOG.error("an answer failed", exc_info=problem)
    return DetenteError(
        f"an error nobody foresaw: {type(problem).__name__}",
        why="this is a fault of detente, not of the question",
        fix="report what the server's log says of it",
    )
