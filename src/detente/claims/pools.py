"""Works pooled for an atom: by what they contribute and by the filters they pass."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import pool_of
from detente.claims.relations import centres, periods
from detente.claims.slots import Layout, Slots, layouts
from detente.kernels import bootstrap
from detente.lake.entries import Entries
from detente.lake.pool import FILTER_CHOICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.claims.metric import MetricModule
    from detente.core.dimensions import Specification
    from detente.core.period import Period
    from detente.lake.dataset import Dataset
    from detente.lake.pool import Pool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

THREADS = 2


@dataclass(slots=True)
class Admitted:
    """What one filter admits.

    Attributes
    ----------
    weight : int32 array, shape (periods, classes, columns)
    works : integer array, shape (classes,)
        Number of works of each class in all periods.
    layout, sums
        The layout last used, and the weights added up by its slots.
    """

    weight: NDArray[np.int32]
    works: Ints
    layout: Layout | None = None
    sums: NDArray[np.int32] | None = None

    def by(self, layout: Layout) -> NDArray[np.int32]:
        """Weights added up by slot of a layout."""
        if self.sums is None or self.layout is not layout:
            self.layout, self.sums = layout, layout.sums(self.weight)
        return self.sums


@dataclass(frozen=True, slots=True)
class Pooled:
    """Pools of works, their weights, and what each contributes under each variant.

    Attributes
    ----------
    variant, filter : tuple of int
        Of each specification.
    contributions : tuple of Slots
        By variant, with one row a class.
    layouts : tuple of (Layout, integer array)
        By variant: the layout that it shares with others, and its own slot of each slot there.
    admits : bool array, shape (filters, periods, pools)
    class_of : integer array, shape (pools,)
    weights : int32 array, shape (pools, 1 + draws)
        Column 0 counts works.
    """

    variant: tuple[int, ...]
    filter: tuple[int, ...]
    contributions: tuple[Slots, ...]
    layouts: tuple[tuple[Layout, Ints], ...]
    admits: NDArray[np.bool_]
    class_of: Ints
    classes: int
    weights: NDArray[np.int32]

    @property
    def works(self) -> int:
        """Number of works in all pools."""
        return int(self.weights[:, 0].sum())

    def batches(self, parts: int) -> list[list[int]]:
        """Specifications dealt out so that those of one filter, or its half, stay together.

        Within them those of one layout follow one another.
        """
        names = [id(layout) for layout, _ in self.layouts]
        layout = [names.index(names[variant]) for variant in self.variant]
        order = np.lexsort((layout, self.filter))
        groups = np.split(order, np.flatnonzero(np.diff(np.array(self.filter)[order])) + 1)
        if len(groups) < 2 * parts:
            groups = [part for group in groups for part in np.array_split(group, parts)]
        return [group.tolist() for group in groups if len(group)]

    def admitted(self, specification: int) -> Admitted:
        """Weights of each class under the filter of a specification."""
        admits = self.admits[self.filter[specification]]
        weight = np.zeros((len(admits), self.classes, self.weights.shape[1]), np.int32)
        for period, chosen in enumerate(admits):
            pools = np.flatnonzero(chosen)
            bootstrap.add_rows(pools, self.class_of, self.weights, weight[period])
        return Admitted(weight, works=weight[:, :, 0].sum(axis=0))

    def totals(
        self, specification: int, admitted: Admitted, *, sides: Sequence[Ints] = ()
    ) -> tuple[Floats, int]:
        """Totals of one specification, and the number of works behind them.

        Parameters
        ----------
        specification : int
        admitted : Admitted
            What :meth:`admitted` says of its filter.
        sides : sequence of integer arrays
            Keys whose works are counted apart: the fewest are behind the totals.

        Returns
        -------
        tuple of float64 array, shape (periods, keys, 1 + draws), and int
        """
        slots = self.contributions[self.variant[specification]]
        layout, own_slot = self.layouts[self.variant[specification]]
        every = np.arange(layout.size)
        columns = self.weights.shape[1]
        out = np.zeros((len(admitted.weight), slots.keys, columns))
        for period, finer in enumerate(admitted.by(layout)):
            sums = np.zeros((len(slots.key), columns), np.int32)
            bootstrap.add_rows(every, own_slot, finer, sums)
            bootstrap.combine_slots(slots.key, slots.value, sums, out[period])
        counts = [admitted.works[slots.giving(keys)].sum() for keys in sides or (None,)]
        return out, int(min(counts))


def pool_contributions(
    metric: MetricModule, atom: Atom, specifications: Sequence[Specification], *, dataset: Dataset
) -> Pooled:
    """Pool the works that an atom sees, for all specifications together."""
    pool = pool_of(metric, dataset)
    variants, variant = _distinct(specifications, metric.METRIC.choices)
    filters, filtered = _distinct(specifications, FILTER_CHOICES)
    places = centres(atom, pool, metric)
    with ThreadPoolExecutor(THREADS) as threads:
        contributions = list(threads.map(lambda s: metric.contributions(pool, s, places), variants))
    admits = np.array(
        [[_mask(pool, s, period) for period in periods(atom, s, pool)] for s in filters]
    )
    names = _names([entries for entries, _ in contributions], len(pool.sizes))
    relevant = np.flatnonzero((names != 0) & admits.any(axis=(0, 1)))
    seen = admits[:, :, relevant].reshape(admits.shape[0] * admits.shape[1], len(relevant))
    packed = np.packbits(seen, axis=0).T
    signature = np.unique(packed, axis=0, return_inverse=True)[1].ravel()
    _, first_of_class, class_of_cell = np.unique(
        names[relevant], return_index=True, return_inverse=True
    )
    keys = class_of_cell.astype(np.int64) * (signature.max(initial=0) + 1) + signature
    _, heads, pool_of_cell = np.unique(keys, return_index=True, return_inverse=True)
    representatives = relevant[first_of_class]
    restricted = [_restricted(entries, representatives) for entries, _ in contributions]
    slots = [
        Slots.of(entries, keys=size)
        for entries, (_, size) in zip(restricted, contributions, strict=True)
    ]
    return Pooled(
        variant=variant,
        filter=filtered,
        contributions=tuple(slots),
        layouts=layouts(restricted, slots),
        admits=admits[:, :, relevant[heads]],
        class_of=class_of_cell[heads],
        classes=len(representatives),
        weights=_weights(pool, relevant, pool_of_cell, draws=dataset.draws, seed=dataset.seed),
    )


def _distinct(
    specifications: Sequence[Specification], names: Sequence[str]
) -> tuple[list[Specification], tuple[int, ...]]:
    """Specifications that differ in the named dimensions, and which of them each one is."""
    seen: dict[tuple[str, ...], int] = {}
    kept: list[Specification] = []
    index: list[int] = []
    for specification in specifications:
        choice = tuple(specification[name] for name in names)
        if choice not in seen:
            seen[choice] = len(kept)
            kept.append(specification)
        index.append(seen[choice])
    return kept, tuple(index)


def _mask(pool: Pool, specification: Specification, period: Period) -> NDArray[np.bool_]:
    """Which cells a specification admits in a period."""
    mask = np.zeros(len(pool.sizes), bool)
    if not period.empty:
        mask[pool.admitted(specification.but(period=str(period)))] = True
    return mask


def _names(variants: Sequence[Entries], cells: int) -> NDArray[np.uint64]:
    """A 64-bit name of what each cell contributes under all variants; 0 if nothing under any.

    Sums of scattered (key, value) bits, so that the order of profiles does not matter.
    """
    names = np.zeros(cells, np.uint64)
    for number, entries in enumerate(variants):
        bits = entries.value.view(np.uint64) ^ _scatter(
            entries.key.astype(np.uint64) + np.uint64(number) * np.uint64(1 << 32)
        )
        running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_scatter(bits))])
        of_profile = running[entries.first[1:]] - running[entries.first[:-1]]
        names += of_profile[entries.profile]
    return names


def _scatter(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser on an array (see :func:`detente.kernels.bootstrap.mix`)."""
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _restricted(entries: Entries, cells: Ints) -> Entries:
    """Entries with one row for each of the given cells, in their order."""
    profiles = entries.profile[cells]
    lengths = entries.first[profiles + 1] - entries.first[profiles]
    first = np.concatenate([[0], np.cumsum(lengths)])
    taken = np.repeat(entries.first[profiles] - first[:-1], lengths) + np.arange(first[-1])
    return Entries(np.arange(len(cells)), first, entries.key[taken], entries.value[taken])


def _weights(
    pool: Pool, cells: Ints, pool_of_cell: Ints, *, draws: int, seed: int
) -> NDArray[np.int32]:
    order = np.argsort(pool_of_cell, kind="stable")
    first, works = pool.works_of(cells[order])
    edges = np.searchsorted(pool_of_cell[order], np.arange(pool_of_cell.max(initial=-1) + 2))
    begin = first[edges]
    out = np.empty((len(begin) - 1, 1 + draws), np.int32)
    out[:, 0] = np.diff(begin)
    out[:, 1:] = bootstrap.weights(begin, works, draws=draws, seed=seed)
    return out
