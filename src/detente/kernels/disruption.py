"""Does a paper replace what it builds on? The CD index and its kin, for all papers in one pass.

References: Funk & Owen-Smith 2017; Bornmann et al. 2020; Bu et al. 2021; methods §4.
"""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._disruption_pass import count_citers
from detente.kernels._threads import cuts_by_work, each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels.citation_graph import CitationGraph

    Ints = NDArray[np.integer]


def proto(graph, window, shared=1, threads=2, chunks=64):
    n = graph.papers
    date = graph.date
    after = np.searchsorted(date, date, side="right").astype(np.int32)
    until = np.searchsorted(date, date + window, side="right").astype(np.int32)
    out = [np.zeros(n, np.int32) for _ in range(3)]
    coupled = np.zeros(n, np.int64)
    strong = np.zeros(n if shared > 1 else 0, np.int32)
    cuts = cuts_by_work(graph.starts, chunks)
    counter = iter(range(len(cuts) - 1))
    lock = threading.Lock()

    def work(_):
        state = np.zeros(n // 32 + 2, np.uint64)
        noted = np.empty(n // 32 + 3, np.uint32)
        tally = np.zeros((n // 32 + 2) * 32 if shared > 1 else 0, np.uint16)
        while True:
            with lock:
                i = next(counter, None)
            if i is None:
                return
            count_citers(
                cuts[i], cuts[i + 1], after, until, graph.starts, graph.links, graph.own, graph.words, shared,
                state, noted, tally, *out, coupled, strong,
            )

    each(work, threads, threads=threads)
    return (*out, coupled, strong)
