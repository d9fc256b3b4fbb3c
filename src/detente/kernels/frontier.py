"""How far one side's best results come after another's: forward, backward, by day, jointly.

A side's *records* are its releases that score strictly higher than all before them. Positive lags
mean that the follower comes later.

- *Forward*: for each record of the leader, the time until the follower first reaches that level;
  censored where it has not.
- *Backward*: for each record of the follower, the time since the leader first reached that level.
  There is no censoring, but only levels that were reached count, so that it is shorter.
- *By day*: on each day the age of what the follower has, that is, the time since the leader was
  first there; where the follower is ahead, minus the time since it was where the leader is now.
- *Joint*: for each record of both sides together, the time until the other side got there,
  negative where the follower was first. Swapping the sides changes the sign and nothing else.

Every estimator gives spells that belong to a *unit*, a release, so that a bootstrap of releases is
a change of the weights of spells.

References: methods §5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from detente.kernels._arrays import Booleans, Floats, Integers, floats, integers, where_valid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


class Frontier(NamedTuple):
    """Records of one side, in order of time and of level.

    Attributes
    ----------
    day, level : float64 arrays, shape (records,)
        Both strictly rising.
    unit : int64 array, shape (records,)
        The release that set it.
    """

    day: Floats
    level: Floats
    unit: Integers


class Spells(NamedTuple):
    """Lags of several levels.

    Attributes
    ----------
    day, level : float64 arrays, shape (spells,)
        The record that each is about.
    lag : float64 array, shape (spells,)
        Days; a lower bound in size where there is no event.
    event : boolean array, shape (spells,)
        Whether the other side got there.
    unit : int64 array, shape (spells,)
        The follower's release that it depends on; the leader's where the follower has none.
    followed : boolean array, shape (spells,)
        Whether the unit is a release of the follower.
    """

    day: Floats
    level: Floats
    lag: Floats
    event: Booleans
    unit: Integers
    followed: Booleans


class Days(NamedTuple):
    """Runs of days on which neither side's best changes.

    Attributes
    ----------
    total : float64 array, shape (runs,)
        Sum of the lags of the run's days.
    days : float64 array, shape (runs,)
        Number of days, at least 1.
    least, most : float64 arrays, shape (runs,)
        Range of the lag within the run.
    unit : int64 array, shape (runs,)
        The follower's release that is its best.
    """

    total: Floats
    days: Floats
    least: Floats
    most: Floats
    unit: Integers


def records(days: ArrayLike, scores: ArrayLike, units: ArrayLike | None = None) -> Frontier:
    """Releases that score strictly higher than every earlier one of the same side.

    Parameters
    ----------
    days, scores : array, shape (releases,)
        In any order; of several on one day only the best can be a record.
    units : integer array, shape (releases,), optional
        Who each release is; its position where not given.
    """
    day, score = floats(days), floats(scores)
    unit = np.arange(len(day)) if units is None else integers(units)
    order = np.lexsort((unit, -score, day))
    best = np.concatenate([[-np.inf], np.maximum.accumulate(score[order])])[:-1]
    kept = order[score[order] > best]
    return Frontier(day[kept], score[kept], unit[kept])


def first_day(side: Frontier, levels: ArrayLike) -> Floats:
    """First day on which a side scored at least each level; NaN where it never did."""
    place = _reaching(side, floats(levels))
    return np.append(side.day, np.nan)[place]


def forward(leader: Frontier, follower: Frontier, as_of: float) -> Spells:
    """Time from each of the leader's records until the follower reached it.

    Parameters
    ----------
    leader, follower : Frontier
    as_of : float
        Last day that is known: levels not reached by then are censored there.
    """
    place = _reaching(follower, leader.level)
    reached = place < len(follower.day)
    arrival = np.append(follower.day, as_of)[place]
    unit = np.where(reached, np.append(follower.unit, -1)[place], leader.unit)
    return Spells(leader.day, leader.level, arrival - leader.day, reached, unit, reached)


def backward(leader: Frontier, follower: Frontier) -> Spells:
    """Time since the leader reached each of the follower's records; none where it never did."""
    since = first_day(leader, follower.level)
    known = ~np.isnan(since)
    day, level, unit = follower.day[known], follower.level[known], follower.unit[known]
    always = np.ones(len(day), bool)
    return Spells(day, level, day - since[known], always, unit, always)


def joint(leader: Frontier, follower: Frontier, as_of: float) -> Spells:
    """Signed time from each record of both sides together until the other side got there."""
    first, second = forward(leader, follower, as_of), forward(follower, leader, as_of)
    ours, theirs = _unbeaten(leader, follower), _unbeaten(follower, leader)
    # a level that both reached on one day is one record, which the leader's side keeps
    theirs &= ~(second.event & (second.lag == 0))
    return Spells(
        day=np.concatenate([first.day[ours], second.day[theirs]]),
        level=np.concatenate([first.level[ours], second.level[theirs]]),
        lag=np.concatenate([first.lag[ours], -second.lag[theirs]]),
        event=np.concatenate([first.event[ours], second.event[theirs]]),
        unit=np.concatenate([first.unit[ours], follower.unit[theirs]]),
        followed=np.concatenate([first.followed[ours], np.ones(int(theirs.sum()), bool)]),
    )


def by_day(leader: Frontier, follower: Frontier, as_of: float, *, since: float = -np.inf) -> Days:
    """Lag of every day from the follower's first record to ``as_of``, both included.

    Parameters
    ----------
    leader, follower : Frontier
    as_of : float
    since : float
        First day that counts, if later than the follower's first record.
    """
    begin = max(float(follower.day[0]), since) if len(follower.day) else np.inf
    starts = np.unique(np.concatenate([follower.day, leader.day, [begin]]))
    starts = starts[(starts >= begin) & (starts <= as_of)]
    stops = np.append(starts[1:], as_of + 1)[: len(starts)]
    own = np.searchsorted(follower.day, starts, side="right") - 1
    other = np.searchsorted(leader.day, starts, side="right") - 1
    best = follower.level[own]
    theirs = np.where(other >= 0, np.append(leader.level, -np.inf)[other], -np.inf)
    ahead = best > theirs
    reached = np.where(ahead, first_day(follower, theirs), first_day(leader, best))
    sign = np.where(ahead, -1.0, 1.0)
    days, age = stops - starts, starts - reached
    ends = sign * age, sign * (age + days - 1)
    return Days(
        days * (ends[0] + ends[1]) / 2, days, np.minimum(*ends), np.maximum(*ends),
        follower.unit[own],
    )  # fmt: skip


def contested(leader: Frontier, follower: Frontier) -> Frontier:
    """The leader's records since the follower's first, and the one that stood on that day."""
    if not len(follower.day):
        return Frontier(leader.day[:0], leader.level[:0], leader.unit[:0])
    stood = max(int(np.searchsorted(leader.day, follower.day[0], side="right")) - 1, 0)
    return Frontier(leader.day[stood:], leader.level[stood:], leader.unit[stood:])


def united(parts: Sequence[Spells]) -> Spells:
    """Spells of several benchmarks together."""
    return Spells(
        day=_joined([part.day for part in parts]),
        level=_joined([part.level for part in parts]),
        lag=_joined([part.lag for part in parts]),
        event=_joined([part.event for part in parts]).astype(bool),
        unit=integers(_joined([part.unit for part in parts])),
        followed=_joined([part.followed for part in parts]).astype(bool),
    )


def united_days(parts: Sequence[Days]) -> Days:
    """Runs of days of several benchmarks together."""
    return Days(
        total=_joined([part.total for part in parts]),
        days=_joined([part.days for part in parts]),
        least=_joined([part.least for part in parts]),
        most=_joined([part.most for part in parts]),
        unit=integers(_joined([part.unit for part in parts])),
    )


def between(spells: Spells, first: float, last: float) -> Spells:
    """Spells whose record was set on one of these days."""
    kept = (spells.day >= first) & (spells.day <= last)
    return Spells(
        spells.day[kept], spells.level[kept], spells.lag[kept], spells.event[kept],
        spells.unit[kept], spells.followed[kept],
    )  # fmt: skip


def oldest_unmatched(spells: Spells) -> float:
    """Age of the oldest record that is still unmatched: NaN where every one is matched."""
    open_ended = spells.lag[~spells.event]
    return float(open_ended.max()) if len(open_ended) else float("nan")


def mean(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Weighted mean in each draw, Σ w v / Σ w; NaN where nothing has weight.

    Parameters
    ----------
    values : array, shape (spells,)
    weights : array, shape (spells, draws)
    """
    weight = floats(weights)
    total = weight.sum(axis=0)
    return where_valid(total > 0, floats(values) @ weight / np.maximum(total, 1e-300))


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0)


def _reaching(side: Frontier, levels: Floats) -> Integers:
    """Place of the first record at or above each level; one past the last where there is none."""
    return integers(np.searchsorted(side.level, levels, side="left"))


def _unbeaten(side: Frontier, other: Frontier) -> Booleans:
    """Whether a record is above everything that the other side had before its day.

    On the day itself the other side must not be higher either: of two on one day the best counts.
    """
    place = np.searchsorted(other.day, side.day, side="right") - 1
    same = (place >= 0) & (np.append(other.day, np.nan)[place] == side.day)
    now = np.where(place >= 0, np.append(other.level, -np.inf)[place], -np.inf)
    earlier = place - same
    before = np.where(earlier >= 0, np.append(other.level, -np.inf)[earlier], -np.inf)
    unbeaten: Booleans = (side.level > before) & (side.level >= now)
    return unbeaten
