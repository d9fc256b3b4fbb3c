"""Synthetic controls of all listed entities together, and where they stand among placebos.

Each entity is held, in multiples of its own mean before the listing, against the mixture of
controls that went its way before; the gaps of all are averaged year by year since the listing.
Placebos do the same to as many controls, as if listed on the same dates.
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
        Share of placebo groups, the listed one included, with as large a ratio.
    placebos : int
    """

    rate_ratio: float
    rmspe_ratio: float
    share: float
    placebos: int


def synthetic_group(found: Study, *, seed: int) -> SyntheticGroup:
    """Fit every listed entity and every control, and rank the listed group among placebo groups.

    Listed entities with a gap in their counts are left out, as they cannot be fitted.
    """
    panel = found.counts("joint")
    counts = np.asarray(panel.counts, float)
    whole = ~np.isnan(counts).any(axis=1)
    listed = np.flatnonzero(found.is_listed & whole)
    controls = np.flatnonzero(~found.is_listed)
    dates = found.panel.listed[listed]
    fits = {
        (row, date): _fit(found, row, date=date, donors=controls[controls != row])
        for date in np.unique(dates).tolist()
        for row in (*listed[dates == date].tolist(), *controls.tolist())
    }
    own = _group([fits[pair] for pair in zip(listed.tolist(), dates.tolist(), strict=True)])
    ratios = [
        _group([fits[pair] for pair in zip(chosen.tolist(), dates.tolist(), strict=True)])[1]
        for chosen in _placebos(found.panel.entity[controls], controls, len(listed), seed=seed)
    ]
    return SyntheticGroup(own[0], own[1], placebo_share(own[1], ratios), len(ratios))


def _placebos(names: Ints, controls: Ints, size: int, *, seed: int) -> list[Ints]:
    """Groups of controls as large as the listed one, a function of (seed, entity, draw)."""
    if not 0 < size <= len(controls):
        return []
    slots = np.arange(len(controls))
    return [controls[np.argsort(deal(slots, names, draw=draw, seed=seed))][:size]
            for draw in range(PLACEBOS)]  # fmt: skip


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
