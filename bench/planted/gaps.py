"""Where each country misses affiliations at a rate of its own: intervals fail, bounds must not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.planted import questions as q
from bench.planted.scale import Scale
from detente.claims.atom import Atom
from detente.simulate.coverage import Coverage
from detente.simulate.families import gappy_world
from detente.simulate.sample import Sample
from detente.simulate.truth import Truth, truth

FAMILY = 31


def _papers(true: Truth) -> float:
    return float(np.log(true.papers[true.place(q.US)] / true.papers[true.place(q.CN)]))


ATOMS: tuple[tuple[str, Atom, Callable[[Truth], float]], ...] = (
    (
        q.LEAD,
        Atom("rank", "joint_papers", q.US, partner=q.CN, rank=1),
        lambda t: t.lead(q.US, q.CN),
    ),
    (
        q.MUTUAL,
        Atom("mutual_rank", "joint_papers", q.US, partner=q.CN, rank=1),
        lambda t: t.mutual_lead(q.US, q.CN),
    ),
    (q.PAPERS, Atom("gt", "papers", q.US, comparator=q.CN), _papers),
    (q.JOINT_SHARE, q.level("partner_share", partner=q.CN), lambda t: t.partner_share(q.US, q.CN)),
    (q.INTERNATIONAL, q.level("international_share"), lambda t: t.international_share(q.US)),
)


@dataclass(frozen=True, slots=True)
class Gaps:
    """One statistic on records with gaps.

    ``interval`` is how the 95 % interval of the record did against the truth of the world;
    ``bounds`` how the bounds did against it, and ``logical`` against the same works without gaps.
    """

    interval: Coverage
    bounds: Coverage
    logical: Coverage


def observe(scale: Scale, index: int) -> Mapping[str, tuple[float, ...]]:
    """By statistic: the truth, what the works say without gaps, and what they say with them."""
    seed = scale.seed_of(FAMILY, index)
    world = gappy_world(seed)
    recorded = Sample.of(world, works=scale.works, draws=scale.draws, seed=seed)
    complete = Sample.of(world.complete(), works=scale.works, draws=1, seed=seed)
    rows = {}
    for name, atom, true in ATOMS:
        found = q.claimed(atom, whole=name)(recorded)[name]
        known = q.claimed(atom, whole=name)(complete)[name].value
        rows[name] = (true(truth(world)), known, *found)
    return rows


def summarise(worlds: Sequence[Mapping[str, tuple[float, ...]]]) -> list[Gaps]:
    """How intervals and bounds of every statistic did."""
    return [_gaps(name, np.array([rows[name] for rows in worlds])) for name in worlds[0]]


def _gaps(name: str, rows: np.ndarray) -> Gaps:
    true, known, _, low, high, least, most = rows.T
    return Gaps(
        Coverage.of(name, true, low=low, high=high),
        Coverage.of(name, true, low=least, high=most),
        # a bound that is reached exactly may differ in the last digit
        Coverage.of(name, known, low=least - 1e-9, high=most + 1e-9),
    )
