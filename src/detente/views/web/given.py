"""What a view gives away besides its picture: rows, a document, and how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from detente.core.measure import Measure


@dataclass(frozen=True, slots=True)
class Given:
    """Numbers with all that they travel with.

    Attributes
    ----------
    rows : pyarrow.Table
        What CSV and Parquet hold; its metadata is the provenance.
    document : mapping
        What JSON holds: the same rows, and what they mean.
    specification : mapping of str to str
        The choices that matter to the numbers.
    formulas : tuple of (str, str, str)
        Title, unit and formula of each metric.
    interval, minimum_data, method : str
    indicator : str
        Name of the indicator, for the page of its method; empty if there is none.
    sources : tuple of str
        Citations.
    draws, seed : int
    command : str
        The command that prints the same numbers.
    cite : str
    """

    rows: pa.Table
    document: Mapping[str, Any]
    specification: Mapping[str, str]
    formulas: tuple[tuple[str, str, str], ...]
    interval: str
    minimum_data: str
    method: str
    indicator: str
    sources: tuple[str, ...]
    draws: int
    seed: int
    command: str
    cite: str


def given_of(measure: Measure, **filters: Any) -> Given:
    """What a measure gives, and the command that prints it.

    Parameters
    ----------
    measure : Measure
    **filters
        Filters of the indicator that it was asked for with.
    """
    from detente.views.document.measure import document_of

    indicator, found = measure.indicator, measure.provenance
    shown = set(measure.rows["metric"].unique().to_pylist())
    return Given(
        rows=measure.to_arrow(),
        document=document_of(measure),
        specification=found.specification,
        formulas=tuple(
            (m.title, m.unit, m.formula) for m in indicator.metrics if m.name in shown
        ),
        interval=indicator.interval,
        minimum_data=indicator.minimum_data,
        method=found.method,
        indicator=found.indicator,
        sources=found.sources,
        draws=found.draws,
        seed=found.seed,
        command=command_of(measure, filters),
        cite=measure.cite(),
    )  # fmt: skip


def command_of(measure: Measure, filters: Mapping[str, Any]) -> str:
    """``detente show …`` for the same rows."""
    from detente.core.dimensions import Specification

    usual, found = Specification.of(), measure.provenance
    words = ["detente show", found.indicator]
    chosen = {n: v for n, v in found.specification.items() if v != usual[n]}
    for name, value in {**filters, **chosen}.items():
        if value is not None and value is not False:
            words.append(f"--{name.replace('_', '-')}" + ("" if value is True else f" {value}"))
    metrics = list(dict.fromkeys(measure.rows["metric"].to_pylist()))
    if len(metrics) < len(measure.indicator.metrics):
        words.append(f"--metric {','.join(metrics)}")
    return " ".join(words)
