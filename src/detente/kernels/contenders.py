"""An interval for the smallest of several numbers that are estimated together.

"First by a lead of θ" means that θ is the smallest of the leads over every other contender. The
smallest of noisy leads is biased down, and in a bootstrap draw of them it is biased down once more:
where contenders are tied, the percentile interval of the smallest lies below the truth far more
often than it may (measured with planted ties: docs/simulate.md). So the leads are bounded together:
the upper end is the least of upper limits that hold for all contenders at once in 97.5 % of the
draws, the lower end the least of their lower limits. With one contender this is the percentile
interval.

References: mogstad2024 (inference for ranks); methods §0, §10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Floats, floats
from detente.kernels.intervals import MAXIMUM_NULL_SHARE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# A contender that is as low as the lowest in no more of the draws than this plays no part.
OUT_OF_REACH = 0.005


def within_reach(draws: ArrayLike, lowest: int) -> NDArray[np.bool_]:
    """Which contenders could be the lowest.

    Parameters
    ----------
    draws : array of shape (contenders, draws)
    lowest : int
        The one that is lowest in the estimate.

    Returns
    -------
    bool array, shape (contenders,)
    """
    values = floats(draws)
    as_low = np.sum(values <= values[lowest], axis=1)
    near = np.asarray(as_low > OUT_OF_REACH * values.shape[1])
    near[lowest] = True
    return near


def interval_of_least(values: ArrayLike, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of the smallest of several numbers.

    Parameters
    ----------
    values : array of shape (contenders, 1 + draws)
        Column 0 is the estimate. NaN is a draw in which a contender says nothing.
    level : float
        Coverage, in (0, 1).

    Returns
    -------
    pair of float
        NaN where the smallest is undefined in too many draws, see
        :func:`detente.kernels.intervals.interval`.
    """
    numbers = floats(values)
    draws = numbers[:, 1:]
    defined = ~np.isnan(draws).all(axis=0)
    if defined.sum() < (1 - MAXIMUM_NULL_SHARE) * draws.shape[1] or not defined.any():
        return float("nan"), float("nan")
    silent = np.isnan(numbers)
    numbers = np.where(silent, np.inf, numbers)
    draws = numbers[:, 1:][:, defined]
    near = draws[within_reach(draws, int(np.argmin(numbers[:, 0])))]
    rising = np.sort(near, axis=1)
    count = rising.shape[1]
    tail = (1 - level) / 2
    low = rising[:, _rank(tail, count)].min()
    return float(low), float(rising[:, _common_rank(near, rising, 1 - tail)].min())


def _rank(q: float, count: int) -> int:
    """Position of the q-quantile of type 1 among ``count`` ordered draws."""
    return min(max(int(np.ceil(q * count - 1e-9)) - 1, 0), count - 1)


def _common_rank(draws: Floats, rising: Floats, share: float) -> int:
    """The least position whose order statistics hold all contenders in that share of draws."""
    if len(draws) == 1:  # its own order statistic
        return _rank(share, draws.shape[1])
    # how many draws of its own contender lie strictly below: ties count for the contender
    places = [
        np.searchsorted(row, own, side="left") for own, row in zip(draws, rising, strict=True)
    ]
    worst = np.sort(np.max(places, axis=0))
    return int(worst[_rank(share, len(worst))])
