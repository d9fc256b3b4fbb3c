"""Models counted once each, and which of them are open, with bootstrap draws."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.indicators.released import OPEN, model_unit
from detente.kernels import bootstrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.indicators.released import Released
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

LISTS = ("all", "notable")
ANY_USE = "open_unrestricted"
NO_LICENCE = "open_unspecified"


@dataclass(frozen=True, slots=True)
class Model:
    """A model, once whatever the number of its versions.

    Attributes
    ----------
    year : int
        Of its first version.
    codes : frozenset of str
        Countries of all its versions.
    access : str or None
        How the first version that says so can be used.
    notable : bool
    unit : int
        Names it in the bootstrap.
    """

    name: str
    year: int
    codes: frozenset[str]
    access: str | None
    notable: bool
    unit: int


class Counted(NamedTuple):
    """Sums over models, each of shape (1 + draws,); column 0 counts each model once.

    Attributes
    ----------
    models, known, opened : float64 arrays
        All, those of which it is known whether they are open, and those that are.
    """

    models: Floats
    known: Floats
    opened: Floats


def models_of(released: Released) -> list[Model]:
    """Models of the period whose day and country are known, by name."""
    period = released.specification.period
    versions = defaultdict(list)
    for name in sorted(released.releases):
        versions[released.models[name]["name"]].append(name)
    found = []
    for name, members in sorted(versions.items()):
        rows = [released.models[member] for member in members]
        releases = [released.releases[member] for member in members]
        stated = [row["access"] for row in rows if row["access"] is not None]
        year = min(release.day.year for release in releases)
        if (period.first or year) <= year <= (period.last or year):
            found.append(
                Model(
                    name,
                    year,
                    frozenset().union(*(release.codes for release in releases)),
                    stated[0] if stated else None,
                    any(row["notable"] for row in rows),
                    model_unit(name),
                )
            )
    return found


def chosen(models: Sequence[Model], *, country: str | None, listed: str) -> list[Model]:
    """Models of a country, or of all, that are on a list."""
    return [
        model for model in models
        if (country is None or country in model.codes) and (listed == "all" or model.notable)
    ]  # fmt: skip


def is_open(model: Model, specification: Specification) -> float:
    """1 or 0; NaN where it is not known."""
    if specification["open_means"] == "any_use" and model.access == NO_LICENCE:
        return np.nan
    if model.access is None:
        return np.nan
    wanted = {ANY_USE} if specification["open_means"] == "any_use" else OPEN
    return float(model.access in wanted)


def weights_of(models: Sequence[Model], dataset: Dataset) -> Floats:
    """How often each model counts: once, and in each draw, (models, 1 + draws)."""
    units = np.array([model.unit for model in models], dtype=np.int64)
    first = np.arange(len(units) + 1)
    drawn = bootstrap.weights(first, units, draws=dataset.draws, seed=dataset.seed)
    return np.concatenate([np.ones((len(units), 1)), drawn], axis=1)


def counted(models: Sequence[Model], released: Released) -> Counted:
    """Models, and how many of them are open."""
    weight = weights_of(models, released.dataset)
    opened = np.array([is_open(model, released.specification) for model in models])
    known = ~np.isnan(opened)
    return Counted(weight.sum(axis=0), known @ weight, np.nan_to_num(opened) @ weight)
