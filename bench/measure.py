"""Timing contestants side by side, and the memory of each in a process of its own."""

import ctypes
import gc
import time
from dataclasses import dataclass, field


@dataclass
class Result:
    """What one contestant took.

    Attributes
    ----------
    seconds : list of float
        One a turn.
    processor : list of float
        Processor time of each turn, over all threads: what others on the machine do not lengthen.
    answer : object
        What the last turn gave.
    """

    seconds: list = field(default_factory=list)
    processor: list = field(default_factory=list)
    answer: object = None

    @property
    def best(self):
        return min(self.seconds)


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
            gc.collect()
            start, busy = time.perf_counter(), time.process_time()
            answer = contestant()
            results[name].seconds.append(time.perf_counter() - start)
            results[name].processor.append(time.process_time() - busy)
            results[name].answer = answer
    return results


def keep_memory():
    """Let this process keep the memory it frees, whatever its size, for the next turn.

    glibc keeps arrays of up to 32 MB and gives larger ones back at once. The host of a virtual
    machine may then take that memory, and takes its time to give it again: that would be measured,
    and for large inputs alone. Where the C library is not glibc, nothing changes.
    """
    largest_mapped, trim_above = -4, -1  # M_MMAP_MAX, M_TRIM_THRESHOLD
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(largest_mapped, 0)
        library.mallopt(trim_above, -1)


def peak_above_start(contestant):
    """GB that a contestant needs beyond what the process holds before; None where Linux is not."""
    gc.collect()
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as control:
            control.write("5")  # forget the peak so far
        before = _status("VmRSS")
        contestant()
        return max(0.0, _status("VmHWM") - before)
    except OSError:
        return None


def _status(name):
    with open("/proc/self/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith(name + ":"))
    return int(line.split()[1]) / 2**20
