"""Two regressions of the literature on restrictions, by statsmodels (extra ``effects``).

References: methods §7; Santos Silva & Tenreyro 2006 (PPML); Newey & West 1987 (HAC).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from detente.core.errors import ExtraMissing
from detente.kernels._arrays import Floats, floats
from detente.kernels.event_study import windows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from detente.kernels.event_study import Panel


class Poisson(NamedTuple):
    """β of a Poisson regression, its cluster-robust error, and the 95 % interval."""

    beta: float
    error: float
    low: float
    high: float

    @property
    def relative_change(self) -> float:
        """e^β − 1: −0.46 is 46 % fewer papers."""
        return float(np.expm1(self.beta))


class Interrupted(NamedTuple):
    """Coefficients of an interrupted time series, and their HAC errors in the same order."""

    level: float
    trend: float
    step: float
    slope_change: float
    errors: Floats


def require_statsmodels() -> Any:
    """The interface of statsmodels.

    Raises
    ------
    ExtraMissing
        It is not installed.
    """
    try:
        import statsmodels.api as sm
    except ImportError as missing:
        raise ExtraMissing(
            "regressions need statsmodels",
            why=str(missing),
            fix="pip install 'detente[effects]'",
        ) from missing
    return sm


def ppml(panel: Panel, lag: int = 0) -> Poisson:
    """E[y_it] = exp(α_i + γ_t + β D_it) by Poisson pseudo-maximum likelihood, clustered by entity.

    Years between the listing and the end of the lag are left out, and so are entities without any
    papers, whose α is −∞. With several dates this is naive two-way fixed effects, in which
    entities listed earlier serve as controls of those listed later: prefer
    :func:`detente.kernels.event_study.compared`.

    Returns
    -------
    Poisson
        NaN where β is not identified: no papers of listed entities before or after, or none of
        the others.

    Raises
    ------
    ExtraMissing
        statsmodels is not installed.
    """
    sm = require_statsmodels()
    counts, listed = floats(panel.counts), floats(panel.listed)
    before, after = windows(panel, lag)
    known = ~np.isnan(counts) & np.where(np.isnan(listed)[:, None], True, before | after)
    # a year in which listed entities are washed out says nothing where all share one date
    known &= (before | after).any(axis=0)
    known &= (np.where(known, counts, 0.0).sum(axis=1) > 0)[:, None]
    known &= (np.where(known, counts, 0.0).sum(axis=0) > 0)[None, :]
    entity, year = np.nonzero(known)
    response = counts[entity, year]
    treated = after[entity, year].astype(float)
    if not (response @ treated > 0 and (response * (1 - treated))[~np.isnan(listed[entity])].sum()):
        return Poisson(np.nan, np.nan, np.nan, np.nan)
    design = np.column_stack([treated, _dummies(entity), _dummies(year)[:, 1:]])
    model = sm.GLM(response, design, family=sm.families.Poisson())
    with warnings.catch_warnings():
        # two entities are fitted perfectly, which leaves β as it is
        warnings.simplefilter("ignore")
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": entity}, atol=0.0, rtol=1e-12)
    low, high = fitted.conf_int()[0]
    return Poisson(float(fitted.params[0]), float(fitted.bse[0]), float(low), float(high))


def interrupted_series(years: ArrayLike, series: ArrayLike, *, first_after: float) -> Interrupted:
    """Interrupted time series: y = b₀ + b₁t + b₂·post + b₃(t − t₀)·post, with HAC errors.

    t counts from the first year and t₀ is ``first_after``, the first year called "post". Lags of
    the errors: ⌊4 (n/100)^(2/9)⌋.

    Parameters
    ----------
    years, series : array, shape (years,)
    first_after : float

    Returns
    -------
    Interrupted
        NaN with fewer than two years on a side.

    Raises
    ------
    ExtraMissing
        statsmodels is not installed.
    """
    sm = require_statsmodels()
    time, values = floats(years), floats(series)
    post = time >= first_after
    if min(post.sum(), (~post).sum()) < 2:
        return Interrupted(np.nan, np.nan, np.nan, np.nan, np.full(4, np.nan))
    design = np.column_stack(
        [np.ones_like(time), time - time[0], post, (time - first_after) * post]
    )
    lags = int(4 * (len(time) / 100) ** (2 / 9))
    fitted = sm.OLS(values, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags})
    # with so few points a variance can come out below 0 by rounding
    errors = np.sqrt(np.maximum(np.diag(fitted.cov_params()), 0.0))
    level, trend, step, slope_change = (float(b) for b in fitted.params)
    return Interrupted(level, trend, step, slope_change, errors)


def _dummies(codes: ArrayLike) -> Floats:
    return floats(np.asarray(codes)[:, None] == np.unique(codes)[None, :])
