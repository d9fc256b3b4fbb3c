"""Evaluating a claim under every specification of its multiverse, on the same bootstrap draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.attribution import attribute
from detente.claims.curve import joint_distribution, summarise
from detente.claims.drawing import draw_works
from detente.claims.finding import AtomFinding, Finding
from detente.claims.metric import METRICS, is_direct
from detente.claims.relations import axis, not_measured
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.claims.claim import Claim
    from detente.claims.multiverse import Multiverse
    from detente.claims.verdict import Verdict
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

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
    metric = modules(METRICS, "METRIC").get(atom.metric)
    if metric is None:
        raise not_measured(atom)
    multiverse = claim.multiverse(atom)
    choices = multiverse.specifications()
    specifications = [Specification.of(choice) for choice in choices]
    if is_direct(metric):
        shape = metric.axis(atom)
        drawn = metric.draw(atom, specifications, dataset)
    else:
        shape = axis(atom, metric)
        _check_definitions(multiverse, dataset)
        drawn = draw_works(metric, atom, specifications, dataset=dataset)
    estimates = drawn.value[:, 0]
    enough = (drawn.n >= claim.minimum) & ~np.isnan(estimates)
    evaluable = enough & ~np.isnan(drawn.low) & ~np.isnan(drawn.high)
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
        counted=metric.METRIC.counted,
        notes=drawn.notes,
        sources=dataset.citations(metric.METRIC.tables),
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


def _check_definitions(multiverse: Multiverse, dataset: Dataset) -> None:
    for option in multiverse.dimensions.get("ai_definition", ()):
        if option not in dataset.definitions:
            raise UnknownName("AI definition of this release", option, dataset.definitions)


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
