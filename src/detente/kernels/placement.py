"""Where papers are ranked: their strata, and how strata too small to rank in are merged.

A stratum is a field × year × type. A paper of several fields has a row in each, with weights that
sum to 1.

**Merging.** A stratum below the minimum is moved, with all its papers, one key up, where it is
pooled with the other small ones of that key, not with those that stand by themselves: small types
of a field and year become "the other types of that field and year". Every paper-row has exactly
one stratum, so papers are still compared within a partition of the world, and the world's share in
the top x % stays x and its mean normalised score 1 in every stratum. Comparing the small with *all*
papers of the coarser key would break both. What is still small under the coarsest key stays a
stratum of its own and is reported as such: a lone paper there is as often in the top x % as chance
has it, and scores 1, so that it moves no comparison.

References: Waltman et al. 2011; methods §3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, Integers, floats, integers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]

MINIMUM = 50
_ROUNDING = 1e-9


class Placement(NamedTuple):
    """The strata of papers.

    Attributes
    ----------
    first : int64 array, shape (papers + 1,)
        Paper p has the rows ``first[p]`` to ``first[p + 1]``. Empty where paper p has row p alone.
    stratum : int32 array, shape (rows,)
        -1 unknown: the paper is then ranked nowhere.
    weight : float64 array, shape (rows,)
        Empty where each is 1.
    """

    first: Ints
    stratum: Ints
    weight: Floats

    @property
    def papers(self) -> int:
        """How many papers there are."""
        return len(self.first) - 1 if len(self.first) else len(self.stratum)


class Merged(NamedTuple):
    """What became of the strata that were too small.

    Attributes
    ----------
    target : int32 array, shape (keys of the finest level,)
        Stratum that each finest key belongs to; -1 where the key has no papers.
    level : int64 array, shape (strata,)
        0 a finest key by itself, 1 small ones pooled under the next key, …
    key : int64 array, shape (strata,)
        The key at that level that the stratum's papers share.
    size : float64 array, shape (strata,)
        Weighted papers.
    moved : float64 array, shape (levels,)
        Weighted papers whose stratum is of each level; all but the first were merged.
    small : boolean array, shape (strata,)
        Whether it is below the minimum even so.
    """

    target: Ints
    level: Integers
    key: Integers
    size: Floats
    moved: Floats
    small: NDArray[np.bool_]


def placement(
    stratum: ArrayLike, *, first: ArrayLike | None = None, weight: ArrayLike | None = None
) -> Placement:
    """The strata of papers, checked.

    Parameters
    ----------
    stratum : integer array, shape (rows,)
        0 and up; -1 unknown.
    first : integer array, shape (papers + 1,), optional
        Where the rows of each paper begin; by default each paper has one.
    weight : array, shape (rows,), optional
        Above 0, and 1 in sum over the rows of a paper. By default rows of a paper weigh the same.

    Returns
    -------
    Placement

    Raises
    ------
    ValueError
        The arrays do not fit one another, or the weights of some paper do not sum to 1.
    """
    rows = np.ascontiguousarray(stratum, np.int32)
    if first is None:
        if weight is not None:
            raise ValueError("weights need 'first', which says whose rows they are")
        return Placement(np.empty(0, np.int64), rows, np.empty(0))
    begin = np.ascontiguousarray(first, np.int64)
    count = np.diff(begin)
    if begin[0] != 0 or begin[-1] != len(rows) or (count < 0).any():
        raise ValueError("'first' must ascend from 0 to the number of rows")
    if weight is None:
        return Placement(begin, rows, 1.0 / np.repeat(count, count))
    shares = np.ascontiguousarray(floats(weight))
    if len(shares) != len(rows):
        raise ValueError("there must be one weight a row")
    total = np.bincount(np.repeat(np.arange(len(count)), count), shares, len(count))
    if not ((shares > 0).all() and (np.abs(total[count > 0] - 1) <= _ROUNDING).all()):
        raise ValueError("the weights of each paper must be positive and sum to 1")
    return Placement(begin, rows, shares)


def parents_of(fine: ArrayLike, coarse: ArrayLike) -> Integers:
    """The coarse key that each fine key lies in, from the two keys of every row.

    Parameters
    ----------
    fine, coarse : integer arrays, shape (rows,)
        0 and up.

    Returns
    -------
    int64 array, shape (fine keys,)
        -1 where no row has the fine key.

    Raises
    ------
    ValueError
        A fine key lies in two coarse ones, so that merging would not give a partition.
    """
    below, above = np.asarray(fine, np.int64), np.asarray(coarse, np.int64)
    parent = np.full(int(below.max(initial=-1)) + 1, -1)
    parent[below] = above
    split = np.flatnonzero(parent[below] != above)
    if len(split):
        raise ValueError(f"key {below[split[0]]} lies in more than one coarser key")
    return parent


def merge_upward(
    size: ArrayLike, parents: Sequence[ArrayLike], *, minimum: float = MINIMUM
) -> Merged:
    """Strata of at least a minimum size, from keys that nest; see the module for the rule.

    Parameters
    ----------
    size : array, shape (keys,)
        Weighted papers of each finest key, such as field × year × type; of papers that are ranked.
    parents : sequence of integer arrays
        The key of the next coarser level that each key lies in, level by level: field × year, then
        domain × year, then year. -1 where there is none (a key without papers).
    minimum : float
        Weighted papers that a stratum needs.

    Returns
    -------
    Merged

    Raises
    ------
    ValueError
        A key whose papers must move has no parent.
    """
    sizes = floats(size)
    now = np.arange(len(sizes))  # key of each finest key at the level at hand
    pending = sizes > 0
    found: list[tuple[Integers, Integers, Floats]] = []
    target = np.full(len(sizes), -1, np.int32)
    for level in range(len(parents) + 1):
        if level:
            now[pending] = np.asarray(parents[level - 1], np.int64)[now[pending]]
            if (now[pending] < 0).any():
                raise ValueError(f"a key with papers has no key on level {level} to lie in")
        own = np.flatnonzero(pending)
        keys, group = np.unique(now[own], return_inverse=True)
        pooled = floats(np.bincount(group, sizes[own], len(keys)))
        enough = (pooled >= minimum - _ROUNDING) | (level == len(parents))
        number = np.cumsum(enough) - 1 + sum(len(part[1]) for part in found)
        settled = own[enough[group]]
        target[settled] = number[group[enough[group]]]
        pending[settled] = False
        found.append((np.full(enough.sum(), level), integers(keys[enough]), pooled[enough]))
    levels, keys_found, sizes_found = (np.concatenate(part) for part in zip(*found, strict=True))
    moved = floats(np.bincount(levels, sizes_found, len(parents) + 1))
    small = sizes_found < minimum - _ROUNDING
    return Merged(target, levels, keys_found, sizes_found, moved, small)
