"""One ability from many benchmarks: a two-parameter logistic model of scores.

The expected score of model m in benchmark b is

    σ(a_b (θ_m - d_b)),   a_b > 0,

with ability θ, difficulty d and slope a. Benchmarks that few models share are thereby stitched
into one scale: an old model and a new one are compared through the models between them. Fitted by
penalised least squares, Σ (score - expected)² + λ (Σ θ² + Σ d² + Σ (log a)²), which fixes origin
and unit; Levenberg-Marquardt from θ = d = log a = 0 unless told where to start, so
that equal data give equal bits. Abilities
are solved for first and only the benchmarks' equations remain (Schur complement), which keeps a fit
of a thousand models and fifty benchmarks at a fraction of a second.

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
TOLERANCE = 1e-8
MOST_STEPS = 500
_MOST_DAMPING = 1e12


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
        Whether the last step gained less than 1e-8 of the loss.
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
    loss, damping, converged = _loss(data, place, penalty), 1e-3, False
    for _ in range(MOST_STEPS):
        trial = place + _step(data, place, penalty=penalty, damping=damping)
        found = _loss(data, trial, penalty)
        if found < loss:
            gain, place, loss = loss - found, trial, found
            damping = max(damping / 5, 1e-9)
            if gain <= TOLERANCE * (1e-3 + loss):
                converged = True
                break
        else:
            damping *= 4
            if damping > _MOST_DAMPING:
                converged = True  # no step of any size gains anything
                break
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


def _step(data: _Data, place: Floats, *, penalty: float, damping: float) -> Floats:
    """The damped Gauss-Newton step, with the abilities eliminated."""
    ability, difficulty, logarithm = _parts(data, place)
    slope = np.exp(logarithm[data.item])
    distance = ability[data.model] - difficulty[data.item]
    found = expected(ability[data.model], difficulty[data.item], slope)
    residual = found - data.score
    # derivatives of the expected score by ability, difficulty and log slope
    of_model = found * (1 - found) * slope
    of_item = -of_model, of_model * distance
    gradient = penalty * place + np.concatenate(
        [_sum(data.model, of_model * residual, data.models)]
        + [_sum(data.item, part * residual, data.items) for part in of_item]
    )
    diagonal = _sum(data.model, of_model**2, data.models)
    square = np.zeros((2 * data.items, 2 * data.items))
    for one in range(2):
        for other in range(2):
            block = square[one * data.items :, other * data.items :]
            block[_diagonal(data.items)] = _sum(
                data.item, of_item[one] * of_item[other], data.items
            )
    pair, size = data.model * data.items + data.item, data.models * data.items
    cross = np.concatenate(
        [_sum(pair, of_model * part, size).reshape(data.models, data.items) for part in of_item],
        axis=1,
    )
    extra = penalty + damping * 1e-6
    diagonal = diagonal * (1 + damping) + extra
    square[_diagonal(2 * data.items)] = square[_diagonal(2 * data.items)] * (1 + damping) + extra
    first, second = gradient[: data.models], gradient[data.models :]
    scaled = cross / diagonal[:, None]
    items = np.linalg.solve(square - cross.T @ scaled, second - scaled.T @ first)
    return -np.concatenate([(first - cross @ items) / diagonal, items])


def _sum(label: Integers, values: Floats, size: int) -> Floats:
    return floats(np.bincount(label, values, size))


def _diagonal(size: int) -> tuple[Integers, Integers]:
    return np.arange(size), np.arange(size)
