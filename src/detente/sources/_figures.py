"""Rows of the ``figure`` table as a source builds them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.tables.figure import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Entity:
    """A country, bloc or organisation: its published name, its kind, and its code if any."""

    name: str
    kind: str
    country: str | None = None


NO_PARTNER = Entity("", "")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last year counted."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number."""

    metric: str
    entity: Entity
    period: Period
    value: float | None
    unit: str
    counting: str = ""
    partner: Entity = NO_PARTNER
    field: str = "All"
    status: str = "complete"


def figure_table(source: str, figures: Iterable[Figure]) -> pa.Table:
    """Checked and sorted rows of the ``figure`` table."""
    import pyarrow as pa

    rows = [_row(source, figure) for figure in figures]
    data = pa.Table.from_pylist(rows, schema=TABLE.schema)
    return TABLE.check(data.sort_by([(name, "ascending") for name in TABLE.sort]), origin=source)


def _row(source: str, figure: Figure) -> dict[str, object]:
    return {
        "source": source,
        "metric": figure.metric,
        "entity": figure.entity.name,
        "entity_kind": figure.entity.kind,
        "country": figure.entity.country,
        "partner_entity": figure.partner.name,
        "partner": figure.partner.country,
        "field": figure.field,
        "first_year": figure.period.first,
        "last_year": figure.period.last,
        "value": figure.value,
        "unit": figure.unit,
        "counting": figure.counting,
        "status": figure.status,
    }
