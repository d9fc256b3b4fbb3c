"""Are planted effects of listings recovered, are placebos flat, and is too little called so?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.planted.scale import Scale
from detente.indicators.listing_effect import Choices, log_effect, outcome_names, study, too_early
from detente.indicators.synthetic import synthetic_group
from detente.kernels.intervals import interval
from detente.kernels.listing_permutations import permutation
from detente.kernels.regressions import ppml
from detente.lake.entity_panel import EntityPanel
from detente.simulate.coverage import Coverage
from detente.simulate.restricted import Restricted, draw_panel

# by statistic: the truth and the ends of its interval
Rows = Mapping[str, tuple[float, float, float]]

PLAIN = Choices(publication_lag="none", controls="never_listed")
MATCHED = replace(PLAIN, controls="matched")
USUAL = Restricted(effect=float(np.log(0.55)))
SLOW = (0.3, 0.4, 0.3)
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Family:
    """Worlds of one kind, and how each is looked at, by the name of the statistic."""

    number: int
    world: Restricted
    looks: Mapping[str, Choices]


EVERY_WAY = {
    "all never listed": PLAIN,
    "matched": MATCHED,
    "matched, mean of entities": replace(MATCHED, effect_estimator="entity_mean"),
    "matched, per other paper": replace(MATCHED, outcome="per_other_paper"),
}
FAMILIES = {
    "12 listed": Family(41, replace(USUAL, listed=12, controls=40, spread=0.4), EVERY_WAY),
    "20 listed": Family(42, replace(USUAL, listed=20, controls=60), EVERY_WAY),
    "40 listed": Family(43, replace(USUAL, listed=40, controls=100), EVERY_WAY),
    "30 listed in 2015, 2017 and 2019": Family(
        44,
        replace(USUAL, listed=30, controls=90, dates=(2015, 2017, 2019)),
        {"matched": MATCHED, "not yet listed too": replace(PLAIN, controls="not_yet_listed")},
    ),
    "20 listed, drifting and overdispersed": Family(
        45, replace(USUAL, listed=20, controls=60, shift=0.5, dispersion=4.0), {"matched": MATCHED}
    ),
    "30 listed, papers take up to two years": Family(
        46,
        replace(USUAL, listed=30, controls=90, lag=SLOW),
        {
            "two years left out": replace(MATCHED, publication_lag="two_years"),
            "one year left out": replace(MATCHED, publication_lag="one_year"),
            "none left out": MATCHED,
        },
    ),
    "30 listed, in a growing field": Family(
        47,
        replace(USUAL, listed=30, controls=90, field_trend=0.15),
        {"matched": MATCHED, "all never listed": PLAIN},
    ),
}
# looks that a world is made to mislead, and that are not to be trusted there
MISLED = {
    ("30 listed, papers take up to two years", "one year left out"),
    ("30 listed, papers take up to two years", "none left out"),
    ("30 listed, in a growing field", "all never listed"),
}
PLACEBOS = Family(51, replace(USUAL, listed=30, controls=90), {})
NOTHING = Family(52, replace(USUAL, effect=0.0, listed=12, controls=40, spread=0.4), {})
TOO_FEW = Family(53, replace(USUAL, listed=9, controls=60), {})


def observe(name: str, scale: Scale, index: int) -> Rows:
    """Truths and intervals in one world of a family."""
    family = FAMILIES[name]
    seed = scale.seed_of(family.number, index)
    panel = draw_panel(family.world, seed=seed)
    return {
        look: (family.world.effect, *_ends(panel, choices, outcome_names(choices), scale, seed))
        for look, choices in family.looks.items()
    }


def observe_others(name: str, scale: Scale, index: int) -> Rows:
    """Intervals that are usual and not used here: plain percentiles, and cluster-robust errors."""
    family = FAMILIES[name]
    seed = scale.seed_of(family.number, index)
    found = study(draw_panel(family.world, seed=seed), PLAIN)
    plain, clustered = (np.nan, np.nan), (np.nan, np.nan)
    if not found.lacking:
        drawn = log_effect(found, draws=scale.draws, seed=seed, widened=False)
        ends = interval(drawn[None, 1:])
        poisson = ppml(found.counts("joint"), found.rule.lag)
        plain, clustered = (ends.low[0], ends.high[0]), (poisson.low, poisson.high)
    return {
        "percentiles, not widened": (family.world.effect, *plain),
        "Poisson regression, clustered by entity": (family.world.effect, *clustered),
    }


def observe_placebos(scale: Scale, index: int) -> Rows:
    """Intervals of effects that a listing does not have, where it has one on joint papers."""
    seed = scale.seed_of(PLACEBOS.number, index)
    panel = draw_panel(PLACEBOS.world, seed=seed)
    looks = {
        "fake date": (too_early(panel), ("joint",)),
        "fake partner": (panel, ("placebo",)),
        "fake outcome: domestic": (panel, ("domestic",)),
    }
    return {
        look: (0.0, *_ends(given, MATCHED, names, scale, seed))
        for look, (given, names) in looks.items()
    }


def observe_nothing(scale: Scale, index: int) -> float:
    """The two-sided permutation p in a world without an effect; NaN if there is too little."""
    seed = scale.seed_of(NOTHING.number, index)
    found = study(draw_panel(NOTHING.world, seed=seed), PLAIN)
    if found.lacking:
        return float("nan")
    return permutation(
        found.counts("joint"), found.rule, entities=found.panel.entity, seed=seed, dealt=199
    ).either


def observe_misfit(scale: Scale, index: int) -> float:
    """The p of synthetic controls in a world without an effect; NaN if there is too little."""
    seed = scale.seed_of(NOTHING.number, index)
    found = study(draw_panel(NOTHING.world, seed=seed), MATCHED)
    return float("nan") if found.lacking else synthetic_group(found, seed=seed).share


def observe_too_few(scale: Scale, index: int) -> bool:
    """Whether a world with nine listed entities is said to be insufficient data."""
    seed = scale.seed_of(TOO_FEW.number, index)
    return bool(study(draw_panel(TOO_FEW.world, seed=seed), MATCHED).lacking)


def _ends(
    panel: EntityPanel, choices: Choices, names: tuple[str, ...], scale: Scale, seed: int
) -> tuple[float, float]:
    found = study(panel, choices)
    if found.lacking:
        return float("nan"), float("nan")
    drawn = log_effect(found, names, draws=scale.draws, seed=seed)
    ends = interval(drawn[None, 1:])
    return float(ends.low[0]), float(ends.high[0])


def summarise(name: str, worlds: Sequence[Rows]) -> list[Coverage]:
    """Coverage of each look at a family; those that it is made to mislead are marked."""
    found = []
    for look in worlds[0]:
        true, low, high = np.array([rows[look] for rows in worlds]).T
        mark = " (misled)" if (name, look) in MISLED else ""
        found.append(Coverage.of(f"{name}: {look}{mark}", true, low=low, high=high))
    return found


def rejected(worlds: Sequence[float]) -> tuple[int, int]:
    """Worlds with p ≤ 5 %, of those that have one."""
    known = np.array([p for p in worlds if not np.isnan(p)])
    return int((known <= LEVEL).sum()), len(known)
