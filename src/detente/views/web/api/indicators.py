"""What can be asked: every indicator with its metrics, filters and choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.api.endpoint import Endpoint, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint("indicators", "Every indicator: metrics, filters, choices", parameters=())


def answer(question: Question) -> Result:  # noqa: ARG001 - the same for every release
    """The declarations."""
    from dataclasses import asdict

    from detente.core.dimensions import DIMENSIONS
    from detente.core.discovery import modules
    from detente.indicators.run import filters_of

    found = modules("detente.indicators", "INDICATOR")
    return Result({
        "indicators": {
            name: {**asdict(module.INDICATOR), "filters": filters_of(name)}
            for name, module in found.items()
        },
        "dimensions": {dimension.name: asdict(dimension) for dimension in DIMENSIONS},
    })  # fmt: skip
