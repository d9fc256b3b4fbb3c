"""What a relation asks of a metric: one estimate above whose margin the atom holds, and its bounds.

Estimates are natural logarithms of a ratio (left side / right side), so that 0 is a tie and
swapping the sides flips the sign. A rank other than the first is estimated as a rank, and asked to
lie in a target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis
from detente.core.errors import DataMissing, UsageError
from detente.core.period import Period
from detente.core.territory import TERRITORIES
from detente.kernels.contenders import interval_of_least, within_reach
from detente.kernels.intervals import interval
from detente.kernels.ranks import competition_ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.claims.metric import MetricModule
    from detente.core.dimensions import Specification
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

# A side with nothing counts as one thousandth of the other: infinite logarithms have no variance.
MOST = float(np.log(1000.0))


def axis(atom: Atom, metric: MetricModule) -> Axis:
    """The axis of an atom's specification curve.

    Raises
    ------
    DataMissing
        The relation needs data of another kind: models, rules.
    UsageError
        A metric of a pair has no partner, or one of a country alone has.
    """
    if atom.relation in {"lag", "coverage", "adds", "effect"}:
        raise not_measured(atom)
    if metric.METRIC.of_pair != (atom.partner is not None):
        raise UsageError(
            f"'{atom.metric}' of {atom.subject} is no number",
            why="it belongs to a pair of countries"
            if metric.METRIC.of_pair
            else "it belongs to one country",
            fix="name a partner" if metric.METRIC.of_pair else "leave the partner out",
        )
    what = metric.METRIC.title
    if atom.relation == "mutual_rank" and atom.rank == 1:
        return Axis(
            f"log ratio of {what} to those with the best other partner, the smaller of both sides",
            "a shared first place",
            None,
        )
    if atom.relation == "rank" and atom.rank == 1:
        return Axis(
            f"log ratio of {what} to those with the best other partner",
            "a shared first place",
            None,
        )
    if atom.relation in ("rank", "mutual_rank"):
        rank = float(atom.rank or 1)
        side = ", the farther of both sides" if atom.relation == "mutual_rank" else ""
        return Axis(f"rank by {what}{side}", "", (rank, rank))
    if atom.relation == "within" and atom.bounds is not None:
        title = f"log ratio of {what}" if atom.comparator else what
        return Axis(title, "equality" if atom.comparator else "", atom.bounds)
    if atom.relation == "change":
        yearly = " a year" if metric.METRIC.adds_up else ""
        return Axis(f"log ratio of {what}{yearly}, {_sides(atom)}", "no change", None)
    return Axis(f"log ratio of {what}, {_sides(atom)}", "equality", None)


def not_measured(atom: Atom) -> DataMissing:
    """The error for a statement that can be read but not yet measured."""
    return DataMissing(
        f"insufficient data: nothing here measures '{atom.relation}' of '{atom.metric}'",
        why="it needs data that no source of this version brings",
        fix="`detente claims` lists what can be checked",
    )


def _sides(atom: Atom) -> str:
    if atom.relation == "change":
        sides = (atom.after, atom.before)
        return "{} over {}".format(*(sides if atom.direction == "rose" else sides[::-1]))
    sides_named = (atom.subject, atom.comparator or f"{atom.value:g}")
    return "{} over {}".format(*(sides_named if atom.relation == "gt" else sides_named[::-1]))


def periods(atom: Atom, specification: Specification, pool: Pool) -> tuple[Period, ...]:
    """Periods that are added up apart: of a change, the years before and after that there are."""
    if atom.relation != "change" or atom.before is None or atom.after is None:
        return (specification.period,)
    years = pool.years[pool.admitted(specification)]
    spanned = Period(int(years.min()), int(years.max())) if len(years) else specification.period
    return tuple(
        side.within(specification.period).within(spanned) for side in (atom.before, atom.after)
    )


def stand_apart(atom: Atom, specification: Specification, pool: Pool) -> bool:
    """Whether each country named is one of its own in all admitted works.

    Where a policy counts it as part of another, it has no number: none is not the same as 0.
    """
    policy = next(t for t in TERRITORIES if t.name == specification["territory"])
    named = [c for c in (atom.subject, atom.partner, atom.comparator) if c is not None]
    return all(policy.stands(code, era) for code in named for era in pool.eras(specification))


def centres(atom: Atom, pool: Pool, metric: MetricModule) -> tuple[int, ...]:
    """Places of the countries whose numbers the relation compares."""
    codes = [atom.subject]
    if atom.relation == "mutual_rank":
        codes.append(str(atom.partner))
    elif atom.comparator is not None and not metric.METRIC.of_pair:
        codes.append(atom.comparator)
    return tuple(pool.place(code) for code in codes)


def estimate(
    atom: Atom, metric: MetricModule, levels: Floats, *, pool: Pool, spans: tuple[Period, ...]
) -> Floats:
    """The relation's statistic in every column.

    Parameters
    ----------
    levels : float64 array, shape (periods, centres, countries, columns)
    spans : tuple of Period
        The periods, as :func:`periods` gives them.
    """
    if atom.relation in ("rank", "mutual_rank"):
        sides = [_ranked(atom, levels[0, i], side) for i, side in enumerate(_pairs(atom, pool))]
        return np.asarray(np.minimum.reduce(sides)) if atom.rank == 1 else _farthest(atom, sides)
    left, right = _operands(atom, levels, pool)
    if atom.relation == "change":
        left = left * _scale(metric, spans)
        return log_ratio(left, right) if atom.direction == "rose" else log_ratio(right, left)
    if atom.relation == "within" and atom.comparator is None:
        return left
    return log_ratio(right, left) if atom.relation == "lt" else log_ratio(left, right)


def spread(atom: Atom, value: Floats, levels: Floats, *, pool: Pool) -> tuple[float, float]:
    """The 95 % interval of the estimate.

    Its upper end is the lower end of the negated draws, so that swapping the sides of a comparison
    swaps the ends (methods §13.6). The lead of a first place is the smallest of the leads over all
    others, on both sides if it is mutual, and those are bounded together
    (`detente.kernels.contenders`).

    Parameters
    ----------
    value : float64 array, shape (columns,)
        The estimate and its draws.
    levels : float64 array, shape (periods, centres, countries, columns)
    """
    if atom.relation not in {"rank", "mutual_rank"} or atom.rank != 1:
        return float(interval(value[1:]).low), -float(interval(-value[1:]).low)
    sides = [_leads(levels[0, i], pair) for i, pair in enumerate(_pairs(atom, pool))]
    return interval_of_least(np.concatenate(sides))


def bounds(
    atom: Atom,
    metric: MetricModule,
    extremes: tuple[Floats, Floats],
    *,
    pool: Pool,
    spans: tuple[Period, ...],
) -> tuple[float, float]:
    """The range of the statistic, from the least and the most of each level.

    Parameters
    ----------
    extremes : pair of float64 arrays, shape (periods, centres, countries)
    """
    least, most = extremes
    if atom.relation in ("rank", "mutual_rank"):
        if atom.rank != 1:
            return float("nan"), float("nan")
        worst: list[float] = []
        best: list[float] = []
        for i, pair in enumerate(_pairs(atom, pool)):
            for out, with_partner, with_others in (
                (worst, least[0, i], most[0, i]),
                (best, most[0, i], least[0, i]),
            ):
                mixed = with_others.copy()
                mixed[pair[1]] = with_partner[pair[1]]
                known = not np.isnan(mixed).any()
                out.append(float(_ranked(atom, mixed[:, None], pair)[0]) if known else np.nan)
        return float(np.min(worst)), float(np.min(best))
    low_left, low_right = _operands(atom, least[..., None], pool)
    high_left, high_right = _operands(atom, most[..., None], pool)
    if atom.relation == "within" and atom.comparator is None:
        return float(low_left[0]), float(high_left[0])
    scale = _scale(metric, spans) if atom.relation == "change" else 1.0
    low = float(log_ratio(scale * low_left, high_right)[0])
    high = float(log_ratio(scale * high_left, low_right)[0])
    flipped = atom.relation == "lt" or (atom.relation == "change" and atom.direction == "fell")
    return (-high, -low) if flipped else (low, high)


def log_ratio(left: Floats, right: Floats) -> Floats:
    """ln(left / right), at most ±ln 1000; NaN where both are 0 or one is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(np.asarray(left, float) / np.asarray(right, float))
    return np.asarray(np.clip(value, -MOST, MOST))


def _ranked(atom: Atom, levels: Floats, pair: tuple[int, int]) -> Floats:
    """Log lead over the best other partner, or the rank, of one side."""
    centre, partner = pair
    if atom.rank == 1:
        others = np.ones((len(levels), 1), bool)
        others[[centre, partner]] = False
        best = np.max(levels, axis=0, initial=0.0, where=others & (levels > 0))
        return log_ratio(levels[partner], best)
    known = np.where(levels > 0, levels, np.nan)
    known[centre] = np.nan
    ranks = competition_ranks(np.ascontiguousarray(known.T))
    return np.asarray(ranks[:, partner], float)


def _leads(levels: Floats, pair: tuple[int, int]) -> Floats:
    """Log leads over each other partner within reach of the best one: (contenders, columns)."""
    centre, partner = pair
    others = levels[:, 0] > 0
    others[[centre, partner]] = False
    if not others.any():
        return log_ratio(levels[[partner]], np.zeros((1, levels.shape[1])))
    rivals = levels[others]
    near = within_reach(-rivals[:, 1:], int(np.argmax(rivals[:, 0])))
    return log_ratio(levels[partner], rivals[near])


def _farthest(atom: Atom, sides: list[Floats]) -> Floats:
    """The rank of the side that is farther from the one stated: both must have it."""
    one, other = sides[0], sides[-1]
    off, other_off = (np.abs(side - float(atom.rank or 1)) for side in (one, other))
    farther = (other_off > off) | ((other_off == off) & (other > one))
    return np.where(np.isnan(one) | np.isnan(other), np.nan, np.where(farther, other, one))


def _pairs(atom: Atom, pool: Pool) -> list[tuple[int, int]]:
    a, b = pool.place(atom.subject), pool.place(str(atom.partner))
    return [(a, b), (b, a)] if atom.relation == "mutual_rank" else [(a, b)]


def _operands(atom: Atom, levels: Floats, pool: Pool) -> tuple[Floats, Floats]:
    """Left and right side; of a change: after and before."""
    partner = 0 if atom.partner is None else pool.place(atom.partner)
    left = levels[-1, 0, partner]
    if atom.relation == "change":
        return left, levels[0, 0, partner]
    if atom.value is not None:
        return left, np.full(left.shape, atom.value)
    if atom.comparator is None:
        return left, np.ones(left.shape)
    if atom.partner is not None:
        return left, levels[-1, 0, pool.place(atom.comparator)]
    return left, levels[-1, 1, 0]


def _scale(metric: MetricModule, spans: tuple[Period, ...]) -> float:
    """What makes the level after comparable with the one before: their years, if levels add up."""
    if not metric.METRIC.adds_up:
        return 1.0
    before, after = (span.years for span in spans)
    return before / after if before and after else float("nan")
