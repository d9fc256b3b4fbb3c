"""Sparse contributions: what each profile of works adds to which key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels import bootstrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Entries:
    """What each profile contributes: sparse rows of (key, value).

    Attributes
    ----------
    profile : integer array, shape (cells,)
        The row of each cell of the pool.
    first : integer array, shape (profiles + 1,)
        Where each row begins in ``key`` and ``value``.
    key : integer array
        Place of each entry: a country, or a pair a · countries + b with a < b.
    value : float64 array
    """

    profile: Ints
    first: Ints
    key: Ints
    value: Floats

    @staticmethod
    def of(profile: Ints, parts: Iterable[tuple[Ints, Ints, Floats]]) -> Entries:
        """Entries whose rows are those of the parts (first, key, value), one part after another."""
        given = list(parts)
        offsets = np.cumsum([0, *(int(first[-1]) for first, _, _ in given)])
        firsts = [first[1:] + offset for (first, _, _), offset in zip(given, offsets, strict=False)]
        keys = [key for _, key, _ in given] or [np.zeros(0, np.int32)]
        values = [value for _, _, value in given] or [np.zeros(0)]
        return Entries(
            profile,
            np.concatenate([np.zeros(1, np.int64), *firsts]),
            np.concatenate(keys),
            np.concatenate(values),
        )

    @cached_property
    def row(self) -> Ints:
        """The profile of each entry."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def rekeyed(self, row: Ints, key: Ints, value: Floats) -> Entries:
        """Other entries for the same profiles, put in order of profile and key."""
        place = row.astype(np.int64) * (int(key.max(initial=0)) + 1) + key
        if (place[1:] < place[:-1]).any():
            order = np.argsort(place, kind="stable")
            row, key, value = row[order], key[order], value[order]
        first = np.searchsorted(row, np.arange(len(self.first)))
        return Entries(self.profile, first, key.astype(np.int32), value)

    def weighted(self, weight: Floats, *, keys: int) -> Floats:
        """Σ value × weight of the row, by key.

        Parameters
        ----------
        weight : float64 array, shape (profiles,)
        keys : int
            Number of places of a key.
        """
        out = np.zeros(keys)
        bootstrap.sum_entries(self.row, self.key, self.value, weight, out)
        return out


def sum_by(key: Ints, value: Floats, size: int) -> Floats:
    """Sum of the values of each key 0 … size - 1."""
    return np.bincount(key, weights=value, minlength=size).astype(np.float64)
