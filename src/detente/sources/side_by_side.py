"""Several tasks at once, in threads: libraries that compute or wait let other threads run."""

from __future__ import annotations

from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TOLD_EVERY = 0.5

Result = TypeVar("Result")


def side_by_side(
    tasks: Sequence[Callable[[], Result]],
    *,
    workers: int,
    stop: Callable[[], None],
    tell: Callable[[Sequence[bool]], None],
) -> list[Result]:
    """Results of tasks, in their order; if one fails, its error, once the others have ended.

    Parameters
    ----------
    tasks : sequence of callable
        Begun in their order.
    workers : int
        How many run at once.
    stop : callable
        Makes those that run end soon, once one has failed or the wait is interrupted.
    tell : callable
        Told now and then, by the thread that waits, which are done.
    """
    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(task) for task in tasks]
        waiting = set(jobs)
        try:
            while waiting:
                _, waiting = wait(waiting, timeout=_TOLD_EVERY, return_when=FIRST_EXCEPTION)
                done = [job.done() for job in jobs]
                for job, over in zip(jobs, done, strict=True):
                    if over:
                        job.result()
                tell(done)
        except BaseException:
            # first of all: leaving the pool waits for what runs
            stop()
            pool.shutdown(cancel_futures=True)
            raise
    return [job.result() for job in jobs]


def once(make: Callable[[], Result]) -> Callable[[], Result]:
    """What gives the same thing to every thread, made when it is first asked for."""
    lock, kept = Lock(), cache(make)

    def given() -> Result:
        with lock:
            return kept()

    return given
