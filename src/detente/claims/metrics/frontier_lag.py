"""Frontier lag: how many months the best models of one country come after those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis, ClaimMetric, Drawn
from detente.core.errors import UsageError
from detente.indicators.lag_question import HORIZON, Question
from detente.indicators.lags import LEAST_CROSSINGS
from detente.indicators.released import Released

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.indicators.lags import Lag
    from detente.lake.dataset import Dataset

METRIC = ClaimMetric(
    title="frontier lag",
    of_pair=False,
    adds_up=False,
    choices=("lag_estimator", "lag_scale", "developer_country", "record_era"),
    counted="releases of the follower",
    minimum=LEAST_CROSSINGS,
    usual={
        "lag_estimator": ("forward_median", "backward_median", "day_average", "joint_mean"),
        "lag_scale": ("index", "benchmarks", "compute"),
        "developer_country": ("headquarters", "any_affiliated"),
        "record_era": ("contested", "all"),
    },
    tables=("model", "score"),
)
MONTH = 30.4375
SCOPES = ("language", "vision")
NOT_REACHED = (
    "a median that is not reached has no value: it is drawn at the longest time observed, which it "
    "exceeds, and its interval is open"
)


def axis(atom: Atom) -> Axis:
    """Months behind, and the months that the atom names.

    Raises
    ------
    UsageError
        The relation is no lag.
    """
    if atom.relation != "lag" or atom.bounds is None:
        raise UsageError(
            f"a lag is said in months, not by '{atom.relation}'",
            fix="say it so: CN is 12 to 24 months behind US",
        )
    return Axis(f"months that {atom.subject} is behind {atom.comparator}", "at once", atom.bounds)


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """The lag in months under each specification, with its draws.

    Raises
    ------
    UsageError
        The field that the atom names is not one that models are told apart by.
    DataMissing
        The release has no models.
    """
    dataset.need("model")
    size = len(specifications)
    value = np.full((size, 1 + dataset.draws), np.nan)
    low, high, bounds = np.full(size, np.nan), np.full(size, np.nan), np.full((2, size), np.nan)
    n, unknown = np.zeros(size, np.int64), np.full(size, np.nan)
    asked: dict[Specification, Question] = {}
    notes: list[str] = []
    for row, specification in enumerate(specifications):
        one = _about(specification, atom.scope)
        shared = one.but(lag_estimator="every", lag_scale="every")
        if shared not in asked:
            asked[shared] = _question(Released(dataset, shared), atom)
        question = asked[shared]
        found = question.on(one["lag_scale"]).of(one["lag_estimator"], horizon=HORIZON)
        value[row] = _months(found)
        low[row], high[row] = (end / MONTH for end in found.ends)
        n[row] = found.crossings
        unknown[row] = question.unknown(question.benchmarks(one["lag_scale"]))
        # without a missing country there is nothing that could turn the number
        bounds[:, row] = value[row, 0] if unknown[row] == 0 else np.nan
        if np.isinf(found.totals[0]) and not notes:
            notes.append(NOT_REACHED)
    return Drawn(
        value=value, low=low, high=high, n=n, bound_low=bounds[0], bound_high=bounds[1],
        unknown_share=unknown, notes=tuple(notes),
    )  # fmt: skip


def _about(specification: Specification, scope: str | None) -> Specification:
    """The specification with the field that the atom names, and one estimator on one scale."""
    if scope is not None:
        if scope not in SCOPES:
            raise UsageError(
                f"no models are told apart as '{scope}'",
                fix="say 'in AI', or one of: " + ", ".join(SCOPES),
            )
        specification = specification.but(model_domain=scope)
    chosen = {"lag_estimator": "forward_median", "lag_scale": "index"}
    silent = {name: option for name, option in chosen.items() if specification[name] == "every"}
    return specification.but(**silent)


def _question(released: Released, atom: Atom) -> Question:
    from datetime import date

    leader, follower = atom.comparator, atom.subject
    return Question(
        released, lambda r: leader in r.codes, lambda r: follower in r.codes,
        released.last_day or date(1900, 1, 1),
    )  # fmt: skip


def _months(found: Lag) -> np.ndarray:
    months: np.ndarray = found.totals / MONTH
    if np.isinf(months[0]):
        months[0] = np.copysign(found.bound, months[0]) / MONTH
    return months
