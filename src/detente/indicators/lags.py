"""Every estimator of how far one side's frontier is behind another's, with bootstrap draws.

Levels are clustered: one release can reach several at once, in several benchmarks. A draw therefore
weighs releases, not levels: a level counts as often as the follower's release that reached it (the
leader's own, where the follower has none yet).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels import bootstrap, frontier, survival
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.kernels.frontier import Days, Frontier, Spells

    Floats = NDArray[np.float64]

ESTIMATORS = (
    "forward_median", "forward_mean", "backward_median", "backward_mean", "day_average",
    "joint_median", "joint_mean",
)  # fmt: skip
LEAST_CROSSINGS = 5


class Span(NamedTuple):
    """Days that count: those of the period that was asked for, up to the last that is known."""

    first: float
    last: float
    as_of: float


class Pair(NamedTuple):
    """Leader's and follower's records on one benchmark, and how near is as good as there."""

    leader: Frontier
    follower: Frontier
    slack: float = 0.0


class Lag(NamedTuple):
    """One estimate.

    Attributes
    ----------
    totals : float64 array, shape (1 + draws,)
        Days; column 0 is the estimate. Infinite where not reached, NaN where undefined.
    crossings : int
        Distinct releases of the follower that it rests on.
    levels, open_ended : int
        Levels it is made of, and how many of them were not reached.
    bound : float
        Where the median is not reached, what it exceeds; NaN elsewhere.
    """

    totals: Floats
    crossings: int
    levels: int
    open_ended: int
    bound: float = float("nan")

    @property
    def ends(self) -> tuple[float, float]:
        """95 % interval, infinite where an end is not reached; NaN where too few releases cross."""
        if self.crossings < LEAST_CROSSINGS or len(self.totals) < 2:
            return np.nan, np.nan
        found = interval(self.totals[1:])
        return float(found.low), float(found.high)


class Parts(NamedTuple):
    """What one benchmark gives to each estimator."""

    forward: Spells
    backward: Spells
    joint: Spells
    days: Days


def parts_of(pair: Pair, span: Span, *, contested: bool = True) -> Parts:
    """Lags of one pair of frontiers.

    Parameters
    ----------
    pair : Pair
    span : Span
    contested : bool
        Whether the leader's records before the follower's first release are left out, and of the
        joint lag those of either side before the other's.
    """
    leader, follower, slack = pair
    near = follower._replace(level=follower.level + slack)
    faced, facing = leader, follower
    if contested:
        # of both sides alike, or swapping them would change more than the sign of the joint lag
        faced, facing = (
            frontier.contested(leader, follower), frontier.contested(follower, leader)
        )  # fmt: skip
    spells = (
        frontier.forward(faced, near, span.as_of),
        frontier.backward(leader, near),
        frontier.joint(faced, facing, span.as_of),
    )
    ahead, behind, both = (frontier.between(found, span.first, span.last) for found in spells)
    return Parts(ahead, behind, both, frontier.by_day(leader, near, span.last, since=span.first))


class Lags:
    """Lags over several benchmarks together, all under the same draws.

    Parameters
    ----------
    parts : sequence of Parts
        One a benchmark.
    draws, seed : int
        No draws give estimates alone.
    """

    def __init__(self, parts: Sequence[Parts], *, draws: int, seed: int) -> None:
        self.draws, self.seed = draws, seed
        self.forward = frontier.united([part.forward for part in parts])
        self.backward = frontier.united([part.backward for part in parts])
        self.joint = frontier.united([part.joint for part in parts])
        self.days = frontier.united_days([part.days for part in parts])

    def of(self, estimator: str, *, horizon: float) -> Lag:
        """One estimate.

        Parameters
        ----------
        estimator : str
            One of :data:`ESTIMATORS`.
        horizon : float
            Days up to which a forward mean looks; shortened to what has been observed.
        """
        if estimator == "day_average":
            return self._day_average()
        spells = {"forward": self.forward, "backward": self.backward, "joint": self.joint}[
            estimator.split("_", maxsplit=1)[0]
        ]
        weights = self._weights(spells.unit)
        crossings = len(set(spells.unit[spells.followed].tolist()))
        counts = crossings, len(spells.lag), int((~spells.event).sum())
        if not len(spells.lag):
            return Lag(np.full(1 + self.draws, np.nan), *counts)
        if estimator == "forward_median":
            found = survival.median(survival.product_limit(spells.lag, spells.event, weights))
            return Lag(found, *counts, bound=float(spells.lag.max()))
        if estimator == "forward_mean":
            curve = survival.product_limit(spells.lag, spells.event, weights)
            return Lag(survival.restricted_mean(curve, self.horizon(horizon)), *counts)
        if estimator.endswith("mean"):
            return Lag(frontier.mean(spells.lag, weights), *counts)
        ends = np.where(spells.event, spells.lag, np.copysign(np.inf, spells.lag))
        # an open lag is at least as long as it is now, and so is the median of all
        held = survival.weighted_median(spells.lag, weights[:, :1])
        return Lag(survival.weighted_median(ends, weights), *counts, bound=float(abs(held[0])))

    def horizon(self, wanted: float) -> float:
        """Days up to which a forward mean can look."""
        return min(wanted, float(self.forward.lag.max())) if len(self.forward.lag) else wanted

    @property
    def ahead_share(self) -> float:
        """Share of days on which the follower is ahead; NaN without days."""
        total = self.days.days.sum()
        return float(self.days.days[self.days.most < 0].sum() / total) if total else np.nan

    def _day_average(self) -> Lag:
        weights = self._weights(self.days.unit)
        total = self.days.days @ weights if len(self.days.days) else np.zeros(1 + self.draws)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.where(total > 0, (self.days.total @ weights) / total, np.nan)
        return Lag(found, len(set(self.days.unit.tolist())), int(self.days.days.sum()), 0)

    def _weights(self, units: NDArray[np.integer]) -> Floats:
        """How often each level counts in the estimate (once) and in each draw."""
        if not self.draws:
            return np.ones((len(units), 1))
        distinct, drawn = self._drawn
        return drawn[np.searchsorted(distinct, units)]

    @cached_property
    def _drawn(self) -> tuple[NDArray[np.int64], Floats]:
        """Every release that any estimator depends on, and its weights: (releases, 1 + draws)."""
        parts = (self.forward, self.backward, self.joint, self.days)
        distinct = np.unique(np.concatenate([part.unit for part in parts]))
        first = np.arange(len(distinct) + 1)
        drawn = bootstrap.weights(first, distinct, draws=self.draws, seed=self.seed)
        return distinct, np.concatenate([np.ones((len(distinct), 1)), drawn], axis=1)
