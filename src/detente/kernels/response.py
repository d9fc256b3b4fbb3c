"""One ability from many benchmarks: a two-parameter logistic model of scores.

The expected score of model m in benchmark b is

    σ(a_b (θ_m - d_b)),   a_b > 0,

with ability θ, difficulty d and slope a. Benchmarks that few models share are thereby stitched
into one scale: an old model and a new one are compared through the models between them. Fitted by
penalised least squares, Σ (score - expected)² + λ (Σ θ² + Σ d² + Σ (log a)²), which fixes origin
and unit; damped Newton steps from θ = d = log a = 0 unless told where to start, so that equal data
give equal bits. Abilities are solved for first and only the benchmarks' equations remain (Schur
complement), which keeps a fit of a thousand models and fifty benchmarks at a fraction of a second.

References: Birnbaum 1968 (two-parameter logistic); Ho et al. 2025 (stitching benchmarks so).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, floats, integers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from detente.kernels._arrays import Integers

PENALTY = 0.01
TOLERANCE = 1e-6
MOST_STEPS = 500
_LEAST_DAMPING, _MOST_DAMPING = 1e-9, 1e9


class Abilities(NamedTuple):
    """A fitted scale.

    Attributes
    ----------
    ability : float64 array, shape (models,)
    difficulty, slope : float64 arrays, shape (benchmarks,)
        The slope is above 0.
    loss : float
        Penalised sum of squares at the fit.
    converged : bool
        Whether the loss is flat: its steepest slope is at most 1e-6. It is the least loss where
        scores rise with ability; of contradictory ones it may be a saddle.
    """

    ability: Floats
    difficulty: Floats
    slope: Floats
    loss: float
    converged: bool


class _Data(NamedTuple):
    model: Integers
    item: Integers
    score: Floats
    models: int
    items: int


def fit(
    model: ArrayLike,
    benchmark: ArrayLike,
    score: ArrayLike,
    *,
    penalty: float = PENALTY,
    start: tuple[ArrayLike, ArrayLike, ArrayLike] | None = None,
) -> Abilities:
    """Abilities of models and difficulties of benchmarks.

    Parameters
    ----------
    model, benchmark : integer arrays, shape (scores,)
        Who was scored in what, numbered from 0 without gaps.
    score : array, shape (scores,)
        Fractions in [0, 1].
    penalty : float
        λ above 0: how much an ability far from 0 must explain.
    start : tuple of arrays, optional
        Abilities, difficulties and slopes to begin with, such as those of nearly the same scores.

    Raises
    ------
    ValueError
        There are no scores, one lies outside [0, 1], or the penalty is not positive.
    """
    data = _data(model, benchmark, score)
    if penalty <= 0:
        raise ValueError("without a penalty the scale has neither origin nor unit")
    place = np.zeros(data.models + 2 * data.items)
    if start is not None:
        place = np.concatenate([floats(start[0]), floats(start[1]), np.log(floats(start[2]))])
    loss, damping, converged = _loss(data, place, penalty), 0.1, False
    for _ in range(MOST_STEPS):
        step, slope = _step(data, place, penalty=penalty, damping=damping)
        converged = slope <= TOLERANCE
        if converged or damping > _MOST_DAMPING:
            break
        trial = place + step
        found = _loss(data, trial, penalty)
        damping = max(damping / 8, _LEAST_DAMPING) if found < loss else damping * 4
        if found < loss:
            place, loss = trial, found
    ability, difficulty, logarithm = _parts(data, place)
    return Abilities(ability, difficulty, np.exp(logarithm), loss, converged)


def expected(ability: ArrayLike, difficulty: ArrayLike, slope: ArrayLike) -> Floats:
    """Expected score, in (0, 1)."""
    distance = floats(slope) * (floats(ability) - floats(difficulty))
    return floats(0.5 * (1.0 + np.tanh(distance / 2)))


def linked(model: ArrayLike, benchmark: ArrayLike, *, least: int) -> Integers:
    """Places of the scores whose model and benchmark have at least ``least`` others each.

    Models scored in fewer benchmarks are left out, then benchmarks with fewer models, and so on
    until none is left out: what remains is the largest set that keeps the rule.
    """
    models, items = integers(model), integers(benchmark)
    kept = np.arange(len(models))
    while len(kept):
        enough = np.ones(len(kept), bool)
        for labels in (models[kept], items[kept]):
            enough &= np.bincount(labels)[labels] >= least
        if enough.all():
            break
        kept = kept[enough]
    return kept


def _data(model: ArrayLike, benchmark: ArrayLike, score: ArrayLike) -> _Data:
    models, items, scores = integers(model), integers(benchmark), floats(score)
    if not len(scores) or not ((scores >= 0) & (scores <= 1)).all():
        raise ValueError("there must be scores, and each must be a fraction")
    return _Data(models, items, scores, int(models.max()) + 1, int(items.max()) + 1)


def _parts(data: _Data, place: Floats) -> tuple[Floats, Floats, Floats]:
    ability, difficulty, logarithm = np.split(place, [data.models, data.models + data.items])
    return ability, difficulty, logarithm


def _loss(data: _Data, place: Floats, penalty: float) -> float:
    ability, difficulty, logarithm = _parts(data, place)
    with np.errstate(over="ignore", invalid="ignore"):
        found = expected(ability[data.model], difficulty[data.item], np.exp(logarithm[data.item]))
        residual = found - data.score
        loss = residual @ residual + penalty * (place @ place)
    return float(loss) if np.isfinite(loss) else float("inf")


def _step(data: _Data, place: Floats, *, penalty: float, damping: float) -> tuple[Floats, float]:
    """The damped Newton step, with the abilities eliminated, and the steepest slope."""
    ability, difficulty, logarithm = _parts(data, place)
    slope = np.exp(logarithm[data.item])
    logit = slope * (ability[data.model] - difficulty[data.item])
    found = expected(logit, 0.0, 1.0)
    residual = found - data.score
    # derivatives of the expected score by its logit, and of half the loss by ability (a difficulty
    # is the same with the other sign) and by log slope
    bend = found * (1 - found)
    turn = bend * (1 - 2 * found)
    of_ability, of_slope = bend * slope, bend * logit
    twice = of_ability**2 + residual * turn * slope**2
    mixed = of_ability * of_slope + residual * (turn * slope * logit + of_ability)
    curved = of_slope**2 + residual * (turn * logit**2 + of_slope)
    by_model = _sum(data.model, of_ability * residual, data.models)
    by_item = [_sum(data.item, part * residual, data.items) for part in (-of_ability, of_slope)]
    gradient = penalty * place + np.concatenate([by_model, *by_item])
    extra = penalty + damping
    diagonal = _sum(data.model, twice, data.models) + extra
    pair, size = data.model * data.items + data.item, data.models * data.items
    cross = np.concatenate(
        [_sum(pair, part, size).reshape(data.models, data.items) for part in (-twice, mixed)],
        axis=1,
    )
    blocks = [np.diag(_sum(data.item, part, data.items)) for part in (twice, -mixed, curved)]
    square = np.block([[blocks[0], blocks[1]], [blocks[1], blocks[2]]])
    square += extra * np.eye(2 * data.items)
    first, second = gradient[: data.models], gradient[data.models :]
    scaled = cross / diagonal[:, None]
    items = np.linalg.solve(square - cross.T @ scaled, second - scaled.T @ first)
    step = -np.concatenate([(first - cross @ items) / diagonal, items])
    return step, float(np.abs(gradient).max())


def _sum(label: Integers, values: Floats, size: int) -> Floats:
    return floats(np.bincount(label, values, size))
