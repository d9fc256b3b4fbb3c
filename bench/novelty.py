"""Rewiring, atypical and first-ever pairs, sleeping beauties: seconds, growth, and plain rivals.

A rival is what one would write: a loop over Python sets that swaps citations, scipy's sparse
product for pairs of venues, scipy's rows for the profiles of pairs, a loop over lists for sleeping
beauties. Each is given the same input, and must come to the same answer; the loop that swaps must
keep the same degrees.
"""

import random
import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bench.measure import side_by_side
from bench.reference_lists import reference_lists
from detente.kernels import new_combinations as first_pairs
from detente.kernels.new_combinations import new_combinations
from detente.kernels.novelty import atypicality
from detente.kernels.recognition import citation_histories, sleeping_beauty
from detente.kernels.rewiring import rewire
from detente.kernels.venue_pairs import Pairs, count_pairs, sorted_lists

THREADS = 2
REPLICAS = 3
SWEEPS = 10
LOOP_SWEEPS = 1  # of the plain loop, which is then scaled


@dataclass
class Timing:
    """One measure on one corpus; of the rival, its name and seconds, or None."""

    what: str
    seconds: float
    processor: float
    rival: str = ""
    rival_seconds: float | None = None


def compare(papers, *, rivals):
    """Time everything on a corpus of so many papers.

    Returns
    -------
    tuple of int and list of Timing
        Citations, and the timings; with rivals where asked for.
    """
    lists = reference_lists(papers)
    found = [
        _rewired(lists, rivals),
        _timed(f"atypicality, {REPLICAS} replicas", lambda: _atypical(lists)),
        _counted(lists, rivals),
        _timed("first-ever pairs", lambda: _new(lists)),
        _distances(lists, rivals),
        _slept(lists, rivals),
    ]
    return len(lists.cited), found


def _atypical(lists):
    given = {"venue": lists.venue, "year": lists.year, "threads": THREADS}
    return atypicality(lists.first, lists.cited, replicas=REPLICAS, seed=1, **given)


def _new(lists):
    given = {"venue": lists.venue, "year": lists.year, "threads": THREADS}
    return new_combinations(lists.first, lists.cited, **given)


def _timed(what, ours, rival=None, name=""):
    before = time.process_time()
    result = side_by_side({what: ours}, 1)[what]
    processor = time.process_time() - before
    found = Timing(what, result.best, processor)
    if rival is not None:
        found.rival, other = name, side_by_side({name: rival}, 1)[name]
        found.rival_seconds = other.best
        _same(what, result.answer, other.answer)
    return found


def _same(what, ours, theirs):
    if not np.allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True):
        raise AssertionError(f"{what}: the rival's answer is another")


# --- rewiring -----------------------------------------------------------------------------------


def _rewired(lists, rivals):
    citing = lists.citing

    def ours():
        (network,) = rewire(
            citing, lists.cited, lists.year, replicas=1, seed=1, sweeps=SWEEPS, threads=THREADS
        )
        return np.bincount(network.cited, minlength=len(lists.year))

    rival = (lambda: _loop(citing, lists.cited, lists.year)) if rivals else None
    found = _timed("rewiring, one replica", ours, rival, "loop over sets")
    if rivals:
        found.rival_seconds *= SWEEPS / LOOP_SWEEPS
    return found


def _loop(citing, cited, year):
    """Swaps within cells of two years over plain sets; how often each paper is cited."""
    draw = random.Random(1)
    cells, network = defaultdict(list), set()
    for a, b in zip(citing.tolist(), cited.tolist(), strict=True):
        cells[int(year[a]), int(year[b])].append((a, b))
        network.add((a, b))
    for edges in cells.values():
        for _ in range(LOOP_SWEEPS * len(edges)):
            i, j = draw.randrange(len(edges)), draw.randrange(len(edges))
            (a, b), (c, d) = edges[i], edges[j]
            if a == d or c == b or (a, d) in network or (c, b) in network:
                continue
            network -= {edges[i], edges[j]}
            edges[i], edges[j] = (a, d), (c, b)
            network |= {edges[i], edges[j]}
    return np.bincount([b for _, b in network], minlength=len(year))


# --- pairs of venues ----------------------------------------------------------------------------


def _counted(lists, rivals):
    venue, venues = lists.venue[lists.cited], int(lists.venue.max()) + 1

    def ours():
        ordered = sorted_lists(lists.first, venue, venues=venues)
        pairs = count_pairs(ordered, threads=THREADS)
        return [len(pairs.second), pairs.times.sum(), (pairs.times**2).sum()]

    def with_scipy():
        papers = len(lists.year)
        ones = np.ones(len(venue), np.int64)
        matrix = sparse.csr_array((ones, venue, lists.first), shape=(papers, venues))
        both = sparse.triu(matrix.T @ matrix, format="csr")
        both.setdiag((both.diagonal() - np.bincount(venue, minlength=venues)) // 2)
        both.eliminate_zeros()
        return [both.nnz, both.data.sum(), (both.data**2).sum()]

    return _timed("counting pairs", ours, with_scipy if rivals else None, "scipy product")


def _distances(lists, rivals):
    """The distances of the pairs that the last five years cite, from the five before."""
    latest, venues = int(lists.year.max()), int(lists.venue.max()) + 1
    asked, profiles = (
        _half(lists, (lists.year > latest - since) & (lists.year <= latest - until), venues)
        for since, until in ((1, 0), (6, 1))
    )
    profiles = sparse.csr_array(profiles + profiles.T)
    pairs = Pairs(asked.indptr, asked.indices, asked.data)

    def with_scipy():
        rows = np.repeat(np.arange(venues), np.diff(asked.indptr))
        lengths = np.sqrt((profiles * profiles).sum(axis=1))
        dots = np.concatenate(
            [
                (profiles[rows[i : i + 20_000]] * profiles[asked.indices[i : i + 20_000]]).sum(1)
                for i in range(0, len(rows), 20_000)
            ]
        )
        with np.errstate(invalid="ignore"):
            return 1 - dots / (lengths[rows] * lengths[asked.indices])

    return _timed(
        "distances of pairs",
        lambda: first_pairs.distances(profiles, pairs, threads=THREADS),
        with_scipy if rivals else None,
        "scipy rows",
    )


def _half(lists, chosen, venues):
    papers = np.flatnonzero(chosen)
    first, cited = lists.first[papers[0] : papers[-1] + 2], lists.cited
    starts, own = first - first[0], lists.venue[cited[first[0] : first[-1]]]
    pairs = count_pairs(sorted_lists(starts, own, venues=venues, distinct=True))
    return sparse.csr_array((pairs.times, pairs.second, pairs.first), shape=(venues, venues))


# --- sleeping beauties --------------------------------------------------------------------------


def _slept(lists, rivals):
    given = citation_histories(
        lists.citing, lists.cited, lists.year, last_year=int(lists.year.max())
    )

    def loop():
        return [
            _beauty(given.counts[a:b].tolist())
            for a, b in zip(given.first[:-1], given.first[1:], strict=True)
        ]

    return _timed(
        "sleeping beauties",
        lambda: sleeping_beauty(given.first, given.counts, threads=THREADS).beauty,
        loop if rivals else None,
        "loop over lists",
    )


def _beauty(history):
    if not any(history):
        return float("nan")
    peak = history.index(max(history))
    slope = (history[peak] - history[0]) / peak if peak else 0
    return sum((slope * t + history[0] - c) / max(1, c) for t, c in enumerate(history[: peak + 1]))
