"""A measure for programs: what it is, its rows, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.core.measure import Measure


def document_of(measure: Measure) -> dict[str, Any]:
    """A measure for JSON: what it is, its rows, and where they come from."""
    indicator = measure.indicator
    return {
        "indicator": measure.provenance.indicator,
        "title": indicator.title,
        "metrics": {
            m.name: {"title": m.title, "unit": m.unit, "formula": m.formula}
            for m in indicator.metrics
        },
        "interval": indicator.interval,
        "rows": measure.to_dicts(),
        "provenance": measure.provenance.as_dict(),
        "cite": measure.cite(),
    }
