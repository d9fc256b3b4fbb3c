"""The API described for programs: an OpenAPI document made from the endpoints' declarations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from detente.core.version import __version__
from detente.views.web.api.endpoint import FORMS, ROOT, endpoints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from detente.views.web.api.endpoint import Endpoint, Parameter

_PROBLEMS = {
    "400": "A parameter cannot be read; says which and what to do.",
    "404": "There is nothing of that name, or the release lacks the data; says what brings them.",
    "405": "Only GET and HEAD are answered; Allow names them.",
    "408": "The request did not arrive in time.",
    "413": "A body was sent; nothing here takes one.",
    "414": "The address is too long.",
    "429": "Too many requests; Retry-After says when to ask again.",
    "431": "The headers of the request are too large.",
    "500": "The release is damaged; no number is given.",
    "503": "Being computed, or too busy; Retry-After says when to ask again.",
}
_HEADERS = {"405": "Allow", "429": "Retry-After", "503": "Retry-After"}


def openapi(root: str = "") -> dict[str, Any]:
    """The OpenAPI 3.1 document.

    Parameters
    ----------
    root : str
        Path under which the site is mounted.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "détente",
            "version": __version__,
            "summary": "How countries cooperate and compete in AI: numbers with intervals, and "
            "verdicts of claims",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root or "/"}],
        "paths": dict(_paths()),
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


_PROBLEM = {
    "type": "object",
    "description": "What went wrong, why, and what to do next (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "next": {"type": "string"},
        "error": {"type": "string", "description": "Which rule refused a request."},
    },
}


def _paths() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, module in endpoints().items():
        endpoint: Endpoint = module.ENDPOINT
        forms = FORMS if endpoint.rows else ("json",)
        for form in forms:
            ending = "" if form == "json" else f".{form}"
            yield f"/{ROOT}/{endpoint.path}{ending}", {"get": _operation(name, endpoint, form)}


def _operation(name: str, endpoint: Endpoint, form: str) -> dict[str, Any]:
    return {
        "operationId": name if form == "json" else f"{name}_{form}",
        "summary": endpoint.summary,
        **({"description": endpoint.description} if endpoint.description else {}),
        "parameters": [_parameter(endpoint, one) for one in endpoint.parameters],
        "responses": {
            "200": {
                "description": endpoint.summary,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": _content(endpoint, form),
            },
            "304": {"description": "The same as the ETag that was sent names."},
            **{code: _problem(code, text) for code, text in _PROBLEMS.items()},
        },
    }


def _problem(code: str, text: str) -> dict[str, Any]:
    header = _HEADERS.get(code)
    return {
        "description": text,
        **({"headers": {header: {"schema": {"type": "string"}}}} if header else {}),
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


def _content(endpoint: Endpoint, form: str) -> dict[str, Any]:
    media = endpoint.media if form == "json" else MEDIA[form]
    found = next((name for name, known in MEDIA.items() if known == media), form)
    return {media: {"schema": _SCHEMAS[found]}}


MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "json": {"type": "object"},
    "csv": {"type": "string"},
    "parquet": {"type": "string", "contentEncoding": "binary"},
}


def _parameter(endpoint: Endpoint, parameter: Parameter) -> dict[str, Any]:
    within = bool(re.search(rf"\{{{parameter.name}\}}", endpoint.path))
    schema: dict[str, Any] = {"type": parameter.kind}
    if parameter.options:
        schema["enum"] = list(parameter.options)
    if parameter.kind == "integer":
        schema["minimum"] = 0
    return {
        "name": parameter.name,
        "in": "path" if within else "query",
        "required": within,
        "description": parameter.meaning,
        "schema": schema,
        **({"example": parameter.example} if parameter.example else {}),
    }
