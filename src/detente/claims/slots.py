"""Whole-number sums by distinct (key, value), shared by variants that differ in values alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels import bootstrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.lake.entries import Entries

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Slots:
    """Contributions of one variant, with a slot for each key and value that occur together.

    Weights are added up by slot first, as whole numbers, and slots are multiplied and added in
    their order: the same totals, to the last bit, however works are pooled.

    Attributes
    ----------
    first, slot : integer arrays
        The slots of class i are ``slot[first[i]:first[i + 1]]``.
    key : integer array, value : float64 array
        Of each slot, in order of key, then value.
    keys : int
    """

    first: Ints
    slot: Ints
    key: Ints
    value: Floats
    keys: int

    @staticmethod
    def of(entries: Entries, *, keys: int) -> Slots:
        """Slots of entries that have one row a class."""
        order = np.lexsort((entries.value, entries.key))
        key, value = entries.key[order], entries.value[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (key[1:] != key[:-1]) | (value[1:] != value[:-1])
        slot = np.empty(len(order), np.int64)
        slot[order] = np.cumsum(fresh) - 1
        return Slots(entries.first, slot, key[fresh], value[fresh], keys)

    def giving(self, keys: Ints | None) -> Ints:
        """Classes that give anything to any of the keys, or to any key at all."""
        if keys is None:
            return np.flatnonzero(np.diff(self.first) > 0)
        counted = np.isin(self.key[self.slot], keys)
        return np.unique(np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))[counted])


@dataclass(frozen=True, slots=True)
class Layout:
    """Slots that tell apart whatever any of several variants does, for variants of the same keys.

    Three weights of one link differ in values alone: their weights are added up once.

    Attributes
    ----------
    first, slot : integer arrays
        As in :class:`Slots`.
    size : int
        Number of slots.
    """

    first: Ints
    slot: Ints
    size: int

    @staticmethod
    def of(variants: Sequence[Slots]) -> tuple[Layout, list[Ints]]:
        """The layout, and for each variant which of its own slots each slot is part of."""
        together = np.stack([variant.slot for variant in variants], axis=1)
        distinct, slot = np.unique(together, axis=0, return_inverse=True)
        layout = Layout(variants[0].first, slot.ravel(), len(distinct))
        return layout, list(np.ascontiguousarray(distinct.T))

    def sums(self, weight: NDArray[np.int32]) -> NDArray[np.int32]:
        """Weights (periods, classes, columns) added up by slot."""
        out = np.zeros((len(weight), self.size, weight.shape[2]), np.int32)
        for of_class, by_slot in zip(weight, out, strict=True):
            bootstrap.add_slots(self.first, self.slot, of_class, by_slot)
        return out


def layouts(
    restricted: Sequence[Entries], slots: Sequence[Slots]
) -> tuple[tuple[Layout, Ints], ...]:
    """For each variant its layout and own slots; variants of the same keys share a layout."""
    groups: dict[tuple[bytes, bytes], list[int]] = {}
    for number, entries in enumerate(restricted):
        same = (entries.first.tobytes(), entries.key.tobytes())
        groups.setdefault(same, []).append(number)
    found: dict[int, tuple[Layout, Ints]] = {}
    for group in groups.values():
        layout, own_slots = Layout.of([slots[number] for number in group])
        found |= {number: (layout, own) for number, own in zip(group, own_slots, strict=True)}
    return tuple(found[number] for number in range(len(slots)))
