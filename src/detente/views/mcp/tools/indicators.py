"""Tool ``indicators``: what ``show`` can be asked, and the choices that change its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.discovery import find, modules
from detente.views.document.filters import NAMES, filters_of
from detente.views.mcp.tool import Tool
from detente.views.mcp.untrusted import SCHEMA, marked, untrusted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.core.indicator import Indicator
    from detente.views.mcp.reader import Reader

PACKAGE = "detente.indicators"
TOOL = Tool(
    title="What can be shown",
    description=(
        "Lists the indicators with the question each answers. With a name: its metrics and "
        "formulas, filters, interval, least data, and every analytic choice that changes its "
        "numbers, with the meaning of each option."
    ),
    takes={
        "indicator": {
            "type": "string",
            "maxLength": 100,
            "description": "only this one, in full",
        }
    },
    gives={
        "indicators": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "indicator": {"type": "string"},
                    "title": {"type": "string"},
                    "question": {"type": "string"},
                    "metrics": {"type": "object", "description": "title, unit and formula by name"},
                    "filters": {"type": "object", "additionalProperties": {"type": "string"}},
                    "interval": {"type": "string"},
                    "least_data": {"type": "string"},
                    "method": {"type": "string"},
                    "choices": {"type": "array", "items": {"type": "object"}},
                },
                "required": ["indicator", "title", "question"],
                "additionalProperties": False,
            },
        },
        "ai_definitions": {
            "type": "array",
            "description": "options of ai_definition in this release",
            "items": {
                "type": "object",
                "properties": {"name": {"anyOf": [{"type": "string"}, SCHEMA]}, "title": SCHEMA},
            },
        },
    },
)


def answer(reader: Reader, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The list, or one indicator in full."""
    name = arguments["indicator"]
    if name is None:
        found: Iterable[dict[str, Any]] = (
            _brief(key, module.INDICATOR) for key, module in modules(PACKAGE, "INDICATOR").items()
        )
    else:
        found = [_full(name, find(PACKAGE, "INDICATOR", name).INDICATOR)]
    definitions = reader.lake.dataset.release.manifest.definitions
    return {
        "indicators": list(found),
        "ai_definitions": [
            {"name": marked(d.name), "title": untrusted(d.title)} for d in definitions
        ],
    }


def _brief(name: str, declared: Indicator) -> dict[str, Any]:
    return {"indicator": name, "title": declared.title, "question": declared.question}


def _full(name: str, declared: Indicator) -> dict[str, Any]:
    from detente.core.dimensions import DIMENSIONS

    return {
        **_brief(name, declared),
        "metrics": {
            m.name: {"title": m.title, "unit": m.unit, "formula": m.formula}
            for m in declared.metrics
        },
        "filters": {key: NAMES[kind] for key, kind in filters_of(name).items()},
        "interval": declared.interval,
        "least_data": declared.minimum_data,
        "method": declared.method,
        "choices": [
            {
                "dimension": d.name,
                "title": d.title,
                "default": d.default,
                "options": {o.name: o.meaning for o in d.options},
            }
            for d in DIMENSIONS
            if d.name in declared.dimensions
        ],
    }
