"""How far an observed value lies from what a null model gives, in standard deviations.

Replicas are read one at a time and forgotten: three numbers a value are kept, however many there
are. They are added up as by Welford, so that equal replicas have a standard deviation of exactly 0.

References: [@welford1962].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UsageError
from detente.kernels._arrays import Floats, floats
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray


class NullScores(NamedTuple):
    """Scores against a null model, arrays of the observed shape; see `null_scores`."""

    z: Floats
    mean: Floats
    sd: Floats
    defined: NDArray[np.int32]


def null_scores(observed: ArrayLike, replicas: Iterable[ArrayLike]) -> NullScores:
    """``z = (observed − mean) / sd`` of each value over the replicas of a null model.

    Parameters
    ----------
    observed : array of shape (n,)
        What was measured; NaN where it is undefined.
    replicas : iterable of arrays of shape (n,)
        The same in each network of the null model, such as `rewiring.rewire` yields. NaN, where a
        replica has no value, takes no part.

    Returns
    -------
    NullScores
        ``z``: any sign; NaN where the observed value is undefined, fewer than two replicas have
        one, or all have the same. ``mean`` and ``sd`` of the null, the latter of a sample (n − 1).
        ``defined``: replicas with a value. Fewer than all are a null given that there is a value.

    Raises
    ------
    UsageError
        If a replica is of another length.
    """
    values = floats(observed)
    count = np.zeros(len(values), np.int32)
    mean, squares = np.zeros(len(values)), np.zeros(len(values))
    for replica in replicas:
        drawn = floats(replica)
        if drawn.shape != values.shape:
            raise UsageError(
                f"a replica has {len(drawn)} values and the observed {len(values)}",
                fix="measure the same papers or pairs in every replica",
            )
        _add(drawn, count, mean, squares)
    several = count > 1
    sd = np.full(len(values), np.nan)
    sd[several] = np.sqrt(squares[several] / (count[several] - 1))
    mean[count == 0] = np.nan
    z = np.full(len(values), np.nan)
    np.divide(values - mean, sd, out=z, where=sd > 0)
    return NullScores(z, mean, sd, count)


@jit
def _add(drawn: Floats, count: NDArray[np.int32], mean: Floats, squares: Floats) -> None:
    for place in range(len(drawn)):
        value = drawn[place]
        if np.isnan(value):
            continue
        count[place] += 1
        away = value - mean[place]
        mean[place] += away / count[place]
        squares[place] += away * (value - mean[place])
