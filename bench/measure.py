"""Timing contestants side by side: the best of several turns, and the memory of the first."""

import gc
import time
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Result:
    """What one contestant took.

    Attributes
    ----------
    seconds : list of float
        One a turn.
    memory : float or None
        GB above what the process held before its first turn; None where the system does not say.
    """

    seconds: list = field(default_factory=list)
    memory: float | None = None
    answer: object = None

    @property
    def best(self):
        return min(self.seconds)


def _status(name):
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 2**20
    return None


def _forget_peak():
    with open("/proc/self/clear_refs", "w", encoding="ascii") as control:
        control.write("5")


def turn(contestant, result):
    """Let a contestant run once; the first time also for its peak of memory."""
    gc.collect()
    before = None
    with suppress(OSError):  # other systems than Linux, and sandboxes
        if not result.seconds:
            _forget_peak()
            before = _status("VmRSS")
    start = time.perf_counter()
    result.answer = contestant()
    result.seconds.append(time.perf_counter() - start)
    if before is not None:
        result.memory = max(0.0, _status("VmHWM") - before)


def side_by_side(contestants, turns):
    """Run every contestant in turn, as often as asked; the machine's moods then fall on all alike.

    Parameters
    ----------
    contestants : dict of str to callable
    turns : int

    Returns
    -------
    dict of str to Result
    """
    results = {name: Result() for name in contestants}
    for _ in range(turns):
        for name, contestant in contestants.items():
            turn(contestant, results[name])
    return results
