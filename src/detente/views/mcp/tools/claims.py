"""Tool ``claims``: the book of claims, or one claim in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.document.claim import document_of
from detente.views.mcp.tool import Tool
from detente.views.mcp.untrusted import SCHEMA, untrusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.claims.claim import Claim
    from detente.views.mcp.reader import Reader

TOOL = Tool(
    title="The book of claims",
    description=(
        "Lists the claims about AI cooperation and competition that detente has registered, each "
        "with who said it and the statements that are checked. With an identifier: that claim "
        "in full, with the choices of its multiverse and why they are equivalent for the question. "
        "It says what was claimed, not what holds: ask 'check' for the verdict."
    ),
    takes={
        "claim": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100,
            "description": "only this one, in full: an identifier of the book",
        }
    },
    gives={
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "title": {"type": "string"},
                    "text": SCHEMA,
                    "said_by": SCHEMA,
                    "said_in": SCHEMA,
                    "said_at": SCHEMA,
                    "said_on": {"type": "string"},
                    "statements": {
                        "type": "object",
                        "additionalProperties": {"type": "string"},
                        "description": "what is checked, by family of metrics",
                    },
                    "rival_of": {"type": "array", "items": {"type": "string"}},
                    "sha256": {"type": "string"},
                    "minimum": {"type": "integer", "description": "papers behind a specification"},
                    "choices": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "dimension": {"type": "string"},
                                "options": {"type": "array", "items": {"type": "string"}},
                                "why_equivalent": {"type": "string"},
                            },
                        },
                    },
                },
                "required": ["id", "title", "text", "said_by", "statements", "sha256"],
                "additionalProperties": False,
            },
        }
    },
)
_QUOTED = ("text", "said_by", "said_in", "said_at")


def answer(reader: Reader, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The book, or one claim of it."""
    from detente.claims.claim import book, find

    del reader  # the book is the same whatever the release
    name = arguments["claim"]
    claims = list(book().values()) if name is None else [find(name)]
    return {"claims": [_told(claim, full=name is not None) for claim in claims]}


def _told(claim: Claim, *, full: bool) -> dict[str, Any]:
    document = document_of(claim)
    told = {
        "id": document["id"],
        "title": document["title"],
        **{name: untrusted(document[name]) for name in _QUOTED},
        "said_on": document["said_on"],
        "statements": document["statements"],
        "rival_of": list(document["rival_of"]),
        "sha256": document["hash"],
    }
    if full:
        told["minimum"] = document["minimum"]
        told["choices"] = [
            {"dimension": c.name, "options": list(c.options), "why_equivalent": c.why}
            for c in claim.choices
        ]
    return told
