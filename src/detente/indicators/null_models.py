"""Second bands of disruption: networks rewired at random, and references lost on purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.indicators.rows import ratio
from detente.kernels.null_scores import null_scores
from detente.kernels.reference_loss import kept_references
from detente.kernels.rewiring import rewire
from detente.lake.citations import YEARS
from detente.lake.disruptive import UNSTATED, disruptive, index_of
from detente.lake.references import UNDATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.indicators.scored import Sums
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

METRIC = "mean_disruption_after_losses"
SEED = 7
LOSSES = 20
"""Draws of which references are lost."""


def against_rewired(pool: WorkPool, specification: Specification, replicas: int) -> Floats:
    """z-score of each ranked work's index against networks with the same degrees and years.

    Parameters
    ----------
    pool : WorkPool
    specification : Specification
    replicas : int
        Networks to draw; with fewer than two there is no standard deviation.

    Returns
    -------
    float64 array, shape (works,)
        NaN where there is no index, or the same one in every network.
    """
    found = pool.disruptive(specification)
    if replicas < 2:
        return np.full(len(found.index), np.nan)
    names = ("ai_definition", "document_types", "reference_set", "disruption", "disruption_index",
             "disruption_window")  # fmt: skip
    key = ("rewired", replicas, *(specification[name] for name in names))
    return pool.remember(key, lambda: _against_rewired(pool, specification, replicas))


def _against_rewired(pool: WorkPool, specification: Specification, replicas: int) -> Floats:
    references, found = pool.scores.references, pool.disruptive(specification)
    citing, cited = references.lists if found.naive else references.evened
    years = YEARS[specification["disruption_window"]] or 0

    def indices() -> Iterator[Floats]:
        # of what is cited outside of the release the year is unknown: it is exchanged for its like
        year = references.beyond(references.year, UNDATED)
        networks = rewire(citing, cited, year, replicas=replicas, seed=SEED)
        for network in networks:
            counted = references.counted(references.graph(citing, network.cited), years)
            yield np.where(found.ranked, index_of(counted, specification), np.nan)

    return null_scores(found.index, indices()).z


def after_losses(sums: Sums, places: Sequence[int], *, lost: float) -> list[pa.Table]:
    """Mean disruption rank of a country if some of its own references had not been recorded.

    Its interval is the range over 20 draws of which ones are lost. Where it lies far from the rank
    as it is, a difference between countries of that size may be one of recording.

    Parameters
    ----------
    sums : Sums
        Of one period.
    places : sequence of int
        Countries; each loses references by itself.
    lost : float
        Share of the references.
    """
    note = f"interval: the range over {LOSSES} draws of which ones are lost"
    tables = []
    for place in places:
        drawn = [_rank_after(sums, place, lost=lost, draw=draw) for draw in range(LOSSES)]
        ends = {"low": [np.min(drawn)], "high": [np.max(drawn)]}
        tables.append(sums.about([place]).plain(METRIC, [np.mean(drawn)], note=note, **ends))
    return tables


def _rank_after(sums: Sums, place: int, *, lost: float, draw: int) -> float:
    pool, specification = sums.tally.dataset.work_pool, sums.tally.specification
    references = pool.scores.references
    citing, cited = references.lists
    own = pool.credit_of(pool.credit(specification), place)
    group = references.beyond((own > 0).astype(np.int64), 0)
    kept = kept_references(
        citing, cited, [1.0, 1.0 - lost], seed=SEED, draw=draw, group=group, names=references.names
    )
    years = YEARS[specification["disruption_window"]] or 0
    counted = references.counted(references.graph(citing[kept], cited[kept]), years)
    given = pool.disruption_facts(specification)
    # nobody knows of what is lost here, so that nothing can be made even
    unstated = np.full(len(given.stated), UNSTATED)
    facts = replace(given, found=counted, evened=counted, stated=unstated)
    rank = disruptive(facts, specification).rank
    here = pool.admitted(specification)
    known = here[~np.isnan(rank[here])]
    return float(ratio(np.array([(own[known] * rank[known]).sum()]),
                       np.array([own[known].sum()]))[0])  # fmt: skip
