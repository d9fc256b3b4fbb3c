"""Drawing an atom over works: a credit variant and a filter for every specification.

A specification is a credit variant (what a work contributes) and a filter (which works count).
Works that contribute identically under every variant, and pass the same filters, are pooled first;
their weights are drawn once. A thousand specifications then cost a thousand small sums.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Drawn, pool_of, rare_papers, rests_on
from detente.claims.pools import THREADS, pool_contributions
from detente.claims.relations import bounds, centres, estimate, periods, spread, stand_apart
from detente.indicators.rows import FEW, too_few
from detente.lake.pool import FILTER_CHOICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.claims.metric import MetricModule
    from detente.claims.pools import Admitted
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset
    from detente.lake.pool import Pool


def draw_works(
    metric: MetricModule, atom: Atom, specifications: Sequence[Specification], *, dataset: Dataset
) -> Drawn:
    """What totals over works say of an atom under each specification."""
    pool, size = pool_of(metric, dataset), len(specifications)
    pooled = pool_contributions(metric, atom, specifications, dataset=dataset)
    places = centres(atom, pool, metric)
    sides, rare = rests_on(metric, pool, atom), rare_papers(metric, pool, atom)
    value = np.full((size, 1 + dataset.draws), np.nan)
    ends = np.full((2, size), np.nan)
    n = np.zeros(size, np.int64)
    edges, unknown = np.full((2, size), np.nan), np.full(size, np.nan)
    scarce = np.zeros(size, bool)

    def one(index: int, admitted: Admitted) -> None:
        specification = specifications[index]
        spans = periods(atom, specification, pool)
        unknown[index] = unknown_share(pool, specification)
        if any(span.empty for span in spans) or not stand_apart(atom, specification, pool):
            return  # nothing before or nothing after, or no such country: the data cannot tell
        totals, n[index] = pooled.totals(index, admitted, sides=sides)
        levels = np.stack([metric.levels(period, pool, places) for period in totals])
        value[index] = estimate(atom, metric, levels, pool=pool, spans=spans)
        if any(too_few(totals[:, keys, 0].sum(axis=1)).any() for keys in rare):
            value[index, 1:] = np.nan  # resamples of one such paper do not know how rare it is
            scarce[index] = True
        else:
            ends[:, index] = spread(atom, value[index], levels, pool=pool)
        ranges = [
            metric.bounds(pool, specification.but(period=str(span)), places) for span in spans
        ]
        extremes = np.stack([low for low, _ in ranges]), np.stack([high for _, high in ranges])
        edges[:, index] = bounds(atom, metric, extremes, pool=pool, spans=spans)
        if unknown[index] == 0.0:  # nothing is missing: even where no bound is known, this is it
            edges[:, index] = np.where(np.isnan(edges[:, index]), value[index, 0], edges[:, index])

    def batch(indices: Sequence[int]) -> None:
        admitted = pooled.admitted(indices[0])
        for index in indices:
            one(index, admitted)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(batch, pooled.batches(THREADS)))
    return Drawn(
        value=value, low=ends[0], high=ends[1], n=n, bound_low=edges[0], bound_high=edges[1],
        unknown_share=unknown, notes=_notes(scarce),
    )  # fmt: skip


def _notes(scarce: NDArray[np.bool_]) -> tuple[str, ...]:
    """In how many specifications such papers are too few."""
    if not scarce.any():
        return ()
    note = (
        f"no interval in {scarce.sum()} of {len(scarce)} definitions: a side has fewer than {FEW} "
        "of the papers that are counted, and resampling cannot say how rare they are"
    )
    return (note,)


def unknown_share(pool: Pool, specification: Specification) -> float:
    """Share of the admitted works of which some affiliation's country is unknown."""

    def make() -> float:
        works = pool.works_by_profile(specification)
        total = works.sum()
        is_open = pool.profiles(specification["territory"]).unknown > 0
        return float((works * is_open).sum() / total) if total else float("nan")

    names = ("territory", *FILTER_CHOICES)
    return pool.remember(("unknown_share", *(specification[name] for name in names)), make)
