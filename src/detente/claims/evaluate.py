"""Evaluating a claim under every specification of its multiverse, on the same bootstrap draws.

A specification is a credit variant (what a work contributes) and a filter (which works count).
Works that contribute identically under every variant, and pass the same filters, are pooled first;
their weights are drawn once. A thousand specifications then cost a thousand small sums.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.claims.attribution import attribute
from detente.claims.curve import joint_distribution, summarise
from detente.claims.finding import AtomFinding, Finding
from detente.claims.metric import pool_of, rests_on
from detente.claims.pools import THREADS, pool_contributions
from detente.claims.relations import (
    axis,
    bounds,
    centres,
    estimate,
    not_measured,
    periods,
    spread,
    stand_apart,
)
from detente.claims.verdict import (
    classify,
    classify_within,
    decide,
    demote,
    verdict_by_option,
)
from detente.core.dimensions import Specification
from detente.core.discovery import modules
from detente.core.errors import UnknownName
from detente.lake.pool import FILTER_CHOICES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.claims.claim import Claim
    from detente.claims.metric import MetricModule
    from detente.claims.multiverse import Multiverse
    from detente.claims.pools import Admitted
    from detente.claims.verdict import Verdict
    from detente.lake.dataset import Dataset
    from detente.lake.pool import Pool

    Floats = NDArray[np.float64]

PACKAGE = "detente.claims.metrics"
TIE = 1e-9


def evaluate(
    claim: Claim, dataset: Dataset, *, progress: Callable[[str], None] = lambda _step: None
) -> Finding:
    """Evaluate every atom of a claim under every specification.

    Parameters
    ----------
    claim : Claim
    dataset : Dataset
        A release, with the number and seed of bootstrap draws.
    progress : callable
        Told of each atom as it begins.

    Raises
    ------
    UnknownName
        A country or an option of the claim does not occur in the release.
    DataMissing
        Nothing here measures the atom's relation and metric.
    UsageError
        The metric belongs to a pair and the atom names no partner, or the other way round.
    """
    found = []
    for atom in claim.atoms:
        progress(f"checking {atom.relation} of {atom.metric}")
        found.append(evaluate_atom(claim, atom, dataset))
    return Finding(claim, tuple(found), dataset.release.id, dataset.draws, dataset.seed)


def evaluate_atom(claim: Claim, atom: Atom, dataset: Dataset) -> AtomFinding:
    """Evaluate one atom under every specification of the claim's multiverse."""
    if atom.metric not in modules(PACKAGE, "METRIC"):
        raise not_measured(atom)
    metric = modules(PACKAGE, "METRIC")[atom.metric]
    shape = axis(atom, metric)
    multiverse = _possible(claim.multiverse(atom), dataset)
    choices = multiverse.specifications()
    drawn = _draw(metric, atom, [Specification.of(c) for c in choices], dataset=dataset)
    estimates = drawn.value[:, 0]
    evaluable = (drawn.n >= claim.minimum) & ~np.isnan(estimates)
    classes = _classes(atom, shape.target, (drawn.low, drawn.high), evaluable=evaluable)
    weights = multiverse.weights()
    verdict = decide(classes, weights)
    flips = could_flip(classes, (drawn.bound_low, drawn.bound_high), _goal(atom, shape.target))
    defined = ~np.isnan(drawn.value[:, 1:]) & evaluable[:, None]
    return AtomFinding(
        atom=atom,
        title=shape.title,
        zero=shape.zero,
        specifications=choices,
        estimates=estimates,
        low=drawn.low,
        high=drawn.high,
        bound_low=drawn.bound_low,
        bound_high=drawn.bound_high,
        n=drawn.n,
        unknown_share=drawn.unknown_share,
        classes=classes,
        weights=weights,
        margin=atom.margin,
        target=shape.target,
        verdict=demote(verdict, flips_within_bounds=bool(flips.any())),
        flips_within_bounds=bool(flips.any()),
        curve=summarise(np.where(evaluable, estimates, np.nan), weights),
        joint=joint_distribution(
            _holds(drawn.value[:, 1:], _goal(atom, shape.target)).T,
            defined=defined.T,
            weights=weights,
        ),
        attribution=attribute(estimates, classes, multiverse),
        by_option=_by_option(classes, flips, multiverse),
    )


def _goal(atom: Atom, target: tuple[float, float] | None) -> tuple[float, float]:
    """The interval in which the atom holds: what is a tie with its end lies in a target, but not
    above a margin.
    """
    if target is not None:
        return target[0] - TIE, target[1] + TIE
    return atom.margin + TIE, np.inf


def _classes(
    atom: Atom,
    target: tuple[float, float] | None,
    spread: tuple[Floats, Floats],
    *,
    evaluable: NDArray[np.bool_],
) -> NDArray[np.str_]:
    if target is None:
        return classify(*spread, margin=atom.margin, evaluable=evaluable)
    return classify_within(
        *spread, target_low=target[0], target_high=target[1], evaluable=evaluable
    )


def _holds(draws: Floats, goal: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((draws >= goal[0]) & (draws <= goal[1]))


def _possible(multiverse: Multiverse, dataset: Dataset) -> Multiverse:
    for option in multiverse.dimensions.get("ai_definition", ()):
        if option not in dataset.definitions:
            raise UnknownName(
                f"AI definition of release {dataset.release.id}", option, dataset.definitions
            )
    return multiverse


def could_flip(
    classes: NDArray[np.str_], bounds: tuple[Floats, Floats], goal: tuple[float, float]
) -> NDArray[np.bool_]:
    """Whether an S could be false or a C true within its bounds; a NaN bound could be anything."""
    low, high = (np.asarray(bound, float) for bound in bounds)
    unbounded = np.isnan(low) | np.isnan(high)
    could_fail = unbounded | (low < goal[0]) | (high > goal[1])
    could_hold = unbounded | ((low <= goal[1]) & (high >= goal[0]))
    return np.asarray(((classes == "S") & could_fail) | ((classes == "C") & could_hold))


def _by_option(
    classes: NDArray[np.str_], flips: NDArray[np.bool_], multiverse: Multiverse
) -> dict[str, dict[str, Verdict]]:
    """Verdict of the specifications of each option, demoted where one of them could flip."""
    found: dict[str, dict[str, Verdict]] = {}
    for name, verdicts in verdict_by_option(classes, multiverse).items():
        choices = multiverse.choices(name)
        found[name] = {
            option: demote(verdict, flips_within_bounds=bool(flips[choices == index].any()))
            for index, (option, verdict) in enumerate(verdicts.items())
        }
    return found


@dataclass(frozen=True, slots=True)
class _Drawn:
    value: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    bound_low: Floats
    bound_high: Floats
    unknown_share: Floats


def _draw(
    metric: MetricModule, atom: Atom, specifications: Sequence[Specification], *, dataset: Dataset
) -> _Drawn:
    """The atom's estimate by specification (rows) and draw (columns; the first is no draw)."""
    pool, size = pool_of(metric, dataset), len(specifications)
    pooled = pool_contributions(metric, atom, specifications, dataset=dataset)
    places = centres(atom, pool, metric)
    sides = rests_on(metric, pool, atom)
    value = np.full((size, 1 + dataset.draws), np.nan)
    ends = np.full((2, size), np.nan)
    n = np.zeros(size, np.int64)
    edges, unknown = np.full((2, size), np.nan), np.full(size, np.nan)

    def one(index: int, admitted: Admitted) -> None:
        specification = specifications[index]
        spans = periods(atom, specification, pool)
        unknown[index] = unknown_share(pool, specification)
        if any(span.empty for span in spans) or not stand_apart(atom, specification, pool):
            return  # nothing before or nothing after, or no such country: the data cannot tell
        totals, n[index] = pooled.totals(index, admitted, sides=sides)
        levels = np.stack([metric.levels(period, pool, places) for period in totals])
        value[index] = estimate(atom, metric, levels, pool=pool, spans=spans)
        ends[:, index] = spread(atom, value[index], levels, pool=pool)
        ranges = [
            metric.bounds(pool, specification.but(period=str(span)), places) for span in spans
        ]
        extremes = np.stack([low for low, _ in ranges]), np.stack([high for _, high in ranges])
        edges[:, index] = bounds(atom, metric, extremes, pool=pool, spans=spans)
        if unknown[index] == 0.0:  # nothing is missing: even where no bound is known, this is it
            edges[:, index] = np.where(np.isnan(edges[:, index]), value[index, 0], edges[:, index])

    def batch(indices: Sequence[int]) -> None:
        admitted = pooled.admitted(indices[0])
        for index in indices:
            one(index, admitted)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(batch, pooled.batches(THREADS)))
    return _Drawn(value, ends[0], ends[1], n, edges[0], edges[1], unknown)


def unknown_share(pool: Pool, specification: Specification) -> float:
    """Share of the admitted works of which some affiliation's country is unknown."""

    def make() -> float:
        works = pool.works_by_profile(specification)
        total = works.sum()
        is_open = pool.profiles(specification["territory"]).unknown > 0
        return float((works * is_open).sum() / total) if total else float("nan")

    names = ("territory", *FILTER_CHOICES)
    return pool.remember(("unknown share", *(specification[name] for name in names)), make)
