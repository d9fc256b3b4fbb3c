"""Tool ``show``: the numbers of an indicator, with interval, n and unknown share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.views.document.filters import filters_of, value_of
from detente.views.document.measure import document_of
from detente.views.document.plain import plain
from detente.views.mcp.tool import Tool
from detente.views.mcp.untrusted import SCHEMA, marked, untrusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.mcp.reader import Reader

_NAME = {"type": "string", "maxLength": 100}
TOOL = Tool(
    title="Numbers of an indicator",
    description=(
        "Rows of an indicator: value, 95 % interval (low, high), n (papers behind it), the share "
        "that is unknown, and a note where something is missing; null is not known, never 0. Ask "
        "'indicators' which there are, with their metrics, filters and choices. Countries are ISO "
        "codes (US, CN, GB), or EU."
    ),
    takes={
        "indicator": {
            **_NAME,
            "description": "which one, e.g. collaboration or output: 'indicators' lists them",
        },
        "metrics": {
            "type": "array",
            "items": _NAME,
            "maxItems": 20,
            "default": [],
            "description": "only these metrics; all by default",
        },
        "filters": {
            "type": "object",
            "maxProperties": 10,
            "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": 200},
            "default": {},
            "description": 'what to show, e.g. {"country": "US", "partner": "CN"}',
        },
        "choices": {
            "type": "object",
            "maxProperties": 40,
            "additionalProperties": _NAME,
            "default": {},
            "description": 'analytic choices that differ from their defaults, e.g. {"territory": '
            '"hk_mo_with_cn"}',
        },
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": 200,
            "default": 10,
            "description": "most rows of each metric (1 to 200)",
        },
    },
    gives={
        "indicator": {"type": "string"},
        "title": {"type": "string"},
        "metrics": {"type": "object", "description": "title, unit and formula of each metric"},
        "interval": {"type": "string", "description": "what low and high are"},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "metric": {"type": "string"},
                    "value": {"type": ["number", "null"]},
                    "low": {"type": ["number", "null"]},
                    "high": {"type": ["number", "null"]},
                    "n": {"type": ["integer", "null"]},
                    "unknown_share": {"type": ["number", "null"]},
                },
                "required": ["metric", "value", "low", "high", "n", "unknown_share"],
            },
        },
        "rows_left_out": {"type": "integer", "description": "by the limit"},
        "provenance": {"type": "object"},
        "cite": SCHEMA,
    },
    required=("indicator",),
)


def answer(reader: Reader, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of an indicator."""
    from detente.views.text.arrange import arrange

    name, metrics = arguments["indicator"], arguments["metrics"]
    measure = reader.measure(name, _asked(name, arguments))
    every = arrange(measure, metrics=metrics)
    shown = arrange(measure, metrics=metrics, limit=arguments["limit"])
    document = plain(document_of(shown))
    provenance = document["provenance"]
    return {
        **{key: document[key] for key in ("indicator", "title", "interval")},
        "metrics": {
            key: value
            for key, value in document["metrics"].items()
            if any(row["metric"] == key for row in document["rows"])
        },
        "rows": marked(document["rows"]),
        "rows_left_out": len(every) - len(shown),
        "provenance": {
            **provenance,
            "sources": [untrusted(source) for source in provenance["sources"]],
            "specification": marked(provenance["specification"]),
        },
        "cite": untrusted(document["cite"]),
    }


def _asked(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Choices and filters as an indicator takes them."""
    from detente.core.dimensions import DIMENSIONS
    from detente.core.errors import UnknownName

    choices, known = arguments["choices"], [d.name for d in DIMENSIONS]
    for key in choices:
        if key not in known:
            raise UnknownName("dimension", key[:100], known)
    kinds = filters_of(name)
    filters = {}
    for key, value in arguments["filters"].items():
        if key in known:
            raise UsageError(f"'{key}' is no filter", fix=f'put it into choices: "{key}"')
        if key not in kinds:
            raise UnknownName(f"filter of '{name}'", key[:100], kinds)
        filters[key] = value_of(key, value, kinds[key])
    return {**choices, **filters}
