"""The share of a country's AI models that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import MINIMUM, Axis, ClaimMetric, Drawn
from detente.claims.relations import log_ratio
from detente.core.errors import UsageError
from detente.indicators.open_models import chosen, counted, models_of
from detente.indicators.released import Released
from detente.indicators.rows import ratio
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.indicators.open_models import Counted, Model
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    title="share of models that are open",
    of_pair=False,
    adds_up=False,
    choices=("model_list", "open_means", "developer_country"),
    words="open model share",
    counted="models",
    minimum=MINIMUM,
    usual={
        "model_list": ("all", "notable"),
        "open_means": ("weights", "any_use"),
        "developer_country": ("headquarters", "any_affiliated"),
        "territory": ("separate", "hk_mo_with_cn"),
    },
    tables=("model",),
)
_FIX = "CN has a higher open model share than US, or: US open model share is above 0.5"


def axis(atom: Atom) -> Axis:
    """The log ratio of the share to what it is compared with, or the share itself.

    Raises
    ------
    UsageError
        The relation asks nothing of a share of one country.
    """
    if atom.relation == "within" and atom.comparator is None and atom.bounds is not None:
        return Axis(METRIC.title, "", atom.bounds)
    compared = atom.relation in ("gt", "lt") and (atom.comparator is not None or bool(atom.value))
    if not compared or atom.partner is not None:
        raise UsageError(
            f"'{atom.relation}' asks nothing of {METRIC.title}",
            why="it is higher or lower than another country's, or than a number above 0",
            fix=_FIX,
        )
    sides = (atom.subject, atom.comparator or f"{atom.value:g}")
    over = "{} over {}".format(*(sides if atom.relation == "gt" else sides[::-1]))
    return Axis(f"log ratio of {METRIC.title}, {over}", "equality", None)


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """The share under each specification, among models of which it is known.

    Its bounds take every model of which it is not known as whatever is worst, or best, for it.

    Raises
    ------
    DataMissing
        The release has no models.
    """
    dataset.need("model")
    size = len(specifications)
    value = np.full((size, 1 + dataset.draws), np.nan)
    n, unknown = np.zeros(size, np.int64), np.full(size, np.nan)
    least, most = np.full((2, size), np.nan)
    asked: dict[Specification, tuple[Released, list[Model]]] = {}
    for place, specification in enumerate(specifications):
        shared = specification.but(model_list="every")
        if shared not in asked:
            released = Released(dataset, shared)
            asked[shared] = released, models_of(released)
        released, models = asked[shared]
        listed = specification["model_list"]
        sides = [
            counted(chosen(models, country=code, listed="all" if listed == "every" else listed),
                    released)
            for code in (atom.subject, atom.comparator) if code is not None
        ]  # fmt: skip
        value[place] = _asked(atom, [ratio(side.opened, side.known) for side in sides])
        n[place] = min(int(side.known[0]) for side in sides)
        everything = sum(side.models[0] for side in sides)
        if everything:
            unknown[place] = 1 - sum(side.known[0] for side in sides) / everything
            least[place], most[place] = _bounds(atom, sides)
    low, high = interval(value[:, 1:]).low, -interval(-value[:, 1:]).low
    return Drawn(
        value=value, low=low, high=high, n=n, bound_low=least, bound_high=most,
        unknown_share=unknown,
    )  # fmt: skip


def _asked(atom: Atom, shares: Sequence[Floats]) -> Floats:
    """What the atom asks of the shares: above 0 where it holds, or the share itself."""
    if atom.relation == "within":
        return shares[0]
    other = shares[1] if len(shares) > 1 else np.full(shares[0].shape, float(atom.value or 0.0))
    sides = (shares[0], other)
    return log_ratio(*(sides if atom.relation == "gt" else sides[::-1]))


def _bounds(atom: Atom, sides: Sequence[Counted]) -> tuple[float, float]:
    """The least and the most it can be, whatever the models of unknown openness are."""
    ends = []
    for side in sides:
        total = np.maximum(side.models[:1], 1e-300)
        closed, opened = side.opened[:1], side.opened[:1] + side.models[:1] - side.known[:1]
        ends.append((closed / total, opened / total))
    if len(ends) == 1:
        found = [_asked(atom, [end])[0] for end in ends[0]]
    else:
        found = [_asked(atom, [mine, theirs])[0] for mine in ends[0] for theirs in ends[1]]
    return (np.nan, np.nan) if np.isnan(found).any() else (min(found), max(found))
