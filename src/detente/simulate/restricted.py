"""Panels of entities some of which were listed, with the effect of the listing planted.

Joint papers of an entity are overdispersed Poisson counts around size × e^(trend · t) × a lasting
shift that may come with any year. From the year after its listing on, work done with the
sanctioning country is e^β times what it would have been; papers appear when the work is done, or
one or two years later. All papers, domestic ones and those with another partner go on as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.lake.entity_panel import EntityPanel

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# work that appears in the first years was done before them
_EARLIER = 3


@dataclass(frozen=True, slots=True)
class Restricted:
    """A population of entities, and what a listing does to them.

    Attributes
    ----------
    listed, controls : int
        Entities of each kind.
    years : tuple of int
        First and last year.
    dates : tuple of int
        Years of listing, dealt among the listed in turn.
    effect : float
        β: the logarithm of what joint work is multiplied by.
    joint : float
        Median joint papers of an entity a year.
    spread : float
        Standard deviation of the logarithm of that.
    trend, trend_spread : float
        Mean yearly growth of joint papers on the log scale, and its spread among entities.
    shift : float
        Standard deviation of the logarithm of an entity's lasting shift, which comes in a random
        year: entities drift, whatever is done to them.
    dispersion : float
        Shape of the gamma distribution of yearly means: variance = m + m²/dispersion.
    lag : tuple of float
        P(a paper appears 0, 1, 2 years after the work); sums to 1.
    field_trend : float
        Additional yearly growth of the papers of one of two fields; listed entities are mostly in
        it, others mostly in the other one.

    Raises
    ------
    UsageError
        The lag is no distribution, or a date lies outside the years.
    """

    listed: int = 20
    controls: int = 60
    years: tuple[int, int] = (2010, 2022)
    dates: tuple[int, ...] = (2017,)
    effect: float = 0.0
    joint: float = 12.0
    spread: float = 0.8
    trend: float = 0.06
    trend_spread: float = 0.03
    shift: float = 0.25
    dispersion: float = 10.0
    lag: tuple[float, float, float] = (1.0, 0.0, 0.0)
    field_trend: float = 0.0

    def __post_init__(self) -> None:
        if min(self.lag) < 0 or abs(sum(self.lag) - 1) > 1e-9:
            raise UsageError(
                f"papers cannot appear with lags {self.lag}", fix="give three shares that sum to 1"
            )
        if not all(self.years[0] < date < self.years[1] for date in self.dates):
            raise UsageError(
                f"listings of {self.dates} lie outside the years {self.years}",
                fix="list within the years, so that some are before and some after",
            )

    def ratio_after(self, lag: int) -> float:
        """What joint papers are multiplied by in years later than ``lag`` after the listing's.

        Exact where ``lag`` is at least the longest that papers take; otherwise the papers of
        earlier work are still among those counted, and the ratio depends on the years, so that
        there is no single one.

        Raises
        ------
        UsageError
            Papers take longer than the lag.
        """
        longest = max(years for years, share in enumerate(self.lag) if share > 0)
        if lag < longest:
            raise UsageError(
                f"papers of this world take up to {longest} years", fix="leave that many out"
            )
        return float(np.exp(self.effect))


def draw_panel(world: Restricted, *, seed: int) -> EntityPanel:
    """Draw the papers of every entity and year.

    Years in which an entity publishes nothing at all are unknown, as they are in real panels.
    """
    generator = np.random.default_rng([4801, seed])
    size = world.listed + world.controls
    first, last = world.years
    work_years = np.arange(first - _EARLIER, last + 1)
    listed = np.full(size, np.nan)
    listed[: world.listed] = np.resize(np.array(world.dates, float), world.listed)
    in_field = generator.beta(np.where(np.isnan(listed), 1.5, 3.0), 2.0)
    level = _levels(world, generator, years=work_years, in_field=in_field)
    after = work_years[None, :] > listed[:, None]
    joint = _appear(level * np.where(after, np.exp(world.effect), 1.0), world.lag)
    quiet = _appear(level, world.lag)
    with_partner = _counts(joint, world, generator)
    with_placebo, domestic, rest = (
        _counts(times * quiet, world, generator) for times in (0.7, 2.0, 0.5)
    )
    papers = with_partner + with_placebo + domestic + rest
    known = np.where(papers > 0, 1.0, np.nan)
    return EntityPanel(
        entity=np.arange(size, dtype=np.int64),
        years=np.arange(first, last + 1),
        listed=listed,
        papers=papers * known,
        joint=with_partner * known,
        placebo=with_placebo * known,
        domestic=domestic * known,
        mix=np.column_stack([in_field, 1 - in_field]),
        kind=np.full(size, "education", dtype=object),
    )


def _levels(
    world: Restricted, generator: Generator, *, years: NDArray[np.int64], in_field: Floats
) -> Floats:
    """Joint work that each entity would do in each year: (entities, years)."""
    size = len(in_field)
    start = generator.normal(np.log(world.joint), world.spread, size)
    growth = generator.normal(world.trend, world.trend_spread, size)
    growth += world.field_trend * (in_field - 0.5)
    shift = generator.normal(-(world.shift**2) / 2, world.shift, size)
    moved = years[None, :] >= generator.choice(years, size)[:, None]
    time = years - years.mean()
    return np.asarray(np.exp(start[:, None] + growth[:, None] * time + shift[:, None] * moved))


def _appear(work: Floats, lag: tuple[float, ...]) -> Floats:
    """Papers by the year in which they appear, without the years before the panel."""
    shown = np.zeros_like(work)
    for years, share in enumerate(lag):
        shown[:, years:] += share * work[:, : work.shape[1] - years]
    return shown[:, _EARLIER:]


def _counts(mean: Floats, world: Restricted, generator: Generator) -> Floats:
    shape = world.dispersion
    return generator.poisson(mean * generator.gamma(shape, 1 / shape, mean.shape)).astype(float)
