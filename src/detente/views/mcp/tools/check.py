"""Tool ``check``: whether a claim holds, under which definitions, and what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.document.finding import document_of
from detente.views.document.plain import plain
from detente.views.mcp.tool import Tool
from detente.views.mcp.untrusted import SCHEMA, marked, untrusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.mcp.reader import Reader

_NUMBER = {"type": ["number", "null"]}
_VERDICT = {
    "type": "object",
    "properties": {
        "name": {
            "enum": ["supported", "contradicted", "depends_on_definition", "insufficient_data"]
        },
        "qualifier": {"type": "string"},
        "shares": {
            "type": "object",
            "description": "weighted shares of the specifications, by what each says",
            "additionalProperties": {"type": "number"},
        },
    },
    "required": ["name", "qualifier", "shares"],
    "additionalProperties": False,
}
_SPECIFICATION = {
    "type": "object",
    "description": "one combination of choices, with its estimate and 95 % interval",
    "properties": {
        "choices": {"type": "object"},
        "class": {"enum": ["S", "C", "U", "N"]},
        "estimate": _NUMBER,
        "low": _NUMBER,
        "high": _NUMBER,
        "bound_low": _NUMBER,
        "bound_high": _NUMBER,
        "n": {"type": "integer"},
        "unknown_share": _NUMBER,
        "weight": {"type": "number"},
    },
    "required": ["choices", "class", "estimate", "low", "high", "n", "unknown_share"],
    "additionalProperties": False,
}
_STATEMENT = {
    "type": "object",
    "properties": {
        "family": {"type": "string"},
        "statement": {"type": "string", "description": "as it was understood"},
        "verdict": _VERDICT,
        "missing_affiliations_could_turn_it": {"type": "boolean"},
        "estimate": {
            "type": "object",
            "description": "what the estimate is, what 0 means, and the line it is held against",
        },
        "counted": {"type": "string", "description": "what n counts"},
        "middle": {"anyOf": [_SPECIFICATION, {"type": "null"}]},
        "curve": {"type": "object", "description": "estimates of all specifications at a glance"},
        "joint": {"type": "object", "description": "share supporting, over joint bootstrap draws"},
        "decisive": {
            "type": ["string", "null"],
            "description": "the choice whose single change turns the class most often",
        },
        "flip_rates": {"type": "object", "additionalProperties": _NUMBER},
        "by_option": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "dimension": {"type": "string"},
                    "option": {"anyOf": [{"type": "string"}, SCHEMA]},
                    "verdict": _VERDICT,
                },
                "required": ["dimension", "option", "verdict"],
            },
        },
        "specifications_total": {"type": "integer"},
        "specifications": {"type": "array", "items": _SPECIFICATION},
        "notes": {"type": "array", "items": SCHEMA},
        "sources": {"type": "array", "items": SCHEMA},
    },
    "required": ["family", "statement", "verdict", "middle", "decisive", "by_option", "sources"],
    "additionalProperties": False,
}
TOOL = Tool(
    title="Check a claim",
    description=(
        "Whether a claim holds in the release, under every combination of defensible definitions: "
        "verdict, share of specifications supporting, the choice that decides, the verdict by "
        "option, and the middle estimate with its 95 % interval, n and unknown share. The claim is "
        "an identifier of the book (tool 'claims') or an English sentence such as \"US and CN are "
        "each other's no. 1 partners in AI, 2018-2022\"; what cannot be read is refused with "
        "examples. Report verdict and interval together; insufficient_data is not a no."
    ),
    takes={
        "claim": {
            "type": "string",
            "minLength": 1,
            "maxLength": 500,
            "description": "an identifier of the book, or a sentence",
        },
        "specifications": {
            "type": "integer",
            "minimum": 0,
            "maximum": 200,
            "default": 0,
            "description": "how many specifications of each statement to list (0 to 200)",
        },
    },
    gives={
        "claim": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "title": {"type": "string"},
                "text": SCHEMA,
                "said_by": SCHEMA,
                "said_on": {"type": "string"},
                "sha256": {"type": "string"},
            },
            "required": ["id", "text", "sha256"],
        },
        "statements": {"type": "array", "items": _STATEMENT},
        "provenance": {"type": "object", "description": "release, draws, seed, version, method"},
    },
    required=("claim",),
)
_SAME = (
    "family",
    "statement",
    "verdict",
    "missing_affiliations_could_turn_it",
    "estimate",
    "counted",
    "curve",
    "joint",
    "decisive",
)
_NUMBERS = (
    "class",
    "estimate",
    "low",
    "high",
    "bound_low",
    "bound_high",
    "n",
    "unknown_share",
    "weight",
)


def answer(reader: Reader, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The finding of a claim."""
    document = plain(document_of(reader.finding(arguments["claim"])))
    claim = document["claim"]
    return {
        "claim": {
            "id": claim["id"],
            "title": claim["title"],
            "text": untrusted(claim["text"]),
            "said_by": untrusted(claim["said_by"]),
            "said_on": claim["said_on"],
            "sha256": claim["sha256"],
        },
        "statements": [
            _told(statement, listed=arguments["specifications"])
            for statement in document["statements"]
        ],
        "provenance": document["provenance"],
    }


def _told(statement: Mapping[str, Any], *, listed: int) -> dict[str, Any]:
    specifications, middle = statement["specifications"], statement["middle"]
    told = {
        **{name: statement[name] for name in _SAME},
        "middle": None if middle is None else _specification(specifications[middle]),
        "flip_rates": {name: flip["rate"] for name, flip in statement["flips"].items()},
        "by_option": [
            {"dimension": name, "option": marked(option), "verdict": verdict}
            for name, verdicts in statement["by_option"].items()
            for option, verdict in verdicts.items()
        ],
        "specifications_total": len(specifications),
        "notes": [untrusted(note) for note in statement["notes"]],
        "sources": [untrusted(source) for source in statement["sources"]],
    }
    if listed:
        told["specifications"] = [_specification(row) for row in specifications[:listed]]
    return told


def _specification(row: Mapping[str, Any]) -> dict[str, Any]:
    choices = {name: value for name, value in row.items() if name not in _NUMBERS}
    return {"choices": marked(choices), **{name: row[name] for name in _NUMBERS}}
