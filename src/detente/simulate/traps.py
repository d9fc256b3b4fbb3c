"""Records that no honest literature has: what kernels and checks must stand or refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.graph import Graph

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]


def with_traps(
    graph: Graph,
    *,
    seed: int,
    self_loops: float = 0.0,
    duplicates: float = 0.0,
    future: float = 0.0,
) -> Graph:
    """The same graph with more citations, each of them a fault of a record.

    Parameters
    ----------
    graph : Graph
        Not changed.
    seed : int
    self_loops : float
        Share of papers that come to cite themselves.
    duplicates : float
        Share of citations that stand twice. The table ``citation`` refuses them.
    future : float
        Citations of papers of a later day that are added, as a share of all citations.
    """
    generator = np.random.default_rng([seed, graph.papers])
    loops = np.flatnonzero(generator.random(graph.papers) < self_loops)
    twice = np.flatnonzero(generator.random(graph.citations) < duplicates)
    early, late = _future(graph, round(future * graph.citations), generator)
    citing = np.concatenate([graph.citing, loops, graph.citing[twice], early]).astype(np.int32)
    cited = np.concatenate([graph.cited, loops, graph.cited[twice], late]).astype(np.int32)
    order = np.lexsort([cited, citing])
    return Graph(graph.day, graph.year, graph.field, citing[order], cited[order])


def _future(graph: Graph, number: int, generator: Generator) -> tuple[Ints, Ints]:
    """Different pairs of a paper and one of a later day, about as many as asked for."""
    later = np.searchsorted(graph.day, graph.day, side="right")
    able = np.flatnonzero(later < graph.papers)
    if not len(able) or not number:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    early = generator.choice(able, number)
    late = generator.integers(later[early], graph.papers)
    pairs = np.unique(np.stack([early, late]), axis=1)
    return pairs[0], pairs[1]
