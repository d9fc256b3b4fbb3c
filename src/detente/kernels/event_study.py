"""What happened to listed entities after their listing, beside entities that were not listed.

What would have been is an entity's own count before the listing times the growth of the controls:
Σ_t y_t is held against y_before · Σ_t C_t / C_before. With one date and no gaps that is the rate
ratio (T_post/T_pre)/(C_post/C_pre), which Poisson pseudo-maximum likelihood with entity and year
effects gives too. With several dates each group has controls of its own, so that no entity serves
as a control after its listing, as it does in naive two-way fixed effects.

References: methods §7; Callaway & Sant'Anna 2021; Wooldridge 2023 (the multiplicative form).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import NORMAL_95, Booleans, Floats, Integers, floats, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike


class Panel(NamedTuple):
    """Counts of entities by year.

    Attributes
    ----------
    years : array, shape (years,)
        Ascending.
    counts : array, shape (entities, years)
        NaN where nothing is known: an entity that published nothing at all that year.
    listed : array, shape (entities,)
        Year of listing; NaN for never.
    """

    years: ArrayLike
    counts: ArrayLike
    listed: ArrayLike


class Rule(NamedTuple):
    """How a panel is read.

    Attributes
    ----------
    lag : int
        Years after that of the listing which are dropped with it: papers appear after the work.
    not_yet : bool
        Whether entities that are listed later are controls in the years before their listing.
    equal : bool
        Whether each entity weighs the same, not each paper; who had none before is left out.
    """

    lag: int = 0
    not_yet: bool = False
    equal: bool = False


PLAIN = Rule()


class Compared(NamedTuple):
    """Papers of listed entities after listing: those there are, and those there would have been."""

    observed: Floats
    expected: Floats

    @property
    def rate_ratio(self) -> Floats:
        """Observed over expected; NaN where nothing is expected."""
        return ratio(self.observed, self.expected)


class _Piece(NamedTuple):
    """One year after listing of the listed entities that share their years, and their controls."""

    members: Integers
    after: Floats
    before: Floats
    controls: Integers
    control_after: Floats
    control_before: Floats


def windows(panel: Panel, lag: int = 0) -> tuple[Booleans, Booleans]:
    """Years before and after each listing that are known: two arrays (entities, years).

    The year of the listing and the ``lag`` years after it are in neither; who was never listed has
    no such years.
    """
    years, listed = floats(panel.years)[None, :], floats(panel.listed)[:, None]
    known = ~np.isnan(floats(panel.counts))
    return known & (years < listed), known & (years > listed + lag)


def compared(
    panel: Panel,
    rule: Rule = PLAIN,
    *,
    weights: ArrayLike | None = None,
    relative_year: int | None = None,
) -> Compared:
    """Papers after listing, and those that the controls' growth would have made of those before.

    Controls that have a gap in any year are left out: their growth would be that of the gap.

    Parameters
    ----------
    panel : Panel
    rule : Rule
    weights : array, shape (entities, draws), optional
        How often each entity counts in each draw; once by default.
    relative_year : int, optional
        That year alone, counted from the listing; may be negative.

    Returns
    -------
    Compared
        Each part of shape (draws,), in papers; with ``rule.equal`` in multiples of those before.
    """
    weight = np.ones((np.shape(panel.counts)[0], 1)) if weights is None else floats(weights)
    observed, expected = np.zeros((2, weight.shape[1]))
    for piece in _pieces(panel, rule, relative_year):
        own, others = weight[piece.members], weight[piece.controls]
        growth = ratio(piece.control_after @ others, piece.control_before @ others)
        observed += piece.after @ own
        expected += piece.before @ own * growth
    return Compared(observed, expected)


def influence(
    panel: Panel,
    rule: Rule = PLAIN,
    *,
    weights: ArrayLike | None = None,
    relative_year: int | None = None,
) -> Floats:
    """How far the log rate ratio moves with each entity: its derivative by the weight's logarithm.

    Parameters
    ----------
    panel : Panel
    rule : Rule
    weights : array, shape (entities,), optional
        1 by default.
    relative_year : int, optional
        As in :func:`compared`.

    Returns
    -------
    array, shape (entities,)
        Sums to 0; NaN where nothing is observed or expected.
    """
    weight = np.ones(np.shape(panel.counts)[0]) if weights is None else floats(weights)
    found = compared(panel, rule, weights=weight[:, None], relative_year=relative_year)
    observed, expected = float(found.observed[0]), float(found.expected[0])
    out = np.zeros_like(weight)
    if not (observed > 0 and expected > 0):
        return np.full_like(out, np.nan)
    for piece in _pieces(panel, rule, relative_year):
        own, others = weight[piece.members], weight[piece.controls]
        above, below = piece.control_after @ others, piece.control_before @ others
        due = piece.before * above / below
        out[piece.members] += own * (piece.after / observed - due / expected)
        share = due @ own / expected
        if share > 0:
            growth = piece.control_after / above - piece.control_before / below
            out[piece.controls] -= share * others * growth
    return out


def widening(influences: ArrayLike, is_listed: ArrayLike) -> float:
    """By how much draws over few entities are too narrow: multiply their distance to the estimate.

    Percentiles of resamples of n clusters forget that n − 1 of them are free, and that the spread
    is itself estimated: √(n/(n − 1)) and t/z (Hesterberg 2015, "expanded percentile"), here for two
    groups, listed and controls, with Welch's degrees of freedom.

    Parameters
    ----------
    influences : array, shape (entities,)
        See :func:`influence`; entities that move nothing take no part.
    is_listed : boolean array, shape (entities,)

    Returns
    -------
    float
        At least 1; NaN with fewer than two listed or two controls.
    """
    from scipy.stats import t

    moved, side = floats(influences), np.asarray(is_listed, bool)
    groups = [group[group != 0] for group in (moved[side], moved[~side])]
    n = np.array([len(group) for group in groups], float)
    spread = np.array([float(group @ group) for group in groups])
    if n.min() < 2 or not spread.sum() > 0:
        return float("nan")
    freedom = spread.sum() ** 2 / (spread**2 / (n - 1)).sum()
    narrow = (spread * n / (n - 1)).sum() / spread.sum()
    return float(np.sqrt(narrow) * t.ppf(0.975, freedom) / NORMAL_95)


def mean_difference(panel: Panel, lag: int = 0) -> float:
    """Change of the mean yearly count of listed entities less that of never-listed ones.

    Each listed entity is held against the controls in its own years; NaN where there is none.
    """
    counts = floats(panel.counts)
    before, after = windows(panel, lag)
    controls = counts[np.isnan(floats(panel.listed)) & ~np.isnan(counts).any(axis=1)]
    usable = np.flatnonzero(before.any(axis=1) & after.any(axis=1))
    if not len(usable) or not len(controls):
        return float("nan")
    changes = [
        counts[i, after[i]].mean()
        - counts[i, before[i]].mean()
        - (controls[:, after[i]].mean() - controls[:, before[i]].mean())
        for i in usable
    ]
    return float(np.mean(changes))


def _pieces(panel: Panel, rule: Rule, relative_year: int | None) -> Iterator[_Piece]:
    counts, years = floats(panel.counts), floats(panel.years)
    listed = floats(panel.listed)
    before, after = windows(panel, rule.lag)
    if relative_year is not None:
        after = ~np.isnan(counts) & (years == listed[:, None] + relative_year)
    usable = before.any(axis=1) & after.any(axis=1)
    complete = ~np.isnan(counts).any(axis=1)
    never = complete & np.isnan(listed)
    shared = np.unique(np.hstack([before, after])[usable], axis=0)
    for row in shared:
        own_before, own_after = np.split(row, 2)
        members = usable & (before == own_before).all(axis=1) & (after == own_after).all(axis=1)
        for place in np.flatnonzero(own_after):
            controls = never | (complete & (listed > years[place])) if rule.not_yet else never
            yield _piece(counts, members & ~np.isnan(counts[:, place]), controls & ~members,
                         place=int(place), before=own_before, equal=rule.equal)  # fmt: skip


def _piece(
    counts: Floats,
    members: Booleans,
    controls: Booleans,
    *,
    place: int,
    before: Booleans,
    equal: bool,
) -> _Piece:
    sides: list[tuple[Integers, Floats, Floats]] = []
    for side in (members, controls):
        rows = np.flatnonzero(side)
        past, now = counts[np.ix_(rows, before)].sum(axis=1), counts[rows, place]
        if equal:
            rows, past, now = rows[past > 0], past[past > 0], now[past > 0]
            past, now = np.ones_like(past), now / past
        sides.append((rows, now, past))
    return _Piece(*sides[0], *sides[1])
