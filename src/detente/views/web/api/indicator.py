"""The rows of an indicator: what ``detente show NAME --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.dimensions import DIMENSIONS
from detente.core.errors import UnknownName
from detente.views.web.api.endpoint import RELEASE, Endpoint, Parameter, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint(
    "indicators/{indicator}",
    "The rows of an indicator under a specification",
    "Filters of the indicator and choices of any dimension are parameters by their own names; "
    "`/indicators` lists both. What is not known is null, and `note` says why.",
    (
        Parameter("indicator", "Name of the indicator.", required=True, example="collaboration"),
        RELEASE,
        Parameter("metric", "Only these metrics, by comma."),
        Parameter("limit", "Rows of each metric; all by default.", "integer"),
        Parameter("country", "Only this country (ISO code, or EU).", example="US"),
        Parameter("partner", "Only this partner of the country.", example="CN"),
        Parameter("by", "Split by year or field, where the indicator can."),
        *(Parameter(d.name, d.title, options=tuple(o.name for o in d.options)) for d in DIMENSIONS),
    ),
    rows=True,
    open=True,
)
_OWN = {"indicator", "release", "metric", "limit", "form"}


def answer(question: Question) -> Result:
    """Compute, or slice what was computed."""
    from detente.core.discovery import find
    from detente.views.cli.values import whole_number
    from detente.views.document.measure import document_of
    from detente.views.text.arrange import arrange
    from detente.views.web.state import State

    given = question.given
    name = given["indicator"]
    indicator = find("detente.indicators", "INDICATOR", name).INDICATOR
    named = {d.name for d in DIMENSIONS}
    choices = {key: value for key, value in given.items() if key in named}
    for key in choices:
        if key not in indicator.dimensions:
            raise UnknownName(f"choice of '{name}'", key, indicator.dimensions)
    others = {key: value for key, value in given.items() if key not in named | _OWN}
    state = State("en", question.desk.release).but(**choices)
    measure = question.desk.measure(name, state, **_filters(name, others))
    metrics = [m for m in given.get("metric", "").replace(" ", "").split(",") if m]
    limit = whole_number("limit", given.get("limit")) or None
    if metrics or limit:
        measure = arrange(measure, metrics=metrics, limit=limit)
    return Result(document_of(measure), measure.to_arrow())


def _filters(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    from detente.views.document.filters import filters_of, read_value

    kinds = filters_of(name)
    for key in given:
        if key not in kinds:
            raise UnknownName(f"parameter of '{name}'", key, kinds)
    return {key: read_value(key, value, kinds[key]) for key, value in given.items()}
