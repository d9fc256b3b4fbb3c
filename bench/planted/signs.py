"""Is the sign of what is planted found, and is the wrong one ever called sure?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.planted import cited
from bench.planted.questions import CN, US
from bench.planted.scale import Scale
from detente.simulate.cited_families import (
    cooperation_dividend,
    disruption_lead,
    home_bias,
    level_citations,
    quality_lead,
)
from detente.simulate.citing import CitationWorld


@dataclass(frozen=True, slots=True)
class Planted:
    """A world in which one thing is planted, who has it, and which statistics should show it.

    All should be above 0, unless nothing is planted: then neither sign is right.
    """

    name: str
    number: int
    world: CitationWorld
    ask: Callable[..., cited.Answers]
    one: str
    other: str
    statistics: tuple[str, ...]
    anything: bool = True


IMPACT = (cited.TOP, cited.SCORE, cited.TOP_PAPERS)
JOINT = (cited.INTERNATIONAL, cited.JOINT, cited.JOINT_TOP)
CASES = (
    Planted(
        "nothing", 51, level_citations(), cited.differences, US, CN, (*IMPACT, cited.RANK), False
    ),
    Planted("no dividend", 52, level_citations(), cited.dividends, US, CN, JOINT, False),
    Planted("quality × 1.2", 53, quality_lead(1.2), cited.impacts, US, CN, IMPACT),
    Planted("quality × 1.5", 54, quality_lead(1.5), cited.impacts, US, CN, IMPACT),
    Planted("disruption + 0.1", 55, disruption_lead(0.1), cited.disruptions, CN, US, (cited.RANK,)),
    Planted("disruption + 0.3", 56, disruption_lead(0.3), cited.disruptions, CN, US, (cited.RANK,)),
    Planted("home bias 0.2", 57, home_bias(0.2), cited.home_lift, CN, US, (cited.HOME,)),
    Planted("home bias 0.4", 58, home_bias(0.4), cited.home_lift, CN, US, (cited.HOME,)),
    Planted("dividend × 1.2", 59, cooperation_dividend(1.2), cited.dividends, US, CN, JOINT),
    Planted("dividend × 1.5", 60, cooperation_dividend(1.5), cited.dividends, US, CN, JOINT),
)
BY_NAME = {case.name: case for case in CASES}


@dataclass(frozen=True, slots=True)
class Signs:
    """How often a difference had the planted sign, and on which side of 0 its interval lay.

    Attributes
    ----------
    case : Planted
    statistic : str
    worlds : int
        Worlds with an interval.
    above : int
        Worlds whose difference is above 0, as planted, if anything is.
    sure_above, sure_below : int
        Worlds whose interval lies wholly above 0, and wholly below.
    mean : float
        Mean difference.
    """

    case: Planted
    statistic: str
    worlds: int
    above: int
    sure_above: int
    sure_below: int
    mean: float


def observe(name: str, scale: Scale, index: int) -> Mapping[str, tuple[float, float, float]]:
    """Each difference and its interval in one world."""
    case = BY_NAME[name]
    seed = scale.seed_of(case.number, index)
    of = cited.sample(case.world, works=scale.works, draws=scale.draws, seed=seed)
    found = case.ask(of, case.one, case.other)
    return {k: (found[k].value, found[k].low, found[k].high) for k in case.statistics}


def summarise(name: str, worlds: Sequence[Mapping[str, tuple[float, float, float]]]) -> list[Signs]:
    """Count signs, statistic by statistic."""
    case, counted = BY_NAME[name], []
    for statistic in case.statistics:
        rows = np.array([rows[statistic] for rows in worlds], float)
        value, low, high = rows[~np.isnan(rows).any(axis=1)].T
        counted.append(
            Signs(
                case, statistic, len(value), int((value > 0).sum()), int((low > 0).sum()),
                int((high < 0).sum()), float(value.mean()),
            )
        )  # fmt: skip
    return counted
