"""Reference sets of a release: works of one field, year and type, small ones merged upward."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels.placement import Merged, Placement, merge_upward, parents_of, placement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class WorkFields:
    """The fields of each work: rows in order of the works.

    Attributes
    ----------
    first : integer array, shape (works + 1,)
        Where the rows of each work begin; a work of no known field has one row.
    path : integer array, shape (rows,)
        Field of each row, by its place in ``paths``.
    weight : float64 array, shape (rows,)
        Share of the work; 1 in sum over a work.
    paths : sequence of str
        Distinct paths; an empty one is no known field.
    """

    first: Ints
    path: Ints
    weight: Floats
    paths: Sequence[str]

    @staticmethod
    def of(works: Ints, rows: tuple[Ints, Sequence[str], Floats]) -> WorkFields:
        """Fields of the given works, of rows (work, field, weight) in any order."""
        work, names, weight = rows
        place = np.searchsorted(works, work)
        mine = (place < len(works)) & (works[np.minimum(place, len(works) - 1)] == work)
        without = np.setdiff1d(np.arange(len(works)), place[mine])
        found, path = np.unique(np.array(names, object), return_inverse=True) if len(names) else (
            np.zeros(0, object), np.zeros(0, np.int64),
        )  # fmt: skip
        place = np.concatenate([place[mine], without])
        path = np.concatenate([path[mine], np.full(len(without), len(found))])
        weight = np.concatenate([weight[mine], np.ones(len(without))])
        order = np.lexsort((path, place))
        first = np.searchsorted(place[order], np.arange(len(works) + 1))
        return WorkFields(first, path[order], weight[order], [*found.tolist(), ""])

    @property
    def row(self) -> Ints:
        """Work of each row."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def levels(self) -> list[Ints]:
        """Field of each row from its whole path to none at all, one array a level."""
        parts = [path.split("/") for path in self.paths]
        depth = max(map(len, parts))
        cut = [["/".join(p[: depth - level]) for p in parts] for level in range(depth)]
        cut.append([""] * len(parts))
        return [np.unique(names, return_inverse=True)[1][self.path] for names in cut]


@dataclass(frozen=True, eq=False)
class Strata:
    """Which reference set each row of a work lies in.

    Attributes
    ----------
    placed : Placement
    merged : Merged
        What became of sets that were too small.
    """

    placed: Placement
    merged: Merged

    @property
    def size(self) -> int:
        """Number of reference sets."""
        return len(self.merged.size)

    @property
    def merged_part(self) -> Floats:
        """How much of each work is compared within merged sets, in [0, 1]; (works,)."""
        first, stratum, weight = self.placed
        row = np.repeat(np.arange(len(first) - 1), np.diff(first))
        known = stratum >= 0
        level = np.zeros(len(stratum), np.int64)
        level[known] = self.merged.level[stratum[known]]
        part: Floats = np.bincount(row, weight * (level > 0), len(first) - 1).astype(float)
        return part


def strata_of(
    fields: WorkFields, year: Ints, kind: Ints, *, ranked: Flags, besides: Ints
) -> Strata:
    """Reference sets of works.

    Fields merge upward first, path by path, then types, then what is besides; years never do.

    Parameters
    ----------
    fields : WorkFields
    year, kind, besides : integer arrays, shape (works,)
        Year and type of each work, and whatever else tells sets apart, such as the number of
        references; it is the last to be given up.
    ranked : bool array, shape (works,)
        Works that are compared; the others are in no set.
    """
    row, paths = fields.row, fields.levels()
    keys = [_joined(path, year[row], kind[row], besides[row]) for path in paths]
    keys += [_joined(year[row], besides[row]), _joined(year[row])]
    finest = keys[0]
    size = np.bincount(finest, fields.weight * ranked[row], finest.max(initial=-1) + 1)
    parents = [parents_of(fine, coarse) for fine, coarse in pairwise(keys)]
    merged = merge_upward(size, parents)
    stratum = np.where(ranked[row], merged.target[finest], -1)
    return Strata(placement(stratum, first=fields.first, weight=fields.weight), merged)


def _joined(*columns: Ints) -> Ints:
    """One number for each distinct combination of whole numbers."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        key = key * (int(column.max(initial=0)) + 1) + column
    return np.asarray(np.unique(key, return_inverse=True)[1])
