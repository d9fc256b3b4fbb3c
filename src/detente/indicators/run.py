"""Running an indicator by name: find it, check what was asked, compute, attach provenance."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from detente.core.discovery import find
from detente.core.errors import UnknownName, UsageError
from detente.core.measure import Measure, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from detente.core.dimensions import Specification
    from detente.core.indicator import Indicator
    from detente.lake.dataset import Dataset

PACKAGE = "detente.indicators"


def run(name: str, dataset: Dataset, specification: Specification, **filters: Any) -> Measure:
    """Compute an indicator.

    What a ``compute`` needs it says by the names of its parameters: ``tally`` (totals under the
    specification), ``dataset`` (tables and statements), and keyword parameters for what to show.

    Parameters
    ----------
    name : str
        Module in ``detente.indicators``.
    dataset : Dataset
    specification : Specification
    **filters
        Keyword parameters of the indicator's ``compute``; None is as if not given.

    Raises
    ------
    UnknownName
        There is no such indicator, or it has no such filter.
    UsageError
        The specification changes a dimension that the indicator does not depend on.
    DataMissing
        The release lacks what the indicator needs.
    """
    from detente.indicators.tally import Tally

    module = find(PACKAGE, "INDICATOR", name)
    indicator: Indicator = module.INDICATOR
    _check_dimensions(name, indicator, specification)
    given = {key: value for key, value in filters.items() if value is not None}
    available = {"tally": Tally(dataset, specification), "dataset": dataset}
    accepted = inspect.signature(module.compute).parameters
    for key in given:
        if key not in accepted or key in available:
            raise UnknownName(f"filter of '{name}'", key, set(accepted) - set(available))
    wanted = {key: available[key] for key in accepted if key in available}
    compute: Callable[..., list[pa.Table]] = module.compute
    return Measure(
        _joined(indicator, compute(**wanted, **given)),
        indicator,
        provenance(name, indicator, dataset, specification=specification),
    )


def filters_of(name: str) -> tuple[str, ...]:
    """Names of the filters of an indicator."""
    module = find(PACKAGE, "INDICATOR", name)
    parameters = inspect.signature(module.compute).parameters
    return tuple(key for key in parameters if key not in ("tally", "dataset"))


def _check_dimensions(name: str, indicator: Indicator, specification: Specification) -> None:
    from detente.core.dimensions import Specification

    defaults = Specification.of()
    for dimension, value in specification.items():
        if value != defaults[dimension] and dimension not in indicator.dimensions:
            raise UsageError(
                f"'{name}' does not depend on {dimension}",
                why=f"setting it to {value} would change nothing and look as if it did",
                fix="its dimensions are " + ", ".join(indicator.dimensions),
            )


def _joined(indicator: Indicator, tables: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    from detente.indicators.rows import plain

    empty = plain(
        "", {name: [] for name in indicator.grain}, [], low=[], high=[], n=[], unknown_share=[]
    )
    return (
        pa.concat_tables([empty.cast(table.schema) for table in tables[:1]] + tables)
        if tables
        else (empty)
    )


def provenance(
    name: str, indicator: Indicator, dataset: Dataset, *, specification: Specification
) -> Provenance:
    """Where the numbers of an indicator come from."""
    from detente.core.version import __version__

    return Provenance(
        release=dataset.release.id,
        sources=dataset.citations(indicator.tables),
        specification={key: specification[key] for key in indicator.dimensions},
        method=indicator.method,
        indicator=name,
        version=__version__,
        engine=dataset.engine.name,
        draws=dataset.draws,
        seed=dataset.seed,
    )
