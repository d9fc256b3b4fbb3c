"""Do 95 % intervals hold the planted truth in 95 % of the worlds?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.planted import questions as q
from bench.planted.scale import APART, Scale
from detente.simulate.coverage import Coverage
from detente.simulate.families import level_world, random_world, ring_world
from detente.simulate.history import History
from detente.simulate.sample import Sample
from detente.simulate.truth import truth
from detente.simulate.world import World

# by statistic: the truth, and the ends of its interval
Row = tuple[float, float, float]
Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Family:
    """Worlds by their seed, what is asked in each, and how the statistics are named in a table."""

    number: int
    observe: Callable[[Scale, int], Rows]
    label: str = "{}"


def asking(
    world_of: Callable[[int], World], *questions: q.Question
) -> Callable[[Scale, int], Rows]:
    """Draw one sample of a world and compare every answer with the truth."""

    def observe(scale: Scale, seed: int) -> Rows:
        world = world_of(seed)
        sample = Sample.of(world, works=scale.works, draws=scale.draws, seed=seed)
        planted = truth(world)
        rows = {}
        for question in questions:
            answers = question.ask(sample)
            for name, true in question.truths.items():
                rows[name] = (true(planted), answers[name].low, answers[name].high)
        return rows

    return observe


def observe_change(scale: Scale, seed: int) -> Rows:
    """A change between two random worlds whose years meet at the turn of 2020."""
    before, after = (
        replace(random_world(number), years=tuple((year, 0.25) for year in range(first, first + 4)))
        for number, first in ((seed, 2016), (seed + APART // 2, 2020))
    )
    history = History((before, after), (0.45, 0.55))
    sample = history.sample(works=scale.works, draws=scale.draws, seed=seed)
    shares = [truth(world).partner_share(q.US, q.CN) for world in history.worlds]
    found = q.change(sample)[q.CHANGE]
    return {q.CHANGE: (float(np.log(shares[1] / shares[0])), found.low, found.high)}


FAMILIES = {
    "random": Family(1, asking(random_world, *q.GENERAL, q.FIRST, q.MUTUAL_FIRST, q.COUNT)),
    "change": Family(5, observe_change),
    "one rival": Family(2, asking(lambda _: ring_world(1.4), q.FIRST), "{}: one rival"),
    "two rivals": Family(
        3, asking(lambda _: ring_world(1.4, rivals=2), q.FIRST, q.MUTUAL_FIRST), "{}: two rivals"
    ),
    "tie": Family(
        4, asking(lambda _: ring_world(1.0, rivals=2), q.FIRST, q.MUTUAL_FIRST), "{}: tie with two"
    ),
    "all tie": Family(
        6, asking(lambda _: level_world(), q.FIRST, q.MUTUAL_FIRST), "{}: tie with all"
    ),
}


def observe(name: str, scale: Scale, index: int) -> Rows:
    """Truths and intervals in one world of a family."""
    family = FAMILIES[name]
    return family.observe(scale, scale.seed_of(family.number, index))


def summarise(name: str, worlds: Sequence[Rows]) -> list[Coverage]:
    """Coverage of each statistic of a family."""
    counted = []
    for statistic in worlds[0]:
        true, low, high = np.array([rows[statistic] for rows in worlds]).T
        label = FAMILIES[name].label.format(statistic)
        counted.append(Coverage.of(label, true, low=low, high=high))
    return counted
