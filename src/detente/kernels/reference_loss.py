"""Losing references on purpose: a random part of the citations, which can differ by group.

Databases miss references, and not equally for all countries and publishers; many measures of
breakthroughs move when they do. To see by how much, references are deleted at rates that are known,
and the measure is taken again.

Whether a citation stays is a function of (seed, citing paper, cited paper, draw), as bootstrap
weights are of works: in any order, partition and number of threads the same ones stay. What stays
at one rate stays at every higher rate, so that differences between rates are not noise.

References: methods §4 (reference-loss simulation).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.kernels._arrays import Booleans, Floats, floats
from detente.kernels._citations import refuse_strangers
from detente.kernels._jit import jit
from detente.kernels.bootstrap import mix, uniform

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]

_LOW = np.uint64(0xFFFFFFFF)


def kept_references(
    citing: Ints,
    cited: Ints,
    keep: ArrayLike,
    *,
    seed: int,
    draw: int = 0,
    group: Ints | None = None,
    names: Ints | None = None,
    threads: int = 2,
) -> Booleans:
    """Which citations stay in one draw.

    Parameters
    ----------
    citing, cited : integer arrays, shape (edges,)
        Papers, 0 … papers − 1.
    keep : number, or array of shape (groups,)
        Probability that a reference of a paper of each group stays, in [0, 1], kept to 2⁻³².
    seed, draw : int
        Name the random numbers, both >= 0. Draws are independent of one another.
    group : integer array, shape (papers,), optional
        Group of each citing paper, a place in ``keep``; give the unknown a group of their own.
    names : integer array, shape (papers,), optional
        Lasting identifiers, >= 0, of papers whose numbers differ from corpus to corpus; the
        numbers themselves by default.
    threads : int
        Threads to use. The result does not depend on it.

    Returns
    -------
    boolean array, shape (edges,)
        True for a citation that stays.

    Raises
    ------
    UsageError
        If a probability lies outside [0, 1], a citing paper's group has none, or a paper has no
        group or name.
    """
    chances = np.atleast_1d(floats(keep))
    groups = np.zeros(1, np.int8) if group is None else group
    _check(chances, groups, shared=group is None)
    for known in (group, names):
        if known is not None:
            refuse_strangers(len(known), citing, cited)
    # a probability of 1 is one above the largest 32 random bits
    limits = np.round(chances * 2.0**32).astype(np.uint64)
    out = np.empty(len(citing), np.bool_)
    cuts = np.linspace(0, len(citing), 4 * threads + 1).astype(np.int64)
    identities = np.empty(0, np.int64) if names is None else names

    def one(i: int) -> None:
        piece = slice(int(cuts[i]), int(cuts[i + 1]))
        _keep(citing[piece], cited[piece], identities, groups, limits, seed, draw, out[piece])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(4 * threads)))
    return out


def _check(chances: Floats, groups: Ints, *, shared: bool) -> None:
    if not bool(np.all((chances >= 0) & (chances <= 1))):
        raise UsageError(
            "a probability of keeping a reference lies outside 0 to 1",
            why=f"the probabilities given are {chances.tolist()}",
            fix="give the share of references that stays: 0.9 to lose a tenth",
        )
    if shared and len(chances) != 1:
        raise UsageError(
            f"{len(chances)} probabilities of keeping a reference, but no groups",
            fix="say with `group` which probability applies to each citing paper",
        )
    if len(groups) and not 0 <= groups.min() <= groups.max() < len(chances):
        raise UsageError(
            f"a paper's group lies outside 0 to {len(chances) - 1}",
            why="each group needs a probability of its own, that of the unknown too",
            fix="number the groups from 0 and give one probability for each",
        )


@jit
def _keep(
    citing: Ints,
    cited: Ints,
    names: Ints,
    groups: Ints,
    limits: Ints,
    seed: int,
    draw: int,
    out: Booleans,
) -> None:
    salt = mix(np.uint64(seed) + np.uint64(2))
    for edge in range(len(citing)):
        paper, reference = np.int64(citing[edge]), np.int64(cited[edge])
        row = groups[paper] if len(groups) > 1 else groups[0]
        if len(names):
            paper, reference = np.int64(names[paper]), np.int64(names[reference])
        # the first is mixed before the second is added: (a, b) and (b, a) are two citations
        keys = mix(np.uint64(reference) + mix(np.uint64(paper) + salt))
        bits = uniform(draw, np.uint32(keys & _LOW), np.uint32(keys >> np.uint64(32)))
        out[edge] = np.uint64(bits) < limits[row]
