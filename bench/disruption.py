"""The CD index of all papers, from edge arrays in memory, beside the packages there are for it.

The packages are under the GPL, so detente neither needs nor ships them: those that are installed
in the environment take part, the others are named as missing. Each computes CD5 of every paper;
detente gives mCD, the variant without n_k and DEP in the same pass. Where a package would take
hours, it computes a sample of papers, and its time is scaled.
"""

import importlib.util
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path

import numpy as np
from numba import njit

from bench.citations import Citations, citations
from bench.measure import peak_above_start
from detente.kernels._bits import popcount
from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import _stops, disruption

THREADS, WINDOW = 2, 5
SAMPLE = 2000
COLUMNS = ("citing", "cited", "year")
# slower ones take part up to so many papers
LARGEST = {"xfast_cdindex": 10_000_000, "scipy": 1_000_000, "fast_cdindex": 100_000}
LARGEST |= {"cdindex": 100_000}


@dataclass
class Entrant:
    """One package on one graph: seconds to build and to count, of all processors, and GB."""

    name: str
    build: float
    count: float
    memory: float | None = None
    note: str = ""
    processor: float = np.nan
    first: float = np.nan  # seconds of the first turn, whose memory the system has to give

    @property
    def seconds(self):
        return self.build + self.count


def with_detente(given):
    """Build, count; the CD index."""
    start = time.perf_counter()
    graph = citation_graph(given.citing, given.cited, given.year, threads=THREADS)
    built = time.perf_counter()
    found = disruption(graph, window=WINDOW, until=None, threads=THREADS)
    index = found.cd
    return Entrant("detente", built - start, time.perf_counter() - built), index


def with_package(name, given):
    """The packages share one interface: vertices and edges one by one, then a call a paper."""
    sampled = name == "cdindex"
    start = time.perf_counter()
    names = [str(paper) for paper in range(len(given.year))]
    source, target = ([names[i] for i in side.tolist()] for side in (given.citing, given.cited))
    core = importlib.import_module(f"{name}._cdindex")
    if hasattr(core, "add_vertex_by_name"):
        # what its own classes call, without their cost
        graph = core.Graph()
        deque(map(core.add_vertex_by_name, repeat(graph), names, given.year.tolist()), 0)
        deque(map(core.add_edge_by_name, repeat(graph), source, target), 0)
        core.prepare_for_searching(graph)
        count = partial(core.cdindex_by_name, graph)
    else:
        graph = importlib.import_module(f"{name}.cdindex").Graph()
        deque(map(graph.add_vertex, names, given.year.tolist()), 0)
        deque(map(graph.add_edge, source, target), 0)
        if hasattr(graph, "prepare_for_searching"):
            graph.prepare_for_searching()
        count = graph.cdindex
    built = time.perf_counter()
    chosen = np.arange(len(names))
    if sampled:
        chosen = np.random.default_rng(1).choice(len(names), SAMPLE, replace=False)
    values = list(map(count, [names[i] for i in chosen], repeat(WINDOW)))
    seconds = (time.perf_counter() - built) * len(names) / len(chosen)
    index = np.full(len(names), np.nan)
    index[chosen] = [np.nan if value is None else value for value in values]
    note = f"scaled from {SAMPLE:,} papers" if sampled else ""
    return Entrant(name, built - start, seconds, note=note), (index, chosen)


def with_scipy(given):
    """Products of sparse matrices, a year of papers at a time."""
    from scipy import sparse

    start = time.perf_counter()
    papers = len(given.year)
    ones = np.ones(len(given.citing), np.int32)
    cites = sparse.csr_matrix((ones, (given.citing, given.cited)), shape=(papers, papers))
    built = time.perf_counter()
    borders = np.searchsorted(given.year, np.arange(given.year[0], given.year[-1] + WINDOW + 3))
    index = np.full(papers, np.nan)
    for y in range(given.year[-1] - given.year[0]):
        rows = slice(borders[y], borders[y + 1])
        window = cites[borders[y + 1] : borders[min(y + 1 + WINDOW, len(borders) - 1)]]
        if rows.start == rows.stop or window.shape[0] == 0:
            continue
        shared = cites[rows] @ window.T.tocsr()
        focal = window.T.tocsr()[rows]
        both = shared.multiply(focal).tocsr()
        joint, seen, citers = (np.diff(matrix.indptr) for matrix in (both, shared, focal))
        below = citers + seen - joint
        with np.errstate(invalid="ignore", divide="ignore"):
            index[rows] = (citers - 2 * joint) / below
    return Entrant("scipy", built - start, time.perf_counter() - built), index


@njit(nogil=True)
def _slots(until, starts, links, words, width):
    total = 0
    for focal in range(len(until)):
        high = until[focal]
        for i in range(starts[focal], starts[focal + 1]):
            place = np.uint64(links[i])
            while (words[place] >> np.uint64(width)) * np.uint64(width) < np.uint64(high):
                bits = words[place] & ((np.uint64(1) << np.uint64(width)) - np.uint64(1))
                total += np.int64(popcount(np.uint64(bits)))
                place += np.uint64(1)
    return total


@njit(nogil=True)
def _read(values):
    total = np.int32(0)
    for value in values:
        total ^= value
    return total


def bound(given):
    """Two-hop slots, and the seconds that reading each once, in order, takes on two threads."""
    graph = citation_graph(given.citing, given.cited, given.year, threads=THREADS)
    until = np.repeat(_stops(graph, WINDOW, None), np.diff(graph.date_starts))
    slots = _slots(until, graph.starts, graph.links, graph.words, graph.width)
    part = np.zeros(min(slots, 50_000_000), np.int32)
    _read(part)
    start = time.perf_counter()
    _read(part)
    return slots, (time.perf_counter() - start) * slots / len(part) / THREADS


def compare(papers, turns, *, shuffled=False):
    """Time all packages on one graph; those that answer must answer alike.

    Yields
    ------
    Entrant
        detente first; a package that is not installed has NaN seconds and says so in its note.
    """
    given = citations(papers)
    if shuffled:
        order = np.random.default_rng(3).permutation(len(given.citing))
        given = Citations(given.citing[order], given.cited[order], given.year)
    best, index, first = None, None, None
    for _ in range(turns):
        ours, index = _timed(with_detente, given)
        first = ours.seconds if first is None else first
        best = ours if best is None or ours.seconds < best.seconds else best
    best.first = first
    best.memory = _memory(given)
    yield len(given.citing), best
    for name, largest in LARGEST.items():
        if papers > largest:
            continue
        if name != "scipy" and importlib.util.find_spec(name) is None:
            note = "not installed (GPL): pip install it beside detente"
            yield len(given.citing), Entrant(name, np.nan, np.nan, note=note)
            continue
        if name == "scipy":
            if shuffled:
                continue
            other, answer = _timed(with_scipy, given)
            chosen = np.arange(papers)
        else:
            other, (answer, chosen) = _timed(with_package, name, given)
        if not np.allclose(answer[chosen], index[chosen], atol=1e-12, equal_nan=True):
            raise AssertionError(f"{name} and detente give different indices")
        yield len(given.citing), other


def _timed(contestant, *arguments):
    """What a contestant gives, with its processor time: other programs do not add to that."""
    start = time.process_time()
    entrant, answer = contestant(*arguments)
    entrant.processor = time.process_time() - start
    if entrant.note:  # a sample of papers only
        entrant.processor = np.nan
    return entrant, answer


def _memory(given):
    """GB that building and counting take beyond the input, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COLUMNS:
            np.save(Path(folder) / f"{name}.npy", getattr(given, name))
        done = subprocess.run(
            [sys.executable, "-m", "bench.disruption", folder],
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    return None if "None" in done.stdout else float(done.stdout)


def _measure_memory(folder):
    given = Citations(*(np.load(Path(folder) / f"{name}.npy") for name in COLUMNS))
    with_detente(citations(20_000))  # importing and compiling are not what is asked

    def ours():
        graph = citation_graph(given.citing, given.cited, given.year, threads=THREADS)
        return disruption(graph, window=WINDOW, until=None, threads=THREADS)

    print(peak_above_start(ours))


if __name__ == "__main__":
    _measure_memory(*sys.argv[1:])
