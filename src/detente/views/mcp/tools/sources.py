"""Tool ``sources``: what the release holds, from whom, under which licence, with which gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.mcp.tool import Tool
from detente.views.mcp.untrusted import SCHEMA, marked, untrusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.core.source import Source
    from detente.views.mcp.reader import Reader

_TEXTS = {"type": "array", "items": SCHEMA}
_NAME = {"anyOf": [{"type": "string"}, SCHEMA]}
TOOL = Tool(
    title="What the release holds",
    description=(
        "The sources behind the numbers of this release: title, licence, how to cite, coverage, "
        "and what each is known to miss or to get wrong; the tables with their rows; what was left "
        "out when it was built. Say the known gaps beside the numbers."
    ),
    takes={},
    gives={
        "sources": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "source": _NAME,
                    "title": SCHEMA,
                    "url": SCHEMA,
                    "licence": SCHEMA,
                    "cite": SCHEMA,
                    "coverage": SCHEMA,
                    "updated": SCHEMA,
                    "known_gaps": _TEXTS,
                    "may_share": {"type": "boolean"},
                    "tables": {"type": "array", "items": _NAME},
                },
                "required": ["source", "title", "licence", "cite", "known_gaps", "may_share"],
                "additionalProperties": False,
            },
        },
        "tables": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"table": _NAME, "rows": {"type": "integer"}},
                "required": ["table", "rows"],
            },
        },
        "retrieved": {
            "type": ["string", "null"],
            "description": "latest date on which a file was retrieved, where it is recorded",
        },
        "notes": _TEXTS,
    },
)


def answer(reader: Reader, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The sources and tables of the release."""
    del arguments
    release = reader.lake.dataset.release
    description = release.manifest.description
    return {
        "sources": [_told(source) for source in description.sources],
        "tables": [{"table": marked(name), "rows": release.rows(name)} for name in release.tables],
        "retrieved": release.manifest.retrieved or None,
        "notes": [untrusted(note) for note in description.notes],
    }


def _told(source: Source) -> dict[str, Any]:
    return {
        "source": marked(source.name),
        "title": untrusted(source.title),
        "url": untrusted(source.url),
        "licence": untrusted(source.licence),
        "cite": untrusted(source.citation),
        "coverage": untrusted(source.coverage),
        "updated": untrusted(source.cadence),
        "known_gaps": [untrusted(gap) for gap in source.known_gaps],
        "may_share": source.may_ship,
        "tables": [marked(table) for table in source.tables],
    }
