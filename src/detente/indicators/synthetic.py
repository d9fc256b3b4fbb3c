"""Synthetic controls of all listed entities together, and where they stand among placebos.

Each entity is held, in multiples of its own mean before the listing, against the mixture of
controls that went its way before; the gaps of all are averaged year by year since the listing.
Placebos do the same with the dates of listing dealt anew among all entities. (Groups of controls
alone are too much alike, as they share members: the true group then stands out by itself.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels.event_study import windows
from detente.kernels.listing_permutations import deal
from detente.kernels.synthetic_control import placebo_share, simplex_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.indicators.listing_effect import Study

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

PLACEBOS = 199
DONORS = 5


class SyntheticGroup(NamedTuple):
    """What listed entities did beside their synthetic controls.

    Attributes
    ----------
    rate_ratio : float
        Mean count after the listing over that of the synthetic controls.
    rmspe_ratio : float
        Root mean squared mean gap after over before.
    share : float
        Share of the ways to deal the listings, the true one included, with as large a ratio.
    placebos : int
    """

    rate_ratio: float
    rmspe_ratio: float
    share: float
    placebos: int


def synthetic_group(found: Study, *, seed: int) -> SyntheticGroup:
    """Fit every entity with controls, and rank the listed ones among groups that were not listed.

    Listed entities with a gap in their counts are left out, as they cannot be fitted.
    """
    whole = np.flatnonzero(~np.isnan(found.panel.joint).any(axis=1))
    controls = np.flatnonzero(~found.is_listed)
    dates = found.panel.listed[whole]
    fits = {
        (row, date): _fit(found, row, date=date, donors=controls[controls != row])
        for date in np.unique(dates[~np.isnan(dates)]).tolist()
        for row in whole.tolist()
    }

    def group(dealt: Floats) -> tuple[float, float]:
        pairs = zip(whole.tolist(), dealt.tolist(), strict=True)
        return _group([fits[pair] for pair in pairs if not np.isnan(pair[1])])

    names = found.panel.entity[whole]
    rate_ratio, own = group(dates)
    ratios = [group(deal(dates, names, draw=draw, seed=seed))[1] for draw in range(PLACEBOS)]
    return SyntheticGroup(rate_ratio, own, placebo_share(own, ratios), len(ratios))


class _Fit(NamedTuple):
    """Years since the listing, before and after, and scaled counts there with their control's."""

    before: Ints
    after: Ints
    gaps: dict[int, float]
    now: float
    synthetic: float


def _fit(found: Study, row: int, *, date: float, donors: Ints) -> _Fit:
    panel = found.counts("joint")
    as_if = panel._replace(listed=np.full(len(found.panel.entity), date))
    before, after = (side[row] for side in windows(as_if, found.rule.lag))
    counts = np.asarray(panel.counts, float)[[row, *donors.tolist()]]
    level = counts[:, before].mean(axis=1)
    scaled = counts / np.where(level > 0, level, 1.0)[:, None]
    own, pool = scaled[0], scaled[1:]
    apart = ((pool - own)[:, before] ** 2).sum(axis=1)
    # with more controls than years every entity is fitted perfectly, by chance (Abadie 2021)
    pool = pool[np.argsort(apart, kind="stable")[:DONORS]]
    control = simplex_weights(own[before], pool[:, before]) @ pool
    since = (found.panel.years - date).astype(int)
    gaps = dict(zip(since.tolist(), (own - control).tolist(), strict=True))
    return _Fit(
        since[before], since[after], gaps, float(own[after].sum()), float(control[after].sum())
    )


def _group(fits: list[_Fit]) -> tuple[float, float]:
    """Rate ratio and RMSPE ratio of several entities together."""
    synthetic = sum(fit.synthetic for fit in fits)
    errors = []
    for side in ("before", "after"):
        by_year: dict[int, list[float]] = {}
        for fit in fits:
            for year in getattr(fit, side).tolist():
                by_year.setdefault(year, []).append(fit.gaps[year])
        errors.append(np.mean([np.mean(gaps) ** 2 for gaps in by_year.values()]))
    pre, post = np.sqrt(errors)
    now = sum(fit.now for fit in fits)
    return (
        float(now / synthetic) if synthetic > 0 else float("nan"),
        float(post / pre) if pre > 1e-9 else float("nan"),
    )
